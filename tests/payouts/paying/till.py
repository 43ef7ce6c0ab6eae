"""A small world with money to pay: a decision in force, payers, people of the organisations, approved details."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from payouts.domain.ledger import ControlSums
from payouts.models import (
    DecidedAmount,
    Decision,
    DecisionKind,
    DecisionState,
    PaymentDetails,
    PaymentOrder,
    StoredDocument,
)
from payouts.selectors.payment_plan import Plan, plan_of
from payouts.services.balances import follow_decision
from payouts.services.payment_details import propose_details, settle_details
from payouts.services.payment_files import make_payment_file
from payouts.services.payment_orders import approve_order, attest_order, prepare_order, sums_of
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.parties.models import Party
from tests import factories
from tests.world import World, make_world

PAYERS: Mapping[str, Mapping[str, str]] = {
    "Kammarkollegiet": {
        "name": "Kammarkollegiet",
        "identity": "202100-0829",
        "account": "54029681",
        "scheme": "BGNR",
        "bank": "SWEDSESS",
    }
}
BANKGIRO = {"2380": "9912346", "2326": "50501055", "23": "1234566"}
NOW = datetime(2014, 12, 20, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Till:
    """The small world, three payers, and two who speak for each organisation."""

    world: World
    payers: tuple[Actor, Actor, Actor]
    recipients: Mapping[str, Actor]
    signers: Mapping[str, Actor]

    @property
    def code(self) -> str:
        """The agreement's code."""
        return self.world.code


def make_till(amounts: Mapping[str, int] | None = None, text: str = factories.TINY_AGREEMENT) -> Till:
    """Make the world with a decision in force that gives `amounts` (kronor by party's code)."""
    world = make_world(text)
    parties = (world.ostersund, world.berg, world.region)
    till = Till(
        world,
        (person(Role.PAYER), person(Role.PAYER), person(Role.PAYER)),
        {party.code: person(Role.RECIPIENT, party) for party in parties},
        {party.code: person(Role.SIGNER, party) for party in parties},
    )
    decide(till, amounts or {"2380": 400, "2326": 100})
    return till


def person(role: Role, party: Party | None = None) -> Actor:
    """Somebody with a role, for a party's organisation."""
    user = factories.person(role, organisation=party.organisation if party else None)
    return actor_of(user, clock.today())


def decide(till: Till, amounts: Mapping[str, int]) -> Decision:
    """Put a decision in force that gives `amounts`; it corrects the one before."""
    with transaction.atomic():
        agreement = till.world.agreement
        before = Decision.objects.filter(agreement=agreement, state=DecisionState.IN_FORCE).first()
        if before:
            before.state = DecisionState.CORRECTED
            before.save()
        number = Decision.objects.filter(agreement=agreement).count() + 1
        decision = _in_force(till, number, DecisionKind.GRANT, sum(amounts.values()), before)
        parties = {party.code: party for party in Party.objects.all()}
        DecidedAmount.objects.bulk_create(
            DecidedAmount(decision=decision, party=parties[code], line="Prov", amount=kronor)
            for code, kronor in amounts.items()
            if kronor
        )
        follow_decision(decision)
    return decision


def revoke(till: Till) -> Decision:
    """Revoke the decision in force."""
    with transaction.atomic():
        before = Decision.objects.get(agreement=till.world.agreement, state=DecisionState.IN_FORCE)
        before.state = DecisionState.REVOKED
        before.save()
        decision = _in_force(till, before.number + 1, DecisionKind.REVOCATION, 0, before)
        follow_decision(decision)
    return decision


def _in_force(till: Till, number: int, kind: DecisionKind, total: int, before: Decision | None) -> Decision:
    content = f"beslut {till.code} {number}".encode()
    return Decision.objects.create(
        agreement=till.world.agreement,
        kind=kind,
        total=total,
        number=number,
        reference=f"{till.code.upper()}/{number}",
        state=DecisionState.IN_FORCE,
        decided_on=date(2014, 12, 11),
        decision_maker="Regeringen",
        rapporteur="Föredraganden",
        reason="Fel underlag." if before else "",
        prepared_by_id=till.world.preparer.user_id,
        approved_by_id=till.world.approver.user_id,
        document=StoredDocument.objects.create(
            sha256=hashlib.sha256(content).hexdigest(),
            media_type="application/pdf",
            size=len(content),
            content=content,
            made_at=clock.now(),
        ),
        corrects=before,
        made_at=clock.now(),
    )


def give_details(till: Till, *codes: str, numbers: Mapping[str, str] | None = None) -> list[PaymentDetails]:
    """Let organisations have approved payment details: their recipient proposes, their signer approves."""
    made = []
    for code in codes or ("2380", "2326"):
        body = Party.objects.get(code=code).organisation_id
        number = (numbers or BANKGIRO)[code]
        proposed = propose_details(body, "bankgiro", number, till.recipients[code])
        made.append(settle_details(proposed.pk, till.signers[code], approve=True))
    return made


def plan(till: Till) -> Plan:
    """What the next order would pay."""
    return plan_of(till.world.agreement.versions.get(state="published"))


def prepared(till: Till, **changed: Any) -> PaymentOrder:
    """An order that the first payer has prepared."""
    return prepare_order(till.code, clock.today(), changed.get("seen") or plan(till).sums, till.payers[0])


def approved(till: Till) -> PaymentOrder:
    """An order that the first payer prepared, the second attested and the third approved."""
    order = prepared(till)
    attest_order(order.pk, sums_of(order), till.payers[1])
    return approve_order(order.pk, sums_of(order), till.payers[2], order_file=False)


def ordered(till: Till) -> PaymentOrder:
    """An order with its file."""
    return make_payment_file(approved(till).pk)


def sums(count: int, total: int) -> ControlSums:
    """Control sums."""
    return ControlSums(count, total)

"""The balances: the rows that payments and claims lock, and that follow the decision in force.

A balance is locked after decision, order and payment, and before claim (docs/locking.md). What it holds is computed by
`payouts.domain.ledger`, from the same figures as the pages show.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q, Sum

from payouts.domain.ledger import Claims, Standing
from payouts.models import (
    Balance,
    Claim,
    ClaimReason,
    ClaimState,
    DecidedAmount,
    Decision,
    Payment,
    PaymentOrder,
)
from payouts.models.payment import ALIVE, ON_THE_WAY, ORDERS_IN_THE_MAKING
from payouts.selectors.in_force import decision_in_force, last_revocation
from payouts.services.claiming import NewClaim, let_give_way, make_claims
from payouts.services.withdrawing import withdraw_locked
from prio import clock
from prio.parties.models import Organisation


class Ordered(NamedTuple):
    """Kronor of payments that are alive, and what of them the bank has not said to be paid."""

    kronor: int
    on_the_way: int


NOTHING = Ordered(0, 0)
FOLLOWS = "Följer beslut {reference}."
OVERTAKEN = "Beslutet har rättats: beslut {reference} gäller nu."


def follow_decision(decision: Decision) -> None:
    """Let the agreement's balances follow the decision that has come into force; again: nothing more happens.

    An order whose file is not made, and that is on another decision, is withdrawn. What is decided beyond what is
    ordered goes into the next order; what is ordered beyond what is decided is claimed back, due in
    settings.CLAIM_DAYS days, once the bank says that it is paid. A claim that nobody has repaid anything of gives way
    to one of the right amount; of one that is begun the rest is withdrawn where less is to come home than it asks for.

    The caller is in a transaction and holds the decision's lock. The diary's locks are taken last.
    """
    for order in _in_the_making(decision):
        withdraw_locked(order, OVERTAKEN.format(reference=decision.reference), None)
    decided = _decided(decision)
    known = set(
        Balance.objects.filter(agreement=decision.agreement_id).values_list("organisation", flat=True)
    )
    missing = Organisation.objects.filter(pk__in=decided.keys() - known)
    Balance.objects.bulk_create(
        (Balance(agreement_id=decision.agreement_id, organisation=one, decided=0) for one in missing),
        ignore_conflicts=True,
    )
    balances = locked_balances(decision.agreement_id)
    for balance in balances:
        balance.decided = decided.get(balance.organisation_id, 0)
    _restate(decision, balances)


def locked_balances(agreement_id: int, organisations: Iterable[int] | None = None) -> list[Balance]:
    """Return the balances of an agreement, of everybody or of some, locked in the order of the organisations."""
    rows = Balance.objects.select_for_update(of=("self",)).filter(agreement=agreement_id)
    if organisations is not None:
        rows = rows.filter(organisation__in=list(organisations))
    return list(rows.order_by("organisation"))


def restate(agreement_id: int, organisations: Iterable[int]) -> None:
    """Compute the balances of some organisations again, after a claim or payment of theirs has changed.

    The caller is in a transaction, and takes no other lock than the diary's afterwards.
    """
    decision = decision_in_force(agreement_id) or last_revocation(agreement_id)
    balances = locked_balances(agreement_id, organisations)
    if decision is not None:
        _restate(decision, balances)


def _restate(decision: Decision, balances: list[Balance]) -> None:
    locked = Claim.objects.select_for_update(of=("self",)).select_related("agreement", "organisation")
    of_everybody: dict[int, list[Claim]] = {one.organisation_id: [] for one in balances}
    claimed = locked.filter(agreement=decision.agreement_id, organisation__in=list(of_everybody))
    for claim in claimed.exclude(state=ClaimState.WITHDRAWN, repaid=0).order_by("pk"):
        of_everybody[claim.organisation_id].append(claim)
    ordered = _ordered(decision.agreement_id, list(of_everybody))
    wanted: dict[int, int] = {}
    for balance in balances:
        own = of_everybody[balance.organisation_id]
        standing = _standing(balance, ordered.get(balance.organisation_id, NOTHING), own)
        begun = [one for one in own if one.in_ledger.is_begun] if standing.is_claimed_too_much else []
        if begun:
            _withdraw(decision, begun)
            standing = _standing(balance, ordered.get(balance.organisation_id, NOTHING), own)
        balance.ordered, balance.claimed = standing.ordered, standing.claimed
        if standing.to_claim != standing.open:
            _withdraw(decision, [claim for claim in own if claim.in_ledger.follows])
            wanted[balance.organisation_id] = standing.to_claim
    Balance.objects.bulk_update(balances, ["decided", "ordered", "claimed"])
    _claim(decision, {key: kronor for key, kronor in wanted.items() if kronor})


def follows_a_decision(claim: Claim) -> bool:
    """Say whether to give up a claim would let its organisation keep what is ordered beyond what is decided.

    So it would with a claim after a correction, and with one for unused money where a correction claimed less because
    that money was on its way home already. Who acts on the answer holds the balance's lock.
    """
    if claim.reason == ClaimReason.CORRECTED:
        return True
    of_same = {"agreement": claim.agreement_id, "organisation": claim.organisation_id}
    balance = Balance.objects.filter(**of_same).first()
    if balance is None:
        return False
    own = list(Claim.objects.filter(**of_same))
    ordered = _ordered(claim.agreement_id, [claim.organisation_id]).get(claim.organisation_id, NOTHING)
    before = _standing(balance, ordered, own).swallowed
    for one in own:
        if one.pk == claim.pk:
            one.state = ClaimState.WITHDRAWN
    return _standing(balance, ordered, own).swallowed < before


def _standing(balance: Balance, ordered: Ordered, claims: Iterable[Claim]) -> Standing:
    of_ledger = Claims.of(balance.decided, (claim.in_ledger for claim in claims))
    return Standing.of(balance.decided, ordered.kronor, of_ledger, ordered.on_the_way)


def _withdraw(decision: Decision, claims: list[Claim]) -> None:
    because = FOLLOWS.format(reference=decision.reference)
    let_give_way(claims, because, None, {"decision": decision.reference})


def _claim(decision: Decision, amounts: dict[int, int]) -> None:
    if not amounts:
        return
    due = clock.today() + timedelta(days=settings.CLAIM_DAYS)
    bodies = Organisation.objects.filter(pk__in=amounts).order_by("code")
    note = FOLLOWS.format(reference=decision.reference)
    claims = [NewClaim(one, ClaimReason.CORRECTED, amounts[one.pk], due, note=note) for one in bodies]
    make_claims(decision.agreement, decision, claims)


def _in_the_making(decision: Decision) -> list[PaymentOrder]:
    orders = PaymentOrder.objects.select_for_update(of=("self",)).order_by("pk")
    return list(
        orders.filter(~Q(decision=decision), agreement=decision.agreement_id, state__in=ORDERS_IN_THE_MAKING)
    )


def _decided(decision: Decision) -> dict[int, int]:
    rows = DecidedAmount.objects.filter(decision=decision).order_by().values_list("party__organisation")
    return dict(rows.annotate(kronor=Sum("amount")))


def _ordered(agreement_id: int, organisations: list[int]) -> dict[int, Ordered]:
    rows = Payment.objects.filter(
        order__agreement=agreement_id, organisation__in=organisations, state__in=ALIVE
    )
    sums = rows.order_by().values_list("organisation")
    found = sums.annotate(
        kronor=Sum("amount"), waits=Sum("amount", filter=Q(state__in=ON_THE_WAY), default=0)
    )
    return {organisation: Ordered(kronor, waits) for organisation, kronor, waits in found}

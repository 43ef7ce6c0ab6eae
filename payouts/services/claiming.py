"""Claiming money back. What becomes of a claim afterwards: `payouts.services.claims`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from agreements.models import Agreement, Direction, EntryKind
from agreements.selectors.agreements import version_in_force
from agreements.services.cases import CaseKey, NewEntry, register_entries
from agreements.services.letters import people_of
from payouts import paying
from payouts.domain.ledger import unused_answered_for
from payouts.models import Claim, ClaimReason, ClaimState, Decision, DecisionKind, LineGrant
from prio import clock
from prio.accounts.roles import Authority, Role
from prio.accounts.selectors import is_demonstration
from prio.audit.services import record
from prio.days import plain_day
from prio.mail.services import Letter, write_many
from prio.money import kronor
from prio.parties.models import Organisation, Party

REVOKED = "Beslutet är upphävt, så att ni har fått mer än det som nu är beslutat."
TOLD = (Role.RECIPIENT, Role.SIGNER, Role.HEAD)
WHY = {
    ClaimReason.CORRECTED: "Beslutet har rättats, så att ni har fått mer än det som nu är beslutat.",
    ClaimReason.UNUSED: "Ni har redovisat pengar som inte har använts.",
}


@dataclass(frozen=True, slots=True)
class NewClaim:
    """What is to be claimed: kronor of an organisation, by a day. by_id: who claims it; None: what is decided does.

    received: what the account of unused money was an account of, in kronor. line: the budget line that it is of.
    """

    organisation: Organisation
    reason: ClaimReason
    amount: int
    due: date
    by_id: int | None = None
    note: str = ""
    received: int = 0
    line: LineGrant | None = None


def make_claim(agreement: Agreement, decision: Decision | None, new: NewClaim) -> Claim:
    """Claim money back: `make_claims` for one."""
    return make_claims(agreement, decision, [new])[0]


def make_claims(agreement: Agreement, decision: Decision | None, several: Sequence[NewClaim]) -> list[Claim]:
    """Claim money back, tell those who speak for the organisations, and register it in the diary.

    The caller holds the balances' locks and restates them (`payouts.services.balances`) before, or for unused money
    after, this. The diary's locks are taken here, so no other lock is taken afterwards.

    Who is told is told of the claim's page, its day and the reference to state.

    Args:
        agreement: whose money it is.
        decision: the decision that it follows from, or under which the money was given.
        several: the claims.
    """
    made, payee, where = [], payee_of(agreement), where_to_pay(agreement)
    for new in several:
        claim = Claim.objects.create(
            agreement=agreement,
            decision=decision,
            organisation=new.organisation,
            reason=new.reason,
            amount=new.amount,
            due=new.due,
            note=new.note,
            received=new.received,
            line=new.line,
            made_at=clock.now(),
            made_by_id=new.by_id,
            simulated=decision.simulated if decision else agreement.simulated,
        )
        facts = {"kronor": claim.amount, "due": claim.due.isoformat(), "reason": claim.reason}
        record("claim", claim.pk, "made", by_id=new.by_id, facts=facts, is_first=True)
        _tell(claim, agreement, payee, where)
        made.append(claim)
    register_entries([_entry(claim, agreement) for claim in made])
    return made


def let_give_way(
    claims: Iterable[Claim], because: str, by_id: int | None, facts: Mapping[str, object]
) -> None:
    """Withdraw claims that something else has overtaken, and tell those who speak for the organisations.

    What has come home of them stays. The caller holds the claims' locks and the balances', and restates them.

    Args:
        because: what overtook them, a sentence.
        by_id: who did; None: what is decided does.
        facts: what the log says of it.
    """
    for claim in claims:
        claim.state, claim.withdrawn_at, claim.withdrawn_by_id = ClaimState.WITHDRAWN, clock.now(), by_id
        claim.withdrawn_because, claim.gave_way = because, True
        claim.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawn_because", "gave_way"])
        record("claim", claim.pk, "withdrawn", by_id=by_id, facts=facts)
        _tell_given_way(claim)


def left_to_claim(
    claims: Sequence[Claim],
    wanted: int,
    because: str,
    by_id: int | None,
    facts: Mapping[str, object],
    *,
    received: int = 0,
) -> int:
    """Return the kronor to claim anew so that claims for unused money ask for `wanted` together. Right already: 0.

    Open claims for another amount give way. What has come home, or a payer has given up, stays. See `let_give_way`.

    Args:
        claims: all that there are for the same thing, locked.
        wanted: what is to come home of it, in kronor.
        because: what overtook them, a sentence.
        by_id: who did.
        facts: what the log says of it.
        received: the kronor that the account counts as received; 0 for a budget line.
    """
    if unused_answered_for(received, (one.in_ledger for one in claims)) == wanted:
        return 0
    let_give_way([one for one in claims if one.state == ClaimState.OPEN], because, by_id, facts)
    return max(0, wanted - unused_answered_for(received, (one.in_ledger for one in claims)))


def payee_of(agreement: Agreement) -> str:
    """Return to whom an agreement's money is repaid, as it says itself; Kammarkollegiet where it says nothing."""
    version = version_in_force(agreement.code)
    return paying.payee_of(version.definition) if version else Authority.KAMMARKOLLEGIET.value


def where_to_pay(agreement: Agreement) -> str:
    """Say where an agreement's money is repaid to, in a sentence for a mail."""
    version = version_in_force(agreement.code)
    made_up = agreement.simulated or is_demonstration()
    place = paying.account_of_payee(version.definition, simulated=made_up) if version else None
    if place is None:
        return f"{payee_of(agreement)} svarar på vilket konto pengarna ska till."
    return f"Betala till {place.account}{' (ett påhittat nummer)' if place.made_up else ''}."


def case_of(agreement_id: int, organisation_id: int) -> CaseKey:
    """Return the case of an organisation's money: that of its first party (Gotland has two), by code."""
    party = Party.objects.filter(organisation=organisation_id).order_by("code").values_list("pk", flat=True)
    return CaseKey(agreement_id, party.first())


def _tell(claim: Claim, agreement: Agreement, payee: str, where: str) -> None:
    subject = f"Återbetala {kronor(claim.amount)}: {agreement.title}"
    revoked = claim.decision is not None and claim.decision.kind == DecisionKind.REVOCATION
    why = WHY[ClaimReason(claim.reason)]
    if claim.reason == ClaimReason.CORRECTED and revoked:
        why = REVOKED
    body = (
        f"{why} {kronor(claim.amount)} ska återbetalas till {payee} senast {plain_day(claim.due)}. {where} "
        f"Ange {claim.reference} på betalningen."
    )
    path = reverse("claim", args=[agreement.code, claim.pk])
    people = people_of(claim.organisation_id, *TOLD)
    write_many(
        Letter(f"claim:{claim.pk}:made:{one}", one, subject, body, path=path, whose=claim.organisation.name)
        for one in people
    )


def _tell_given_way(claim: Claim) -> None:
    subject = f"Återkrav {claim.reference} är återkallat: {claim.agreement.title}"
    body = (
        f"{kronor(claim.remaining)} ska inte längre återbetalas med referensen {claim.reference}. "
        f"{claim.withdrawn_because} Ska något annat belopp återbetalas står det i ett eget återkrav."
    )
    path = reverse("claim", args=[claim.agreement.code, claim.pk])
    people = people_of(claim.organisation_id, *TOLD)
    write_many(
        Letter(
            f"claim:{claim.pk}:withdrawn:{one}", one, subject, body, path=path, whose=claim.organisation.name
        )
        for one in people
    )


def _entry(claim: Claim, agreement: Agreement) -> NewEntry:
    return NewEntry(
        case_of(agreement.pk, claim.organisation_id),
        EntryKind.CLAIM,
        Direction.OUT,
        clock.now(),
        f"Återkrav {claim.reference} av {kronor(claim.amount)}",
        correspondent=claim.organisation.name,
        thing="claim",
        thing_id=claim.pk,
        by_id=claim.made_by_id,
        simulated=claim.simulated,
    )

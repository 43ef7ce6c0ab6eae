"""Claiming money back. What becomes of a claim afterwards is written beside this."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agreements.models import Agreement, Direction, EntryKind
from agreements.services.cases import CaseKey, NewEntry, register_entries
from agreements.services.letters import people_of
from payouts.models import Claim, ClaimReason, Decision
from prio import clock
from prio.accounts.roles import Role
from prio.audit.services import record
from prio.days import plain_day
from prio.mail.services import Letter, write_many
from prio.money import kronor
from prio.parties.models import Organisation

TOLD = (Role.RECIPIENT, Role.SIGNER, Role.HEAD)
WHY = {
    ClaimReason.CORRECTED: "Beslutet har rättats, så att ni har fått mer än det som nu är beslutat.",
    ClaimReason.UNUSED: "Pengarna har inte använts.",
}


@dataclass(frozen=True, slots=True)
class NewClaim:
    """What is to be claimed: kronor of an organisation, by a day. by_id: who claims it; None: what is decided does."""

    organisation: Organisation
    reason: ClaimReason
    amount: int
    due: date
    by_id: int | None = None
    note: str = ""


def make_claim(agreement: Agreement, decision: Decision | None, new: NewClaim) -> Claim:
    """Claim money back: `make_claims` for one."""
    return make_claims(agreement, decision, [new])[0]


def make_claims(agreement: Agreement, decision: Decision | None, several: Sequence[NewClaim]) -> list[Claim]:
    """Claim money back, tell those who speak for the organisations, and register it in the diary.

    The caller holds the balances' locks and restates them (`payouts.services.balances`) before, or for unused money
    after, this. The diary's locks are taken here, so no other lock is taken afterwards.

    Args:
        agreement: whose money it is.
        decision: the decision that it follows from, or under which the money was given.
        several: the claims.
    """
    made = []
    for new in several:
        claim = Claim.objects.create(
            agreement=agreement,
            decision=decision,
            organisation=new.organisation,
            reason=new.reason,
            amount=new.amount,
            due=new.due,
            note=new.note,
            made_at=clock.now(),
            made_by_id=new.by_id,
            simulated=decision.simulated if decision else agreement.simulated,
        )
        facts = {"kronor": claim.amount, "reason": claim.reason, "organisation": new.organisation.code}
        record("claim", claim.pk, "made", by_id=new.by_id, facts=facts, is_first=True)
        _tell(claim, agreement)
        made.append(claim)
    register_entries([_entry(claim, agreement) for claim in made])
    return made


def _tell(claim: Claim, agreement: Agreement) -> None:
    body = (
        f"{WHY[ClaimReason(claim.reason)]} {kronor(claim.amount)} av {agreement.title} ska återbetalas "
        f"senast {plain_day(claim.due)}."
    )
    subject = f"Återbetala {kronor(claim.amount)} av {agreement.title}"
    path = f"/overenskommelser/{agreement.code}/"
    people = people_of(claim.organisation_id, *TOLD)
    write_many(Letter(f"claim:{claim.pk}:{one}", one, subject, body, path=path) for one in people)


def _entry(claim: Claim, agreement: Agreement) -> NewEntry:
    return NewEntry(
        CaseKey(agreement.pk),
        EntryKind.CLAIM,
        Direction.OUT,
        clock.now(),
        f"Återkrav av {kronor(claim.amount)}",
        correspondent=claim.organisation.name,
        thing="claim",
        thing_id=claim.pk,
        by_id=claim.made_by_id,
        simulated=claim.simulated,
    )

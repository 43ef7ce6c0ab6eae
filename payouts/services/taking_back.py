"""Taking back a repayment that was noted wrongly: what it said is asked for again."""

from django.db import transaction

from agreements.models import Direction
from agreements.selectors.agreements import version_in_force
from payouts.domain.money_lifecycle import CLAIM
from payouts.models import Claim, ClaimReason, ClaimState, LineGrant, Repayment, UseOfMoney, UseState
from payouts.services import line_claims, use_claims
from payouts.services.balances import restate
from payouts.services.claims import LONGEST_REASON, locked_claim, register_step, require_payee, tell
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.days import plain_day
from prio.money import kronor
from prio.refused import Refused


def take_back_repayment(actor: Actor, repayment_id: int, reason: str) -> Repayment:
    """Take back the note of a repayment, which is kept with the reason. Taken back already: nothing is changed.

    The claim is open again with what it asked for, and the balance and the other claims follow; of a claim that was
    given up only what had come is less.

    Args:
        actor: a payer of whom the agreement's money is repaid to.
        repayment_id: the note.
        reason: what was wrong, which the organisation reads.

    Raises:
        NotPermitted: the actor does not pay for whom the money is repaid to.
        Refused: there is no such note, or no reason is given or it is too long.
    """
    because = reason.strip()
    with transaction.atomic():
        claim = _locked(repayment_id)
        require_payee(actor, "take_back", claim)
        noted = Repayment.objects.select_for_update(of=("self",)).get(pk=repayment_id)
        if noted.cancelled_at is not None:
            return noted
        CLAIM.take(
            "take_back", claim.state, actor.roles, CLAIM.transition("take_back").needs if because else ()
        )
        if len(because) > LONGEST_REASON:
            raise Refused(f"Skälet får ha högst {LONGEST_REASON} tecken.")
        noted.cancelled_at, noted.cancelled_by_id, noted.cancelled_because = (
            clock.now(),
            actor.user_id,
            because,
        )
        noted.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because"])
        claim.repaid -= noted.amount
        if claim.state == ClaimState.REPAID:
            claim.state, claim.repaid_on = ClaimState.OPEN, None
        claim.save(update_fields=["repaid", "state", "repaid_on"])
        restate(claim.agreement_id, [claim.organisation_id])
        _follow(claim, actor)
        _say(claim, noted, actor)
    return noted


def _locked(repayment_id: int) -> Claim:
    """Return the claim of a note, locked after what it follows from and its balance. Raises Refused for none."""
    claim = Claim.objects.filter(repayments=repayment_id).first()
    if claim is None:
        raise Refused("Det finns ingen sådan återbetalning.")
    if claim.line_id is not None:
        LineGrant.objects.select_for_update(of=("self",)).get(pk=claim.line_id)
    elif claim.reason == ClaimReason.UNUSED:
        uses = UseOfMoney.objects.select_for_update(of=("self",)).order_by("number")
        uses.filter(agreement=claim.agreement_id, organisation=claim.organisation_id).first()
    return locked_claim(claim.pk)


def _follow(claim: Claim, actor: Actor) -> None:
    """Let the claims be what the account or the line's report says now, unless somebody has given the rest up."""
    given_up = claim.state == ClaimState.WITHDRAWN and not claim.gave_way
    if claim.reason != ClaimReason.UNUSED or given_up:
        return
    version = version_in_force(claim.agreement.code)
    if claim.line is not None:
        if version is not None:
            line_claims.follow_line(version, claim.line, actor.user_id)
        return
    use = UseOfMoney.objects.filter(
        agreement=claim.agreement_id, organisation=claim.organisation_id, state=UseState.HANDED_IN
    ).first()
    repayment = version.definition.aftermath.repayment if version else None
    if use is not None and claim.decision_id is not None:
        use_claims.follow_use(use, claim.decision_id, repayment.by if repayment else None)


def _say(claim: Claim, noted: Repayment, actor: Actor) -> None:
    left = claim.remaining if claim.state == ClaimState.OPEN else 0
    facts = {"kronor": noted.amount, "on": noted.paid_on.isoformat(), "reason": noted.cancelled_because}
    record("claim", claim.pk, "repayment_taken_back", by_id=actor.user_id, facts={**facts, "remaining": left})
    title = f"Anteckning om återbetalning av {kronor(noted.amount)} tillbakatagen"
    register_step(claim, Direction.INTERNAL, title, actor.user_id)
    asked = f"Kvar att återbetala med {claim.reference}: {kronor(left)}."
    body = (
        f"Anteckningen om {kronor(noted.amount)} den {plain_day(noted.paid_on)} var fel och är tillbakatagen. "
        f"Skäl: {noted.cancelled_because} {asked}"
    )
    tell(claim, f"taken_back:{noted.pk}", f"En återbetalning av {kronor(noted.amount)} räknas inte", body)

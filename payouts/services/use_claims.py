"""What comes home after an account of use: what it says is not used, also when a correction says something else."""

from datetime import date, timedelta

from payouts.models import Claim, ClaimReason, Decision, UseOfMoney
from payouts.services.balances import restate
from payouts.services.claiming import NewClaim, left_to_claim, make_claim
from payouts.services.claims import DAYS_WITHOUT_A_DAY
from prio import clock

FOLLOWS = "Redovisningen har rättats."


def follow_use(use: UseOfMoney, decision_id: int, by: date | None) -> None:
    """Let the claims on an organisation be what its account says is to be repaid; again: nothing more happens.

    What has come home, or was given up, stays and counts; the rest of a claim for another amount gives way to a new
    one. The balance is restated: a correction of the decision may have claimed some of it.

    The caller is in a transaction and holds the locks of the account and the balance.

    Args:
        use: the account, handed in.
        decision_id: the decision that gives the money.
        by: the agreement's day; None where it sets none: then DAYS_WITHOUT_A_DAY after the hand-in. A day that has
            passed stays the day: the claim is due at once.
    """
    locked = Claim.objects.select_for_update(of=("self",)).select_related("agreement")
    of_use = locked.filter(
        agreement=use.agreement_id, organisation=use.organisation_id, reason=ClaimReason.UNUSED, line=None
    )
    claims = list(of_use.order_by("pk"))
    missing = left_to_claim(
        claims,
        use.to_repay,
        FOLLOWS,
        use.handed_in_by_id,
        {"use_of_money": use.pk},
        received=use.received,
    )
    if missing > 0:
        make_claim(use.agreement, Decision.objects.get(pk=decision_id), _claim_of(use, missing, by))
    restate(use.agreement_id, [use.organisation_id])


def _claim_of(use: UseOfMoney, missing: int, by: date | None) -> NewClaim:
    handed_in = (use.handed_in_at or clock.now()).astimezone(clock.STOCKHOLM).date()
    return NewClaim(
        organisation=use.organisation,
        reason=ClaimReason.UNUSED,
        amount=missing,
        due=by or handed_in + timedelta(days=DAYS_WITHOUT_A_DAY),
        by_id=use.handed_in_by_id,
        received=use.received,
    )

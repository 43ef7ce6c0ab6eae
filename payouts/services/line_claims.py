"""What comes home of a budget line: what was paid to a known organisation and its newest report says is not used."""

from datetime import timedelta

from agreements.models import AgreementVersion
from payouts.models import Claim, ClaimReason, LineGrant
from payouts.services.balances import locked_balances
from payouts.services.claiming import NewClaim, left_to_claim, make_claim
from payouts.services.claims import DAYS_WITHOUT_A_DAY
from prio import clock

FOLLOWS = "Följer en ny uppgift om budgetraden {line}."


def follow_line(version: AgreementVersion, grant: LineGrant, by_id: int) -> None:
    """Let the claims on a line's recipient be what was paid and is not used; again: nothing more happens.

    Nothing is claimed where the agreement asks for no repayment, the recipient is no organisation that is known here,
    or nothing is reported or paid: the line's page says what is to be repaid. What has come home, or was given up,
    stays.

    The caller is in a transaction and holds the line's lock, and has taken no lock of the diary.
    """
    repayment = version.definition.aftermath.repayment
    newest = grant.reports.order_by("-number").first()
    if repayment is None or grant.organisation is None or newest is None:
        return
    locked_balances(version.agreement_id, [grant.organisation.pk])
    wanted = max(0, grant.paid - newest.used)
    locked = Claim.objects.select_for_update(of=("self",)).select_related("agreement")
    claims = list(locked.filter(line=grant).order_by("pk"))
    because = FOLLOWS.format(line=grant.name)
    missing = left_to_claim(claims, wanted, because, by_id, {"line": grant.name})
    if missing < 1:
        return
    due = repayment.by or clock.today() + timedelta(days=DAYS_WITHOUT_A_DAY)
    new = NewClaim(grant.organisation, ClaimReason.UNUSED, missing, due, by_id=by_id, line=grant)
    make_claim(version.agreement, None, new)

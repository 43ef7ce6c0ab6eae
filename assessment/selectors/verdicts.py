"""Reading how it went."""

from agreements.domain.report_key import ReportKey
from agreements.selectors.ground import ground_of
from agreements.selectors.places import reads_submissions
from assessment.models import Verdict, VerdictState
from prio.accounts.roles import Actor


def final_verdict(actor: Actor, key: ReportKey) -> Verdict | None:
    """Return the final verdict on a report; None where there is none that the actor may read. Three queries."""
    ground = ground_of(key)
    if ground is None or not reads_submissions(actor, ground.party):
        return None
    return (
        Verdict.objects.filter(
            requirement=ground.requirement_id, party=ground.party.id, state=VerdictState.FINAL
        )
        .select_related("requirement_version__version", "submission")
        .defer("requirement_version__version__plain", "submission__answers")
        .first()
    )

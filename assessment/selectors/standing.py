"""Whether what was judged is what stands."""

from collections.abc import Sequence

from agreements.models import Report, ReportState, Submission
from agreements.selectors.standing import without_refused_completions
from assessment.models import Verdict

WITH_SUBMISSION = frozenset({ReportState.HANDED_IN, ReportState.RETURNED, ReportState.LATE})


def stands_as_judged(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return those whose submission is the newest that stands, and whose report waits for nothing. Two queries."""
    requirements = {one.requirement_id for one in verdicts}
    reports = Report.objects.filter(requirement__in=requirements)
    states = {
        (one.requirement_id, one.party_id): one.state for one in reports.only("requirement", "party", "state")
    }
    submissions = without_refused_completions(
        Submission.objects.filter(report__requirement__in=requirements, report__state__in=WITH_SUBMISSION)
    ).order_by("number")
    newest = {
        (requirement, party): pk
        for requirement, party, pk in submissions.values_list(
            "report__requirement_id", "report__party_id", "pk"
        )
    }
    awaited = {ReportState.RETURNED, ReportState.LATE}
    return [
        one
        for one in verdicts
        if newest.get(key := (one.requirement_id, one.party_id)) == one.submission_id
        and states.get(key) not in awaited
    ]

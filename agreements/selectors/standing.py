"""Which submission stands: what is assessed."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from agreements.models import CompletionRequest, ReportState, Submission


def without_refused_completions(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Leave out the late completions that were not accepted: what was handed in before them stands.

    One that was accepted, or came in time, answers its request; one that waits for a decision is still there, since its
    report is late.
    """
    unanswered = CompletionRequest.objects.filter(
        report=OuterRef("report"), answered_by=None, requested_at__lte=OuterRef("handed_in_at")
    )
    return submissions.exclude(
        Exists(unanswered), late=True, report__state__in=(ReportState.HANDED_IN, ReportState.RETURNED)
    )


def newest_standing(
    submissions: Iterable[Submission], unanswered: Iterable[CompletionRequest], state: str
) -> Submission | None:
    """Return which of a report's submissions stands, where all are read already: the same, without a query.

    Args:
        submissions: all of them.
        unanswered: the requests for completion that no submission answers.
        state: the report's.
    """
    decided = state in {ReportState.HANDED_IN, ReportState.RETURNED}
    asked = [one.requested_at for one in unanswered]
    found = [
        one
        for one in submissions
        if not (decided and one.late and any(at <= one.handed_in_at for at in asked))
    ]
    return max(found, key=lambda one: one.number, default=None)

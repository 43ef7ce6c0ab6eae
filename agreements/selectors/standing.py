"""Which submission stands: what is assessed."""

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

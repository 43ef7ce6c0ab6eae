"""Made-up requests for completion of the made-up year: what the assessors wait for, and one that is new."""

from datetime import timedelta

from django.db import transaction

from agreements.domain.definition import Definition
from agreements.domain.report_key import ReportKey
from agreements.models import CompletionRequest, Report, ReportState
from agreements.services.deciding import request_completion
from assessment.selectors import published_version
from prio import clock
from prio.commands import actor_named
from prio.desk.demonstration.questions import ASSESSOR

OWN = (
    "B2",
    "23",
    "new_plan",
)  # what the demonstration's own region is asked for: requirement, party, question
OWN_TEXT = (
    "I planen saknas patienter med flest tvångsåtgärder. Bifoga den beslutade planen, med alla tre grupperna."
)
TEXT = "Underlaget saknas eller går inte att läsa. Bifoga det, eller beskriv var det finns."
DAYS_LEFT = timedelta(days=14)
ASKED = timedelta(days=2)  # ago


def ask_for_more(code: str) -> None:
    """Let every report of the simulated agreement `code` that waits for completion say what is asked for, and by when.

    The demonstration's own region is asked anew, in the way that an assessor asks: with a message.
    """
    definition = published_version(code).definition
    assessor, due = actor_named(ASSESSOR), clock.today() + DAYS_LEFT
    waiting = Report.objects.filter(
        requirement__agreement__code=code, state=ReportState.RETURNED, completion_requests=None
    ).select_related("requirement")
    with transaction.atomic():
        CompletionRequest.objects.bulk_create(
            CompletionRequest(
                report=report,
                question=_first_asked(definition, report.requirement.code),
                text=TEXT,
                due=due,
                requested_by_id=assessor.user_id,
                requested_at=clock.now() - ASKED,
            )
            for report in waiting
        )
        requirement, party, question = OWN
        request_completion(assessor, ReportKey(code, requirement, party), question, OWN_TEXT, due)


def _first_asked(definition: Definition, requirement: str) -> str:
    """Return the key of the first question that the party answers itself; a document rather than anything else."""
    asked = [one for one in definition.requirement(requirement).questions if not one.source]
    return min(asked, key=lambda one: one.type != "document").key

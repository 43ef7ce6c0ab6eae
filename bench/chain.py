"""The chain in the database: storing a year's allocation, assessing a year's reports."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.domain.definition import Definition
from agreements.models import Report, ReportState, RequirementVersion, Submission
from agreements.services import publish
from assessment.models import Verdict
from assessment.selectors import concerned_parties, published_version
from assessment.services import assess_agreement
from bench.frame import Measured, figure, milliseconds, seconds
from payouts.domain.allocation import allocate
from payouts.inputs import given_of
from payouts.models import AllocationRun
from payouts.services import compute_run
from prio import clock
from prio.audit.models import Event
from prio.desk.demonstration.answers import made_up_answers
from prio.desk.demonstration.build import build_demonstration
from prio.parties.selectors import inhabitants_of_parties

YEAR = "prio-2014"
REPORTED_YEAR = "bench-2014"
POPULATION_DATE = date(2013, 12, 31)


@cache
def demonstration() -> None:
    """Fill the private database once with the whole demonstration."""
    build_demonstration(lambda line: None)


@cache
def reported_year() -> None:
    """A copy of 2014 in which every party has handed in everything: 290 × 4 + 21 × 7 reports."""
    demonstration()
    plain = published_version(YEAR).definition.to_plain() | {"code": REPORTED_YEAR}
    publish(Definition.from_plain(plain), source_file="", simulated=True)
    concerned = concerned_parties(REPORTED_YEAR)
    people = inhabitants_of_parties(POPULATION_DATE)
    reports, submissions = [], []
    for code, judged in concerned.requirements.items():
        for party in sorted(concerned.codes(code)):
            answers = made_up_answers(concerned.definition.requirement(code), party, people[party])
            report = Report(
                requirement_id=judged.requirement_id,
                party_id=concerned.party_ids[party],
                wording_id=judged.wording_id,
                state=ReportState.HANDED_IN,
                simulated=True,
                changed_at=clock.now(),
            )
            reports.append(report)
            submissions.append(_submission(report, judged.wording_id, answers))
    Report.objects.bulk_create(reports)
    Submission.objects.bulk_create(submissions)


def _submission(report: Report, wording_id: int, answers: dict[str, Any]) -> Submission:
    return Submission(
        report=report,
        requirement_version=RequirementVersion(pk=wording_id),
        number=1,
        answers=answers,
        sha256="0" * 64,
        handed_in_at=clock.now(),
        simulated=True,
    )


def queries_of(work: Callable[[], object]) -> int:
    """Return how many queries `work` sends, the bounds of transactions not counted."""
    with CaptureQueriesContext(connection) as counted:
        work()
    bounds = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(1 for query in counted if not query["sql"].startswith(bounds))


@cache
def undecided_year() -> None:
    """Give the demonstration's own run of the year other inputs, so that dividing the year makes a new run."""
    demonstration()
    AllocationRun.objects.filter(agreement__code=YEAR).update(inputs_sha256="0" * 64)


def take_away() -> None:
    """Take away the run that an earlier round made."""
    made = AllocationRun.objects.filter(agreement__code=YEAR, decisions__isnull=True)
    Event.objects.filter(aggregate="run", aggregate_id__in=[str(run.pk) for run in made]).delete()
    made.delete()


@figure("a year allocated and stored", unit="ms", at_most=100)
def stored_year() -> Measured:
    """From the final verdicts to a stored run of 2014; the floor is the division alone."""
    undecided_year()
    value = milliseconds(lambda: compute_run(YEAR), before=take_away)
    given = given_of(compute_run(YEAR).inputs)
    return Measured(value, milliseconds(lambda: allocate(given)))


@figure("a year allocated and stored, SQL", unit="queries", at_most=12)
def stored_year_queries() -> Measured:
    """The queries of the same."""
    undecided_year()
    take_away()
    return Measured(queries_of(lambda: compute_run(YEAR)))


@figure("a year's 1 307 reports assessed", unit="s", at_most=1)
def assessed_year() -> Measured:
    """Every report of 2014 evaluated and proposed, as new each time."""
    reported_year()

    proposed = Verdict.objects.filter(requirement__agreement__code=REPORTED_YEAR)
    return Measured(seconds(lambda: assess_agreement(REPORTED_YEAR), before=proposed.delete))


@figure("a year's 1 307 reports assessed, SQL", unit="queries", at_most=100)
def assessed_year_queries() -> Measured:
    """The queries of the same: each of nine demands is written by itself. The floor is what 10 reports take."""
    reported_year()
    verdicts = Verdict.objects.filter(requirement__agreement__code=REPORTED_YEAR)
    verdicts.delete()
    all_of_them = queries_of(lambda: assess_agreement(REPORTED_YEAR))
    verdicts.filter(pk__in=list(verdicts.values_list("pk", flat=True)[:10])).delete()
    ten = queries_of(lambda: assess_agreement(REPORTED_YEAR))
    return Measured(all_of_them, ten)

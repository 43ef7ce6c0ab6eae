"""The made-up year: the rules of 2015 around today, whatever day that is, and parties in every state."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
import time_machine

from agreements.domain.definition import Definition
from agreements.domain.loading import load_definition
from agreements.domain.rules import CoversYears, InPeriod
from agreements.models import Agreement, Report, ReportState, Submission
from assessment.models import Outcome, Verdict, VerdictState
from prio import clock
from prio.accounts.models import Installation
from prio.desk.demonstration.year import EARLY, demo_code, make_year, moved_to
from prio.parties.services import load_reference
from prio.refused import Refused
from tests import factories

pytestmark = pytest.mark.django_db

RULES = Path(__file__).parents[2] / "agreements" / "definitions" / "prio-2015.yaml"
TODAYS = [
    date(2026, 11, 22),
    date(2027, 1, 1),
    date(2028, 2, 29),
    date(2031, 12, 31),
    date(2015, 6, 1),
    date(2099, 3, 1),
]


@cache
def rules() -> Definition:
    return load_definition(RULES.read_text(encoding="utf-8"), RULES.name)


@pytest.fixture
def population() -> None:
    factories.population({}, date(2024, 12, 31))


@pytest.mark.usefixtures("population")
class TestMoved:
    """The definition."""

    @pytest.mark.parametrize("today", TODAYS, ids=str)
    def test_it_is_a_definition_without_faults_on_any_day(self, today: date) -> None:
        moved = moved_to(rules(), today)
        assert moved.code == f"demo-{today.year}"
        assert (moved.year, moved.unset_settings()) == (today.year, ())
        assert Definition.from_plain(moved.to_plain()) == moved

    @pytest.mark.parametrize("today", TODAYS, ids=str)
    def test_a_region_is_called_what_it_is_called_that_year(self, today: date) -> None:
        told = [
            {key: value for key, value in one.items() if key != "source"}
            for one in moved_to(rules(), today).to_plain()["requirements"]  # type: ignore[attr-defined]  # plain data
        ]
        assert ("andsting" in str(told)) is (today.year < 2019)
        assert ("i regionen" in str(told)) is (today.year >= 2019)

    @pytest.mark.parametrize("today", TODAYS, ids=str)
    def test_today_lies_inside_the_collection_and_the_early_goal_is_closed(self, today: date) -> None:
        moved = moved_to(rules(), today)
        dates = moved.dates
        days = [dates.opens, today, dates.closes, dates.preliminary, dates.final, dates.payment]
        known = [day for day in days if day]
        assert len(known) == len(days)
        assert known == sorted(set(known))
        closed = {one.code for one in moved.requirements if (moved.closes(one.code) or today) < today}
        assert closed == {EARLY}

    def test_its_population_date_is_the_newest_that_is_loaded(self) -> None:
        assert moved_to(rules(), TODAYS[0]).population_date == date(2024, 12, 31)
        factories.population({}, date(2025, 12, 31))
        assert moved_to(rules(), TODAYS[0]).population_date == date(2025, 12, 31)

    @pytest.mark.parametrize("today", TODAYS, ids=str)
    def test_the_money_is_that_of_2015(self, today: date) -> None:
        moved = moved_to(rules(), today)
        assert [(pot.code, pot.pot, pot.split) for pot in moved.pots] == [
            (pot.code, pot.pot, pot.split) for pot in rules().pots
        ]
        assert moved.budget.total == rules().budget.total
        assert [line.amount for line in moved.budget.lines] == [line.amount for line in rules().budget.lines]

    def test_the_years_in_windows_and_plans_are_moved(self) -> None:
        moved = {one.code: one for one in moved_to(rules(), TODAYS[0]).requirements}
        windows = plans = 0
        for requirement in rules().requirements:
            for before, after in zip(requirement.leaves, moved[requirement.code].leaves, strict=True):
                if isinstance(before, InPeriod):
                    assert isinstance(after, InPeriod)
                    assert (year_of(after.first), year_of(after.last)) == (
                        year_of(before.first, 11),
                        year_of(before.last, 11),
                    )
                    windows += 1
                elif isinstance(before, CoversYears):
                    assert isinstance(after, CoversYears)
                    assert after.years == tuple(year + 11 for year in before.years)
                    plans += 1
        assert windows + plans > 0

    def test_no_year_of_the_real_agreement_is_left_in_what_people_read(self) -> None:
        for one in moved_to(rules(), TODAYS[0]).requirements:
            words = " ".join(
                [one.name, one.text, one.criterion, one.guidance, *(q.label for q in one.questions)]
            )
            assert re.findall(r"\b20(?:0\d|1\d)\b", words) == [], one.code

    def test_every_requirement_follows_its_own_of_2015(self) -> None:
        for requirement in moved_to(rules(), TODAYS[0]).requirements:
            assert [(one.agreement, one.requirement) for one in requirement.follows] == [
                ("prio-2015", requirement.code)
            ]


def year_of(moment: str | None, later: int = 0) -> int | None:
    return int(moment[:4]) + later if moment else None


@pytest.fixture
def made() -> Agreement:
    """The made-up year as a demonstration has it."""
    Installation.objects.create(demonstration_since=clock.now())
    load_reference()
    with time_machine.travel(datetime(2026, 11, 22, 9, 0, tzinfo=UTC), tick=False):
        assert make_year(rules())
    return Agreement.objects.get(code="demo-2026")


class TestMade:
    """The year in the database."""

    def test_everything_in_it_is_marked_as_simulated(self, made: Agreement) -> None:
        assert made.simulated
        for rows in (Report.objects, Submission.objects, Verdict.objects):
            assert rows.exists()
            assert not rows.filter(simulated=False).exists()
        assert not Submission.objects.exclude(handed_in_by=None).exists()

    def test_parties_are_in_every_state(self, made: Agreement) -> None:
        states = Counter(Report.objects.values_list("state", flat=True))
        assert set(states) == set(ReportState)
        begun = Report.objects.filter(requirement__code="GK1").count()
        assert 200 < begun < 311  # somebody has not begun

    def test_what_was_handed_in_stands_in_a_submission(self, made: Agreement) -> None:
        handed_in = set(ReportState) - {ReportState.DRAFT, ReportState.DECLINED}
        with_copy = Report.objects.filter(submissions__isnull=False)
        assert set(with_copy.values_list("state", flat=True)) == handed_in
        assert with_copy.count() == Report.objects.filter(state__in=handed_in).count()
        assert {one.answers == one.report.answers for one in Submission.objects.select_related("report")} == {
            True
        }

    def test_what_was_late_arrived_after_the_closing_and_the_rest_before(self, made: Agreement) -> None:
        after = {ReportState.LATE, ReportState.REFUSED}
        late = Submission.objects.filter(late=True)
        assert set(late.values_list("report__state", flat=True)) == after
        assert late.count() == Report.objects.filter(state__in=after).count()
        closes = made.versions.get().definition.closes(EARLY)
        assert closes
        for one in Submission.objects.filter(report__requirement__code=EARLY):
            assert one.late == (one.handed_in_at >= clock.end_of(closes))
        assert set(late.values_list("report__requirement__code", flat=True)) == {EARLY}

    def test_it_is_assessed_as_far_as_it_goes(self, made: Agreement) -> None:
        assert set(Verdict.objects.values_list("state", flat=True)) == {VerdictState.PROPOSED}
        proposed = set(Verdict.objects.values_list("proposed_outcome", flat=True))
        assert {Outcome.MET, Outcome.NOT_MET, Outcome.NOT_SUBMITTED, ""} <= proposed
        closed = Verdict.objects.filter(proposed_outcome=Outcome.NOT_SUBMITTED)
        assert set(closed.values_list("requirement__code", flat=True)) == {EARLY}

    def test_what_is_read_from_a_register_is_drafted_by_nobody(self, made: Agreement) -> None:
        read = [one.code for one in rules().requirements if all(ask.source for ask in one.questions)]
        states = Report.objects.filter(requirement__code__in=read).values_list("state", flat=True)
        assert read
        assert set(states) == {ReportState.HANDED_IN}

    def test_a_second_time_it_is_left_as_it_is(self, made: Agreement) -> None:
        with time_machine.travel(datetime(2026, 12, 24, tzinfo=UTC), tick=False):
            assert not make_year(rules())

    def test_next_year_has_one_of_its_own(self, made: Agreement) -> None:
        with time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), tick=False):
            assert demo_code(clock.today()) == "demo-2027"  # half past midnight in Stockholm
            assert make_year(rules())
        assert Agreement.objects.filter(simulated=True).count() == 2


def test_without_population_figures_no_year_is_made() -> None:
    Installation.objects.create(demonstration_since=clock.now())
    with pytest.raises(Refused, match="load_reference"):
        make_year(rules())
    assert not Agreement.objects.exists()

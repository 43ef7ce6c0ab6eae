"""When a report is open, and which answers can be changed when."""

from datetime import date, timedelta

import pytest

from agreements.domain.deadlines import closing_day, question_days
from agreements.domain.lifecycle import Needs
from agreements.domain.loading import load_definition
from agreements.domain.times import Times, times_of
from tests.reporting import REPORTING_YEAR

YEAR = load_definition(REPORTING_YEAR, "prov.yaml")
GK1 = YEAR.requirement("GK1")
LAST = date(2014, 10, 14)
A_DAY = timedelta(days=1)
EVERYTHING = {"decided", "how", "meetings", "plan", "early", "later"}


def on(day: date, *extensions: date, due: date | None = None) -> Times:
    return times_of(YEAR, "GK1", day, extensions=extensions, completion_due=due)


def test_a_requirement_closes_with_its_agreement_and_a_question_on_its_own_day() -> None:
    assert closing_day(YEAR, "GK1") == LAST
    assert closing_day(YEAR, "GK1", "decided") == LAST
    assert closing_day(YEAR, "GK1", "early") == date(2014, 9, 1)
    assert question_days(YEAR, "GK1") == {"early": date(2014, 9, 1), "later": date(2014, 11, 2)}


@pytest.mark.parametrize(
    ("extensions", "last", "later"),
    [
        ([date(2014, 10, 1)], LAST, date(2014, 11, 2)),
        ([date(2014, 10, 20)], date(2014, 10, 20), date(2014, 11, 2)),
        ([date(2014, 12, 1), date(2014, 10, 20)], date(2014, 12, 1), date(2014, 12, 1)),
    ],
)
def test_more_time_never_takes_time_away(extensions: list[date], last: date, later: date) -> None:
    assert closing_day(YEAR, "GK1", extensions=extensions) == last
    assert closing_day(YEAR, "GK1", "later", extensions) == later


def test_an_agreement_without_a_last_day_never_closes() -> None:
    text = REPORTING_YEAR.replace("closes: 2014-10-14, ", "")
    times = times_of(load_definition(text, "prov.yaml"), "B1", date(2099, 1, 1))
    assert not times.closed


def test_unknown_codes_are_found_out() -> None:
    for code, question in (("GK9", None), ("GK1", "nonsense")):
        with pytest.raises(KeyError):
            closing_day(YEAR, code, question)


@pytest.mark.parametrize(
    ("day", "opened", "closed"),
    [
        (date(2014, 2, 28), False, False),
        (date(2014, 3, 1), True, False),
        (LAST, True, False),
        (LAST + A_DAY, True, True),
    ],
)
def test_it_is_open_from_its_first_day_to_the_end_of_its_last(day: date, opened: bool, closed: bool) -> None:
    times = on(day)
    assert (times.opened, times.closed) == (opened, closed)
    met = times.met(GK1)
    assert (Needs.IS_OPEN in met) == opened
    assert (Needs.AFTER_CLOSING in met) == closed
    assert (Needs.BEFORE_CLOSING in met) == (not closed)


@pytest.mark.parametrize(
    ("day", "state", "editable"),
    [
        (date(2014, 2, 28), "draft", set()),
        (date(2014, 9, 1), "not_begun", EVERYTHING),
        (date(2014, 9, 2), "draft", EVERYTHING - {"early"}),
        (LAST + A_DAY, "draft", EVERYTHING - {"early"}),
        (date(2014, 11, 3), "draft", EVERYTHING - {"early"}),
        (date(2014, 9, 2), "handed_in", {"later"}),
        (date(2014, 11, 2), "handed_in", {"later"}),
        (date(2014, 11, 3), "handed_in", set()),
        (date(2014, 12, 24), "returned", EVERYTHING),
        (LAST, "late", set()),
        (LAST, "refused", set()),
        (LAST, "declined", set()),
    ],
)
def test_which_answers_can_be_changed(day: date, state: str, editable: set[str]) -> None:
    assert on(day).editable(GK1, state) == editable


@pytest.mark.parametrize("state", ["not_begun", "draft", "returned", "handed_in"])
def test_nothing_can_be_changed_when_all_is_assessed(state: str) -> None:
    times = times_of(YEAR, "GK1", date(2014, 9, 2), is_assessed=True)
    assert times.editable(GK1, state) == frozenset()
    assert Needs.NOT_ASSESSED not in times.met(GK1)


@pytest.mark.parametrize(
    ("day", "due", "in_time"),
    [
        (date(2014, 10, 20), date(2014, 10, 20), True),
        (date(2014, 10, 21), date(2014, 10, 20), False),
        (date(2014, 10, 10), date(2014, 10, 1), True),
        (date(2014, 12, 1), None, True),
    ],
)
def test_a_completion_is_in_time_until_its_day_or_the_last_day_ends(
    day: date, due: date | None, in_time: bool
) -> None:
    met = on(day, due=due).met(GK1)
    assert (Needs.COMPLETION_OPEN in met, Needs.COMPLETION_CLOSED in met) == (in_time, not in_time)

"""A draft is checked as a file is, each fault at its place; what does not stop anybody is warned of."""

from datetime import date
from pathlib import Path as FilePath

import pytest

from agreements.domain.drafting.checking import Checked, checked
from agreements.domain.drafting.own_faults import Known
from agreements.domain.drafting.raw import Path
from tests.factories import TINY_AGREEMENT

IN_TIME = date(2014, 1, 10)


def looked_at(before: str = "", after: str = "", on: date = IN_TIME) -> Checked:
    assert before in TINY_AGREEMENT
    return checked(TINY_AGREEMENT.replace(before, after), on=on)


def test_sound_draft_has_no_faults() -> None:
    found = looked_at()
    assert found.definition
    assert found.faults == ()


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("population_date: 2013-12-31\n", "population_date: i julas\n", ("population_date",)),
        ("    name: Samverkan\n", "    name: ''\n", ("requirements", 0, "name")),
        ("    pot: 400000\n", "    pot: många\n", ("requirements", 1, "pot")),
        ("yes: decided, text", "yes: decide, text", ("requirements", 0, "rule")),
        ("  total: 1100000\n", "  total: 1100001\n", ("budget", "total")),
        ("set_by:\n  population_date:", "set_by:\n  okänd:", ("set_by", "okänd")),
    ],
)
def test_fault_stands_at_what_it_concerns(before: str, after: str, path: Path) -> None:
    found = looked_at(before, after)
    assert [fault.path[: len(path)] for fault in found.faults] == [path]
    assert found.definition is None
    assert found.has_forms


def test_text_that_is_no_yaml_has_its_fault_by_line_and_no_forms() -> None:
    found = looked_at("title: Prov", "title: [Prov")
    assert not found.has_forms
    assert found.faults[0].line > 0


def warned(found: Checked) -> str:
    return " ".join(one.message for one in found.warnings)


def test_short_reporting_is_warned_of_with_its_source() -> None:
    found = looked_at("opens: 2014-03-01", "opens: 2014-09-01")
    (about,) = found.warnings_at(("dates", "closes"))
    assert "Det är 6 veckor" in about.message
    assert "halvår" in about.source


def test_half_a_year_of_reporting_is_not_warned_of() -> None:
    assert not looked_at().warnings_at(("dates", "closes"))
    exactly = looked_at("opens: 2014-03-01, closes: 2014-10-14", "opens: 2014-03-01, closes: 2014-08-30")
    assert not exactly.warnings_at(("dates", "closes"))


def test_short_completion_is_warned_of() -> None:
    text = "dates: {opens: 2014-03-01, closes: 2014-10-14, final: 2014-11-30"
    days = text.replace("final", "preliminary: 2014-10-16, final")
    long = f"preliminary: {{for: all, completion_closes: 2014-10-29}}\n{days}"
    assert "13 dagar" in warned(looked_at(text, long))
    assert "kompletter" not in warned(looked_at(text, long.replace("10-29", "10-30")))


@pytest.mark.parametrize(("day", "late"), [(date(2014, 3, 1), False), (date(2014, 3, 2), True)])
def test_criteria_that_come_after_the_opening_are_warned_of(day: date, late: bool) -> None:
    assert ("kriterierna blir kända först" in warned(looked_at(on=day))) is late


@pytest.mark.parametrize(("day", "late"), [(date(2014, 8, 15), False), (date(2014, 8, 16), True)])
def test_criteria_less_than_two_months_before_the_last_day_are_warned_of(day: date, late: bool) -> None:
    assert ("mindre än 2 månader" in warned(looked_at(on=day))) is late


def test_what_nobody_has_set_is_warned_of() -> None:
    found = looked_at("region_gate: true\n", "")
    assert "s egna grundkrav: inte bestämt" in warned(found)
    assert found.definition


def test_text_that_speaks_of_last_year_is_warned_of_once_for_each_piece() -> None:
    found = looked_at("    guidance: Ladda upp den.\n", "    guidance: Ladda upp den från 2013.\n")
    (about,) = found.warnings_at(("requirements", 0))
    assert "2013" in about.message


AFTER = "aftermath: {use_of_money: {due: DAY}}\nset_by:"


@pytest.mark.parametrize(
    ("day", "told"),
    [("2014-11-29", "slutlig bedömning är först"), ("2014-12-30", "betalas först"), ("2014-12-31", "")],
)
def test_account_before_the_money_can_have_come_is_warned_of(day: str, told: str) -> None:
    found = looked_at("set_by:", AFTER.replace("DAY", day)).warnings_at(("aftermath", "use_of_money", "due"))
    assert bool(found) is bool(told)
    assert told in " ".join(one.message for one in found)


def test_repayment_and_requisition_before_the_decision_are_warned_of() -> None:
    text = "aftermath: {repayment: {to: A, by: 2014-11-01}, requisition: {to: A, by: 2014-11-01}}\nset_by:"
    found = looked_at("set_by:", text)
    assert found.warnings_at(("aftermath", "repayment", "by"))
    assert found.warnings_at(("aftermath", "requisition", "by"))


def test_year_that_code_or_name_contradicts_is_warned_of() -> None:
    assert "Koden säger 2013, men året är 2014." in warned(looked_at("code: prov-2014", "code: prov-2013"))
    assert "Namnet säger 2013" in warned(looked_at("hälsa 2014\n", "hälsa 2013\n"))
    assert "men året är" not in warned(looked_at("hälsa 2014\n", "hälsa 2013 och 2014\n"))
    assert "men året är" not in warned(looked_at("code: prov-2014", "code: prov"))


def test_earlier_demand_that_does_not_exist_is_warned_of() -> None:
    known = Known(places=frozenset({("prov-2013", "A1")}))
    for place, odd in (("A1", False), ("A9", True)):
        follows = f"    name: Tid\n    follows: {{agreement: prov-2013, requirement: {place}}}\n"
        text = TINY_AGREEMENT.replace("    name: Tid\n", follows)
        found = checked(text, on=IN_TIME, known=known).warnings_at(("requirements", 1, "follows"))
        assert bool(found) is odd


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("title: Prov på psykisk hälsa 2014", f"title: {'x' * 201}", ("title",)),
        ("summary: En liten överenskommelse för prov.", f"summary: {'x' * 2001}", ("summary",)),
        ("    name: Tid", f"    name: {'x' * 201}", ("requirements", 1, "name")),
        ("code: prov-2014", f"code: {'x' * 51}", ("code",)),
    ],
)
def test_what_is_too_long_is_a_fault_at_its_field(before: str, after: str, path: Path) -> None:
    found = looked_at(before, after)
    (fault,) = found.faults
    assert (fault.path, found.definition) == (path, None)
    assert "får plats" in fault.words
    assert looked_at(before, after[:-1]).definition


def test_code_that_is_taken_is_a_fault_at_once() -> None:
    found = checked(TINY_AGREEMENT, on=IN_TIME, known=Known(codes=frozenset({"prov-2014"})))
    assert [fault.path for fault in found.faults] == [("code",)]
    assert found.definition is None


def test_days_in_the_wrong_order_are_a_fault_and_no_negative_number_of_days() -> None:
    found = looked_at("final: 2014-11-30, payment: 2014-12-31", "final: 2014-11-30, payment: 2014-11-14")
    assert found.faults
    assert "-16" not in warned(found)


def test_last_day_that_has_been_is_said_to_have_been() -> None:
    said = warned(looked_at(on=date(2015, 3, 1)))
    assert "har redan varit" in said
    assert "mindre än 2 månader" not in said


def test_grant_that_is_applied_for_is_not_told_of_landsting() -> None:
    text = FilePath("agreements/definitions/sysselsattning-2014.yaml").read_text(encoding="utf-8")
    found = checked(text, on=IN_TIME)
    assert not any("landsting" in one.source for one in found.warnings)

"""The six real agreements: they load, their money adds up, and they say what the years said."""

import dataclasses
import re
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from agreements.domain.definition import Definition
from agreements.domain.loading import DefinitionFaults, load_definition
from agreements.domain.progress import asked_of_reporter
from agreements.domain.rules import BySize, CoversYears, InPeriod, Listed, Share

DEFINITIONS = Path(__file__).parents[2] / "agreements" / "definitions"
PRIO = ("prio-2012", "prio-2013", "prio-2014", "prio-2015")
REAL = (*PRIO, "heldygnsvard-2012", "tillganglighet-2012")
REGISTERS = {"vantetider", "kvalitetsregister", "skl-inventering", "skl-genombrott"}
MILLION = 1_000_000


@cache
def definition(code: str) -> Definition:
    return load_definition((DEFINITIONS / f"{code}.yaml").read_text(encoding="utf-8"), f"{code}.yaml")


def pots_of(code: str) -> dict[str, int | None]:
    return {requirement.code: requirement.pot for requirement in definition(code).pots}


def shares_of(code: str, requirement: str) -> list[Fraction]:
    leaves = definition(code).requirement(requirement).leaves
    return [Fraction(leaf.at_least_percent) for leaf in leaves if isinstance(leaf, Share)]


@pytest.mark.parametrize("code", REAL)
def test_definition_loads_without_faults_and_nothing_is_unset(code: str) -> None:
    assert definition(code).code == code
    assert definition(code).unset_settings() == ()


@pytest.mark.parametrize(
    ("code", "total", "pots"),
    [
        ("heldygnsvard-2012", 56_500_000, 42_500_000),
        ("tillganglighet-2012", 214 * MILLION, 214 * MILLION),
        ("prio-2012", 456_500_000, 350 * MILLION),
        ("prio-2013", 692_500_000, 630 * MILLION),
        ("prio-2014", 692_500_000, 630 * MILLION),
        ("prio-2015", 696 * MILLION, 630 * MILLION),
    ],
)
def test_pots_and_lines_make_the_total(code: str, total: int, pots: int) -> None:
    budget = definition(code).budget
    assert budget.total == total
    assert sum(pot or 0 for pot in pots_of(code).values()) == pots
    assert sum(line.amount for line in budget.lines) == total - pots


@pytest.mark.parametrize(
    ("code", "millions"),
    [
        ("prio-2012", {"PM1": 100, "PM2": 50, "PM3": 100, "PM4": 100}),
        ("prio-2013", {"BU1": 80, "BU2": 100, "BU3": 100, "BU4": 50, "V1": 100, "V2": 50, "V3": 150}),
        ("prio-2014", {"A1": 80, "A2": 100, "A3": 100, "A4": 50, "B1": 100, "B2": 50, "B3": 150}),
        ("prio-2015", {"A1": 50, "A2": 50, "A3": 80, "A4": 100, "A5": 50, "B1": 100, "B2": 50, "B3": 150}),
        ("tillganglighet-2012", {"T": 214}),
    ],
)
def test_pot_of_each_goal(code: str, millions: dict[str, int]) -> None:
    assert pots_of(code) == {goal: number * MILLION for goal, number in millions.items()}


@pytest.mark.parametrize(
    ("code", "grundkrav"),
    [
        ("prio-2012", ["GK1a", "GK1b", "GK2"]),
        ("prio-2013", ["GK1", "GK2"]),
        ("prio-2014", ["GK1", "GK2"]),
        ("prio-2015", ["GK1", "GK2"]),
        ("heldygnsvard-2012", []),
        ("tillganglighet-2012", []),
    ],
)
def test_grundkrav_apply_to_kommuner_and_landsting(code: str, grundkrav: list[str]) -> None:
    found = definition(code).grundkrav()
    assert [requirement.code for requirement in found] == grundkrav
    assert all(set(requirement.parties) == {"municipality", "region"} for requirement in found)


@pytest.mark.parametrize(
    ("code", "goals"),
    [
        ("prio-2012", {"PM4"}),
        ("prio-2013", {"BU3", "V3"}),
        ("prio-2014", {"A3", "B3"}),
        ("prio-2015", {"A4", "B3"}),
    ],
)
def test_goals_of_the_kommuner_alone(code: str, goals: set[str]) -> None:
    assert {goal.code for goal in definition(code).goals if goal.parties == ("municipality",)} == goals


def test_only_two_goals_of_2012_are_open_to_both_and_are_halved() -> None:
    mixed = [(code, goal) for code in REAL for goal in definition(code).goals if len(goal.parties) == 2]
    assert [(code, goal.code) for code, goal in mixed] == [("prio-2012", "PM1"), ("prio-2012", "PM2")]
    assert all(goal.split == {"municipality": 50, "region": 50} for _, goal in mixed)


@pytest.mark.parametrize(
    ("code", "threshold", "gate", "coverage", "allocation", "population"),
    [
        ("heldygnsvard-2012", 0, False, "none", "capped", date(2011, 12, 31)),
        ("tillganglighet-2012", 0, False, "none", "shared", date(2011, 12, 31)),
        ("prio-2012", 80, True, "cap", "shared", date(2011, 12, 31)),
        ("prio-2013", 80, True, "none", "shared", date(2012, 12, 31)),
        ("prio-2014", 80, True, "none", "shared", date(2013, 12, 31)),
        ("prio-2015", 80, True, "none", "shared", date(2014, 12, 31)),
    ],
)
def test_settings_of_each_agreement(
    code: str, threshold: int, gate: bool, coverage: str, allocation: str, population: date
) -> None:
    found = definition(code)
    assert found.county_threshold_percent == threshold
    assert found.region_gate is gate
    assert found.region_coverage == coverage
    assert {goal.allocation for goal in found.goals} == {allocation}
    assert found.population_date == population


def test_names_are_those_of_the_agreements_year_although_the_inhabitants_are_of_the_day_before() -> None:
    assert definition("prio-2014").names_day == date(2014, 1, 1)
    assert definition("prio-2015").names_day == date(2015, 1, 1)  # when six landsting became regioner


def test_names_are_never_older_than_the_inhabitants() -> None:
    of_november = dataclasses.replace(definition("prio-2015"), population_date=date(2015, 11, 1))
    assert of_november.names_day == date(2015, 11, 1)


@pytest.mark.parametrize("code", REAL)
def test_both_grundkrav_are_assessed_together_from_2014(code: str) -> None:
    expected = ("GK1", "GK2") if code in {"prio-2014", "prio-2015"} else ()
    assert definition(code).assess_together == expected


def test_form_of_2012_opens_on_30_august() -> None:
    assert definition("prio-2012").dates.opens == date(2012, 8, 30)


def test_note_of_the_quality_control_2015_closes_on_2_november() -> None:
    requirement = definition("prio-2015").requirement("GK2")
    assert requirement.question("quality_control").closes == date(2015, 11, 2)


@pytest.mark.parametrize(("code", "goal"), [("prio-2013", "V1"), ("prio-2014", "B1"), ("prio-2015", "B1")])
def test_registers_demand_more_every_year(code: str, goal: str) -> None:
    percent = {"prio-2013": 50, "prio-2014": 60, "prio-2015": 70}[code]
    number = 2 if code == "prio-2013" else 3
    assert shares_of(code, goal) == [Fraction(percent)] * number


@pytest.mark.parametrize(
    ("code", "goals"), [("prio-2013", "BU1 BU2"), ("prio-2014", "A1 A2"), ("prio-2015", "A1 A2")]
)
def test_waiting_times_are_90_and_80_percent(code: str, goals: str) -> None:
    first, second = goals.split()
    assert (shares_of(code, first), shares_of(code, second)) == ([Fraction(90)], [Fraction(80)])


@pytest.mark.parametrize("goal", ["A4", "A5"])
def test_70_percent_are_offered_an_evaluation_2015(goal: str) -> None:
    assert shares_of("prio-2015", goal) == [Fraction(70)]


@pytest.mark.parametrize(
    ("code", "goal", "window", "plan_years"),
    [
        ("prio-2013", "V3", ("2010", "2013"), (2013, 2014)),
        ("prio-2014", "B3", ("2011", "2014"), (2015, 2016)),
        ("prio-2015", "B3", ("2012", "2015"), (2016, 2017)),
    ],
)
def test_inventory_of_the_last_four_years_and_plan_for_two(
    code: str, goal: str, window: tuple[str, str], plan_years: tuple[int, int]
) -> None:
    leaves = definition(code).requirement(goal).leaves
    assert [(leaf.first, leaf.last) for leaf in leaves if isinstance(leaf, InPeriod)] == [window]
    assert [leaf.years for leaf in leaves if isinstance(leaf, CoversYears)] == [plan_years]


def test_quota_of_persons_by_size_of_kommun_2012() -> None:
    [leaf] = [leaf for leaf in definition("prio-2012").requirement("PM4").leaves if isinstance(leaf, BySize)]
    assert (leaf.small, leaf.medium, leaf.large) == (20, 100, 300)


def test_heldygnsvard_has_four_parts_in_one_goal() -> None:
    keys = {leaf.key[:2] for leaf in definition("heldygnsvard-2012").requirement("H").leaves}
    assert keys == {"h1", "h2", "h3", "h4"}


def test_skl_assesses_waiting_times_and_heldygnsvard() -> None:
    by_skl = {
        (code, one.code)
        for code in REAL
        for one in definition(code).requirements
        if assessed_by_skl(code, one.code)
    }
    assert by_skl == {
        ("heldygnsvard-2012", "H"),
        ("prio-2013", "BU1"), ("prio-2013", "BU2"),
        ("prio-2014", "A1"), ("prio-2014", "A2"),
        ("prio-2015", "A1"), ("prio-2015", "A2"), ("prio-2015", "A3"),
    }  # fmt: skip


def assessed_by_skl(code: str, requirement: str) -> bool:
    return definition(code).assessor_of(requirement) == "SKL"


@pytest.mark.parametrize("code", REAL)
def test_every_requirement_tells_what_where_from_and_how_it_is_assessed(code: str) -> None:
    for requirement in definition(code).requirements:
        assert requirement.text
        assert requirement.guidance, requirement.code
        assert re.search(r"överenskommelsen", requirement.source, re.IGNORECASE), requirement.code


@pytest.mark.parametrize("code", REAL)
def test_sources_can_be_found_by_a_reader(code: str) -> None:
    text = (DEFINITIONS / f"{code}.yaml").read_text(encoding="utf-8")
    assert not re.search(r"rules\.md|README|\b00\d:\d|\.txt", text)


@pytest.mark.parametrize("code", REAL)
def test_what_the_sources_leave_open_says_who_decided_it_and_why(code: str) -> None:
    decided = definition(code).set_by
    assert {"dates", "rounding"} <= set(decided)
    assert {one.who for one in decided.values()} == {"Utvecklingsgruppen för Prio"}
    assert {one.date for one in decided.values()} <= {date(2026, 11, 22), date(2026, 11, 28)}


@pytest.mark.parametrize("code", REAL)
def test_what_a_requirement_follows_exists_and_is_not_later(code: str) -> None:
    for requirement in definition(code).requirements:
        for earlier in requirement.follows:
            other = definition(earlier.agreement)
            assert other.requirement(earlier.requirement)
            assert other.year < definition(code).year


def test_every_requirement_from_2013_has_a_forerunner() -> None:
    alone = {
        (code, one.code) for code in PRIO[1:] for one in definition(code).requirements if not one.follows
    }
    assert alone == set()


def test_registers_are_called_the_same_in_every_year() -> None:
    found = {
        question.source
        for code in REAL
        for requirement in definition(code).requirements
        for question in requirement.questions
        if question.source
    }
    assert found == REGISTERS


def test_lists_of_participants_are_called_the_same_in_every_year() -> None:
    leaves = [leaf for code in REAL for one in definition(code).requirements for leaf in one.leaves]
    assert {leaf.register for leaf in leaves if isinstance(leaf, Listed)} == {
        "skl-genombrott",
        "skl-utvecklingsarbete",
    }


@pytest.mark.parametrize("code", REAL)
def test_labels_in_a_form_differ(code: str) -> None:
    for requirement in definition(code).requirements:
        labels = [question.label for question in requirement.questions]
        assert len(set(labels)) == len(labels), requirement.code


@pytest.mark.parametrize("code", ["prio-2013", "prio-2014", "prio-2015"])
def test_every_question_that_a_reporter_answers_has_help_beside_it(code: str) -> None:
    without = [
        f"{requirement.code} {question.key}"
        for requirement in definition(code).requirements
        for question in asked_of_reporter(requirement)
        if not question.help
    ]
    assert without == []


def test_only_explanations_are_asked_without_being_a_demand() -> None:
    unread = {
        question.key
        for code in REAL
        for requirement in definition(code).requirements
        for question in requirement.questions
        if not re.search(rf"\b{question.key}\b", str(requirement.rule.to_plain() if requirement.rule else ""))
    }
    assert unread == {"method", "decided_on", "analysed_2013", "way"}


@pytest.mark.parametrize(
    ("code", "reference", "recipient", "total"),
    [("skr-2023", "S2022/04839", "SKR", 25_500_000), ("svpl-2019", "", "SKL", 12 * MILLION)],
)
def test_agreement_whose_money_is_only_a_line(code: str, reference: str, recipient: str, total: int) -> None:
    found = definition(code)
    assert (found.reference, found.budget.total, found.requirements) == (reference, total, ())
    assert [(line.recipient, line.amount) for line in found.budget.lines] == [(recipient, total)]
    assert found.unset_settings() == ()
    assert Definition.from_plain(found.to_plain()) == found


def test_skr_accounts_for_nine_areas_in_2023() -> None:
    (line,) = definition("skr-2023").budget.lines
    assert len(line.areas) == 9


def test_lines_of_one_name_and_an_agreement_without_any_money_are_refused() -> None:
    text = (DEFINITIONS / "svpl-2019.yaml").read_text(encoding="utf-8")
    line = text[text.index("    - name:") : text.index("set_by:")]
    with pytest.raises(DefinitionFaults, match="Två rader i budgeten heter"):
        load_definition(text.replace(line, line + line).replace("total: 12000000", "total: 24000000"), "prov")
    with pytest.raises(DefinitionFaults, match="requirements"):
        load_definition(text.replace("  lines:\n" + line, ""), "prov")


def test_an_application_grant_says_without_reservation_how_its_decision_is_appealed() -> None:
    appeal = definition("sysselsattning-2014").aftermath.appeal
    assert "förvaltningsrätten" in appeal
    assert "inom tre veckor" in appeal
    assert not [word for word in (" om förordningen", "kan vara", "eventuellt") if word in appeal]

"""The rules of the real years against answers: what passed then passes here, what failed fails."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from agreements.domain.definition import Definition
from agreements.domain.evaluate import Facts, Truth, evaluate
from agreements.domain.loading import load_definition

DEFINITIONS = Path(__file__).parents[2] / "agreements" / "definitions"
MET, NOT_MET, UNDECIDED = Truth.MET, Truth.NOT_MET, Truth.UNDECIDED
FILE = {"name": "handling.pdf"}
GOTLAND_WAITS = {
    "done": 20,
    "within_30_days": 13,
    "patient_chosen": 6,
    "response_rate": 100,
    "by_the_rules": True,
}
BLEKINGE_WAITS = {**GOTLAND_WAITS, "done": 32, "within_30_days": 21, "patient_chosen": 0}
REGISTERS_2015 = {
    "registered": 1_400, "follow_up_base": 500, "drug_follow_up": 400, "psykosr": 200, "health_promoting": 150,
}  # fmt: skip
INVENTORY_2015 = {
    "inventoried": "2013-05",
    "persons": {"women": 12, "men": 9},
    "revised_plan": {**FILE, "sections": ["systematiskt inhämtade erfarenheter från brukare och anhöriga"]},
    "plan_years": {"from": "2016", "to": "2017"},
}
COMPULSORY_2013 = {"episodes_reported": True, "measures_reported": True, "analysis": FILE}

Answers = Mapping[str, object]


@cache
def definition(code: str) -> Definition:
    return load_definition((DEFINITIONS / f"{code}.yaml").read_text(encoding="utf-8"), f"{code}.yaml")


def outcome(
    code: str,
    requirement: str,
    answers: Answers,
    *,
    inhabitants: int | None = None,
    listed: Mapping[str, bool] | None = None,
    judgements: Mapping[str, bool] | None = None,
) -> Truth:
    """The outcome of a requirement that is handed in."""
    rule = definition(code).requirement(requirement).rule
    assert rule is not None
    facts = Facts(inhabitants=inhabitants, size_classes=definition(code).size_classes, listed=listed or {})
    return evaluate(rule, answers, facts, handed_in=True, judgements=judgements).truth


@pytest.mark.parametrize(("code", "goal"), [("prio-2013", "BU1"), ("prio-2014", "A1"), ("prio-2015", "A1")])
def test_13_of_14_within_30_days_is_enough_and_21_of_32_is_not(code: str, goal: str) -> None:
    assert outcome(code, goal, GOTLAND_WAITS) is MET
    assert outcome(code, goal, BLEKINGE_WAITS) is NOT_MET


def test_response_rate_below_95_percent_fails_the_waiting_times() -> None:
    assert outcome("prio-2013", "BU1", {**GOTLAND_WAITS, "response_rate": "94.9"}) is NOT_MET
    assert outcome("prio-2013", "BU1", {**GOTLAND_WAITS, "response_rate": "95"}) is MET


def test_2014_the_first_line_needs_one_unit_and_2015_every_month_of_one() -> None:
    unit_2014 = {"name": "Vårdcentralen", "first_visits": 0}
    assert outcome("prio-2014", "A2", {**GOTLAND_WAITS, "first_line": [unit_2014]}) is MET
    assert outcome("prio-2014", "A2", GOTLAND_WAITS) is UNDECIDED  # the register has not said yet
    months = {f"2015-{month:02}": 5 for month in range(1, 11)}
    assert outcome("prio-2015", "A3", {"first_line": [{"name": "A", "new_visits": months}]}) is MET
    months.pop("2015-04")
    assert outcome("prio-2015", "A3", {"first_line": [{"name": "A", "new_visits": months}]}) is NOT_MET


def test_65_percent_health_promoting_fails_the_registers_2015() -> None:
    """As Jönköping: 70 percent is asked."""
    assert outcome("prio-2015", "B1", REGISTERS_2015, inhabitants=341_235) is MET
    assert (
        outcome("prio-2015", "B1", {**REGISTERS_2015, "health_promoting": 130}, inhabitants=341_235)
        is NOT_MET
    )


@pytest.mark.parametrize(("registered", "expected"), [(250, MET), (249, NOT_MET)])
def test_2013_half_of_half_a_percent_of_the_inhabitants_are_registered(
    registered: int, expected: Truth
) -> None:
    answers = {"registered": registered, "psykosr_bipolar": 10, "drug_follow_up": 5}
    assert outcome("prio-2013", "V1", answers, inhabitants=100_000) is expected


@pytest.mark.parametrize(
    ("inhabitants", "persons", "expected"),
    [
        (14_999, 20, MET), (14_999, 19, NOT_MET),
        (15_000, 99, NOT_MET), (49_999, 100, MET),
        (50_000, 299, NOT_MET), (50_000, 300, MET),
    ],
)  # fmt: skip
def test_2012_number_of_inventoried_persons_by_size(inhabitants: int, persons: int, expected: Truth) -> None:
    answers = {"persons": persons, "comments": "Fungerar väl."}
    assert outcome("prio-2012", "PM4", answers, inhabitants=inhabitants) is expected


def test_2012_no_method_is_as_good_an_answer_as_a_method() -> None:
    contact = {"name": "Kim Exempel"}
    assert outcome("prio-2012", "PM2", {"contact": contact, "method": False}) is MET
    assert outcome("prio-2012", "PM2", {"contact": contact}) is NOT_MET


def test_2012_three_quarters_of_the_units_register() -> None:
    assert outcome("prio-2012", "PM3", {"relevant_units": 8, "registering_units": 6}) is MET
    assert outcome("prio-2012", "PM3", {"relevant_units": 8, "registering_units": 5}) is NOT_MET


def test_2013_zero_plans_is_an_answer() -> None:
    assert outcome("prio-2013", "BU3", {"plans": 0, "need": 0}) is MET
    assert outcome("prio-2013", "BU3", {"plans": 0}) is NOT_MET


def test_2013_a_team_or_own_work_meets_the_goal_on_compulsion() -> None:
    team, no_team = {"skl-genombrott": True}, {"skl-genombrott": False}
    assert outcome("prio-2013", "V2", COMPULSORY_2013, listed=team) is MET
    assert outcome("prio-2013", "V2", COMPULSORY_2013, listed=no_team) is NOT_MET
    own = {**COMPULSORY_2013, "own_work": FILE}
    assert outcome("prio-2013", "V2", own, listed=no_team) is UNDECIDED
    assert outcome("prio-2013", "V2", own, listed=no_team, judgements={"c3": True}) is MET


@pytest.mark.parametrize(("code", "expected"), [("prio-2013", MET), ("prio-2014", NOT_MET)])
def test_an_offer_to_comment_is_enough_in_2013_and_not_in_2014(code: str, expected: Truth) -> None:
    year = code[-4:]
    [document] = [q for q in definition(code).requirement("GK1").questions if q.key == "agreement"]
    offered = [{"organisation": "Brukarföreningen"}]
    answers = {
        "agreement": {**FILE, "sections": list(document.sections)},
        "followed_up_on": f"{year}-09",
        "follow_up": FILE,
        "action_plan": FILE,
        "invited": offered,
        "commented": offered,
    }
    assert (
        outcome(code, "GK1", answers, judgements={"c6": False} if code == "prio-2014" else None) is expected
    )


def test_2013_a_missing_section_makes_the_agreement_incomplete() -> None:
    answers = {"agreement": {**FILE, "sections": ["målgrupper"]}, "followed_up_on": "2013-09"}
    assert outcome("prio-2013", "GK1", answers) is NOT_MET


def test_2014_only_who_analysed_in_2013_follows_it_up() -> None:
    [analysis] = [q for q in definition("prio-2014").requirement("B3").questions if q.key == "analysis"]
    answers: dict[str, object] = {
        "inventoried": "2011-01",
        "persons": {"women": 3, "men": 4},
        "analysed_2013": False,
        "analysis": {**FILE, "sections": list(analysis.sections)},
        "agencies": True,
        "plan": FILE,
        "plan_years": {"from": "2015", "to": "2016"},
        "invited": [{"organisation": "Brukarföreningen"}],
    }
    assert outcome("prio-2014", "B3", answers) is MET
    assert outcome("prio-2014", "B3", {**answers, "analysed_2013": True}) is NOT_MET
    assert outcome("prio-2014", "B3", {**answers, "analysed_2013": None}) is NOT_MET
    assert outcome("prio-2014", "B3", {**answers, "inventoried": "2010-12"}) is NOT_MET


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ({"way": "follow_up", "follow_up": FILE}, MET),
        ({"way": "analysis", "analysis": FILE, "action_plan": FILE}, MET),
        ({"way": "analysis", "analysis": FILE}, NOT_MET),
        ({"way": "follow_up", "analysis": FILE, "action_plan": FILE}, NOT_MET),
        ({}, NOT_MET),
    ],
)
def test_2015_analysis_with_plan_or_follow_up(way: Answers, expected: Truth) -> None:
    assert outcome("prio-2015", "B3", {**INVENTORY_2015, **way}) is expected


def test_2015_seven_of_ten_are_offered_an_evaluation() -> None:
    reported = {"plans": 10, "need": 20, "received": 10}
    assert outcome("prio-2015", "A5", {**reported, "offered": 7}) is MET
    assert outcome("prio-2015", "A5", {**reported, "offered": 6}) is NOT_MET
    assert outcome("prio-2015", "A5", {"plans": 0, "need": 0, "received": 0, "offered": 0}) is UNDECIDED


@pytest.mark.parametrize("code", ["prio-2013", "prio-2014"])
def test_information_off_the_web_counts_when_the_assessor_finds_it_sound(code: str) -> None:
    off_the_web = {"responsibility_decided": True, "equivalent": FILE}
    assert outcome(code, "GK2", off_the_web) is UNDECIDED
    assert outcome(code, "GK2", off_the_web, judgements={"c4": True}) is MET
    assert outcome(code, "GK2", {"responsibility_decided": True}, judgements={"c4": True}) is NOT_MET


def test_2012_both_waiting_times_are_one_goal() -> None:
    first = {"first_done": 10, "first_within_30_days": 9, "first_patient_chosen": 0}
    further = {"further_done": 10, "further_within_30_days": 8, "further_patient_chosen": 0}
    assert outcome("tillganglighet-2012", "T", {**first, **further}) is MET
    assert outcome("tillganglighet-2012", "T", {**first, **further, "further_within_30_days": 7}) is NOT_MET


@pytest.mark.parametrize("code", [file.stem for file in sorted(DEFINITIONS.glob("prio-201[2-5].yaml"))])
def test_an_empty_report_never_meets_anything(code: str) -> None:
    outcomes = {
        one.code: outcome(code, one.code, {}, inhabitants=10_000) for one in definition(code).requirements
    }
    asked = {
        one.code for one in definition(code).requirements if not any(ask.source for ask in one.questions)
    }
    assert MET not in outcomes.values()
    assert {outcomes[one] for one in asked} <= {NOT_MET}

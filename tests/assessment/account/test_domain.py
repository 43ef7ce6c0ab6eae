"""Tallies, every grundkrav beside each, reasons in words, and figures of which small ones are hidden. No database."""

import pytest

from agreements.domain.evaluate import Facts, evaluate
from agreements.domain.loading import load_definition
from assessment.domain import account_words as words
from assessment.domain.account import (
    AccountParty,
    Before,
    Demand,
    Gate,
    Judged,
    Outcomes,
    Tally,
    demands_of,
    gates_of,
)
from assessment.domain.account_figures import COUNTRY, Reported, RequirementFigures, county_row, figures_of
from assessment.domain.account_reasons import reasons_of
from prio.suppression import Figure, Hidden, Share
from tests.assessment.account.world import YEAR

DEFINITION = load_definition(YEAR, "prov.yaml")
KOMMUNER = tuple(
    AccountParty(code, f"Kommun {code}", "municipality", county, people)
    for code, county, people in (("1", "a", 50), ("2", "a", 30), ("3", "b", 20))
)
REGIONS = (AccountParty("a", "Landsting A", "region", "a"), AccountParty("b", "Landsting B", "region", "b"))
SMALL, GIVES_AWAY = Figure(None, Hidden.SMALL), Figure(None, Hidden.GIVES_AWAY)


def outcomes(**by_requirement: str) -> Outcomes:
    """The outcomes of kommun 1, 2 and 3 (m met, r with a remark, n not met, s not submitted), by requirement."""
    names = {"m": "met", "r": "met_with_remark", "n": "not_met", "s": "not_submitted"}
    return {
        (code, str(place)): Judged(names[letter])
        for code, letters in by_requirement.items()
        for place, letter in enumerate(letters, start=1)
        if letter in names
    }


def account_of(judged: Outcomes, before: Tally | None = None) -> tuple[tuple[Demand, ...], Gate]:
    earlier = {("GK1", "municipality"): Before("prov-2013", 2013, "G1", before)} if before else {}
    demands = demands_of(DEFINITION, KOMMUNER, judged, earlier)
    return demands, gates_of(DEFINITION, KOMMUNER, judged, demands, {})[0]


def test_a_remark_counts_as_met_and_is_counted() -> None:
    [demand, *_], _ = account_of(outcomes(GK1="mrn"))
    assert (demand.tally.met, demand.tally.remarked, demand.tally.total) == (2, 1, 3)
    assert demand.tally.in_words == "1 uppfyllt med anmärkning, 1 ej uppfyllt"


def test_each_is_not_every() -> None:
    """Two met each grundkrav, one of them both."""
    _, gate = account_of(outcomes(GK1="mmn", GK2="mnm"))
    assert [demand.tally.met for demand in gate.each] == [2, 2]
    assert (gate.every, gate.some) == (1, 2)
    assert (gate.inhabitants, gate.everybody) == (50, 100)
    assert words.each_and_every(gate, 2014) == (
        "Av 3 kommuner uppfyllde 2 GK1 och 2 GK2, vart och ett för sig. 1 uppfyllde båda grundkraven. "
        "2 uppfyllde bara ett av dem."
    )


def test_one_grundkrav_that_is_not_met_decides_before_the_other_is_judged() -> None:
    _, gate = account_of(outcomes(GK1="nm ", GK2="   "))
    assert gate.passed == {"1": "not_met", "2": "open", "3": "open"}


def test_counties_are_told_apart() -> None:
    [demand, *_], gate = account_of(outcomes(GK1="mnm", GK2="mmm"))
    assert {county: tally.level for county, tally in demand.counties.items()} == {"a": "some", "b": "all"}
    assert {county: tally.met for county, tally in gate.counties.items()} == {"a": 1, "b": 1}


def test_the_change_since_the_year_before_is_in_points() -> None:
    [demand, *_], _ = account_of(outcomes(GK1="mmn"), Tally.of(["met", "not_met"]))
    assert demand.points is not None
    assert words.points(demand.points) == "+16,7"
    [unfinished, *_], _ = account_of(outcomes(GK1="mm "), Tally.of(["met", "not_met"]))
    assert unfinished.points is None


def test_a_demand_without_anybody_judged_misses_nobody() -> None:
    [demand, *_], _ = account_of({})
    assert (demand.missed, demand.tally.level, demand.tally.open) == ((), "open", 3)


def test_nothing_judged_is_said_at_once() -> None:
    demands, gate = account_of({})
    assert words.lead([gate], demands, 2014) == "Inget är slutligt bedömt än. 9 bedömningar återstår."


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (282, 290, "97,2 %"),
        (290, 290, "100 %"),
        (2999, 3000, "99,9 %"),
        (1, 3000, "0,0 %"),
        (0, 0, "–"),
        (145, 290, "50 %"),
    ],
)
def test_a_share_is_never_rounded_onto_all(part: int, whole: int, text: str) -> None:
    assert words.short_percent(part, whole).replace("\u00a0", " ") == text


def test_reasons_are_told_without_the_figures_of_persons() -> None:
    rule = DEFINITION.requirement("A1").rule
    assert rule
    result = evaluate(rule, {"done": 7, "within": 3}, Facts(), handed_in=True)
    assert "3 av 7" in result.children[0].reason
    assert reasons_of(result.to_plain()) == ("Minst 90 procent inom 30 dagar.",)


def test_reasons_without_figures_are_told_in_full() -> None:
    rule = DEFINITION.requirement("B3").rule
    assert rule
    result = evaluate(rule, {"persons": {"women": 1, "men": 2}, "plan": False}, Facts(), handed_in=True)
    assert reasons_of(result.to_plain()) == ("En handlingsplan finns. Svaret är nej.",)


def test_what_nobody_decided_is_told_only_where_nothing_was_not_met() -> None:
    def leaf(key: str, truth: str) -> dict[str, object]:
        return {
            "key": key,
            "kind": "manual",
            "truth": truth,
            "text": f"Krav {key}.",
            "reason": "",
            "asked": True,
            "children": [],
        }

    def rule(*leaves: dict[str, object]) -> dict[str, object]:
        return {
            "key": "",
            "kind": "all",
            "truth": "not_met",
            "text": "",
            "reason": "",
            "asked": True,
            "children": list(leaves),
        }

    assert reasons_of(rule(leaf("a", "undecided"), leaf("b", "not_met"), leaf("c", "met"))) == ("Krav b.",)
    assert reasons_of(rule(leaf("a", "undecided"))) == ("Krav a.",)


@pytest.mark.parametrize("plain", [None, {}, {"note": "äldre"}])
def test_verdicts_without_reasons_give_none(plain: dict[str, object] | None) -> None:
    assert reasons_of(plain) == ()


def regions_of(first: tuple[int, int], second: tuple[int, int]) -> RequirementFigures:
    reported = {
        code: Reported({"done": done, "within": within})
        for code, (done, within) in zip(("a", "b"), (first, second), strict=True)
    }
    found = figures_of(DEFINITION.requirement("A1"), "region", "landsting", REGIONS, reported)
    assert found
    return found


def test_what_is_left_of_a_share_is_protected_too() -> None:
    """2 of 40 waited longer: from 38 and 40 anybody would know."""
    found = regions_of((40, 38), (90, 60))
    done, within = found.question("done", ""), found.question("within", "")
    assert done
    assert within
    assert within.figure("a") == GIVES_AWAY
    assert done.figure("a") == Figure(40)
    assert within.figure(COUNTRY) == Figure(98)
    [share] = found.shares
    assert share.share("a") is None
    assert share.share(COUNTRY) == Share(98, 130)


def test_figures_without_small_ones_are_all_shown() -> None:
    found = regions_of((90, 60), (50, 20))
    assert [one.figure(county_row("a")) for one in found.questions] == [Figure(60), Figure(90)]
    assert [share.share("b") for share in found.shares] == [Share(20, 50)]


def test_answers_that_cannot_be_parts_of_each_other_stand_alone() -> None:
    found = regions_of((40, 41), (90, 60))
    assert [one.figure("a") for one in found.questions] == [Figure(41), Figure(40)]


def test_women_and_men_are_shown_only_where_everybody_told_them_apart() -> None:
    reported = {
        "1": Reported({"persons": {"women": 20, "men": 30}}),
        "2": Reported({"persons": 44}),
        "3": Reported({"persons": {"women": "många", "men": 30}}),
    }
    found = figures_of(DEFINITION.requirement("B3"), "municipality", "kommuner", KOMMUNER, reported)
    assert found
    [persons] = found.questions
    assert persons.parts == ()
    assert persons.figure(COUNTRY) == Figure(94)
    assert persons.answered[COUNTRY] == 2


def test_nothing_reported_gives_no_figures() -> None:
    assert figures_of(DEFINITION.requirement("B3"), "municipality", "kommuner", KOMMUNER, {}) is None


def test_units_are_no_persons_and_never_hidden() -> None:
    text = YEAR.replace("unit: personer, split_by: [women, men]", "unit: vårdenheter")
    requirement = load_definition(text, "prov.yaml").requirement("B3")
    found = figures_of(requirement, "municipality", "kommuner", KOMMUNER, {"1": Reported({"persons": 3})})
    assert found
    assert found.questions[0].figure("1") == Figure(3)

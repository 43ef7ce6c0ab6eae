"""The limits inside the rules of the real agreements, and the same rules with another limit."""

from pathlib import Path

import pytest

from agreements.domain.definition import Definition
from agreements.domain.loading import load_definition
from agreements.domain.rules import leaves
from payouts.domain.allocation import AllocationInput
from payouts.domain.rule_limits import fault_of, limits_of, with_limit
from payouts.domain.simulation import (
    Change,
    Material,
    OtherLimit,
    Outcomes,
    PotModel,
    RegionCoverage,
    RegionGate,
    Retried,
    Scope,
    Split,
)
from payouts.domain.simulation_words import retrial_words, words_of
from payouts.domain.wording import LANDSTING
from tests.payouts.domain.worlds import a_year, shared

DEFINITIONS = Path(__file__).resolve().parents[3] / "agreements" / "definitions"
YEARS = ("prio-2012", "prio-2013", "prio-2014", "prio-2015", "heldygnsvard-2012")


def definition(code: str) -> Definition:
    path = DEFINITIONS / f"{code}.yaml"
    return load_definition(path.read_text(encoding="utf-8"), path.name)


@pytest.mark.parametrize("code", YEARS)
def test_a_rule_with_its_own_limits_is_the_same_rule(code: str) -> None:
    agreement = definition(code)
    for limit in limits_of(agreement):
        rule = agreement.requirement(limit.requirement).rule
        assert rule
        assert with_limit(rule, limit.criterion, limit.name, limit.value) == rule


@pytest.mark.parametrize("code", YEARS[:4])
def test_another_limit_changes_one_leaf_and_no_other(code: str) -> None:
    agreement = definition(code)
    limits = limits_of(agreement)
    assert limits
    for limit in limits:
        rule = agreement.requirement(limit.requirement).rule
        assert rule
        changed = list(leaves(with_limit(rule, limit.criterion, limit.name, "7")))
        differing = [new for new, old in zip(changed, leaves(rule), strict=True) if new != old]
        assert [str(getattr(leaf, limit.name)) for leaf in differing] == ["7"]


def test_the_limits_by_size_of_2012_are_among_them() -> None:
    found = {limit.name: limit.value for limit in limits_of(definition("prio-2012")) if limit.is_whole}
    assert found == {"small": "20", "medium": "100", "large": "300"}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("x", "som ett tal"),
        ("-1", "som ett tal"),
        ("2.5", "ett helt tal"),
        ("1e99999999", "som ett tal"),
        ("99999999999", "mellan 0 och"),
        ("20", ""),
    ],
)
def test_a_limit_that_cannot_be_is_told(value: str, message: str) -> None:
    small = next(limit for limit in limits_of(definition("prio-2012")) if limit.name == "small")
    found = fault_of(small, value)
    assert message in found
    assert bool(found) == bool(message)


CAPPED = "landstinget får högst den andelen, resten fördelas inte"
GIVEN = a_year({"01": {"0101": 80, "0102": 20}}, shared("B1", municipality=600, region=400))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (RegionGate(on=False), "Landstinget behöver inte klara grundkraven för att länet ska delta."),
        (
            RegionCoverage("cap"),
            f"Ett län där inte alla klarat: {CAPPED} (i dag: landstinget får hela beloppet).",
        ),
        (Split("B1", 25, 75), "B1: 25 procent till kommuner och 75 till landsting."),
        (
            PotModel("B1", "capped"),
            "B1: var och en får sin andel av landet (i dag: de som når målet delar hela summan).",
        ),
        (Outcomes("B1", met=True, parties=("0101", "0102")), "Aby och 0102 har klarat B1."),
        (OtherLimit("B1", "c9", "at_least", "2.5"), "B1, c9: 2.5."),
    ],
)
def test_a_change_is_told_with_what_holds_today(change: Change, words: str) -> None:
    given: AllocationInput = GIVEN
    assert words_of(change, given, Scope(), LANDSTING, {"0101": "Aby"}) == words


def test_a_limit_is_told_with_its_criterion() -> None:
    limits = {limit.key: limit for limit in limits_of(definition("prio-2012"))}
    limit = next(one for one in limits.values() if one.name == "at_least_percent")
    change = OtherLimit(*limit.key, "62.5")
    words = words_of(change, GIVEN, Scope(limits), LANDSTING, {})
    assert words.endswith("minst, procent 62,5 (i dag 75).")


def test_what_was_tried_again_is_told() -> None:
    (words,) = retrial_words(Material(retried={"B1": Retried(3, 2, ("0101",), ())}))
    assert words == (
        "B1: 3 inlämnade svar är prövade på nytt. 1 klarar kravet som inte gjorde det, 0 klarar det inte längre. "
        "2 utfall utan svar räknas som i dag."
    )

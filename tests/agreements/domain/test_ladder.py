"""The ladder of demands: the same demand through the years, and what each year added."""

from decimal import Decimal
from pathlib import Path

import pytest

from agreements.domain.definition import Definition
from agreements.domain.ladder import Family, Ladder, ladder
from agreements.domain.loading import load_definition
from tests.factories import TINY_AGREEMENT

DEFINITIONS = Path(__file__).resolve().parents[3] / "agreements" / "definitions"


@pytest.fixture(scope="module")
def years() -> list[Definition]:
    return [load_definition(path.read_text(), path.name) for path in sorted(DEFINITIONS.glob("*.yaml"))]


@pytest.fixture(scope="module")
def prio(years: list[Definition]) -> Ladder:
    return ladder(years, "prio-2014")


def family(of: Ladder, agreement: str, code: str) -> Family:
    return next(
        one for one in of.families if any(r.requirement.code == code for r in one.rungs.get(agreement, ()))
    )


def test_agreements_that_follow_each_other_stand_in_order_of_year(prio: Ladder) -> None:
    years = [one.year for one in prio.agreements]
    assert years == sorted(years)
    assert {"prio-2012", "prio-2013", "prio-2014", "prio-2015"} <= {one.code for one in prio.agreements}


def test_ladder_is_the_same_from_whichever_year_one_looks(years: list[Definition], prio: Ladder) -> None:
    assert ladder(years, "prio-2015") == prio


def test_register_goal_rose_from_50_to_60_to_70_percent(prio: Ladder) -> None:
    """Rules.md 9.1."""
    rungs = family(prio, "prio-2014", "B1").rungs
    percents = [rungs[code][0].percent for code in ("prio-2013", "prio-2014", "prio-2015")]
    assert percents == [Decimal(50), Decimal(60), Decimal(70)]
    assert rungs["prio-2015"][0].change == "Höjt från 60 % till 70 %"


def test_collaboration_got_more_demands(prio: Ladder) -> None:
    """Rules.md 9.1: it exists, then it has contents, a follow-up, a plan and comments."""
    rungs = family(prio, "prio-2015", "GK1").rungs
    first, second = rungs["prio-2012"][0], rungs["prio-2013"][0]
    assert first.is_first
    assert first.added == 0
    assert len(second.conditions) > len(first.conditions)
    assert second.added > 0


def test_demand_that_only_names_another_year_is_not_new(prio: Ladder) -> None:
    rung = family(prio, "prio-2015", "GK1").rungs["prio-2015"][0]
    followed_up = next(one for one in rung.conditions if "följts upp under 2015" in one.text)
    assert not followed_up.is_new


def test_agreement_that_nothing_follows_has_a_ladder_of_one_year() -> None:
    alone = ladder([load_definition(TINY_AGREEMENT, "x")], "prov-2014")
    assert [one.code for one in alone.agreements] == ["prov-2014"]
    assert [one.name for one in alone.families] == ["Samverkan", "Tid", "Inventering"]


def test_demand_that_was_dropped_stays_on_the_ladder() -> None:
    follows = "    follows: {agreement: prov-2014, requirement: GK1}\n    text: En överenskommelse"
    text = TINY_AGREEMENT.replace("code: prov-2014", "code: prov-2015").replace("year: 2014", "year: 2015")
    first, second = (
        load_definition(one, "x")
        for one in (TINY_AGREEMENT, text.replace("    text: En överenskommelse", follows))
    )
    found = ladder([first, second], "prov-2015")
    dropped = next(one for one in found.families if "prov-2015" not in one.rungs)
    assert list(dropped.rungs) == ["prov-2014"]

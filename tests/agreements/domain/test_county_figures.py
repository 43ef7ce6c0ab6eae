"""The figures of the kommuner beside the region's: what is handed in, added up, with the difference."""

from pathlib import Path

import pytest

from agreements.domain.county_figures import comparisons
from agreements.domain.definition import Definition
from agreements.domain.loading import load_definition

DEFINITIONS = Path(__file__).resolve().parents[3] / "agreements" / "definitions"


def definition(code: str = "prio-2015") -> Definition:
    return load_definition((DEFINITIONS / f"{code}.yaml").read_text(encoding="utf-8"), code)


def test_the_kommuner_are_added_up_and_held_against_the_region() -> None:
    handed_in = {
        (1, "A4"): {"plans": 10, "need": 5},
        (2, "A4"): {"plans": 1_200},
        (9, "A5"): {"plans": 1_000, "need": 5},
    }
    (found,) = comparisons(definition(), handed_in, [1, 2, 3], 9)
    plans, need = found.rows
    assert (found.requirement, found.other) == ("A4", "A5")
    assert (plans.given, plans.asked, plans.sum, plans.region, plans.difference) == (
        2, 3, "1\u202f210", "1\u202f000", "+210",
    )  # fmt: skip
    assert plans.differs
    assert not plans.final
    assert (need.given, need.difference, need.differs) == (1, "0", False)


def test_a_zero_is_a_figure_and_less_is_written_with_a_minus() -> None:
    (found,) = comparisons(definition(), {(1, "A4"): {"plans": 0}, (9, "A5"): {"plans": 3}}, [1], 9)
    assert (found.rows[0].sum, found.rows[0].difference, found.rows[0].final) == ("0", "\u22123", True)


@pytest.mark.parametrize("region", [None, 9])
def test_without_a_figure_there_is_no_difference(region: int | None) -> None:
    (found,) = comparisons(definition(), {(1, "A4"): {"plans": "tre"}}, [1], region)
    assert (found.rows[0].given, found.rows[0].sum, found.rows[0].region, found.rows[0].difference) == (
        0,
        "",
        "",
        "",
    )
    assert not found.rows[0].differs


@pytest.mark.parametrize(("code", "pair"), [("prio-2013", ("BU3", "BU4")), ("prio-2014", ("A3", "A4"))])
def test_every_year_with_plans_compares_them(code: str, pair: tuple[str, str]) -> None:
    (found,) = comparisons(definition(code), {}, [], None)
    assert (found.requirement, found.other) == pair
    assert found.note


def test_a_year_that_compares_nothing_shows_nothing() -> None:
    assert comparisons(definition("prio-2012"), {}, [1], 9) == ()

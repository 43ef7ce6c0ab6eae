"""A county against its limit: exactly the limit is enough, and what is missing is said in inhabitants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prio.desk.standing import Municipality, Part, Passed, reason_of, standing_of, way_back

YES, NO, NOT_YET = Passed.YES, Passed.NO, Passed.NOT_YET


def kommuner(*rows: tuple[int, Passed]) -> list[Municipality]:
    return [Municipality(f"Kommun {index}", people, passed) for index, (people, passed) in enumerate(rows)]


def test_county_with_exactly_80_percent_takes_part() -> None:
    standing = standing_of(kommuner((80, YES), (20, NO)), 80, YES)
    assert standing.part is Part.TAKES_PART
    assert standing.missing == 0


def test_county_one_inhabitant_short_is_left_out_and_says_one() -> None:
    standing = standing_of(kommuner((79, YES), (21, NO)), 80, YES)
    assert standing.part is Part.LEFT_OUT
    assert standing.missing == 1


def test_a_part_of_an_inhabitant_that_is_missing_is_a_whole_one() -> None:
    assert (
        standing_of(
            kommuner(
                (3, NO),
            ),
            80,
            YES,
        ).missing
        == 3
    )  # 2,4 inhabitants are needed


def test_county_whose_region_failed_is_left_out_although_every_kommun_passed() -> None:
    standing = standing_of(kommuner((100, YES)), 80, NO)
    assert standing.part is Part.LEFT_OUT
    assert "Landstinget har inte klarat" in reason_of(standing, "landstinget")


def test_county_that_may_still_reach_the_limit_is_not_decided() -> None:
    assert standing_of(kommuner((60, YES), (20, NOT_YET), (20, NO)), 80, YES).part is Part.NOT_YET


def test_county_that_cannot_reach_the_limit_any_more_is_left_out_before_everything_is_judged() -> None:
    assert standing_of(kommuner((60, YES), (19, NOT_YET), (21, NO)), 80, YES).part is Part.LEFT_OUT


def test_county_waits_for_its_region() -> None:
    assert standing_of(kommuner((100, YES)), 80, NOT_YET).part is Part.NOT_YET


def test_without_a_limit_every_county_takes_part() -> None:
    standing = standing_of(kommuner((100, NO)), 0, None)
    assert standing.part is Part.TAKES_PART
    assert reason_of(standing, "regionen") == "Ingen gräns behöver nås."


def test_county_without_inhabitants_does_not_reach_a_limit() -> None:
    assert standing_of([], 80, None).part is Part.LEFT_OUT


def test_kommuner_that_are_enough_one_by_one_are_named_the_largest_first() -> None:
    names = way_back(kommuner((10, NO), (30, NO), (20, NOT_YET), (40, YES)), 15)
    assert names.alone == ("Kommun 1", "Kommun 2")
    assert names.together == ()


def test_otherwise_the_fewest_that_are_enough_together_are_named() -> None:
    names = way_back(kommuner((10, NO), (30, NO), (20, NO)), 45)
    assert names.alone == ()
    assert names.together == ("Kommun 1", "Kommun 2")


def test_nothing_is_named_when_nothing_is_missing() -> None:
    assert way_back(kommuner((10, NO)), 0) == way_back([], 5)


@pytest.mark.parametrize("gate", [None, YES])
@given(
    rows=st.lists(st.tuples(st.integers(1, 900_000), st.sampled_from(Passed)), min_size=1, max_size=50),
    limit=st.integers(0, 100),
)
def test_what_is_missing_is_exactly_what_lifts_the_county_to_its_limit(
    gate: Passed | None, rows: list[tuple[int, Passed]], limit: int
) -> None:
    standing = standing_of(kommuner(*rows), limit, gate)
    assert standing.reaches == (standing.missing == 0)
    assert (standing.held + standing.missing) * 100 >= limit * standing.population
    if standing.missing:
        assert (standing.held + standing.missing - 1) * 100 < limit * standing.population

"""The rules of the division, one by one, on countries small enough to check by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from payouts.domain.allocation import (
    Allocation,
    AllocationError,
    AllocationInput,
    Coverage,
    Kind,
    Line,
    Municipality,
    Pot,
    PotResult,
    Region,
    SumMismatch,
    Terms,
    allocate,
    check_sums,
    split_pot,
    to_rows,
)
from tests.payouts.domain.worlds import (
    FAILED_GK2_2012,
    GOTLAND_2011,
    OSTERGOTLAND_2011,
    a_year,
    capped,
    shared,
)

TWO_COUNTIES = {"01": {"0101": 80, "0102": 20}, "02": {"0201": 50, "0202": 50}}


def amounts(allocation: Allocation, requirement: str = "A1") -> dict[str, int]:
    return {
        line.party: line.amount
        for result in allocation.pots
        if result.requirement == requirement
        for line in result.lines
    }


def only_pot(given: AllocationInput) -> PotResult:
    (result,) = allocate(given).pots
    return result


# Who shares


def test_those_who_met_the_goal_divide_the_whole_pot_by_inhabitants() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=1_500), failed={"A1": {"0202"}})
    result = only_pot(given)
    assert amounts(allocate(given)) == {"0101": 800, "0102": 200, "0201": 500}
    assert (result.distributed, result.undistributed, result.total_weight) == (1_500, 0, 150)


def test_a_kommun_that_failed_one_grundkrav_gets_nothing_whatever_goal_it_met() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=1_800), failed={"GK2": {"0102"}})
    assert amounts(allocate(given)) == {"0101": 800, "0201": 500, "0202": 500}


def test_county_below_80_percent_gets_nothing() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=1_000, region=1_000), failed={"GK1": {"0202"}})
    assert amounts(allocate(given)) == {"0101": 800, "0102": 200, "01": 1_000}


def test_county_at_exactly_80_percent_takes_part() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=1_000), failed={"GK1": {"0102"}})
    county = allocate(given).counties[0]
    assert county.share == Fraction(80, 100)
    assert county.takes_part
    assert county.qualified == ("0101",)


def test_one_inhabitant_below_80_percent_keeps_the_county_out() -> None:
    given = a_year({"01": {"0101": 79_999, "0102": 20_001}}, shared(region=10), failed={"GK1": {"0102"}})
    county = allocate(given).counties[0]
    assert (county.qualified_population, county.population) == (79_999, 100_000)
    assert not county.takes_part


def test_with_the_gate_a_county_whose_region_failed_gets_nothing() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=1_000, region=1_000), failed={"GK1": {"02"}})
    assert amounts(allocate(given)) == {"0101": 800, "0102": 200, "01": 1_000}


def test_without_the_gate_only_the_region_that_failed_is_out() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=2_000, region=1_000), gate=False, failed={"GK1": {"02"}})
    assert amounts(allocate(given)) == {"0101": 800, "0102": 200, "0201": 500, "0202": 500, "01": 1_000}


def test_each_kind_of_party_answers_only_for_its_own_grundkrav() -> None:
    own: dict[Kind, tuple[str, ...]] = {"municipality": ("GK1",), "region": ("GK2",)}
    given = a_year(
        TWO_COUNTIES, shared(municipality=2_000), grundkrav=own, failed={"GK1": {"01"}, "GK2": {"0101"}}
    )
    assert len(amounts(allocate(given))) == 4


def test_without_grundkrav_and_limit_every_county_takes_part() -> None:
    given = a_year(TWO_COUNTIES, shared(region=1_000), threshold=0, gate=False, grundkrav={})
    assert amounts(allocate(given)) == {"01": 500, "02": 500}


def test_a_population_grant_goes_to_every_party_without_gate_or_goal() -> None:
    grant = Pot("B1", {"municipality": 2_000, "region": 1_000}, "shared", everyone=True)
    given = a_year(TWO_COUNTIES, grant, coverage="cap", failed={"GK1": {"0101", "02"}, "B1": {"0202"}})
    expected = {"0101": 800, "0102": 200, "0201": 500, "0202": 500, "01": 500, "02": 500}
    assert amounts(allocate(given), "B1") == expected


# Nobody, one, and nothing to weigh


def test_one_winner_gets_the_whole_part() -> None:
    given = a_year(
        TWO_COUNTIES, shared(municipality=1_000_001), failed={"A1": set(TWO_COUNTIES["01"]) | {"0201"}}
    )
    assert amounts(allocate(given)) == {"0202": 1_000_001}


def test_a_part_without_winner_is_undistributed_and_does_not_move_to_the_other_kind() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=700, region=300), failed={"A1": {"01", "02"}})
    kommuner, regions = allocate(given).pots
    assert (kommuner.distributed, kommuner.undistributed) == (700, 0)
    assert (regions.distributed, regions.undistributed, len(regions.lines)) == (0, 300, 0)


def test_a_goal_that_nobody_is_named_for_was_met_by_nobody() -> None:
    given = replace(a_year(TWO_COUNTIES, shared(region=300), grundkrav={}), met={})
    assert only_pot(given).undistributed == 300


@pytest.mark.parametrize("pot", [shared(municipality=70, region=30), capped(municipality=70, region=30)])
def test_weights_that_are_all_zero_leave_the_part_undistributed(pot: Pot) -> None:
    given = a_year({"01": {"0101": 0}, "02": {}}, pot, threshold=0)
    kommuner, regions = allocate(given).pots
    assert (kommuner.undistributed, regions.undistributed) == (70, 30)
    assert [
        (line.party, line.amount, line.quota_numerator, line.quota_denominator) for line in regions.lines
    ] == [
        ("01", 0, 0, 1),
        ("02", 0, 0, 1),
    ]


def test_a_county_without_inhabitants_does_not_reach_a_limit_above_zero() -> None:
    given = a_year({"01": {"0101": 10}, "02": {}, "03": {"0301": 0}}, shared(region=10))
    assert [county.takes_part for county in allocate(given).counties] == [True, False, False]
    assert [county.share for county in allocate(given).counties] == [1, 0, 0]


def test_a_party_without_inhabitants_gets_a_line_but_never_an_extra_krona() -> None:
    given = a_year({"01": {"0100": 0, "0101": 1, "0102": 1, "0103": 1}}, shared(municipality=5))
    assert amounts(allocate(given)) == {"0100": 0, "0101": 2, "0102": 2, "0103": 1}


# Rounding


def test_left_over_kronor_go_to_the_largest_remainders() -> None:
    given = a_year({"01": {"0101": 1, "0102": 2, "0103": 4}}, shared(municipality=10))
    result = only_pot(given)
    # Exact: 1 3/7, 2 6/7, 5 5/7: two kronor are left for the remainders 6/7 and 5/7.
    assert [(line.amount, line.extra_krona) for line in result.lines] == [(1, False), (3, True), (6, True)]
    assert result.leftover_kronor == 2


def test_equal_remainders_go_to_the_lower_code() -> None:
    given = a_year({"01": {"0103": 5, "0101": 5, "0102": 5}}, shared(municipality=100))
    assert amounts(allocate(given)) == {"0101": 34, "0102": 33, "0103": 33}


def test_quota_stands_in_lowest_terms() -> None:
    line = only_pot(a_year(TWO_COUNTIES, shared(municipality=10))).lines[0]
    assert (line.weight, line.quota_numerator, line.quota_denominator) == (80, 2, 5)


# Capped at the share of the country


def test_capped_gives_each_its_share_of_the_country_and_keeps_the_rest() -> None:
    given = a_year(TWO_COUNTIES, capped(region=1_001), failed={"A1": {"02"}})
    result = only_pot(given)
    assert amounts(allocate(given)) == {"01": 500}
    assert (result.undistributed, result.total_weight, result.leftover_kronor) == (501, 200, 0)


def test_capped_counts_the_inhabitants_of_counties_that_do_not_take_part() -> None:
    given = a_year(TWO_COUNTIES, capped(municipality=1_000), failed={"GK1": {"0202"}})
    assert amounts(allocate(given)) == {"0101": 400, "0102": 100}


# A region whose county is covered in part


@pytest.mark.parametrize(
    ("coverage", "weight", "quota", "amount", "undistributed"),
    [
        ("none", 100, Fraction(1, 2), 500, 0),
        ("weight", 80, Fraction(80, 180), 444, 0),
        ("cap", 100, Fraction(80, 200), 400, 100),
    ],
)
def test_a_region_gets_for_a_county_covered_in_part_what_the_agreement_says(
    coverage: Coverage, weight: int, quota: Fraction, amount: int, undistributed: int
) -> None:
    given = a_year(TWO_COUNTIES, shared(region=1_000), coverage=coverage, failed={"GK1": {"0102"}})
    result = only_pot(given)
    line = result.lines[0]
    assert (line.weight, line.amount, result.undistributed) == (weight, amount, undistributed)
    assert Fraction(line.quota_numerator, line.quota_denominator) == quota


def test_with_capped_weight_and_cap_give_the_same_amounts() -> None:
    years = [
        a_year(TWO_COUNTIES, capped(region=1_001), coverage="weight", failed={"GK1": {"0102"}}),
        a_year(TWO_COUNTIES, capped(region=1_001), coverage="cap", failed={"GK1": {"0102"}}),
    ]
    assert [amounts(allocate(year)) for year in years] == [{"01": 400, "02": 500}] * 2


def test_with_cap_left_over_kronor_go_up_to_the_sum_of_the_reduced_quotas() -> None:
    counties = {"01": {"0101": 9, "0102": 1}, "02": {"0201": 10}, "03": {"0301": 10}}
    given = a_year(counties, shared(region=100), coverage="cap", failed={"GK1": {"0102"}})
    result = only_pot(given)
    # Exact: 30, 33 1/3, 33 1/3; together 96 2/3, so 96 kronor are paid and none is left over.
    assert [line.amount for line in result.lines] == [30, 33, 33]
    assert (result.distributed, result.undistributed, result.leftover_kronor) == (96, 4, 0)


# Real cases


def test_ostergotland_2012_takes_part_with_86_percent_and_its_region_is_capped_there() -> None:
    pot = shared("PM1", municipality=50_000_000, region=50_000_000)
    counties = {"05": OSTERGOTLAND_2011, "09": GOTLAND_2011}
    given = a_year(counties, pot, coverage="cap", failed={"GK2": FAILED_GK2_2012})
    allocation = allocate(given)
    county = allocation.counties[0]
    assert (county.qualified_population, county.population) == (370_840, 431_075)
    assert round(county.share * 10_000) == 8_603
    assert county.takes_part
    assert county.qualified == ("0512", "0513", "0561", "0580", "0581", "0583", "0586")
    kommuner, regions = allocation.pots
    assert kommuner.undistributed == 0
    quotas = {line.party: Fraction(line.quota_numerator, line.quota_denominator) for line in regions.lines}
    assert quotas["05"] == Fraction(431_075, 488_383) * county.share
    assert regions.undistributed == 50_000_000 * 60_235 // 488_383 + 1


def test_gotland_is_two_parties_with_two_amounts() -> None:
    counties = {"05": OSTERGOTLAND_2011, "09": GOTLAND_2011}
    allocation = allocate(a_year(counties, shared(municipality=488_383, region=488_383)))
    assert amounts(allocation)["0980"] == amounts(allocation)["09"] == 57_308


def test_gotland_has_all_of_its_inhabitants_or_none() -> None:
    allocation = allocate(a_year({"09": GOTLAND_2011}, shared(region=10), failed={"GK2": {"0980"}}))
    assert allocation.counties[0].share == 0
    assert not allocation.counties[0].takes_part


# The file


def test_rows_stand_in_order_with_what_is_undistributed_last_in_each_group() -> None:
    pots = (shared("B2", municipality=999, region=300), capped("A1", municipality=100))
    given = a_year(TWO_COUNTIES, *pots, failed={"B2": {"02", "01"}, "A1": {"0101", "0202"}})
    rows = [tuple(row) for row in to_rows(allocate(given))]
    assert rows == [
        ("B2", "0101", "municipality", "80", "2/5", 399),
        ("B2", "0102", "municipality", "20", "1/10", 100),
        ("B2", "0201", "municipality", "50", "1/4", 250),
        ("B2", "0202", "municipality", "50", "1/4", 250),
        ("B2", "undistributed", "region", "", "", 300),
        ("A1", "0102", "municipality", "20", "1/10", 10),
        ("A1", "0201", "municipality", "50", "1/4", 25),
        ("A1", "undistributed", "municipality", "", "", 65),
    ]


def test_lines_can_be_asked_by_position_slice_and_party() -> None:
    lines = only_pot(a_year(TWO_COUNTIES, shared(municipality=10))).lines
    assert (lines[0].party, lines[-1].party, len(lines)) == ("0101", "0202", 4)
    assert lines[1:3] == tuple(lines)[1:3]
    assert lines.of("0201") == Line("A1", "0201", "municipality", "02", 50, 50, 1, 4, 3, True)
    assert lines.of("0199") is None
    with pytest.raises(IndexError):
        lines[4]


# The check


def test_an_allocation_that_lost_a_krona_is_refused() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=1_000))
    allocation = allocate(given)
    result = allocation.pots[0]
    short = replace(result.lines, amounts=(result.lines.amounts[0] - 1, *result.lines.amounts[1:]))
    with pytest.raises(SumMismatch, match="A1 for municipality: 999 kronor in lines, 1000 distributed"):
        check_sums(given.pots, replace(allocation, pots=(replace(result, lines=short),)))
    with pytest.raises(SumMismatch, match="-1 undistributed"):
        check_sums(given.pots, replace(allocation, pots=(replace(result, amount=999, undistributed=-1),)))


@pytest.mark.parametrize(("lost", "message"), [(1, "999 kronor paid, 1000 due"), (-1, "-1 undistributed")])
def test_a_division_that_went_astray_is_refused_before_anyone_sees_it(
    lost: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def astray(part: int, counted: list[int], *_: object) -> tuple[list[int], frozenset[int]]:
        return [part - lost] + [0] * (len(counted) - 1), frozenset()

    monkeypatch.setattr("payouts.domain.allocation._whole_kronor", astray)
    with pytest.raises(SumMismatch, match=message):
        allocate(a_year(TWO_COUNTIES, shared(municipality=1_000)))


def test_an_allocation_that_lost_a_pot_is_refused() -> None:
    given = a_year(TWO_COUNTIES, shared(municipality=1_000))
    with pytest.raises(SumMismatch, match="hold 1000 kronor but the allocation accounts for 0"):
        check_sums(given.pots, replace(allocate(given), pots=()))


# The split


def test_a_pot_is_split_by_whole_percent() -> None:
    assert split_pot(100_000_000, {"region": 50, "municipality": 50}) == {
        "municipality": 50_000_000,
        "region": 50_000_000,
    }
    assert split_pot(80_000_000, {"region": 100}) == {"region": 80_000_000}


@pytest.mark.parametrize(
    ("amount", "split", "message"),
    [
        (101, {"municipality": 50, "region": 50}, "50 percent of 101 kronor for municipality is not whole"),
        (100, {"municipality": 50, "region": 49}, "adds up to 99 percent"),
        (100, {}, "adds up to 0 percent"),
        (100, {"municipality": 150, "region": -50}, "region must be whole percent, not -50"),
        (100, {"municipality": 50.0, "region": 50}, "municipality must be whole percent, not 50.0"),
        (100, {"landsting": 100}, "unknown kind of party: landsting"),
        (-100, {"region": 100}, "must not be negative"),
        (100.0, {"region": 100}, "must be whole kronor"),
    ],
)
def test_a_split_that_does_not_give_whole_kronor_is_refused(
    amount: int, split: dict[Kind, int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        split_pot(amount, split)


# What is refused

SOUND = a_year(TWO_COUNTIES, shared(municipality=1_000))
KOMMUN, *OTHERS = SOUND.municipalities
# The types forbid these; what is read from a file or a database has no types.
UNKNOWN_COVERAGE = Terms(80, True, "half")  # type: ignore[arg-type]  # wrong on purpose
UNKNOWN_MODEL = Pot("A1", {"region": 1}, "all")  # type: ignore[arg-type]  # wrong on purpose
UNKNOWN_KIND = Pot("A1", {"school": 1}, "shared")  # type: ignore[dict-item]  # wrong on purpose


@pytest.mark.parametrize(
    ("faulty", "message"),
    [
        (replace(SOUND, terms=Terms(101, True, "none")), "0 to 100, not 101"),
        (replace(SOUND, terms=Terms(-1, True, "none")), "0 to 100, not -1"),
        (replace(SOUND, terms=UNKNOWN_COVERAGE), "region_coverage cannot be 'half'"),
        (replace(SOUND, municipalities=(replace(KOMMUN, county="99"), *OTHERS)), "0101: unknown county '99'"),
        (replace(SOUND, municipalities=(replace(KOMMUN, inhabitants=-5), *OTHERS)), "0101: -5 is no number"),
        (replace(SOUND, municipalities=(KOMMUN, *SOUND.municipalities)), "party 0101 occurs twice"),
        (
            replace(SOUND, regions=(Region("01", "01"), Region("03", "01"), Region("02", "02"))),
            "county 01 occurs",
        ),
        (replace(SOUND, municipalities=(Municipality("02", "01", 5), *OTHERS)), "party 02 occurs twice"),
        (replace(SOUND, met={**SOUND.met, "A1": frozenset({"0101", "0999"})}), "A1 was met by 0999"),
        (replace(SOUND, met={**SOUND.met, "A7": frozenset()}), "met names A7"),
        (replace(SOUND, pots=(shared(),)), "the pot of A1 has no parts"),
        (replace(SOUND, pots=(shared(region=-1),)), "A1 for region must not be negative"),
        (replace(SOUND, pots=(shared(region=1), shared(region=2))), "pot A1 occurs twice"),
        (replace(SOUND, pots=(UNKNOWN_MODEL,)), "unknown model 'all'"),
        (replace(SOUND, pots=(UNKNOWN_KIND,)), "unknown kind of party: school"),
        (replace(SOUND, pots=(shared("GK1", region=1),)), "GK1 cannot be a grundkrav and have a pot"),
    ],
)
def test_input_that_cannot_be_right_is_refused_by_name(faulty: AllocationInput, message: str) -> None:
    with pytest.raises(AllocationError, match=message):
        allocate(faulty)

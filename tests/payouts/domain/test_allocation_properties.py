"""What must hold for every country and every agreement, and a slow second division to compare with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import floor
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from payouts.domain.allocation import (
    KINDS,
    Allocation,
    AllocationInput,
    Kind,
    Municipality,
    Pot,
    Region,
    Terms,
    allocate,
)
from tests.payouts.domain.strategies import countries, kronor, years

# The machine may be busy with other tests: a slow example is not a wrong one.
unhurried = settings(deadline=None)


def amounts(allocation: Allocation) -> dict[tuple[str, str], int]:
    return {
        (line.requirement, line.party): line.amount for result in allocation.pots for line in result.lines
    }


# A second division, written from the rules with fractions and without a thought of speed


@dataclass(frozen=True)
class SlowPart:
    amounts: Mapping[str, int]
    quotas: Mapping[str, Fraction]
    undistributed: int


def slow_part(year: AllocationInput, pot: Pot, kind: Kind) -> SlowPart:
    quotas = slow_quotas(year, pot, kind)
    part = pot.parts[kind]
    exact = {party: part * quota for party, quota in quotas.items()}
    paid = {party: floor(amount) for party, amount in exact.items()}
    if pot.model == "shared":
        to_pay = floor(sum(exact.values(), Fraction(0)))
        while sum(paid.values()) < to_pay:
            lost = {party: exact[party] - paid[party] for party in paid}
            paid[min(paid, key=lambda party: (-lost[party], party))] += 1
    return SlowPart(paid, quotas, part - sum(paid.values()))


def slow_quotas(year: AllocationInput, pot: Pot, kind: Kind) -> dict[str, Fraction]:
    coverage = "none" if pot.everyone else year.terms.region_coverage
    weights: dict[str, int] = {}
    reduction: dict[str, Fraction] = {}
    for code, county in slow_parties(year, kind):
        if not slow_shares(year, pot, kind, code, county):
            continue
        people, covered = slow_population(year, county), slow_covered(year, county)
        if kind == "municipality":
            weights[code] = next(kommun.inhabitants for kommun in year.municipalities if kommun.code == code)
        else:
            weights[code] = covered if coverage == "weight" else people
        reduced = kind == "region" and coverage == "cap" and people > 0
        reduction[code] = Fraction(covered, people) if reduced else Fraction(1)
    country = sum(kommun.inhabitants for kommun in year.municipalities)
    whole = country if pot.model == "capped" else sum(weights.values())
    if whole == 0:
        return dict.fromkeys(weights, Fraction(0))
    return {code: Fraction(weight, whole) * reduction[code] for code, weight in weights.items()}


def slow_parties(year: AllocationInput, kind: Kind) -> list[tuple[str, str]]:
    parties = year.municipalities if kind == "municipality" else year.regions
    return sorted((party.code, party.county) for party in parties)


def slow_population(year: AllocationInput, county: str) -> int:
    return sum(kommun.inhabitants for kommun in year.municipalities if kommun.county == county)


def slow_covered(year: AllocationInput, county: str) -> int:
    return sum(
        kommun.inhabitants
        for kommun in year.municipalities
        if kommun.county == county and slow_met_all(year, "municipality", kommun.code)
    )


def slow_met_all(year: AllocationInput, kind: Kind, code: str) -> bool:
    return all(code in year.met[grundkrav] for grundkrav in year.grundkrav[kind])


def slow_shares(year: AllocationInput, pot: Pot, kind: Kind, code: str, county: str) -> bool:
    if pot.everyone:
        return True
    people = slow_population(year, county)
    share = Fraction(slow_covered(year, county), people) if people else Fraction(0)
    (region,) = [region.code for region in year.regions if region.county == county]
    reaches = share >= Fraction(year.terms.threshold_percent, 100)
    passes = not year.terms.region_gate or slow_met_all(year, "region", region)
    return reaches and passes and slow_met_all(year, kind, code) and code in year.met[pot.requirement]


@unhurried
@given(years())
def test_a_second_division_written_with_fractions_agrees(year: AllocationInput) -> None:
    results = {(result.requirement, result.kind): result for result in allocate(year).pots}
    for pot in year.pots:
        for kind in pot.parts:
            slow, result = slow_part(year, pot, kind), results.pop((pot.requirement, kind))
            assert {line.party: line.amount for line in result.lines} == slow.amounts
            quotas = {
                line.party: Fraction(line.quota_numerator, line.quota_denominator) for line in result.lines
            }
            assert quotas == slow.quotas
            assert result.undistributed == slow.undistributed
    assert not results


# What must hold


@unhurried
@given(years())
def test_the_amounts_and_the_undistributed_are_always_the_pots(year: AllocationInput) -> None:
    allocation = allocate(year)
    paid = sum(line.amount for result in allocation.pots for line in result.lines)
    left = sum(result.undistributed for result in allocation.pots)
    assert paid + left == sum(sum(pot.parts.values()) for pot in year.pots)
    assert all(line.amount >= 0 for result in allocation.pots for line in result.lines)
    assert all(result.undistributed >= 0 for result in allocation.pots)


@unhurried
@given(years(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(year: AllocationInput, shuffler: Random) -> None:
    kommuner, regions = list(year.municipalities), list(year.regions)
    shuffler.shuffle(kommuner)
    shuffler.shuffle(regions)
    shuffled = replace(
        year,
        municipalities=tuple(kommuner),
        regions=tuple(regions),
        grundkrav=dict(reversed(list(year.grundkrav.items()))),
        met=dict(reversed(list(year.met.items()))),
    )
    assert allocate(shuffled) == allocate(year)


@unhurried
@given(years())
def test_who_counts_for_more_never_gets_less(year: AllocationInput) -> None:
    for result in allocate(year).pots:
        by_size = sorted(result.lines, key=lambda line: (line.counted, line.amount))
        for smaller, larger in pairwise(by_size):
            assert smaller.amount <= larger.amount
            if smaller.counted == larger.counted:
                assert larger.amount - smaller.amount <= 1


@unhurried
@given(years())
def test_nobody_is_a_whole_krona_from_the_exact_amount(year: AllocationInput) -> None:
    for result in allocate(year).pots:
        for line in result.lines:
            exact = Fraction(result.amount * line.quota_numerator, line.quota_denominator)
            assert abs(line.amount - exact) < 1
            assert line.extra_krona == (line.amount > exact)


@unhurried
@given(years())
def test_a_shared_part_without_a_cap_is_paid_to_the_last_krona(year: AllocationInput) -> None:
    terms = replace(year.terms, region_coverage="none")
    for result in allocate(replace(year, terms=terms)).pots:
        if result.model == "shared":
            assert result.undistributed == (0 if result.total_weight else result.amount)


@unhurried
@given(countries(), kronor)
def test_capped_with_everybody_in_is_shared_up_to_the_rounding(
    country: tuple[tuple[Municipality, ...], tuple[Region, ...]], amount: int
) -> None:
    kommuner, regions = country
    grants = (
        Pot("B1", dict.fromkeys(KINDS, amount), "shared", everyone=True),
        Pot("B2", dict.fromkeys(KINDS, amount), "capped", everyone=True),
    )
    year = AllocationInput(Terms(0, False, "none"), kommuner, regions, {}, grants, {})
    found = amounts(allocate(year))
    for code in [kommun.code for kommun in kommuner] + [region.code for region in regions]:
        assert found["B1", code] - found["B2", code] in (0, 1)


@unhurried
@given(years())
def test_a_cap_never_gives_more_than_no_cap(year: AllocationInput) -> None:
    """In all, and by quota; one party may be one krona above, since others' remainders change with the cap."""
    free = allocate(replace(year, terms=replace(year.terms, region_coverage="none")))
    reduced = allocate(replace(year, terms=replace(year.terms, region_coverage="cap")))
    for without, result in zip(free.pots, reduced.pots, strict=True):
        assert result.distributed <= without.distributed
        for line, other in zip(result.lines, without.lines, strict=True):
            assert line.counted <= other.counted
            assert line.amount <= other.amount + 1
            if line.extra_krona <= other.extra_krona:
                assert line.amount <= other.amount


@unhurried
@given(st.integers(1, 100), st.integers(1, 10_000), st.booleans())
def test_the_limit_counts_to_the_last_inhabitant(threshold: int, hundredth: int, one_missing: bool) -> None:
    held = threshold * hundredth - one_missing
    kommuner = (Municipality("0101", "01", held), Municipality("0102", "01", 100 * hundredth - held))
    year = AllocationInput(
        Terms(threshold, False, "none"),
        kommuner,
        (Region("01", "01"),),
        {"municipality": ("GK1",)},
        (Pot("A1", {"region": 1_000}, "shared"),),
        {"GK1": frozenset({"0101"}), "A1": frozenset({"01"})},
    )
    (county,) = allocate(year).counties
    assert county.takes_part is not one_missing
    assert allocate(year).pots[0].undistributed == (1_000 if one_missing else 0)

"""Divide the pots of an agreement among those who met its demands: exact integers, every krona accounted for.

The rules are those of the agreements (PRIO 2012, section 7; heldygnsvård 2012, section on the performance
money); what they leave open, above all the rounding, is this system's choice and stands in docs/rounding.md.

With n parties and p pots an allocation takes O(p · n log n) time, in practice linear, and O(p · n) memory.
"""

from collections.abc import Mapping
from math import gcd
from operator import floordiv
from typing import NamedTuple

from payouts.domain.allocation_input import (
    KINDS,
    AllocationError,
    AllocationInput,
    Coverage,
    Kind,
    Model,
    Municipality,
    Pot,
    Region,
    Terms,
    check_input,
    split_pot,
)
from payouts.domain.allocation_result import (
    UNDISTRIBUTED,
    Allocation,
    AllocationRow,
    CountyStanding,
    Line,
    Lines,
    PotResult,
    SumMismatch,
    check_sums,
    reaches_threshold,
    to_rows,
)

__all__ = [
    "KINDS",
    "UNDISTRIBUTED",
    "Allocation",
    "AllocationError",
    "AllocationInput",
    "AllocationRow",
    "CountyStanding",
    "Coverage",
    "Kind",
    "Line",
    "Lines",
    "Model",
    "Municipality",
    "Pot",
    "PotResult",
    "Region",
    "SumMismatch",
    "Terms",
    "allocate",
    "behind_the_gate",
    "check_sums",
    "split_pot",
    "to_rows",
]


class _Sharer(NamedTuple):
    code: str
    county: str
    weight: int
    counted: int


class _Division(NamedTuple):
    amounts: list[int]
    extra: frozenset[int]


def allocate(given: AllocationInput) -> Allocation:
    """Divide every pot of `given`.

    Raises AllocationError for input that cannot be right, naming the fault, and SumMismatch should the
    result ever fail its own check. The same input, in whatever order, gives an equal result.
    """
    check_input(given)
    counties = _county_standings(given)
    standings = {standing.county: standing for standing in counties}
    gated = _sharers_behind_the_gate(given, standings)
    everyone = _all_parties(given, standings)
    country = sum(standing.population for standing in counties)
    pots: list[PotResult] = []
    for pot in given.pots:
        met = given.met.get(pot.requirement, frozenset())
        for kind in KINDS:
            if kind in pot.parts:
                winners = [party for party in gated[kind] if party.code in met]
                pots.append(_divide(pot, kind, everyone[kind] if pot.everyone else winners, country))
    allocation = Allocation(counties, tuple(pots))
    check_sums(given.pots, allocation)
    return allocation


def behind_the_gate(given: AllocationInput) -> frozenset[str]:
    """Return the codes of the parties that every grundkrav lets through, their own and those of their county."""
    standings = {standing.county: standing for standing in _county_standings(given)}
    sharers = _sharers_behind_the_gate(given, standings)
    return frozenset(sharer.code for kind in KINDS for sharer in sharers[kind])


def _county_standings(given: AllocationInput) -> tuple[CountyStanding, ...]:
    regions_met = _met_every_grundkrav(given, "region", [region.code for region in given.regions])
    kommuner_met = _met_every_grundkrav(
        given, "municipality", [kommun.code for kommun in given.municipalities]
    )
    kommuner: dict[str, list[Municipality]] = {region.county: [] for region in given.regions}
    for kommun in given.municipalities:
        kommuner[kommun.county].append(kommun)
    regions = sorted(given.regions, key=lambda region: region.county)
    return tuple(
        _standing(given.terms, region, kommuner[region.county], kommuner_met, region.code in regions_met)
        for region in regions
    )


def _standing(
    terms: Terms, region: Region, kommuner: list[Municipality], kommuner_met: set[str], region_met: bool
) -> CountyStanding:
    population = sum([kommun.inhabitants for kommun in kommuner])
    qualified = [kommun for kommun in kommuner if kommun.code in kommuner_met]
    held = sum([kommun.inhabitants for kommun in qualified])
    reaches = reaches_threshold(held, population, terms.threshold_percent)
    return CountyStanding(
        county=region.county,
        population=population,
        qualified_population=held,
        reaches_threshold=reaches,
        region_met=region_met,
        takes_part=reaches and (region_met or not terms.region_gate),
        qualified=tuple(sorted([kommun.code for kommun in qualified])),
    )


def _met_every_grundkrav(given: AllocationInput, kind: Kind, codes: list[str]) -> set[str]:
    met = set(codes)
    for grundkrav in given.grundkrav.get(kind, ()):
        met &= given.met.get(grundkrav, frozenset())
    return met


def _sharers_behind_the_gate(
    given: AllocationInput, standings: Mapping[str, CountyStanding]
) -> dict[Kind, list[_Sharer]]:
    taking_part = {county for county, standing in standings.items() if standing.takes_part}
    qualified = {code for county in taking_part for code in standings[county].qualified}
    coverage = given.terms.region_coverage
    kommuner = [_municipality_sharer(kommun) for kommun in given.municipalities if kommun.code in qualified]
    regions = [
        _region_sharer(region, standings[region.county], coverage)
        for region in given.regions
        if region.county in taking_part and standings[region.county].region_met
    ]
    return {"municipality": sorted(kommuner), "region": sorted(regions)}


def _all_parties(
    given: AllocationInput, standings: Mapping[str, CountyStanding]
) -> dict[Kind, list[_Sharer]]:
    kommuner = [_municipality_sharer(kommun) for kommun in given.municipalities]
    regions = [_region_sharer(region, standings[region.county], "none") for region in given.regions]
    return {"municipality": sorted(kommuner), "region": sorted(regions)}


def _municipality_sharer(kommun: Municipality) -> _Sharer:
    return _Sharer(kommun.code, kommun.county, kommun.inhabitants, kommun.inhabitants)


def _region_sharer(region: Region, standing: CountyStanding, coverage: Coverage) -> _Sharer:
    weight = standing.qualified_population if coverage == "weight" else standing.population
    counted = standing.population if coverage == "none" else standing.qualified_population
    return _Sharer(region.code, region.county, weight, counted)


def _divide(pot: Pot, kind: Kind, sharers: list[_Sharer], country: int) -> PotResult:
    part = pot.parts[kind]
    weights = [sharer.weight for sharer in sharers]
    counted = [sharer.counted for sharer in sharers]
    total = country if pot.model == "capped" else sum(weights)
    amounts, extra = _whole_kronor(part, counted, total, pot.model)
    # A cap takes counted/weight of weight/total, so that counted/total is the quota after it.
    common = [gcd(inhabitants, total) or 1 for inhabitants in counted]
    lines = Lines(
        pot.requirement,
        kind,
        parties=tuple([sharer.code for sharer in sharers]),
        counties=tuple([sharer.county for sharer in sharers]),
        weights=tuple(weights),
        counted=tuple(counted),
        numerators=tuple(map(floordiv, counted, common)),
        denominators=tuple([total // factor or 1 for factor in common]),
        amounts=tuple(amounts),
        extra=extra,
    )
    paid = sum(amounts)
    return PotResult(
        pot.requirement, kind, part, pot.model, lines, paid, part - paid, total, leftover_kronor=len(extra)
    )


def _whole_kronor(part: int, counted: list[int], total: int, model: Model) -> _Division:
    """Round down; with `shared`, hand out the whole kronor that the fractions make up to the largest
    remainders."""
    if total == 0:
        return _Division([0] * len(counted), frozenset())
    amounts = [part * inhabitants // total for inhabitants in counted]
    if model == "capped":
        return _Division(amounts, frozenset())
    remainders = [part * inhabitants % total for inhabitants in counted]
    left_over = sum(remainders) // total
    # The sort is stable and the parties stand in order of code: ties go to the lower code.
    largest_first = sorted(range(len(remainders)), key=remainders.__getitem__, reverse=True)
    extra = frozenset(largest_first[:left_over])
    for index in extra:
        amounts[index] += 1
    return _Division(amounts, extra)

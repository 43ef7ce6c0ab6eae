"""Small countries for the tests of the money: every county has a region with the county's code."""

from collections.abc import Collection, Mapping

from payouts.domain.allocation import AllocationInput, Coverage, Kind, Municipality, Pot, Region, Terms

GRUNDKRAV: Mapping[Kind, tuple[str, ...]] = {"municipality": ("GK1", "GK2"), "region": ("GK1", "GK2")}

OSTERGOTLAND_2011 = {
    "0509": 5_245,
    "0512": 3_666,
    "0513": 9_799,
    "0560": 5_205,
    "0561": 11_517,
    "0562": 20_763,
    "0563": 7_662,
    "0580": 147_334,
    "0581": 130_623,
    "0582": 14_043,
    "0583": 41_828,
    "0584": 7_317,
    "0586": 26_073,
}
FAILED_GK2_2012 = {"0560", "0562", "0582", "0584", "0563", "0509"}
GOTLAND_2011 = {"0980": 57_308}


def a_year(
    counties: Mapping[str, Mapping[str, int]],
    *pots: Pot,
    threshold: int = 80,
    gate: bool = True,
    coverage: Coverage = "none",
    grundkrav: Mapping[Kind, tuple[str, ...]] = GRUNDKRAV,
    failed: Mapping[str, Collection[str]] | None = None,
) -> AllocationInput:
    """A year in which every party met every demand except those in `failed` (requirement to party codes)."""
    kommuner = tuple(
        Municipality(code, county, inhabitants)
        for county, places in counties.items()
        for code, inhabitants in places.items()
    )
    regions = tuple(Region(county, county) for county in counties)
    codes = frozenset([kommun.code for kommun in kommuner] + [region.code for region in regions])
    demands = {code for asked in grundkrav.values() for code in asked} | {pot.requirement for pot in pots}
    met = {demand: codes - frozenset((failed or {}).get(demand, ())) for demand in sorted(demands)}
    return AllocationInput(Terms(threshold, gate, coverage), kommuner, regions, grundkrav, tuple(pots), met)


def shared(requirement: str = "A1", **parts: int) -> Pot:
    """A pot that those who met the goal share; parts in kronor, `municipality=` and `region=`."""
    return Pot(requirement, _by_kind(parts), "shared")


def capped(requirement: str = "A1", **parts: int) -> Pot:
    """A pot in which nobody gets more than its share of the country; parts in kronor."""
    return Pot(requirement, _by_kind(parts), "capped")


def _by_kind(parts: Mapping[str, int]) -> dict[Kind, int]:
    kinds: tuple[Kind, ...] = ("municipality", "region")
    return {kind: parts[kind] for kind in kinds if kind in parts}

"""Countries and agreements of every kind for hypothesis, small enough to be read when one of them fails."""

from hypothesis import strategies as st

from payouts.domain.allocation import (
    KINDS,
    AllocationInput,
    Coverage,
    Kind,
    Model,
    Municipality,
    Pot,
    Region,
    Terms,
)

COVERAGES: tuple[Coverage, ...] = ("none", "weight", "cap")
MODELS: tuple[Model, ...] = ("shared", "capped")

inhabitants = st.one_of(st.integers(0, 5), st.integers(0, 1_000_000))
kronor = st.one_of(st.integers(0, 50), st.integers(0, 200_000_000))
codes_of_grundkrav = st.sets(st.sampled_from(["GK1", "GK2", "GK3"])).map(sorted).map(tuple)


@st.composite
def countries(draw: st.DrawFn) -> tuple[tuple[Municipality, ...], tuple[Region, ...]]:
    kommuner: list[Municipality] = []
    regions: list[Region] = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        county = f"{number:02}"
        regions.append(Region(county, county))
        people = draw(st.lists(inhabitants, max_size=5))
        kommuner += [
            Municipality(f"{county}{place:02}", county, count) for place, count in enumerate(people, 1)
        ]
    return tuple(kommuner), tuple(regions)


@st.composite
def pots(draw: st.DrawFn, requirement: str) -> Pot:
    parts: dict[Kind, int] = draw(st.dictionaries(st.sampled_from(KINDS), kronor, min_size=1))
    return Pot(requirement, parts, draw(st.sampled_from(MODELS)), everyone=draw(st.integers(0, 4)) == 0)


@st.composite
def years(draw: st.DrawFn) -> AllocationInput:
    kommuner, regions = draw(countries())
    codes = [kommun.code for kommun in kommuner] + [region.code for region in regions]
    money = tuple(draw(pots(f"A{number}")) for number in range(1, draw(st.integers(1, 3)) + 1))
    grundkrav = {kind: draw(codes_of_grundkrav) for kind in KINDS}
    demands = sorted(
        {code for asked in grundkrav.values() for code in asked} | {pot.requirement for pot in money}
    )
    # Few fail, as in reality: otherwise hardly a county would take part.
    met = {
        demand: frozenset(codes) - draw(st.frozensets(st.sampled_from(codes), max_size=2))
        for demand in demands
    }
    terms = Terms(draw(st.integers(0, 100)), draw(st.booleans()), draw(st.sampled_from(COVERAGES)))
    return AllocationInput(terms, kommuner, regions, grundkrav, money, met)

"""The pure core: dividing a full year, and a country a hundred times as large."""

from bench.frame import Measured, figure, milliseconds, seconds
from payouts.domain.allocation import AllocationInput, Kind, Municipality, Pot, Region, Terms, allocate
from payouts.domain.explain import Explainer

KOMMUNER_OF_A_YEAR, KOMMUNER_OF_A_CONTINENT = 290, 35_000
COUNTIES = 21
FAILS_ONE_OF = 9  # every ninth party fails each goal, another ninth of them each time


def made_up_year(kommuner: int, pots: int) -> AllocationInput:
    """A year with so many kommuner in 21 counties and so many pots, every second one for regioner."""
    counties = [f"{number:02}" for number in range(1, COUNTIES + 1)]
    codes = [f"{counties[number % COUNTIES]}{number:05}" for number in range(kommuner)]
    goals = [f"M{number}" for number in range(pots)]
    kinds: list[Kind] = ["region" if number % 2 else "municipality" for number in range(pots)]
    parties: dict[Kind, list[str]] = {"municipality": codes, "region": counties}
    met = {
        goal: frozenset(code for index, code in enumerate(parties[kind]) if (index + number) % FAILS_ONE_OF)
        for number, (goal, kind) in enumerate(zip(goals, kinds, strict=True))
    }
    met["GK"] = frozenset(code for index, code in enumerate(codes) if index % 50) | frozenset(counties)
    return AllocationInput(
        terms=Terms(80, region_gate=True, region_coverage="none"),
        municipalities=tuple(
            Municipality(code, code[:2], 2_500 + index * 7919 % 90_000) for index, code in enumerate(codes)
        ),
        regions=tuple(Region(county, county) for county in counties),
        grundkrav={"municipality": ("GK",), "region": ("GK",)},
        pots=tuple(Pot(goal, {kind: 90_000_000}, "shared") for goal, kind in zip(goals, kinds, strict=True)),
        met=met,
    )


def integer_floor(given: AllocationInput) -> object:
    """Multiply and divide once per party and pot in bare integers: what exact shares cost at the least."""
    weights = [kommun.inhabitants for kommun in given.municipalities]
    total = sum(weights)
    return [[divmod(90_000_000 * weight, total) for weight in weights] for _ in given.pots]


@figure("allocate(): 311 parties, 7 pots", unit="ms", at_most=4)
def full_year() -> Measured:
    """A full year in the pure core."""
    year = made_up_year(KOMMUNER_OF_A_YEAR, 7)
    return Measured(milliseconds(lambda: allocate(year)), milliseconds(lambda: integer_floor(year)))


@figure("allocate(): 35 000 parties, 10 pots", unit="s", at_most=1)
def continent() -> Measured:
    """A hundred times as many parties: time must grow with them, not faster."""
    year = made_up_year(KOMMUNER_OF_A_CONTINENT, 10)
    return Measured(seconds(lambda: allocate(year)), seconds(lambda: integer_floor(year)))


def growth_to_a_continent(kommuner: int) -> Measured:
    """How many times as long 35 000 kommuner take as so many do."""
    small, large = made_up_year(kommuner, 10), made_up_year(KOMMUNER_OF_A_CONTINENT, 10)
    return Measured(seconds(lambda: allocate(large)) / seconds(lambda: allocate(small)))


@figure("growth of allocate() from 3 500 to 35 000 parties", unit="times", at_most=14)
def growth_by_ten() -> Measured:
    """Ten times the parties should take some ten times as long."""
    return growth_to_a_continent(KOMMUNER_OF_A_CONTINENT // 10)


@figure("growth of allocate() from 17 500 to 35 000 parties", unit="times", at_most=2.5)
def growth_by_two() -> Measured:
    """Twice the parties should take some twice as long."""
    return growth_to_a_continent(KOMMUNER_OF_A_CONTINENT // 2)


@figure("explaining every amount of a year", unit="ms", at_most=100)
def explanations() -> Measured:
    """The three layers of all amounts, those that are nothing included."""
    year = made_up_year(KOMMUNER_OF_A_YEAR, 7)
    allocation = allocate(year)
    return Measured(milliseconds(lambda: list(Explainer(allocation, year).every()), rounds=5))

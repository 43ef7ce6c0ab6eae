"""The counties of a run: whether each takes part, with the figures of the limit, and what it gets per inhabitant."""

from collections.abc import Iterable
from dataclasses import dataclass

from payouts.domain.allocation_result import reaches_threshold
from payouts.domain.figures import hundredths_per_inhabitant, per_inhabitant
from payouts.models import AllocationCounty
from payouts.selectors.payees import Payees


@dataclass(frozen=True, slots=True)
class CountyRow:
    """A county. Amounts in kronor, `rate` in kronor per inhabitant.

    reaches: its share is not below the limit. is_made_up: any amount in it is made up.
    shape: how its tile on the map is drawn: `not`, it takes no part; `met`, it gets at least as much per inhabitant as
        the country; `part`, it gets less.
    """

    code: str
    letters: str
    name: str
    population: int
    qualified_population: int
    reaches: bool
    region_met: bool
    takes_part: bool
    amount: int
    is_made_up: bool
    rate: str
    shape: str


def county_rows(
    standings: Iterable[AllocationCounty], payees: Payees, threshold_percent: int
) -> tuple[CountyRow, ...]:
    """Return the counties of a run in the order of their codes; asks `standings` once."""
    stored = sorted(standings, key=lambda standing: standing.county_id)
    amounts, made_up = payees.amounts_by_county(), payees.counties_made_up()
    country = sum(standing.population for standing in stored)
    average = _rate(sum(amounts.values()), country)
    rows = []
    for standing in stored:
        amount = amounts.get(standing.county_id, 0)
        rate = _rate(amount, standing.population)
        shape = "met" if rate >= average else "part"
        rows.append(
            CountyRow(
                code=standing.county_id,
                letters=standing.county.letters,
                name=standing.county.name,
                population=standing.population,
                qualified_population=standing.qualified_population,
                reaches=reaches_threshold(
                    standing.qualified_population, standing.population, threshold_percent
                ),
                region_met=standing.region_met,
                takes_part=standing.takes_part,
                amount=amount,
                is_made_up=standing.county_id in made_up,
                rate=per_inhabitant(amount, standing.population),
                shape=shape if standing.takes_part else "not",
            )
        )
    return tuple(rows)


def _rate(amount: int, inhabitants: int) -> int:
    return hundredths_per_inhabitant(amount, inhabitants) if inhabitants else 0

"""Is it a whole population: every kommun once, and the sums that the file and the person say."""

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from prio import money
from prio.parties.population_files.faults import Faults
from prio.parties.population_files.places import COUNTRY, Places, is_county, is_municipality
from prio.parties.population_files.sums import Sums


@dataclass(frozen=True, slots=True)
class PopulationTable:
    """The inhabitants of every kommun on one date, checked.

    Args:
        day: the date that the figures are for.
        inhabitants: code to inhabitants, for every kommun that there is on `day`.
        country: the inhabitants of the whole country, the sum.
        checked_against: what official totals the sums were held against, in Swedish; empty if there was none.
    """

    day: date
    inhabitants: dict[str, int]
    country: int
    checked_against: tuple[str, ...]


def checked(sums: list[Sums], places: Places, total: int | None) -> tuple[PopulationTable, ...]:
    """Return the tables when nothing is wrong with any of them. `total` is the country's official total.

    Raises:
        PopulationFileError: a kommun is missing or lies in the wrong county, or a sum differs from an official total.
    """
    faults = Faults()
    if total is not None and len(sums) > 1:
        faults.add(f"Filen har {len(sums)} år. Välj ett av dem med --date när --total anges.")
        faults.stop_if_any()
    _note_missing(sums, places, faults)
    faults.stop_if_any()
    _note_misplaced(sums, places, faults)
    tables = tuple(_table(one, places, total, faults) for one in sums)
    faults.stop_if_any()
    return tables


def _note_missing(sums: list[Sums], places: Places, faults: Faults) -> None:
    """Note every kommun that has no figure though it existed, or a figure though it did not."""
    missing: defaultdict[str, list[date]] = defaultdict(list)
    for one in sums:
        existing = places.municipalities_on(one.day)
        if not existing:
            faults.add(f"Prio vet inte vilka kommuner som fanns {one.day}.")
            continue
        found = {code for code in one.inhabitants if is_municipality(code)}
        for code in sorted(existing.keys() - found):
            missing[code].append(one.day)
        for code in sorted(found - existing.keys()):
            faults.add(f"{places.shown(code)} fanns inte {one.day}.")
    for code, days in missing.items():
        when = "" if len(days) == len(sums) else f" för {', '.join(map(str, days))}"
        faults.add(f"{places.shown(code)} saknas i filen{when}.")


def _note_misplaced(sums: list[Sums], places: Places, faults: Faults) -> None:
    """Note every kommun that stands under another county's row, in a file that lists kommuner under their counties."""
    for one in sums:
        county_of = places.municipalities_on(one.day)
        for code, county in _listed_under(list(one.inhabitants), places.counties()):
            if county_of[code] != county:
                right = places.shown(county_of[code])
                faults.add(f"{places.shown(code)} står under {places.shown(county)} men hör till {right}.")


def _listed_under(codes: list[str], counties: frozenset[str]) -> Iterable[tuple[str, str]]:
    """Return kommun and the county above it, or nothing unless every county has a row with kommuner right below it."""
    headed = {
        above for above, below in itertools.pairwise(codes) if is_county(above) and is_municipality(below)
    }
    if headed != counties:
        return []
    pairs, county = [], ""
    for code in codes:
        if is_county(code):
            county = code
        elif is_municipality(code) and county:
            pairs.append((code, county))
    return pairs


def _table(sums: Sums, places: Places, total: int | None, faults: Faults) -> PopulationTable:
    kommuner = {code: count for code, count in sorted(sums.inhabitants.items()) if is_municipality(code)}
    by_county: defaultdict[str, int] = defaultdict(int)
    for code, county in places.municipalities_on(sums.day).items():
        by_county[county] += kommuner[code]
    country = sum(kommuner.values())
    official = [
        (places.shown(code), sums.inhabitants[code], by_county[code])
        for code in sums.inhabitants
        if is_county(code)
    ]
    if COUNTRY in sums.inhabitants:
        official.append((places.shown(COUNTRY), sums.inhabitants[COUNTRY], country))
    if total is not None:
        official.append(("den angivna summan", total, country))
    for name, said, added in official:
        if said != added:
            faults.add(
                f"Kommunerna {sums.day} är tillsammans {money.number(added)} invånare, "
                f"men {name} har {money.number(said)}."
            )
    return PopulationTable(sums.day, kommuner, country, _named(sums, total))


def _named(sums: Sums, total: int | None) -> tuple[str, ...]:
    """Name the official totals that there were."""
    counties = sum(map(is_county, sums.inhabitants))
    names = ["den angivna summan"] * (total is not None) + ["riket"] * (COUNTRY in sums.inhabitants)
    return (*names, f"{counties} län") if counties else tuple(names)

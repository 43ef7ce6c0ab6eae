"""The reference facts that ship with Prio, read from `reference/*.csv`. Pure.

Codes, names and inhabitants are those of Statistics Sweden (table BE0101, Folkmängd).
docs/formats.md describes the files.
"""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from prio.parties.spelling import municipality_spellings, normalised, region_spellings, unambiguous

REFERENCE = Path(__file__).parent / "reference"
POPULATION_SOURCE = "Statistiska centralbyrån, Folkmängd (BE0101)"


@dataclass(frozen=True, slots=True)
class CountyFact:
    """A county: Statistics Sweden's code, the letters and the name."""

    code: str
    letters: str
    name: str


@dataclass(frozen=True, slots=True)
class MunicipalityFact:
    """A kommun, its county and its legal body, from a day (inclusive) to a day (exclusive; None while it holds)."""

    code: str
    county: str
    valid_from: date
    valid_to: date | None
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class RegionName:
    """The name of a region (before 2019 often landsting) in a period, and the code of its legal body."""

    code: str
    organisation: str
    valid_from: date
    valid_to: date | None
    name: str


@dataclass(frozen=True, slots=True)
class ReferenceFacts:
    """Everything that ships. `aliases` is (kind, spelling) to code; `populations` day to kommun code to inhabitants."""

    counties: tuple[CountyFact, ...]
    municipalities: tuple[MunicipalityFact, ...]
    regions: tuple[RegionName, ...]
    aliases: dict[tuple[str, str], str]
    populations: dict[date, dict[str, int]]
    population_sha256: str

    def organisations(self) -> dict[str, str]:
        """Return code to today's name of every legal body. Gotland is one: kommun 0980 is region 09 too."""
        latest = {region.organisation: region.name for region in self.regions if region.valid_to is None}
        return latest | {kommun.code: kommun.organisation for kommun in self.municipalities}


def shipped_facts(folder: Path = REFERENCE) -> ReferenceFacts:
    """Read the reference files in `folder`."""
    counties = tuple(CountyFact(**row) for row in _rows(folder / "counties.csv"))
    municipalities = tuple(_municipality(row) for row in _rows(folder / "municipalities.csv"))
    regions = tuple(_region_name(row) for row in _rows(folder / "regions.csv"))
    listed = [(row["kind"], row["code"], row["spelling"]) for row in _rows(folder / "aliases.csv")]
    population = folder / "population.csv"
    return ReferenceFacts(
        counties=counties,
        municipalities=municipalities,
        regions=regions,
        aliases=_aliases(counties, municipalities, regions, listed),
        populations=_populations(population),
        population_sha256=hashlib.sha256(population.read_bytes()).hexdigest(),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _municipality(row: dict[str, str]) -> MunicipalityFact:
    start, end = _period(row)
    return MunicipalityFact(row["code"], row["county"], start, end, row["name"], row["organisation"])


def _region_name(row: dict[str, str]) -> RegionName:
    start, end = _period(row)
    return RegionName(row["code"], row["organisation"], start, end, row["name"])


def _period(row: dict[str, str]) -> tuple[date, date | None]:
    return date.fromisoformat(row["from"]), date.fromisoformat(row["to"]) if row["to"] else None


def _populations(path: Path) -> dict[date, dict[str, int]]:
    populations: defaultdict[date, dict[str, int]] = defaultdict(dict)
    for row in _rows(path):
        code = row.pop("municipality")
        for day, inhabitants in row.items():
            populations[date.fromisoformat(day)][code] = int(inhabitants)
    return dict(populations)


def _aliases(
    counties: tuple[CountyFact, ...],
    municipalities: tuple[MunicipalityFact, ...],
    regions: tuple[RegionName, ...],
    listed: list[tuple[str, str, str]],
) -> dict[tuple[str, str], str]:
    """Return the systematic spellings and the listed ones; a listed one wins over a systematic one."""
    names = defaultdict(list)
    for region in regions:
        names[region.code].append(region.name)
    systematic = {
        "municipality": unambiguous(
            (kommun.code, spelling)
            for kommun in municipalities
            for spelling in municipality_spellings(kommun.code, kommun.name, kommun.organisation)
        ),
        "region": unambiguous(
            (county.code, spelling)
            for county in counties
            for spelling in region_spellings(county.code, county.name, names[county.code])
        ),
    }
    by_rule = (
        ((kind, spelling), code) for kind, codes in systematic.items() for spelling, code in codes.items()
    )
    by_hand = (((kind, normalised(spelling)), code) for kind, code, spelling in listed)
    return dict(chain(by_rule, by_hand))

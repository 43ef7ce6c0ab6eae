"""From the cells of a table to the inhabitants of every place on every date."""

import math
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from prio import money
from prio.parties.population_files.faults import Faults, PopulationFileError, quoted
from prio.parties.population_files.places import Places, UnknownPlace
from prio.parties.population_files.selection import check_title, population_of, whole_of
from prio.parties.population_files.table import Cell, Role, Table

LARGEST_FIGURE = 2_147_483_647  # inhabitants; what the database holds
BLANK = {"", ".", "..", "...", "…", "-", "–", "x"}
_FIGURE = re.compile(r"[0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+")
_NEGATIVE = re.compile(r"[-−]\s*[0-9].*", re.DOTALL)
_LONGEST_FIGURE = 20  # characters
_YEAR = re.compile(r"((?:1[789]|20)[0-9]{2})(?:-12-31)?")


class NotAFigure(ValueError):
    """What stands in a cell is not a number of inhabitants. The text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The inhabitants on one date by the code of the place, in the order of the file."""

    day: date
    inhabitants: dict[str, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which cells count and for whom: positions of the dimensions, and in each of them of the categories."""

    region: int
    time: int | None
    codes: dict[int, str]
    days: dict[int, date]
    parts: dict[int, frozenset[int]]

    def target(self, cell: Cell) -> tuple[date, str] | None:
        """Return the date and the place that the cell counts for, or None if it does not."""
        code = self.codes.get(cell.key[self.region])
        day = self.days.get(cell.key[self.time] if self.time is not None else 0)
        if code is None or day is None or any(cell.key[at] not in part for at, part in self.parts.items()):
            return None
        return day, code

    @property
    def cells_per_place(self) -> int:
        """How many cells make the inhabitants of one place on one date."""
        return math.prod(len(part) for part in self.parts.values())


def sums_of(table: Table, places: Places, day: date | None) -> list[Sums]:
    """Add up the cells of `table`, for every date in it or for `day` only.

    Raises:
        PopulationFileError: the table does not give every place that it names a whole number on every date.
    """
    check_title(table.title)
    faults = Faults()
    choice = _choice(table, places, day, faults)
    inhabitants = _added(table, places, choice, faults)
    faults.stop_if_any()
    return [
        Sums(one, {code: count for (when, code), count in inhabitants.items() if when == one})
        for one in sorted(choice.days.values())
    ]


def _choice(table: Table, places: Places, day: date | None, faults: Faults) -> Choice:
    region, time, content = (table.place_of(role) for role in (Role.REGION, Role.TIME, Role.CONTENT))
    if region is None:
        raise PopulationFileError("Tabellen har ingen kolumn med regioner.")
    parts = {
        at: population_of(dimension) if at == content else whole_of(dimension)
        for at, dimension in enumerate(table.dimensions)
        if at not in (region, time)
    }
    return Choice(region, time, _codes(table, region, places, faults), _days(table, time, day), parts)


def _codes(table: Table, region: int, places: Places, faults: Faults) -> dict[int, str]:
    """Return position to code for every region that is known, and note the others."""
    codes: dict[int, str] = {}
    for at, category in enumerate(table.dimensions[region].categories):
        try:
            codes[at] = places.code_of(category.code, category.label)
        except UnknownPlace as error:
            faults.add(f"{quoted(category.label)} {error}.")
    for code, times in Counter(codes.values()).items():
        if times > 1:
            faults.add(f"{places.shown(code)} står {times} gånger.")
    return codes


def _days(table: Table, time: int | None, day: date | None) -> dict[int, date]:
    """Return position to date for the times that are asked for. A year is its last day."""
    if time is None:
        if day is None:
            raise PopulationFileError("Filen säger inte vilket år siffrorna gäller. Ange datumet med --date.")
        return {0: day}
    categories = table.dimensions[time].categories
    found = {at: _last_day(category.code, category.label) for at, category in enumerate(categories)}
    days = {at: one for at, one in found.items() if one is not None and day in (None, one)}
    if day is not None and not days:
        raise PopulationFileError(f"Filen har inga siffror för {day}.")
    no_year = next((at for at, one in found.items() if one is None), None)
    if day is None and no_year is not None:
        raise PopulationFileError(f"{quoted(categories[no_year].label)} är inget år.")
    if not days:
        raise PopulationFileError("Tabellen har inga rader med siffror.")
    if len(set(days.values())) < len(days):
        raise PopulationFileError("Samma år står två gånger i filen.")
    return days


def _last_day(code: str, label: str) -> date | None:
    match = _YEAR.fullmatch(code.strip()) or _YEAR.fullmatch(label.strip())
    return date(int(match[1]), 12, 31) if match else None


def _added(table: Table, places: Places, choice: Choice, faults: Faults) -> dict[tuple[date, str], int]:
    """Return the sum of each place's cells by date and code, and note cells that are no figures, missing or twice."""
    sums: dict[tuple[date, str], int] = {}
    counts: Counter[tuple[date, str]] = Counter()
    seen: set[tuple[int, ...]] = set()
    for cell in table.cells:
        target = choice.target(cell)
        if target is None:
            continue
        if cell.key in seen:
            faults.add(f"{places.shown(target[1])} står två gånger{_line(cell)}.")
        seen.add(cell.key)
        counts[target] += 1
        try:
            sums[target] = sums.get(target, 0) + figure(cell.raw)
        except NotAFigure as error:
            faults.add(f"{places.shown(target[1])}, {target[0]}{_line(cell)}: {error}.")
    for (day, code), count in counts.items():
        if count < choice.cells_per_place:
            faults.add(
                f"{places.shown(code)}, {day}: {count} uppgifter av {choice.cells_per_place} (kön, ålder och liknande)."
            )
    return sums


def _line(cell: Cell) -> str:
    return f" (rad {cell.line})" if cell.line else ""


def figure(raw: object) -> int:
    """Return the number of inhabitants that a cell says.

    Raises:
        NotAFigure: it says no whole number from 0.
    """
    text = str(raw).strip() if type(raw) in (int, str) and len(str(raw)) <= _LONGEST_FIGURE else None
    if raw is None or (text is not None and text in BLANK):
        raise NotAFigure("siffran saknas")
    if text is None or not _FIGURE.fullmatch(text):
        negative = text is not None and _NEGATIVE.fullmatch(text)
        raise NotAFigure(f"{quoted(raw)} är {'negativt' if negative else 'inget heltal'}")
    number = int("".join(filter(str.isdigit, text)))
    if number > LARGEST_FIGURE:
        raise NotAFigure(f"{money.number(number)} är orimligt många invånare")
    return number

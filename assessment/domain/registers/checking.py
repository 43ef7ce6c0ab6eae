"""From the rows of a table to figures: each cell is read by what its column holds, and every fault is told by row."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from agreements.domain.faults import quoted
from assessment.domain.registers import typed
from assessment.domain.registers.cells import Row, Unreadable, letter
from assessment.domain.registers.checked import Checked, FaultList, FigureKey
from assessment.domain.registers.matching import (
    DIMENSIONS,
    LISTED,
    MONTH,
    NAME,
    ORGANISATION,
    REQUIREMENT,
    UNIT,
    Matching,
)
from assessment.domain.registers.parties import Parties, UnknownParty, is_total, kinds_of
from assessment.domain.registers.persons import PersonGuard
from assessment.domain.registers.settling import settled
from assessment.domain.registers.wanted import ON_LIST, Field, FieldKind, Register
from prio.parties.spelling import normalised

MOST_FIGURES = 400_000
LONGEST_UNIT = 200  # characters
MOST_SUGGESTED = 60

_READERS: Mapping[FieldKind, Callable[[str], str]] = {
    "count": typed.count,
    "series": typed.count,
    "number": typed.number,
    "percent": typed.percent,
    "yes_no": typed.yes_no,
}


class TooManyFigures(ValueError):
    """The table has more figures than are read."""


class _Wrong(ValueError):
    """A row, or one of its cells, cannot be used. column: its letter, or empty."""

    def __init__(self, column: int | None, text: str) -> None:
        super().__init__(text)
        self.column = "" if column is None else letter(column)


@dataclass(frozen=True, slots=True)
class _Place:
    """What a row is about."""

    row: int
    party: str
    requirement: str
    month: str
    unit: str


@dataclass
class Checker:
    """Takes the rows below the headings one by one, and says at the end what they come to."""

    register: Register
    matching: Matching
    parties: Parties
    guard: PersonGuard = field(default_factory=PersonGuard)

    def __post_init__(self) -> None:
        self._faults = FaultList()
        self._figures: dict[FigureKey, tuple[str, int]] = {}
        self._rows = self._totals = self._suggested = 0
        self._found: dict[tuple[str, str], str | UnknownParty] = {}
        self._fields = {
            (each.requirement, each.key): each for one in self.register.wanted for each in one.fields
        }
        self._units: dict[str, str] = {}
        self._codes = {code.casefold(): code for code in self.register.requirements}
        columns = self.matching.columns.items()
        self._columns = [(index, target) for index, target in columns if target not in DIMENSIONS]
        self._of_organisation, self._of_name, self._of_requirement, self._of_month, self._of_unit, self._of_list = (
            self.matching.column(one) for one in (ORGANISATION, NAME, REQUIREMENT, MONTH, UNIT, LISTED)
        )  # fmt: skip
        own = [target.partition(":")[0] for _, target in self._columns if ":" in target]
        self._own_kinds = kinds_of(self.register, own or self.register.requirements)

    def take(self, row: Row) -> None:
        """Read a row. Raises RowPerPerson, TooManyFigures."""
        if row.is_empty:
            return
        self._rows += 1
        try:
            place = self._place(row)
        except _Wrong as wrong:
            self._faults.add(row.number, wrong.column, str(wrong))
            return
        if place is None:
            self._totals += 1
            return
        self.guard.count(
            (place.party, place.requirement, place.month, place.unit),
            [row.text(index).strip() for index, _ in self._columns],
        )
        self._take_figures(row, place)
        if len(self._figures) > MOST_FIGURES:
            raise TooManyFigures

    def finish(self) -> Checked:
        """Return what the rows came to: sums and months are looked at as a whole."""
        return settled(
            self.register, self.parties, self._figures, self._faults, rows=self._rows, totals=self._totals
        )

    def _place(self, row: Row) -> _Place | None:
        """Return what a row is about, None for a row of sums. Raises _Wrong."""
        who = self._said(row, self._of_organisation, "organisation")
        if is_total(who):
            return None
        requirement = self._requirement(row)
        party = self._party(row, who, requirement)
        try:
            month = self._month(row)
            unit = self._unit(row)
            if len(unit) > LONGEST_UNIT:
                raise _Wrong(self._of_unit, f"Enhetens namn är längre än {LONGEST_UNIT} tecken.")
        except _Wrong:
            self._leave_out(party, requirement)
            raise
        return _Place(row.number, party, requirement, month, unit)

    def _unit(self, row: Row) -> str:
        """Return the name of the unit, the same text for every row that has it: there may be very many."""
        said = self._optional(row, self._of_unit)
        known = self._units.get(said)
        if known is None:
            seen = "".join(each if each.isprintable() else " " for each in said)
            known = self._units[said] = " ".join(seen.split())
        return known

    def _requirement(self, row: Row) -> str:
        """Return whose figures a row has; empty where each column says it."""
        if self._of_requirement is None:
            return self.matching.requirement
        said = self._said(row, self._of_requirement, "krav")
        if code := self._codes.get(said.casefold()):
            return code
        raise _Wrong(self._of_requirement, f"Kravet {quoted(said)} läses inte ur {self.register.name}.")

    def _party(self, row: Row, who: str, requirement: str) -> str:
        found = self._found.get((who, requirement))
        if found is None:
            kinds = kinds_of(self.register, [requirement]) if requirement else self._own_kinds
            try:
                found = self.parties.find(who, kinds)
            except UnknownParty as unknown:
                found = UnknownParty(f"{unknown}{self._suggestion(who, kinds)}")
            self._found[who, requirement] = found
        if isinstance(found, UnknownParty):
            raise _Wrong(self._of_organisation, str(found))
        self._compare_name(row, found)
        return found

    def _suggestion(self, who: str, kinds: tuple[str, ...]) -> str:
        """Say what may have been meant: for the first ones only, since looking for it takes long."""
        self._suggested += 1
        return self.parties.nearest(who, kinds) if self._suggested <= MOST_SUGGESTED else ""

    def _compare_name(self, row: Row, party: str) -> None:
        """A name beside the code must mean the same organisation: a column may have slipped."""
        name = self._optional(row, self._of_name)
        if not name or normalised(name) == normalised(self.parties.names.get(party, "")):
            return
        key = (name, f"kind of {self.parties.kinds[party]}")
        if key not in self._found:
            try:
                self._found[key] = self.parties.find(name, [self.parties.kinds[party]])
            except UnknownParty as unknown:
                self._found[key] = unknown
        meant = self._found[key]
        if isinstance(meant, str) and meant != party:
            self._leave_out(party, "")
            self._leave_out(meant, "")
            own = self.parties.names.get(party, party)
            raise _Wrong(self._of_name, f"Koden är {own}, men namnet är {quoted(name)}.")

    def _month(self, row: Row) -> str:
        said = self._optional(row, self._of_month)
        if not said:
            return ""
        try:
            month = typed.month(said)
        except typed.NotReadable as reason:
            raise _Wrong(self._of_month, str(reason)) from reason
        if int(month[:4]) not in {self.register.year - 1, self.register.year}:
            raise _Wrong(
                self._of_month,
                f"{quoted(said)} ligger utanför {self.register.year - 1}–{self.register.year}.",
            )
        return month

    def _said(self, row: Row, column: int | None, what: str) -> str:
        said = self._optional(row, column)
        if not said:
            raise _Wrong(column, f"Raden saknar {what}.")
        return said

    def _optional(self, row: Row, column: int | None) -> str:
        if column is None or column >= len(row.cells):
            return ""
        cell = row.cells[column]
        if isinstance(cell, Unreadable):
            raise _Wrong(column, cell.reason)
        return cell.strip()

    def _take_figures(self, row: Row, place: _Place) -> None:
        values: dict[tuple[str, str], str] = {}
        for index, target in self._columns:
            cell = row.cells[index] if index < len(row.cells) else ""
            if not cell:
                continue
            try:
                self._take_figure(cell, index, target, place, values)
            except _Wrong as wrong:
                own, _, _ = target.rpartition(":")
                self._fault(place, own or place.requirement, wrong)
        if self._of_list is not None or self._names_on_list(place):
            self._take_listed(row, place)
        for requirement in {requirement for requirement, _ in values}:
            self._compare(requirement, values, place)

    def _take_figure(
        self,
        cell: str | Unreadable,
        index: int,
        target: str,
        place: _Place,
        values: dict[tuple[str, str], str],
    ) -> None:
        if isinstance(cell, Unreadable):
            raise _Wrong(index, cell.reason)
        text = cell.strip()
        if not text:
            return
        requirement, _, key = target.rpartition(":")
        asked = self._fields.get((requirement or place.requirement, key))
        if asked is None:
            raise _Wrong(
                index, f"{requirement or place.requirement} har ingen sådan uppgift. Lämna cellen tom."
            )
        try:
            value = _READERS[asked.kind](text)
        except typed.NotReadable as reason:
            raise _Wrong(index, str(reason)) from reason
        self._check_place(asked, index, place)
        figure = FigureKey(place.party, asked.requirement, key, place.unit, place.month)
        before = self._figures.setdefault(figure, (value, place.row))
        if before[1] != place.row:
            raise _Wrong(index, f"Uppgiften för {self._name(place.party)} står redan på rad {before[1]}.")
        values[asked.requirement, key] = value

    def _check_place(self, asked: Field, index: int, place: _Place) -> None:
        if asked.inside and not place.unit:
            raise _Wrong(index, "Uppgiften gäller en enhet, men raden saknar enhetens namn.")
        if asked.kind == "series" and place.month not in asked.months:
            said = "Raden saknar månad" if not place.month else "Månaden ligger utanför"
            raise _Wrong(index, f"{said}; uppgiften gäller {asked.months[0]} till {asked.months[-1]}.")

    def _names_on_list(self, place: _Place) -> bool:
        """Whether standing in the table is to take part: a list without a column that says yes or no."""
        wanted = self.register.of(place.requirement)
        return bool(wanted and wanted.has_list and not wanted.fields)

    def _take_listed(self, row: Row, place: _Place) -> None:
        wanted = self.register.of(place.requirement)
        if wanted is None or not wanted.has_list:
            return
        try:
            said = self._optional(row, self._of_list) if self._of_list is not None else "ja"
            value = typed.yes_no(said) if said else ""
        except (typed.NotReadable, _Wrong) as reason:
            wrong = reason if isinstance(reason, _Wrong) else _Wrong(self._of_list, str(reason))
            self._fault(place, place.requirement, wrong)
            return
        if not value and not wanted.fields:
            self._fault(place, place.requirement, _Wrong(self._of_list, "Raden säger varken ja eller nej."))
        elif value:
            figure = FigureKey(place.party, place.requirement, ON_LIST)
            before = self._figures.setdefault(figure, (value, place.row))
            if before[0] != value:
                text = f"Rad {before[1]} säger något annat om {self._name(place.party)}."
                self._fault(place, place.requirement, _Wrong(self._of_list, text))

    def _compare(self, requirement: str, values: Mapping[tuple[str, str], str], place: _Place) -> None:
        """Tell a part that is larger than its whole, where one row has both."""
        wanted = self.register.of(requirement)
        for ratio in wanted.ratios if wanted else ():
            keys = (*ratio.of, *ratio.base, *ratio.minus)
            if any((requirement, key) not in values for key in keys):
                continue
            part, whole, minus = (
                sum(Decimal(values[requirement, key]) for key in names)
                for names in (ratio.of, ratio.base, ratio.minus)
            )
            if part > whole - minus:
                left = f"{whole} − {minus}" if ratio.minus else str(whole)
                self._fault(place, requirement, _Wrong(None, f"Delen {part} är större än det hela, {left}."))

    def _fault(self, place: _Place, requirement: str, wrong: _Wrong) -> None:
        self._faults.add(place.row, wrong.column, str(wrong))
        self._leave_out(place.party, requirement)

    def _leave_out(self, party: str, requirement: str) -> None:
        for code in [requirement] if requirement else self.register.requirements:
            self._faults.leave_out(code, party)

    def _name(self, party: str) -> str:
        return self.parties.names.get(party, party)


def check(
    register: Register,
    matching: Matching,
    parties: Parties,
    rows: Iterable[Row],
    *,
    above: Sequence[Row] = (),
) -> Checked:
    """Read all rows of a table; `above` are those already taken from it, the headings among them.

    Raises:
        RowPerPerson: it has a row per person.
        TooManyFigures: it has more figures than are read.
    """
    checker = Checker(register, matching, parties, PersonGuard(is_list=register.is_list))
    for row in _watched(checker.guard, matching, (*above,), rows):
        checker.take(row)
    checker.guard.finish()
    return checker.finish()


def _watched(
    guard: PersonGuard, matching: Matching, above: Sequence[Row], rows: Iterable[Row]
) -> Iterator[Row]:
    """Yield the rows below the headings; every row has been looked at first."""
    for part in (above, rows):
        for row in part:
            guard.look_at(row)
            if row.number > matching.heading:
                yield row
            elif row.number == matching.heading:
                guard.look_at_headings(row)

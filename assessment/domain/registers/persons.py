"""Finding a table with a row per person: it is refused whole, for nothing about a single person may be kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agreements.domain.personal_numbers import personal_numbers
from assessment.domain.registers.cells import Row, letter
from prio.parties.spelling import normalised

MOST_ROWS_WITHOUT_COUNTS = 10  # of one organisation, month and unit
MOST_ROWS_ON_A_LIST = 50  # a list may name several teams of an organisation
SHORTEST_NUMBER = 10  # digits
LOOK_EVERY = 2000  # cells

_NAMED_SO = frozenset(
    normalised(word)
    for word in (
        "personnummer", "personnr", "pnr", "persnr", "person-id", "personid", "patient", "patient-id", "patientid",
        "patientnummer", "patientnr", "patientnamn", "samordningsnummer", "reservnummer", "födelsenummer",
        "födelsedatum", "födelsedag", "förnamn", "efternamn", "för- och efternamn", "personnamn",
        "journalnummer", "journalnr",
    )
)  # fmt: skip
_MANY_DIGITS = re.compile(r"[0-9][0-9\- +]{8,}[0-9]")


class RowPerPerson(ValueError):
    """The table has a row per person; the text says what shows it, in Swedish, and quotes nothing out of it."""


@dataclass
class PersonGuard:
    """Looks at every row as it passes."""

    is_list: bool = False
    _cells: list[str] = field(default_factory=list)
    _rows: dict[tuple[object, ...], int] = field(default_factory=dict)

    def look_at_headings(self, row: Row) -> None:
        """Refuse a column that is named as what stands about persons. Raises RowPerPerson."""
        for column in range(len(row.cells)):
            if normalised(row.text(column)) in _NAMED_SO:
                raise RowPerPerson(
                    f"Kolumn {letter(column)} har en rubrik för uppgifter om enskilda personer."
                )

    def look_at(self, row: Row) -> None:
        """Look for personal identity numbers among the cells. Raises RowPerPerson."""
        for cell in row.cells:
            if len(cell) >= SHORTEST_NUMBER and isinstance(cell, str) and _MANY_DIGITS.search(cell):
                self._cells.append(cell.replace(" ", ""))
        if len(self._cells) >= LOOK_EVERY:
            self.finish()

    def count(self, about: tuple[object, ...], figures: Sequence[str]) -> None:
        """Count a row about an organisation in a month. Raises RowPerPerson when there are many and none counts.

        A row counts something when one of its figures is more than one.
        """
        if any(figure not in {"", "0", "1"} for figure in figures):
            return
        self._rows[about] = self._rows.get(about, 0) + 1
        if self._rows[about] > (MOST_ROWS_ON_A_LIST if self.is_list else MOST_ROWS_WITHOUT_COUNTS):
            raise RowPerPerson(
                "Många rader gäller samma organisation och månad, och ingen av dem har ett antal över ett."
            )

    def finish(self) -> None:
        """Look at what was gathered. Raises RowPerPerson."""
        cells, self._cells = self._cells, []
        if cells and (found := personal_numbers("\n".join(cells))):
            raise RowPerPerson(f"Det står {found} personnummer i filen.")

"""A file as tables: what it is, which sheets it has, and their rows one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from agreements.evidence.kinds import CSV, TEXT, XLSX, FileKind
from agreements.evidence.sniffing import kind_of
from assessment.domain.registers.cells import Row
from assessment.domain.registers.matching import MOST_COLUMNS, MOST_ROWS_ABOVE, is_heading_of
from assessment.domain.registers.wanted import Register
from assessment.registers.csv_files import csv_rows
from assessment.registers.excel_files import ExcelBook
from prio.refused import Refused

LARGEST = 20 * 1024 * 1024  # bytes
MOST_ROWS = 200_000  # with something in them
ACCEPT = ".csv,.txt,.xlsx"
KINDS = "Excel (.xlsx) eller CSV"
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file that a register's figures stand in. book: None for a text file, which has one sheet without a name."""

    content: bytes
    kind: FileKind
    book: ExcelBook | None = None

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of its sheets."""
        return self.book.sheets if self.book else ("",)

    def rows(self, sheet: str) -> Iterator[Row]:
        """Yield the rows of a sheet that have something in them.

        Raises:
            Refused: the file is damaged, or it has too many rows or columns.
        """
        read = self.book.rows(sheet) if self.book else csv_rows(self.content)
        number = 0
        for row in read:
            if row.is_empty:
                continue
            number += 1
            if number > MOST_ROWS:
                raise Refused(f"Filen har fler än {MOST_ROWS} rader. Dela upp den.")
            if len(row.cells) > MOST_COLUMNS and any(row.cells[MOST_COLUMNS:]):
                raise Refused(f"Rad {row.number} har fler än {MOST_COLUMNS} kolumner.")
            yield row

    def first_rows(self, sheet: str) -> list[Row]:
        """Return the rows among which the headings are."""
        return list(islice(self.rows(sheet), MOST_ROWS_ABOVE))

    def likely_sheet(self, register: Register) -> str:
        """Return the sheet that has a heading for the organisation, otherwise the first one with anything in it."""
        if len(self.sheets) == 1:
            return self.sheets[0]
        first = {sheet: rows for sheet in self.sheets if (rows := self.first_rows(sheet))}
        fits = [sheet for sheet, rows in first.items() if is_heading_of(register, rows)]
        return next(iter([*fits, *first]), self.sheets[0])


def opened(content: bytes, name: str) -> TableFile:
    """Return the file as tables.

    Raises:
        Refused: it is empty, too large, of another kind than its name says, of one that is not read, or unsafe to open.
    """
    kind = looked_at(content, name)
    return TableFile(content, kind, ExcelBook(content) if kind is XLSX else None)


def looked_at(content: bytes, name: str) -> FileKind:
    """Return what kind of file it is, looked at as a whole. Raises Refused as `opened` does."""
    if not content:
        raise Refused(f"Filen ”{name}” är tom. Kontrollera att du valde rätt fil.")
    if len(content) > LARGEST:
        raise Refused(f"Filen ”{name}” är för stor. Högst {LARGEST // _MEGABYTE} MB tas emot.")
    kind = kind_of(BytesIO(content), len(content), name)
    if kind not in {CSV, TEXT, XLSX}:
        raise Refused(f"Filen ”{name}” är {kind.name}. Ett register läses in som {KINDS}.")
    return kind

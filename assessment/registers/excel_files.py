"""Excel (.xlsx) row by row: values and not formulas, merged cells filled, and nothing that cannot be trusted.

Which cells are merged stands after them in a sheet's XML, so it is looked for beforehand.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import starmap
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from assessment.domain.registers.cells import Cell, Row, Unreadable, letter
from assessment.registers.sheet_xml import WIDEST, SheetXml
from prio.refused import Refused

MOST_MERGED = 20_000  # cells that are filled from another
CHUNK = 1024 * 1024  # bytes
OVERLAP = 4096  # bytes of the end of a piece that are looked at again with the next
_VISIBLE = "visible"

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_BROKEN = "Excel-filen är skadad och går inte att läsa. Spara den på nytt och försök igen."
# What a file that somebody made may lead the reader into; every parser of XML tells a SyntaxError.
_FAULTS = (
    BadZipFile, InvalidFileException, SyntaxError, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError,
)  # fmt: skip


# By row and column: the place of the cell whose value a merged cell has. Rows from 1, columns from 0.
_Merged = dict[int, dict[int, tuple[int, int]]]


class ExcelBook:
    """An opened Excel file: opening it takes its time, so it is done once."""

    def __init__(self, content: bytes) -> None:
        """Open the file. Raises Refused."""
        self._content, self._book = content, _book(content)
        shown = (one for one in self._book.worksheets if one.sheet_state == _VISIBLE)
        # Any: their type does not name the path of the XML
        self._sheets: dict[str, Any] = {one.title: one for one in shown}
        if not self._sheets:
            raise Refused("Excel-filen har inget blad som syns.")

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets that are shown."""
        return tuple(self._sheets)

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the rows of a sheet, from the first to the last that has anything in it. Raises Refused."""
        sheet = self._sheets.get(name)
        if sheet is None:
            raise Refused(f"Excel-filen har inget blad som heter ”{name}”.")
        try:
            with ZipFile(BytesIO(self._content)) as archive:
                with archive.open(sheet._worksheet_path) as xml:
                    merged = _merged(xml)
                with archive.open(sheet._worksheet_path) as xml:
                    read = SheetXml(self._book, sheet._shared_strings).rows(xml)
                    yield from _filled_rows(read, merged) if merged else starmap(_row, read)
        except _FAULTS as fault:
            raise Refused(_BROKEN) from fault


def _book(content: bytes) -> Workbook:
    try:
        return load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except _FAULTS as fault:
        raise Refused(_BROKEN) from fault


def _row(number: int, cells: list[Cell]) -> Row:
    return Row(number, tuple(cells))


def _filled_rows(read: Iterable[tuple[int, list[Cell]]], merged: _Merged) -> Iterator[Row]:
    """Fill the merged cells, also in rows that the sheet leaves out because nothing else stands in them."""
    wanted = {origin for places in merged.values() for origin in places.values()}
    origins: dict[tuple[int, int], Cell] = {}
    left = sorted(merged, reverse=True)
    for number, cells in read:
        while left and left[-1] <= number:
            between = left.pop()
            if between < number:
                yield _row(between, _with_merged(between, [], merged[between], origins))
        filled = _with_merged(number, cells, merged.get(number, {}), origins)
        origins.update(
            {
                (number, column): cell
                for column, cell in enumerate(filled)
                if cell and (number, column) in wanted
            }
        )
        yield _row(number, filled)


def _with_merged(
    number: int,
    cells: list[Cell],
    merged: Mapping[int, tuple[int, int]],
    origins: Mapping[tuple[int, int], Cell],
) -> list[Cell]:
    filled = cells + [""] * (max(merged, default=-1) + 1 - len(cells))
    for column, origin in merged.items():
        filled[column] = _filled(origins.get(origin, ""), origin, number, column)
    return filled


def _filled(cell: Cell, origin: tuple[int, int], number: int, column: int) -> Cell:
    """A name over several rows holds for each of them; a number over several cells belongs to none."""
    if isinstance(cell, Unreadable) or not cell:
        return cell
    row, of = origin
    if any(character.isalpha() for character in cell) and of == column:
        return cell
    if of != column:
        return ""  # a title over several columns stands in the first
    if cell.isdigit() and len(cell) in {2, 4} and column == 0:
        return cell  # an organisation's code
    return Unreadable(f"Cellen {letter(column)}{number} är sammanfogad med {letter(of)}{row}. Dela upp dem.")


def _merged(xml: IO[bytes]) -> _Merged:
    """Look through a sheet's XML in pieces for the merged cells, which stand after all others."""
    merged: _Merged = {}
    for piece in _pieces(xml):
        if b"mergeCell" in piece:
            _note_merged(piece, merged)
    return merged


def _pieces(xml: IO[bytes]) -> Iterator[bytes]:
    end = b""
    while piece := xml.read(CHUNK):
        yield end + piece
        end = piece[-OVERLAP:]


def _note_merged(piece: bytes, merged: _Merged) -> None:
    """Note each merged cell but the first of its block, with where that one is."""
    for found in _MERGED.finditer(piece):
        left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(found[1].decode()))
        right = min(right, WIDEST)
        if (right - left + 1) * (bottom - top + 1) > MOST_MERGED or left > WIDEST:
            raise Refused(f"Cellerna {found[1].decode()} är sammanfogade. Dela upp dem.")
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    merged.setdefault(row, {})[column - 1] = (top, left - 1)
        if sum(map(len, merged.values())) > MOST_MERGED:
            raise Refused("Excel-filen har för många sammanfogade celler. Dela upp dem.")

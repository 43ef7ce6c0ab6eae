"""Excel (.xlsx) row by row: values and not formulas, merged cells filled, and nothing that cannot be trusted.

openpyxl reads a sheet as a stream, but then tells neither which cells are merged nor which formulas have no value:
those two are looked for in the sheet's own XML beforehand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from assessment.domain.registers.cells import Cell, Row, Unreadable, letter
from prio.refused import Refused

MOST_MERGED = 20_000  # cells that are filled from another
MOST_UNCOMPUTED = 1000  # that are told by name
CHUNK = 1024 * 1024  # bytes
OVERLAP = 4096  # bytes of the end of a piece that are looked at again with the next
WIDEST = 200  # columns
_VISIBLE = "visible"

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_UNCOMPUTED = re.compile(
    rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]+[0-9]+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_BROKEN = "Excel-filen är skadad och går inte att läsa. Spara den på nytt och försök igen."
# What a file that somebody made may lead the reader into; every parser of XML tells a SyntaxError.
_FAULTS = (
    BadZipFile, InvalidFileException, SyntaxError, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError,
)  # fmt: skip


@dataclass
class _Noted:
    """What a sheet's XML says that the reader does not. Places are (row, column), the column from 0."""

    uncomputed: dict[int, set[int]] = field(default_factory=dict)
    merged: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)


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
            noted = _noted(self._content, sheet._worksheet_path)
            sheet.reset_dimensions()  # what the sheet says of its own size is not believed
            origins: dict[tuple[int, int], Cell] = {}
            wanted = {origin for places in noted.merged.values() for origin in places.values()}
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                yield _row(number, cells, noted, origins, wanted)
        except _FAULTS as fault:
            raise Refused(_BROKEN) from fault


def _book(content: bytes) -> Workbook:
    try:
        return load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except _FAULTS as fault:
        raise Refused(_BROKEN) from fault


def _row(
    number: int,
    cells: tuple[Any, ...],
    noted: _Noted,
    origins: dict[tuple[int, int], Cell],
    wanted: set[tuple[int, int]],
) -> Row:
    uncomputed, merged = noted.uncomputed.get(number, ()), noted.merged.get(number, {})
    texts: list[Cell] = [_text(cell) if cell.value is not None else "" for cell in cells[: WIDEST + 1]]
    if merged:
        texts += [""] * (max(merged) + 1 - len(texts))
    for column in uncomputed:
        if column < len(texts):
            texts[column] = Unreadable(
                f"Cellen {letter(column)}{number} har en formel utan värde. Öppna filen i Excel och spara den."
            )
    for column, origin in merged.items():
        texts[column] = _filled(origins.get(origin, ""), origin, number, column)
    if wanted:
        origins.update(
            {
                (number, column): text
                for column, text in enumerate(texts)
                if text and (number, column) in wanted
            }
        )
    return Row(number, tuple(texts))


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


def _text(cell: Any) -> Cell:
    """Return what a cell shows, as somebody would type it."""
    value = cell.value
    if isinstance(value, str):
        if cell.data_type == "e":
            return Unreadable(f"Cellen {letter(cell.column - 1)}{cell.row} har felet {value}.")
        return value
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _number(value: float, shown_as: str) -> str:
    """Write a number as it is shown: Excel keeps fifteen digits, and a percentage as its share of one."""
    if isinstance(value, int) and "%" not in shown_as:
        return str(value)
    exact = Decimal(format(value, ".15g"))
    if "%" in shown_as:
        return f"{exact * 100:f}%"
    return f"{exact:f}"


def _noted(content: bytes, path: str) -> _Noted:
    """Look through a sheet's XML in pieces, for what its reader does not tell."""
    noted = _Noted()
    with ZipFile(BytesIO(content)) as archive, archive.open(path) as xml:
        for piece in _pieces(xml):
            if b"<f" in piece or b":f" in piece:
                _note_uncomputed(piece, noted)
            if b"mergeCell" in piece:
                _note_merged(piece, noted)
    return noted


def _pieces(xml: IO[bytes]) -> Iterator[bytes]:
    end = b""
    while piece := xml.read(CHUNK):
        yield end + piece
        end = piece[-OVERLAP:]


def _note_uncomputed(piece: bytes, noted: _Noted) -> None:
    for found in _UNCOMPUTED.finditer(piece):
        column, row, _, _ = range_boundaries(found[1].decode())
        if column and row and sum(map(len, noted.uncomputed.values())) < MOST_UNCOMPUTED:
            noted.uncomputed.setdefault(int(row), set()).add(int(column) - 1)


def _note_merged(piece: bytes, noted: _Noted) -> None:
    """Note each merged cell but the first of its block, with where that one is."""
    for found in _MERGED.finditer(piece):
        left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(found[1].decode()))
        right = min(right, WIDEST)
        if (right - left + 1) * (bottom - top + 1) > MOST_MERGED or left > WIDEST:
            raise Refused(f"Cellerna {found[1].decode()} är sammanfogade. Dela upp dem.")
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    noted.merged.setdefault(row, {})[column - 1] = (top, left - 1)
        if sum(map(len, noted.merged.values())) > MOST_MERGED:
            raise Refused("Excel-filen har för många sammanfogade celler. Dela upp dem.")

"""The cells of one sheet of an Excel file, out of its XML as a stream: what each shows, as somebody would type it.

openpyxl opens the workbook and knows its styles and its shared texts. It makes some objects of every cell, which takes
several times as long as reading it: a register has half a million.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import IO, Any
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.workbook import Workbook

from assessment.domain.registers.cells import Cell, Unreadable, letter

CHUNK = 64 * 1024  # bytes
MOST_ROWS = 1_048_576  # that a sheet of Excel has
WIDEST = 200  # columns; one more is kept, so that a sheet that is too wide is seen to be
_DIGITS = "0123456789"
_UNCOMPUTED = "en formel utan värde. Öppna filen i Excel och spara den."
# How a style shows its numbers.
_DATE, _DURATION, _PERCENT, _PLAIN = "date", "duration", "percent", ""


class SheetXml:
    """Reads one sheet once. Every fault of the XML is a SyntaxError, a ValueError, a KeyError or an IndexError."""

    def __init__(self, book: Workbook, shared_texts: Sequence[str]) -> None:
        """Read a sheet of `book` whose cells name texts among `shared_texts`."""
        self._shared, self._epoch, self._looks = shared_texts, book.epoch, _looks(book)
        self._done: list[tuple[int, list[Cell]]] = []
        self._row, self._column, self._cells = 0, -1, list[Cell]()
        self._attributes: Mapping[str, str] = {}
        self._value, self._inline, self._has_formula, self._is_phonetic = "", "", False, False
        self._heard: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._find_data
        self._starts: Mapping[str, Callable[[Mapping[str, str]], None]] = {
            "row": self._start_row,
            "c": self._start_cell,
            "v": self._start_text,
            "t": self._start_text,
            "f": self._start_formula,
            "rPh": self._start_phonetic,
        }
        self._ends: Mapping[str, Callable[[], None]] = {
            "row": self._end_row,
            "c": self._end_cell,
            "v": self._end_value,
            "t": self._end_inline,
            "rPh": self._end_phonetic,
            "sheetData": self._end_data,
        }

    def rows(self, xml: IO[bytes]) -> Iterator[tuple[int, list[Cell]]]:
        """Yield each row that the sheet has, with its number from 1, as soon as it is read."""
        try:
            while piece := xml.read(CHUNK):
                self._parser.Parse(piece)
                yield from self._done
                self._done.clear()
            self._parser.Parse(b"", True)
        except expat.ExpatError as fault:
            raise SyntaxError(str(fault)) from fault

    def _find_data(self, name: str, attributes: Mapping[str, str]) -> None:
        """What stands before and after the rows is none of ours."""
        if _local(name) == "sheetData":
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end
            self._parser.CharacterDataHandler = self._heard.append

    def _end_data(self) -> None:
        self._parser.StartElementHandler = None
        self._parser.EndElementHandler = None
        self._parser.CharacterDataHandler = None

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        start = self._starts.get(name) or self._starts.get(_local(name))
        if start:
            start(attributes)

    def _end(self, name: str) -> None:
        end = self._ends.get(name) or self._ends.get(_local(name))
        if end:
            end()

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        number = int(attributes["r"]) if "r" in attributes else self._row + 1
        if not self._row < number <= MOST_ROWS:
            raise ValueError(f"row {number} after row {self._row}")
        self._row, self._column, self._cells = number, -1, []

    def _end_row(self) -> None:
        self._done.append((self._row, self._cells))

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        at = attributes.get("r")
        self._column = _column(at.rstrip(_DIGITS)) if at else self._column + 1
        self._attributes = attributes
        self._value, self._inline, self._has_formula = "", "", False

    def _end_cell(self) -> None:
        column, cells = self._column, self._cells
        if column > WIDEST:
            return
        cell = self._cell()
        if column == len(cells):
            cells.append(cell)
            return
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = cell

    def _start_text(self, attributes: Mapping[str, str]) -> None:
        self._heard.clear()

    def _end_value(self) -> None:
        self._value = "".join(self._heard)

    def _end_inline(self) -> None:
        """A text may come in runs, each with a look of its own; how it is pronounced is not a part of it."""
        if not self._is_phonetic:
            self._inline += "".join(self._heard)

    def _start_formula(self, attributes: Mapping[str, str]) -> None:
        self._has_formula = True

    def _start_phonetic(self, attributes: Mapping[str, str]) -> None:
        self._is_phonetic = True

    def _end_phonetic(self) -> None:
        self._is_phonetic = False

    def _cell(self) -> Cell:
        value, kind = self._value, self._attributes.get("t", "n")
        if kind == "inlineStr":
            return self._inline
        if not value.strip():
            return self._unreadable(_UNCOMPUTED) if self._has_formula else value
        if kind == "s":
            return self._shared[int(value)]
        if kind == "n":
            return self._number(value, self._looks[int(self._attributes.get("s", 0))])
        if kind == "b":
            return "ja" if int(value) else "nej"
        if kind == "e":
            return self._unreadable(f"felet {value}.")
        return _moment(from_ISO8601(value)) if kind == "d" else value

    def _number(self, value: str, look: str) -> Cell:
        if look in {_PLAIN, _PERCENT}:
            return _number(value, look == _PERCENT)
        try:
            return _moment(from_excel(float(value), self._epoch, timedelta=look == _DURATION))
        except (OverflowError, ValueError):
            return self._unreadable("felet #VALUE!.")

    def _unreadable(self, what: str) -> Unreadable:
        return Unreadable(f"Cellen {letter(self._column)}{self._row} har {what}")


def _refuse_doctype(*about: object) -> None:
    """No program writes one, and what it can define may unfold without end."""
    raise ValueError("a sheet has no document type")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


@lru_cache(maxsize=1000)
def _column(letters: str) -> int:
    return column_index_from_string(letters) - 1


def _looks(book: Any) -> list[str]:
    """Return how each style of the workbook shows its numbers."""
    # Any: what openpyxl knows of styles is not in its types
    return [
        _DURATION
        if index in book._timedelta_formats
        else _DATE
        if index in book._date_formats
        else _PERCENT
        if "%" in _format(book, style.numFmtId)
        else _PLAIN
        for index, style in enumerate(book._cell_styles)
    ]


def _format(book: Any, number: int) -> str:
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return str(BUILTIN_FORMATS.get(number, ""))
    return str(book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


@lru_cache(maxsize=10_000)
def _number(value: str, is_percent: bool) -> str:
    """Write a number as it is shown: Excel keeps fifteen digits, and a percentage as its share of one."""
    is_whole = value.isascii() and value.isdigit()
    if is_whole and not is_percent:
        return str(int(value))
    exact = Decimal(value) if is_whole else Decimal(format(float(value), ".15g"))
    return f"{exact * 100:f}%" if is_percent else f"{exact:f}"

"""CSV as registers and spreadsheets write it: any usual encoding, and semicolon, tab or comma between the cells."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from agreements.evidence.text import decoded
from assessment.domain.registers.cells import Row
from prio.refused import Refused

DELIMITERS = (";", "\t", ",")
ROWS_TO_LOOK_AT = 30
LONGEST_CELL = 5000  # characters
_EXCEL_HINT = "sep="


def csv_rows(content: bytes) -> Iterator[Row]:
    """Yield the rows of a CSV file, numbered as the lines of a spreadsheet.

    Raises:
        Refused: it is no text, a quotation mark is never closed, or a cell is too long.
    """
    text = decoded(content)
    if text is None:
        raise Refused("Filens teckenkodning går inte att läsa. Spara den som CSV UTF-8 och försök igen.")
    delimiter, skipped = _delimiter(text)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in rows:
            number += 1
            if number <= skipped:
                continue
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise Refused(f"Rad {number} har en cell med mer än {LONGEST_CELL} tecken.")
            yield Row(number, tuple(cells))
    except csv.Error as fault:
        raise Refused(
            f"Rad {number + 1} går inte att läsa som CSV. Ofta saknas ett citattecken. Spara filen på nytt."
        ) from fault


def _delimiter(text: str) -> tuple[str, int]:
    """Return what stands between the cells, and how many rows say only that."""
    first = text[:200].split("\n", 1)[0].strip().strip('"')
    if first.casefold().startswith(_EXCEL_HINT) and len(first) == len(_EXCEL_HINT) + 1:
        return first[-1], 1
    return max(DELIMITERS, key=lambda one: (_rows_with(text, one), -DELIMITERS.index(one))), 0


def _rows_with(text: str, delimiter: str) -> int:
    """Return how many of the first rows have as many cells as most of them have, when that is more than one."""
    try:
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        widths = [len(cells) for cells in islice(rows, ROWS_TO_LOOK_AT) if any(cells)]
    except csv.Error:
        return 0
    wide = [width for width in widths if width > 1]
    return max((wide.count(width) for width in wide), default=0)

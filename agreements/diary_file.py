"""The diary as a CSV file, UTF-8 (docs/formats.md)."""

import csv
import io
from collections.abc import Iterable, Iterator

from agreements.selectors.diary import DiaryRow
from prio.clock import STOCKHOLM
from prio.spreadsheets import harmless

COLUMNS = (
    "reference", "case", "at", "direction", "kind", "correspondent", "title", "party", "agreement", "secrecy",
    "support", "simulated",
)  # fmt: skip
ROWS_AT_ONCE = 500


def diary_csv(rows: Iterable[DiaryRow]) -> Iterator[str]:
    """Yield the file in pieces. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows, start=1):
        writer.writerow(harmless(cell) for cell in _cells(row))
        if number % ROWS_AT_ONCE == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def _cells(row: DiaryRow) -> tuple[str, ...]:
    at = row.at.astimezone(STOCKHOLM).isoformat(timespec="seconds")
    return (
        row.reference,
        row.case,
        at,
        row.direction,
        row.kind,
        row.correspondent,
        row.title,
        row.party,
        row.agreement,
        row.mark,
        row.support,
        "ja" if row.simulated else "",
    )

"""The register of money as files: CSV and JSON with the same columns, Excel in Swedish (docs/formats.md)."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date

from openpyxl import Workbook

from payouts.selectors.money_register import LineRow, MoneyRow
from prio.parties.models import Kind
from prio.spreadsheets import harmless

COLUMNS = (
    "agreement", "year", "source", "source_name", "source_total_sek", "decision", "decided_on", "party", "recipient",
    "kind", "county", "amount_sek", "payment", "report_due", "simulated", "decision_state", "paid_sek",
    "on_the_way_sek", "to_repay_sek", "repaid_sek",
)  # fmt: skip
# What people read in Excel, column by column.
HEADINGS = (
    "Överenskommelse", "År", "Mål eller rad", "Målets eller radens namn", "Hela potten eller raden, kr", "Beslut",
    "Beslutat den", "Mottagarens kod", "Mottagare", "Slag", "Län", "Belopp, kr", "Betalning", "Redovisas senast",
    "Simulerat", "Beslutets läge", "Utbetalt, kr", "Hos banken, kr", "Ska återbetalas, kr", "Återbetalat, kr",
)  # fmt: skip
LINE = "budget_line"
MOST_IN_EXCEL = 50_000  # rows; what is more is made as CSV, which is written while it is read
ROWS_AT_ONCE = 500

Cell = str | int | bool


def record_of(row: MoneyRow | LineRow) -> dict[str, Cell | None]:
    """Return a row by column; what is not known is None. Money in whole kronor, days as 2014-12-31."""
    if isinstance(row, LineRow):
        values: tuple[Cell | None, ...] = (
            row.agreement, row.year, LINE, row.name, row.amount, None, None, None, row.recipient,
            None, None, row.amount, None, row.report_due.isoformat() if row.report_due else None,
        )  # fmt: skip
    else:
        values = (
            row.agreement, row.year, row.source or LINE, row.source_name, row.pot, row.decision,
            row.decided_on.isoformat() if row.decided_on else None, row.party, row.recipient, row.kind,
            row.county or None, row.amount, row.paid.value, row.report_due.isoformat() if row.report_due else None,
        )  # fmt: skip
    state = None if isinstance(row, LineRow) else row.state.value
    moved = (row.moved.paid, row.moved.on_the_way, row.moved.to_repay, row.moved.repaid)
    return dict(zip(COLUMNS, (*values, row.simulated, state, *moved), strict=True))


def money_csv(rows: Iterable[MoneyRow | LineRow]) -> Iterator[str]:
    """Yield the file in pieces. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows, start=1):
        writer.writerow(_plain(cell) for cell in record_of(row).values())
        if number % ROWS_AT_ONCE == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def _plain(cell: Cell | None) -> Cell | None:
    return ("true" if cell else "false") if isinstance(cell, bool) else harmless(cell)


def money_json(rows: Iterable[MoneyRow | LineRow]) -> Iterator[str]:
    """Yield the file in pieces: a list of objects with the columns as keys."""
    before = "[\n"
    for row in rows:
        yield before + json.dumps(record_of(row), ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"


def money_excel(rows: Iterable[MoneyRow | LineRow]) -> bytes:
    """Return the file as an Excel workbook with one sheet, in Swedish.

    Amounts are numbers, days are days, texts are never formulas.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Pengar")
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append([harmless(cell) for cell in _in_swedish(row)])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _in_swedish(row: MoneyRow | LineRow) -> list[Cell | date | None]:
    decided_on = None if isinstance(row, LineRow) else row.decided_on
    told: dict[str, Cell | date | None] = {
        **record_of(row),
        "decided_on": decided_on,
        "report_due": row.report_due,
        "simulated": "Ja" if row.simulated else "Nej",
    }
    if told["source"] == LINE:
        told["source"] = "Budgetrad"
    if not isinstance(row, LineRow):
        told["kind"], told["payment"] = Kind(row.kind).label, row.paid.label
        told["decision_state"] = row.state.label
    return list(told.values())

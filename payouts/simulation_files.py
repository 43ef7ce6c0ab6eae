"""A simulation as files: CSV and Excel. Every row and every sheet says that it is a simulation and no decision."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Font

from payouts.selectors.differences import Shown
from payouts.selectors.simulation_pages import SimulationPage
from prio.parties.models import Kind
from prio.spreadsheets import harmless

MARK = "SIMULERING - inget beslut"
NOTICE = "Det här är en simulering. Inget av det är föreslaget, beslutat eller betalt."
MADE_UP = "Underlaget är delvis påhittat för demonstrationen."
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    "mark", "simulation", "agreement", "row", "code", "name", "kind", "county", "before_sek", "after_sek",
    "change_sek", "before_sek_per_inhabitant", "after_sek_per_inhabitant", "base_is_made_up",
)  # fmt: skip

KINDS = {kind.value: kind.label for kind in Kind}
Cells = tuple[str | int, ...]


def simulation_csv(page: SimulationPage) -> bytes:
    """Return a saved simulation as CSV in UTF-8 (docs/formats.md): parties, counties, kinds, pots, in kronor."""
    simulation = page.simulation
    if simulation is None:
        raise ValueError("only a saved simulation has a file")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    about = (MARK, harmless(simulation.name), simulation.agreement.code)
    made_up = "true" if simulation.simulated else "false"
    for kind, rows in (
        ("party", parties(page.shown)), ("county", counties(page.shown)), ("kind", kinds(page.shown)),
        ("pot", pots(page.shown)), ("undistributed", left(page.shown)),
    ):  # fmt: skip
        writer.writerows((*about, kind, *map(harmless, row), made_up) for row in rows)
    return text.getvalue().encode()


def parties(shown: Shown) -> Iterator[Cells]:
    """Yield a row for each party, by county."""
    for row in shown.parties:
        rates = (row.rate_before, row.rate_after)
        yield row.code, row.name, row.kind, row.county, row.before, row.after, row.change, *rates


def counties(shown: Shown) -> Iterator[Cells]:
    """Yield a row for each county."""
    for row in shown.counties:
        rates = (row.rate_before, row.rate_after)
        yield row.code, row.name, "", row.code, row.before, row.after, row.change, *rates


def kinds(shown: Shown) -> Iterator[Cells]:
    """Yield a row for each kind of party."""
    for row in shown.kinds:
        amounts = (row.of.before, row.of.after, row.of.change)
        yield row.kind, row.name, row.kind, "", *amounts, row.rate_before, row.rate_after


def pots(shown: Shown) -> Iterator[Cells]:
    """Yield a row for each part of a pot: what is distributed of it."""
    for row in shown.pots:
        change = row.of.after - row.of.before
        yield row.of.requirement, row.name, row.of.kind, "", row.of.before, row.of.after, change, "", ""


def left(shown: Shown) -> Iterator[Cells]:
    """Yield a row for each part of a pot: what is not distributed of it."""
    for row in shown.pots:
        before, after = row.of.left_before, row.of.left_after
        yield row.of.requirement, row.name, row.of.kind, "", before, after, after - before, "", ""


def _in_swedish(row: Cells) -> list[str | int | Decimal]:
    """Return a row as people read it: kinds in words, kronor per inhabitant as numbers."""
    code, name, kind, county, before, after, change, *rates = row
    numbers = [_number(str(rate)) for rate in rates]
    shown = KINDS.get(str(code), code), name, KINDS.get(str(kind), kind), county
    return [*shown, before, after, change, *numbers]


def _number(text: str) -> str | Decimal:
    plain = "".join(sign for sign in text if sign.isdigit() or sign == ",")
    return Decimal(plain.replace(",", ".")) if plain else text


def simulation_excel(page: SimulationPage) -> bytes:
    """Return a saved simulation as an Excel file: what it is and what it changes, parties, counties, kinds, pots."""
    simulation = page.simulation
    if simulation is None:
        raise ValueError("only a saved simulation has a file")
    book = Workbook()
    first = book.active
    if first is None:
        raise ValueError("a new workbook has a sheet")
    first.title = "Om simuleringen"
    said = [simulation.name, simulation.agreement.title, *page.words, *page.told]
    said += [MADE_UP] if simulation.simulated else []
    said += [
        f"Underlag (SHA-256): {simulation.base_sha256}",
        f"Resultat (SHA-256): {simulation.result_sha256}",
    ]
    for text in (NOTICE, *said):
        first.append([harmless(text)])
    first["A1"].font = Font(bold=True)
    first.column_dimensions["A"].width = 110
    head = (
        "Kod", "Namn", "Slag", "Län", "I dag, kr", "Simulering, kr", "Skillnad, kr", "I dag, kr/inv.",
        "Simulering, kr/inv.",
    )  # fmt: skip
    for title, rows in (
        ("Organisationer", parties(page.shown)), ("Län", counties(page.shown)), ("Slag", kinds(page.shown)),
        ("Fördelas av potterna", pots(page.shown)), ("Fördelas inte", left(page.shown)),
    ):  # fmt: skip
        sheet = book.create_sheet(title)
        sheet.append([f"{MARK}: {simulation.name}"])
        sheet.append(head)
        for row in rows:
            sheet.append([harmless(cell) for cell in _in_swedish(row)])
        sheet["A1"].font = Font(bold=True)
        sheet.column_dimensions["B"].width = 32
        sheet.freeze_panes = "A3"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

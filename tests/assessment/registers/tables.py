"""Files of registers for tests: CSV and Excel out of rows, and a small country of landsting."""

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from agreements.domain.definition import Definition
from agreements.domain.loading import load_definition
from assessment.domain.registers.checked import Checked, FigureKey
from assessment.domain.registers.checking import check
from assessment.domain.registers.matching import Matching, suggested
from assessment.domain.registers.parties import Parties
from assessment.domain.registers.wanted import Register, register_of
from assessment.registers.tables import opened

DEFINITIONS = Path(__file__).parents[3] / "agreements" / "definitions"
NAMES = {"09": "Gotlands kommun", "10": "Landstinget Blekinge", "23": "Jämtlands läns landsting"}
COUNTRY = Parties(
    NAMES | {"0980": "Gotland", "2380": "Östersund", "1080": "Karlskrona"},
    dict.fromkeys(NAMES, "region") | dict.fromkeys(("0980", "2380", "1080"), "municipality"),
    {"region": {"gotland": "09", "blekinge": "10", "jämtland": "23", "jll": "23"}, "municipality": {}},
)

Row = Sequence[object]


def definition(code: str) -> Definition:
    """A real agreement."""
    path = DEFINITIONS / f"{code}.yaml"
    return load_definition(path.read_text(), path.name)


def register(agreement: str = "prio-2014", code: str = "vantetider") -> Register:
    """A register of a real agreement."""
    found = register_of(definition(agreement), code)
    assert found
    return found


def csv(*rows: Row, encoding: str = "utf-8", delimiter: str = ";") -> bytes:
    """A CSV file."""
    return "\n".join(delimiter.join(map(str, row)) for row in rows).encode(encoding)


def excel(*rows: Row, change: Callable[[Worksheet], object] | None = None, **sheets: Sequence[Row]) -> bytes:
    """An Excel file with one sheet, or more by name, after `change` has been at the first."""
    book = Workbook()
    first: Any = book.active
    for row in rows:
        first.append(list(row))
    if change:
        change(first)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(list(row))
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def read(
    content: bytes,
    *,
    name: str = "uttag.csv",
    of: Register | None = None,
    requirement: str = "",
    matching: Matching | None = None,
    parties: Parties = COUNTRY,
) -> Checked:
    """What a file comes to with the columns that are suggested."""
    asked, file = of or register(), opened(content, name)
    sheet = file.likely_sheet(asked)
    wanted = matching or suggested(asked, file.first_rows(sheet), sheet=sheet, requirement=requirement)
    return check(asked, wanted, parties, file.rows(sheet))


def read_excel(content: bytes, **more: Any) -> Checked:
    """What an Excel file comes to."""
    return read(content, name="uttag.xlsx", **more)


def a1(checked: Checked, party: str, key: str, *, unit: str = "", month: str = "") -> str | None:
    """A figure of A1."""
    return checked.figures.get(FigureKey(party, "A1", key, unit, month))


def told(checked: Checked) -> list[str]:
    """Every fault with where it is."""
    return [f"{fault.where}: {fault.text}" for fault in checked.faults]

"""The cells of a sheet, read from its XML: what each shows, wherever it stands, and nothing that was made to harm."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.domain.registers.cells import Row, Unreadable
from assessment.registers.sheet_xml import SheetXml
from assessment.registers.tables import opened
from prio.refused import Refused
from tests.assessment.registers.tables import excel

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def rows(content: bytes) -> list[Row]:
    file = opened(content, "uttag.xlsx")
    return list(file.rows(file.sheets[0]))


def sheet(data: str, *, before: str = "", after: str = "") -> bytes:
    """An Excel file whose sheet has `data` for its rows."""
    return with_sheet(excel(("",)), written(data, before, after))


def written(data: str, before: str = "", after: str = "") -> bytes:
    sheet = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{data}</sheetData>{after}</worksheet>'
    return f'<?xml version="1.0"?>{before}{sheet}'.encode()


def with_sheet(content: bytes, xml: bytes) -> bytes:
    kept = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(kept, "w", ZIP_DEFLATED) as after:
        for entry in before.infolist():
            after.writestr(entry.filename, xml if entry.filename == SHEET else before.read(entry))
    return kept.getvalue()


@pytest.mark.parametrize(
    ("value", "shown_as", "text"),
    [
        (12, "General", "12"),
        (-12, "General", "-12"),
        (0.1 + 0.2, "General", "0.3"),
        (1e20, "General", "100000000000000000000"),
        (0.955, "0.0%", "95.500%"),
        (1, "0%", "100%"),
        (0.5, '[Red]0.0"% av"', "50.0%"),
        (True, "General", "ja"),
        (False, "General", "nej"),
        (date(2014, 3, 1), "yyyy-mm-dd", "2014-03-01"),
        (datetime(2014, 3, 1, 8, 30), "yyyy-mm-dd hh:mm", "2014-03-01 08:30:00"),  # noqa: DTZ001 -- Excel's have none
        (time(8, 30), "hh:mm", "08:30:00"),
        (timedelta(hours=30), "[h]:mm", "1 day, 6:00:00"),
        ("  Östersund ", "General", "  Östersund "),
        ("a & b < c", "General", "a & b < c"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(value: object, shown_as: str, text: str) -> None:
    def shown(first: Worksheet) -> None:
        first["A1"].number_format = shown_as

    assert rows(excel((value,), change=shown)) == [Row(1, (text,))]


def test_a_day_that_no_calendar_has_names_its_cell() -> None:
    def shown(first: Worksheet) -> None:
        first["B2"].number_format = "yyyy-mm-dd"

    found = rows(excel(("Dag", "Dag"), ("", 99_999_999), change=shown))
    assert found[1].cells[1] == Unreadable("Cellen B2 har felet #VALUE!.")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('<row r="3"><c r="C3"><v>1</v></c></row><row r="7"><c r="A7"><v>2</v></c></row>',
         [Row(3, ("", "", "1")), Row(7, ("2",))]),
        ("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>", [Row(1, ("1", "2")), Row(2, ("3",))]),
        ('<row><c t="inlineStr"><is><r><t>Öster</t></r><r><t>sund</t></r><rPh><t>uttal</t></rPh></is></c></row>',
         [Row(1, ("Östersund",))]),
        ('<row><c t="str"><f>A2</f><v>Berg</v></c><c t="d"><v>2014-03-01</v></c></row>',
         [Row(1, ("Berg", "2014-03-01"))]),
        ("<row><c/><c><v/></c><c><v>1</v></c></row>", [Row(1, ("", "", "1"))]),
        ('<row><c t="str"><f t="shared" si="0"/><v></v></c></row>',
         [Row(1, (Unreadable("Cellen A1 har en formel utan värde. Öppna filen i Excel och spara den."),))]),
        ('<row><c r="ZZ1"><v>1</v></c><c r="A1"><v>2</v></c></row>', [Row(1, ("2",))]),
    ],
)  # fmt: skip
def test_cells_are_found_where_they_stand(data: str, expected: list[Row]) -> None:
    assert rows(sheet(data)) == expected


def test_a_prefix_of_the_names_changes_nothing() -> None:
    row = "<x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData>"
    xml = f'<x:worksheet xmlns:x="{NAMESPACE}">{row}</x:worksheet>'
    assert rows(with_sheet(excel(("",)), xml.encode())) == [Row(1, ("1",))]


def test_a_text_that_cells_share_is_read_by_its_number() -> None:
    xml = written('<row><c t="s"><v>1</v></c><c t="s"><v>0</v></c></row>')
    assert list(SheetXml(Workbook(), ["Berg", "Östersund"]).rows(BytesIO(xml))) == [
        (1, ["Östersund", "Berg"])
    ]


def test_what_stands_beside_the_rows_is_no_cell() -> None:
    more = "<extLst><row><c><v>9</v></c></row></extLst>"
    assert rows(sheet("<row><c><v>1</v></c></row>", after=more)) == [Row(1, ("1",))]


def test_a_merged_name_holds_in_a_row_that_the_sheet_leaves_out() -> None:
    data = '<row r="1"><c t="inlineStr"><is><t>Berg</t></is></c></row><row r="4"><c r="B4"><v>1</v></c></row>'
    merged = '<mergeCells count="1"><mergeCell ref="A1:A4"/></mergeCells>'
    assert rows(sheet(data, after=merged)) == [
        Row(1, ("Berg",)), Row(2, ("Berg",)), Row(3, ("Berg",)), Row(4, ("Berg", "1")),
    ]  # fmt: skip


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    "content",
    [
        lambda: sheet("<row><c><v>&b;</v></c></row>", before=LAUGHS),
        lambda: sheet('<row r="2"/><row r="1"/>'),
        lambda: sheet('<row r="2"/><row r="2"/>'),
        lambda: sheet('<row r="1048577"/>'),
        lambda: sheet('<row r="x"/>'),
        lambda: sheet('<row><c r="ÅÄ1"/></row>'),
        lambda: sheet('<row><c t="s"><v>17</v></c></row>'),
        lambda: sheet('<row><c s="99"><v>1</v></c></row>'),
        lambda: sheet("<row><c><v>ett</v></c></row>"),
        lambda: sheet("<row><c></row>"),
        lambda: sheet("<row><c><v>1</v></c></row>")[:-400],
    ],
)
def test_a_sheet_that_no_program_writes_is_refused(content: Callable[[], bytes]) -> None:
    with pytest.raises(Refused, match="skadad"):
        rows(content())

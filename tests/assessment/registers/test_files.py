"""The files of registers: every usual way to save a table is read right, or refused with the cell and the reason."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.domain.registers.matching import suggested
from assessment.registers.tables import LARGEST, opened
from prio.refused import Refused
from tests.assessment.registers.tables import a1, csv, excel, read, read_excel, register, told

TABLE = (("Landsting", "Antal genomförda", "Svarsfrekvens"), ("Jämtland", "1 234", "97,5"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_text_in_any_usual_encoding(encoding: str, delimiter: str) -> None:
    checked = read(csv(*TABLE, encoding=encoding, delimiter=delimiter), requirement="A1")
    assert (told(checked), a1(checked, "23", "done"), a1(checked, "23", "response_rate")) == (
        [],
        "1234",
        "97.5",
    )


@pytest.mark.parametrize(
    "content",
    [
        'Landsting,Antal,Svarsfrekvens\n"Jämtland","1 234","97,5"\n',
        'sep=;\r\nLandsting;Antal;Svarsfrekvens\r\nJämtland;1234;"97,5"\r\n',
        "Väntetider 2014\n\nLandsting;Antal;Svarsfrekvens\nJämtland;1234;97,5\n;;\n",
        'Landsting;Antal;Svarsfrekvens\n"Jämtland";"1234";97,5;;;\n',
    ],
)
def test_text_as_programs_write_it(content: str) -> None:
    checked = read(content.encode(), requirement="A1")
    assert (told(checked), a1(checked, "23", "done"), a1(checked, "23", "response_rate")) == (
        [],
        "1234",
        "97.5",
    )


def test_quotation_mark_that_is_never_closed_names_the_row() -> None:
    with pytest.raises(Refused, match="Rad 2 går inte att läsa som CSV"):
        read(b'Landsting;Antal\n"Gotland;20\nBlekinge;30\n', requirement="A1")


def test_numbers_of_rows_are_those_of_the_spreadsheet() -> None:
    content = csv(("Uttag",), (), ("Landsting", "Antal"), ("Gotland", 1), ("Blekinge", "x"))
    assert told(read(content, requirement="A1")) == ["Rad 5, kolumn B: ”x” är inget tal."]


def test_excel_numbers_percentages_dates_and_numbers_as_text() -> None:
    def shown_as_percent(sheet: Worksheet) -> None:
        sheet["D2"].number_format = "0.0%"

    checked = read_excel(
        excel(
            ("Kod", "Månad", "Antal", "Svarsfrekvens"),
            (9, date(2014, 3, 1), 20, 0.955), ("10", datetime(2014, 3, 1), "1 234", 98),  # noqa: DTZ001 -- Excel's have none
            change=shown_as_percent,
        ),
        requirement="A1",
    )  # fmt: skip
    assert told(checked) == []
    assert (a1(checked, "09", "done", month="2014-03"), a1(checked, "09", "response_rate")) == ("20", "95.5")
    assert (a1(checked, "10", "done", month="2014-03"), a1(checked, "10", "response_rate")) == ("1234", "98")


def test_formula_without_a_value_names_its_cell() -> None:
    checked = read_excel(
        excel(("Landsting", "Antal"), ("Gotland", "=1+1"), ("Blekinge", 3)), requirement="A1"
    )
    assert told(checked) == [
        "Rad 2, kolumn B: Cellen B2 har en formel utan värde. Öppna filen i Excel och spara den."
    ]
    assert a1(checked, "10", "done") == "3"


def test_formula_with_a_value_and_one_with_an_error() -> None:
    content = excel(("Landsting", "Antal"), ("Gotland", "=10+10"), ("Blekinge", "=1/0"))
    computed = rewritten(
        content,
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            xml.replace(b"<f>10+10</f><v></v>", b"<f>10+10</f><v>20</v>")
            .replace(b"<f>10+10</f><v />", b"<f>10+10</f><v>20</v>")
            .replace(b'<c r="B3"><f>1/0</f><v></v>', b'<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v>')
            .replace(b'<c r="B3"><f>1/0</f><v />', b'<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v>')
        ),
    )
    checked = read_excel(computed, requirement="A1")
    assert told(checked) == ["Rad 3, kolumn B: Cellen B3 har felet #DIV/0!."]
    assert a1(checked, "09", "done") == "20"


def rewritten(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    kept = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(kept, "w", ZIP_DEFLATED) as after:
        for entry in before.infolist():
            data = before.read(entry)
            after.writestr(entry.filename, change(data) if entry.filename == part else data)
    return kept.getvalue()


def test_name_merged_over_its_months_holds_for_each_of_them() -> None:
    content = excel(
        ("Landsting", "Månad", "Antal"),
        ("Gotland", "2014-03", 1), ("", "2014-04", 2), ("Blekinge", "2014-03", 3), ("", "2014-04", 4),
        change=lambda sheet: (sheet.merge_cells("A2:A3"), sheet.merge_cells("A4:A5")),
    )  # fmt: skip
    checked = read_excel(content, requirement="A1")
    assert told(checked) == []
    assert [a1(checked, party, "done", month="2014-04") for party in ("09", "10")] == ["2", "4"]


def test_number_merged_over_organisations_belongs_to_none() -> None:
    content = excel(
        ("Landsting", "Antal"),
        ("Gotland", 100),
        ("Blekinge", ""),
        change=lambda sheet: sheet.merge_cells("B2:B3"),
    )
    checked = read_excel(content, requirement="A1")
    assert told(checked) == ["Rad 3, kolumn B: Cellen B3 är sammanfogad med B2. Dela upp dem."]


def test_title_merged_over_the_table_is_no_heading() -> None:
    content = excel(("Väntetider i vården", "", ""), *TABLE, change=lambda sheet: sheet.merge_cells("A1:C1"))
    assert a1(read_excel(content, requirement="A1"), "23", "done") == "1234"


def test_empty_rows_in_thousands_are_passed_over() -> None:
    def formatted(sheet: Worksheet) -> None:
        for row in range(3, 40_003):
            sheet.cell(row, 1).number_format = "0.0"
        sheet.cell(40_003, 1, "Gotland")
        sheet.cell(40_003, 2, 7)

    checked = read_excel(excel(*TABLE, change=formatted), requirement="A1")
    assert (told(checked), checked.rows, a1(checked, "09", "done")) == ([], 2, "7")


def test_sheet_with_the_headings_is_found_among_several() -> None:
    content = excel(("Läs mig",), ("Uttag ur registret",), Data=TABLE)
    file = opened(content, "uttag.xlsx")
    assert (file.sheets, file.likely_sheet(register())) == (("Sheet", "Data"), "Data")
    assert a1(read_excel(content, requirement="A1"), "23", "done") == "1234"


def test_hidden_sheet_is_not_read() -> None:
    book = load_workbook(BytesIO(excel(("Läs mig",), Data=TABLE)))
    book["Data"].sheet_state = "hidden"
    kept = BytesIO()
    book.save(kept)
    assert opened(kept.getvalue(), "uttag.xlsx").sheets == ("Sheet",)


def bomb() -> bytes:
    return rewritten(excel(*TABLE), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 60_000_000)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("uttag.csv", b"", "är tom"),
        ("uttag.csv", b"x" * (LARGEST + 1), "för stor"),
        ("uttag.csv", excel(*TABLE), "innehåller en Excel-fil"),
        ("uttag.xlsx", csv(*TABLE), "innehåller en textfil"),
        ("uttag.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "äldre Office-format"),
        ("uttag.xlsx", excel(*TABLE)[:-200], "skadad"),
        ("uttag.xlsx", rewritten(excel(*TABLE), "xl/workbook.xml", lambda xml: xml[:-20]), "skadad"),
        ("uttag.csv", b"<html><body>Landsting;Antal</body></html>", "tas emot"),
    ],
)
def test_what_is_no_table_is_refused(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        list(opened(content, name).rows(""))


def test_file_that_unpacks_to_very_much_is_refused_before_it_is_read() -> None:
    with pytest.raises(Refused, match="packar upp sig"):
        opened(bomb(), "uttag.xlsx")


def test_sheet_that_says_it_is_huge_is_read_as_it_is() -> None:
    content = rewritten(
        excel(*TABLE),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"'),
    )
    assert read_excel(content, requirement="A1").rows == 1


def test_headings_below_others_words_are_found() -> None:
    rows = opened(csv(("Uttag", "Antal"), ("Hämtat", "3 november"), *TABLE), "uttag.csv").first_rows("")
    assert suggested(register(), rows).heading == 3

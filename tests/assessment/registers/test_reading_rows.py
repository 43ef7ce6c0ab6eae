"""The rows of a register: what is read, and what is told to be wrong, row by row."""

import pytest

from assessment.domain.registers import typed
from assessment.domain.registers.persons import RowPerPerson
from tests.assessment.registers.tables import a1, csv, read, register, told

HEADINGS = ("Landsting", "Antal genomförda", "Inom 30 dagar", "Patientvald väntan", "Svarsfrekvens")


def rows(*more: object) -> bytes:
    return csv(HEADINGS, ("Blekinge", 32, 21, 0, "97,5 %"), *more)  # type: ignore[arg-type]  # rows


def test_headings_that_a_register_uses_are_known() -> None:
    checked = read(rows(("Gotland", 20, 13, 6, 100)), requirement="A1")
    assert told(checked) == []
    assert [a1(checked, "09", key) for key in ("done", "within_30_days", "patient_chosen", "response_rate")] == [
        "20", "13", "6", "100",
    ]  # fmt: skip
    assert a1(checked, "10", "response_rate") == "97.5"
    assert checked.missing["A1"] == ("23",)


def test_labels_of_one_requirement_say_which_one_it_is() -> None:
    done = "Antal genomförda första bedömningar"
    started = "Antal påbörjade fördjupade utredningar och behandlingar"
    checked = read(csv(("Kod", done, started), ("10", "32", "11")))
    assert {(key.requirement, key.key): value for key, value in checked.figures.items()} == {
        ("A1", "done"): "32",
        ("A2", "done"): "11",
    }


def test_column_of_requirements_says_it_row_by_row() -> None:
    checked = read(csv(("Kod", "Krav", "Antal"), (10, "A1", 32), (10, "a2", 11), (9, "B7", 3)))
    assert len(checked.figures) == 2
    assert told(checked) == ["Rad 4, kolumn B: Kravet ”B7” läses inte ur Väntetider i vården."]


@pytest.mark.parametrize("spelling", ["Jämtland", "JLL", "23", "Jämtlands läns landsting", " jämtland "])
def test_organisation_is_known_by_code_name_and_other_spellings(spelling: str) -> None:
    checked = read(csv(("Landsting", "Antal"), (spelling, 7)), requirement="A1")
    assert a1(checked, "23", "done") == "7"


def test_code_that_lost_its_zero_in_a_spreadsheet_is_known() -> None:
    assert a1(read(csv(("Kod", "Antal"), ("9", 7)), requirement="A1"), "09", "done") == "7"


def test_unknown_organisation_is_told_with_what_it_may_be() -> None:
    checked = read(csv(("Landsting", "Antal"), ("Blekingge", 7), ("Östersund", 3)), requirement="A1")
    assert told(checked) == [
        "Rad 2, kolumn A: Organisationen ”Blekingge” är okänd. Menades ”Landstinget Blekinge”?",
        "Rad 3, kolumn A: ”Östersund” är av ett annat slag än kravet gäller.",
    ]


def test_name_that_does_not_go_with_the_code_leaves_both_out() -> None:
    checked = read(
        csv(("Kod", "Namn", "Antal"), ("09", "Blekinge", 7), ("10", "Blekinge", 3)), requirement="A1"
    )
    assert told(checked) == ["Rad 2, kolumn B: Koden är Gotlands kommun, men namnet är ”Blekinge”."]
    assert checked.figures == {}


def test_row_of_sums_is_passed_over() -> None:
    checked = read(rows(("Riket", 2647, 1693, 402, "")), requirement="A1")
    assert (told(checked), checked.totals, checked.rows) == ([], 1, 2)


def test_duplicate_names_the_first_row_and_takes_in_neither() -> None:
    checked = read(rows(("10", 40, 21, 0, 99)), requirement="A1")
    assert "Rad 3, kolumn B: Uppgiften för Landstinget Blekinge står redan på rad 2." in told(checked)
    assert checked.figures == {}
    assert checked.left_out == {("A1", "10")}


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (("Gotland", -20, 13, 6, 99), "”-20” är mindre än noll."),
        (("Gotland", "tjugo", 13, 6, 99), "”tjugo” är inget tal."),
        (("Gotland", "20,5", 13, 6, 99), "”20,5” är inget helt antal."),
        (("Gotland", "1.234", 13, 6, 99), "”1.234” kan läsas på två sätt. Skriv antalet utan punkt."),
        (("Gotland", "..", 13, 6, 99), "”..” är inget tal."),
        (("Gotland", 20, 13, 6, "101"), "”101” är mer än 100 procent."),
        (
            ("Gotland", 20, 13, 6, "0,95"),
            "”0,95” ser ut som en andel av 1. Skriv den i procent, till exempel 95,5.",
        ),
        (("Gotland", 20, 15, 6, 99), "Delen 15 är större än det hela, 20 − 6."),
        (("", 20, 13, 6, 99), "Raden saknar organisation."),
    ],
)
def test_value_out_of_range_is_told_by_row(cells: tuple[object, ...], text: str) -> None:
    checked = read(rows(cells), requirement="A1")
    assert [fault.text for fault in checked.faults] == [text]
    assert checked.faults[0].row == 3
    assert a1(checked, "09", "done") is None
    assert a1(checked, "10", "done") == "32"


@pytest.mark.parametrize(
    ("written", "is_read"),
    [
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("12\u202f345", "12345"),
        ("0007", "7"),
        ("12,0", "12"),
        ("0", "0"),
    ],
)
def test_swedish_counts(written: str, is_read: str) -> None:
    assert typed.count(written) == is_read


@pytest.mark.parametrize(
    ("written", "is_read"),
    [
        ("95,5 %", "95.5"),
        ("95.50", "95.5"),
        ("100", "100"),
        ("0,4 %", "0.4"),
        ("0", "0"),
        ("98 procent", "98"),
    ],
)
def test_swedish_percentages(written: str, is_read: str) -> None:
    assert typed.percent(written) == is_read


@pytest.mark.parametrize(
    "written",
    [
        "2014-03",
        "201403",
        "2014-03-01",
        "mars 2014",
        "Mars-14",
        "mar 2014",
        "2014 mars",
        "2014-03-01 00:00:00",
    ],
)
def test_months(written: str) -> None:
    assert typed.month(written) == "2014-03"


@pytest.mark.parametrize("written", ["3", "2014", "2014-13", "ma 2014", "kvartal 1 2014", "31/3"])
def test_what_is_no_month_is_told(written: str) -> None:
    with pytest.raises(typed.NotReadable, match="är ingen månad"):
        typed.month(written)


def test_months_are_kept_apart_and_a_missing_one_is_told() -> None:
    checked = read(
        csv(
            ("Kod", "Månad", "Antal", "Svarsfrekvens"),
            ("09", "mars 2014", 3, ""), ("09", "april 2014", 4, ""), ("09", "maj 2014", 0, 98),
            ("10", "2014-03", 5, 97), ("10", "2014-05", 6, 97),
        ),
        requirement="A1",
    )  # fmt: skip
    assert [a1(checked, "09", "done", month=month) for month in ("2014-03", "2014-05")] == ["3", "0"]
    assert a1(checked, "09", "response_rate") == "98"
    assert told(checked) == [
        (
            "Flera rader: Landstinget Blekinge, A1: ”Antal genomförda första bedömningar” saknas för april 2014, "
            "som andra har."
        )
    ]
    assert a1(checked, "10", "done", month="2014-03") is None


def test_percentage_by_month_is_not_averaged() -> None:
    checked = read(
        csv(("Kod", "Månad", "Svarsfrekvens"), ("09", "2014-03", 97), ("09", "2014-04", 99)), requirement="A1"
    )
    assert told(checked) == [
        (
            "Flera rader: Gotlands kommun, A1: ”Svarsfrekvens” har olika värden på flera rader. "
            "Ange ett för hela perioden."
        )
    ]


def test_month_of_another_time_is_told() -> None:
    checked = read(csv(("Kod", "Månad", "Antal"), ("09", "mars 2011", 3)), requirement="A1")
    assert told(checked) == ["Rad 2, kolumn B: ”mars 2011” ligger utanför 2013–2014."]


def test_the_whole_and_its_months_are_not_added_twice() -> None:
    checked = read(csv(("Kod", "Månad", "Antal"), ("09", "2014-03", 3), ("09", "", 3)), requirement="A1")
    assert "står både för hela perioden och per månad" in told(checked)[0]


def test_figures_of_units_have_the_units_name() -> None:
    own = "Antal första besök med väntetid från första kontakt"
    checked = read(csv(("Kod", "Krav", "Enhet", own), ("09", "A2", "Visby", 12), ("09", "A2", "", 3)))
    assert [(key.key, key.unit, value) for key, value in checked.figures.items()] == []
    assert told(checked) == ["Rad 3, kolumn D: Uppgiften gäller en enhet, men raden saknar enhetens namn."]


def test_women_and_men_come_to_the_whole() -> None:
    table = csv(
        ("Kommun", "Kvinnor", "Män", "Antal personer"),
        ("Östersund", 12, 14, 26), ("Karlskrona", 5, 6, 12), ("Gotland", 3, "", ""),
    )  # fmt: skip
    checked = read(table, of=register(code="skl-inventering"))
    assert {key.key: value for key, value in checked.figures.items()} == {
        "persons.women": "12",
        "persons.men": "14",
    }
    assert [text.partition(", B3: ")[2] for text in told(checked)] == [
        "”Antal inventerade personer i SKL:s inmatning” är 12, men delarna är tillsammans 11.",
        "”Antal inventerade personer i SKL:s inmatning” har bara en del av uppdelningen.",
    ]


def test_list_of_participants_needs_no_figures() -> None:
    checked = read(
        csv(("Landsting",), ("Gotland",), ("Blekinge",)), of=register(code="skl-utvecklingsarbete")
    )
    assert (checked.on_list, told(checked)) == ({"B2": 2}, [])


def test_figure_that_the_others_have_is_told_to_be_missing() -> None:
    checked = read(rows(("Gotland", 20, 13, "", 99)), requirement="A1")
    assert checked.incomplete == {
        ("A1", "09"): ("Första bedömningar efter 31 dagar eller mer som patienten själv valt",)
    }
    assert checked.absent["A1"] == ("Har rapporteringen följt det överenskomna regelverket?",)


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        (("Landsting", "Personnummer", "Antal"), ("Gotland", "", 1)),
        (("Landsting", "Antal", "Förnamn"), ("Gotland", 1, "")),
        (("Landsting", "Id", "Antal"), ("Gotland", "19121212-1212", 1)),
        (("Landsting", "Id", "Antal"), ("Gotland", "121212 1212", 1)),
    ],
)
def test_file_about_persons_is_refused_whole(headings: tuple[str, ...], row: tuple[object, ...]) -> None:
    with pytest.raises(RowPerPerson) as refused:
        read(csv(headings, row), requirement="A1")
    assert "1212" not in str(refused.value)


def test_many_rows_without_a_count_are_persons() -> None:
    visits = [("Gotland", "2014-03", 1)] * 11
    with pytest.raises(RowPerPerson, match="samma organisation och månad"):
        read(csv(("Landsting", "Månad", "Inom 30 dagar"), *visits), requirement="A1")


def test_units_with_a_name_are_no_persons() -> None:
    units = [("Gotland", "2014-03", f"Mottagning {number}", 1) for number in range(30)]
    checked = read(csv(("Landsting", "Månad", "Enhet", "Antal"), *units), requirement="A1")
    assert len(checked.figures) == 30

"""The CSV exports of Statistics Sweden's database, in all their shapes."""

from datetime import date

import pytest

from prio.parties.population_files import PopulationFileError, PopulationTable, read_population_file
from tests.prio.parties.population_tables import (
    COUNTRY_2023,
    DAY,
    FACTS,
    FIGURES,
    NAMES,
    PLACES,
    all_rows,
    changed,
    csv_file,
    kommun_rows,
)


def read(content: bytes, day: date | None = None, total: int | None = None) -> PopulationTable:
    (table,) = read_population_file(content, PLACES, day=day, total=total)
    return table


def refusal(content: bytes, day: date | None = None, total: int | None = None) -> str:
    with pytest.raises(PopulationFileError) as caught:
        read_population_file(content, PLACES, day=day, total=total)
    return str(caught.value)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize(
    "title", ["", "Folkmängd efter region och år\n", '"Folkmängd efter region, kön och år"\n\n']
)
def test_every_encoding_separator_and_title_gives_the_same_figures(
    separator: str, encoding: str, title: str
) -> None:
    table = read(csv_file(all_rows(), separator=separator, encoding=encoding, title=title))
    assert table.inhabitants == FIGURES
    assert table.day == DAY
    assert table.country == COUNTRY_2023
    assert table.checked_against == ("riket", "21 län")


@pytest.mark.parametrize(
    "header", ["2023", "Folkmängd 2023", "Folkmängd 2023-12-31", "Folkmängd  31 december 2023"]
)
def test_a_year_means_the_last_day_of_it(header: str) -> None:
    assert read(csv_file(kommun_rows(), ("region", header))).day == date(2023, 12, 31)


def test_several_years_are_several_tables_oldest_first() -> None:
    days = (date(2024, 12, 31), date(2023, 12, 31))
    rows = [(text, *(FACTS.populations[day][text[:4]] for day in days)) for text, _ in kommun_rows()]
    tables = read_population_file(csv_file(rows, ("region", "2024", "2023")), PLACES)
    assert [(table.day, table.country) for table in tables] == [
        (days[1], COUNTRY_2023),
        (days[0], 10_587_710),
    ]


def test_a_date_chooses_one_year_of_several() -> None:
    rows = [(text, count, "..") for text, count in kommun_rows()]
    content = csv_file(rows, ("region", "2023", "2024"))
    assert read(content, day=DAY, total=COUNTRY_2023).inhabitants == FIGURES
    assert "inga siffror för 2019-12-31" in refusal(content, day=date(2019, 12, 31))


def test_a_total_for_several_years_is_refused() -> None:
    rows = [(text, count, count) for text, count in kommun_rows()]
    assert "Välj ett av dem med --date" in refusal(
        csv_file(rows, ("region", "2022", "2023")), total=COUNTRY_2023
    )


def test_a_file_without_a_year_needs_a_date() -> None:
    content = csv_file(kommun_rows(), ("region", "Folkmängd"))
    assert "Ange datumet med --date" in refusal(content)
    assert read(content, day=DAY).inhabitants == FIGURES


def test_women_and_men_are_added_up() -> None:
    rows = [
        row
        for text, count in all_rows()
        for row in ((text, "män", count // 2), (text, "kvinnor", count - count // 2))
    ]
    assert read(csv_file(rows, ("region", "kön", "Folkmängd 2023"))).inhabitants == FIGURES


def test_the_total_of_both_sexes_is_not_added_to_them() -> None:
    rows = [
        row
        for text, count in kommun_rows()
        for row in ((text, "män", 1), (text, "kvinnor", count - 1), (text, "totalt", count))
    ]
    assert read(csv_file(rows, ("region", "kön", "2023"))).inhabitants == FIGURES


def test_men_alone_are_not_a_population() -> None:
    rows = [(text, "män", count) for text, count in kommun_rows()]
    assert "säger inte vad som är alla invånare" in refusal(csv_file(rows, ("region", "kön", "2023")))


def test_a_kommun_whose_women_are_missing_is_refused() -> None:
    rows = [(text, sex, 5) for text, _ in kommun_rows() for sex in ("män", "kvinnor")]
    rows.remove(("0114 Upplands Väsby", "kvinnor", 5))
    assert "0114 Upplands Väsby, 2023-12-31: 1 uppgifter av 2" in refusal(
        csv_file(rows, ("region", "kön", "2023"))
    )


@pytest.mark.parametrize(
    "ages",
    [
        ["totalt ålder"],
        ["0 år", "1-64 år", "65+ år"],
        ["0-64 år", "65 år och äldre"],
        ["0", "1", "2+"],
        ["totalt ålder", "0 år", "1 år"],
    ],
)
def test_ages_count_when_they_are_everybody(ages: list[str]) -> None:
    total = ages[0] == "totalt ålder"
    rows = [
        (text, age, count if at == 0 else 7 if total else 0)
        for text, count in kommun_rows()
        for at, age in enumerate(ages)
    ]
    assert read(csv_file(rows, ("region", "ålder", "2023"))).inhabitants == FIGURES


@pytest.mark.parametrize(
    "ages",
    [
        ["18-64 år", "65+ år"],
        ["0-17 år", "18-64 år"],
        ["0-20 år", "20+ år"],
        ["0 år", "2+ år"],
        ["barn", "vuxna"],
    ],
)
def test_ages_that_leave_somebody_out_or_count_somebody_twice_are_refused(ages: list[str]) -> None:
    rows = [(text, age, 5) for text, _ in kommun_rows() for age in ages]
    assert "säger inte vad som är alla invånare" in refusal(csv_file(rows, ("region", "ålder", "2023")))


def test_years_may_be_rows_instead_of_columns() -> None:
    rows = [(text, "2023", count) for text, count in all_rows()]
    assert read(csv_file(rows, ("region", "år", "Folkmängd"))).inhabitants == FIGURES


def test_codes_without_names_are_enough() -> None:
    rows = [(code, "1+2", "tot", "2023", count) for code, count in FIGURES.items()]
    header = ("Region", "Kon", "Alder", "Tid", "BE0101N1")
    assert read(csv_file(rows, header), total=COUNTRY_2023).inhabitants == FIGURES


def test_names_without_codes_are_enough() -> None:
    rows = [(text.split(" ", 1)[1], count) for text, count in all_rows()]
    table = read(csv_file(rows))
    assert table.inhabitants == FIGURES
    assert table.checked_against == ("riket", "21 län")


def test_population_is_chosen_beside_other_contents() -> None:
    rows = [
        (text, kind, count if kind == "Folkmängd" else 3)
        for text, count in kommun_rows()
        for kind in ("Folkmängd", "Folkökning")
    ]
    assert read(csv_file(rows, ("region", "tabellinnehåll", "2023"))).inhabitants == FIGURES
    wide = [(text, 3, count) for text, count in kommun_rows()]
    assert read(csv_file(wide, ("region", "Folkökning 2023", "Folkmängd 2023"))).inhabitants == FIGURES


@pytest.mark.parametrize(
    "content", ["Folkökning", "Levande födda", "Andel i procent", "Folkmängd den 1 november"]
)
def test_another_content_than_population_is_refused(content: str) -> None:
    assert refusal(csv_file(kommun_rows(), ("region", f"{content} 2023")))


def test_the_count_of_1_november_is_refused() -> None:
    assert "1 november" in refusal(
        csv_file(kommun_rows(), title='"Folkmängden den 1 november efter region och år"\n')
    )


def test_thousands_may_be_apart() -> None:
    rows = [(text, f"{count:,}".replace(",", "\u00a0")) for text, count in kommun_rows()]
    assert read(csv_file(rows, separator=";")).inhabitants == FIGURES


def test_notes_below_the_table_are_left_out() -> None:
    notes = '\r\n"Källa: SCB","Statistiska centralbyrån"\r\n"Senast ändrad"\r\n'.encode()
    assert read(csv_file(all_rows()) + notes).inhabitants == FIGURES


def test_gotland_is_a_kommun_and_a_county() -> None:
    assert read(csv_file(all_rows())).inhabitants["0980"] == FIGURES["0980"] == 61_029


def test_figures_without_an_official_total_say_so() -> None:
    assert read(csv_file(kommun_rows())).checked_against == ()


def test_a_given_total_is_checked() -> None:
    content = csv_file(kommun_rows())
    assert read(content, total=COUNTRY_2023).checked_against == ("den angivna summan",)
    assert "den angivna summan har 10\u202f551\u202f708" in refusal(content, total=COUNTRY_2023 + 1)


def test_a_country_that_differs_is_refused() -> None:
    rows = changed(all_rows(), "00", lambda row: [(row[0], row[1] + 1)])
    assert "00 Riket har 10\u202f551\u202f708" in refusal(csv_file(rows))


def test_a_county_that_differs_is_refused() -> None:
    rows = changed(all_rows(), "25", lambda row: [(row[0], row[1] - 1)])
    assert "25 Norrbottens län har" in refusal(csv_file(rows))


def test_a_kommun_under_another_county_is_refused() -> None:
    rows = all_rows()
    heby = next(row for row in rows if row[0].startswith("0331"))
    rows.remove(heby)
    rows.insert(2, heby)
    assert "0331 Heby står under 01 Stockholms län men hör till 03 Uppsala län." in refusal(csv_file(rows))


def test_an_order_that_is_not_by_county_is_no_fault() -> None:
    counties_first = sorted(all_rows(), key=lambda row: (len(row[0].split(" ")[0]), row[0]))
    assert read(csv_file(counties_first)).inhabitants == FIGURES
    largest_first = sorted(all_rows(), key=lambda row: row[1], reverse=True)
    assert read(csv_file(largest_first)).inhabitants == FIGURES


def test_a_kommun_moved_to_another_county_with_its_figures_is_refused() -> None:
    moved = {"03 Uppsala län": -FIGURES["0331"], "19 Västmanlands län": FIGURES["0331"]}
    text = refusal(csv_file([(region, count + moved.get(region, 0)) for region, count in all_rows()]))
    assert "03 Uppsala län" in text
    assert "19 Västmanlands län" in text


def test_a_kommun_missing_refuses_the_whole_table() -> None:
    rows = changed(all_rows(), "0114", lambda row: [])
    assert refusal(csv_file(rows)) == "Folkmängden är inte inläst. 0114 Upplands Väsby saknas i filen."


def test_a_kommun_twice_refuses_the_whole_table() -> None:
    rows = changed(all_rows(), "0114", lambda row: [row, row])
    assert "0114 Upplands Väsby står två gånger (rad 7)." in refusal(csv_file(rows))


def test_a_kommun_twice_under_two_spellings_is_refused() -> None:
    rows = changed(all_rows(), "0114", lambda row: [row, ("0114 Upplands-Väsby", row[1])])
    assert "0114 Upplands Väsby står 2 gånger." in refusal(csv_file(rows))


def test_men_twice_and_no_women_is_refused() -> None:
    rows = [(text, sex, 5) for text, _ in kommun_rows() for sex in ("män", "kvinnor")]
    rows[1] = rows[0]
    assert "0114 Upplands Väsby står två gånger (rad 5)." in refusal(
        csv_file(rows, ("region", "kön", "2023"))
    )


@pytest.mark.parametrize(
    "region", ["0199 Nyby", "9999", "114 Upplands Väsby", "SE11 Stockholm", "Storstockholm", "26 Nytt län"]
)
def test_an_unknown_code_refuses_the_whole_table(region: str) -> None:
    assert region.split(" ")[0] in refusal(csv_file([*kommun_rows(), (region, 10)]))


def test_a_code_with_the_name_of_another_kommun_is_refused() -> None:
    rows = changed(kommun_rows(), "0319", lambda row: [("0319 Habo", row[1])])
    assert "har koden för 0319 Älvkarleby men namnet på 0643 Habo" in refusal(csv_file(rows))


@pytest.mark.parametrize("figure", ["", "..", ".", "-", "…"])
def test_a_blank_cell_refuses_the_whole_table(figure: str) -> None:
    rows = changed(kommun_rows(), "0114", lambda row: [(row[0], figure)])
    assert "0114 Upplands Väsby, 2023-12-31 (rad 4): siffran saknas." in refusal(csv_file(rows))


@pytest.mark.parametrize("figure", ["50110.0", "50110,5", "1e5", "femtio", "0x10", "٣", "50.110", "5 01 10"])
def test_what_is_no_whole_number_refuses_the_whole_table(figure: str) -> None:
    rows = changed(kommun_rows(), "0114", lambda row: [(row[0], figure)])
    assert "är inget heltal" in refusal(csv_file(rows, separator=";"))


def test_a_negative_figure_refuses_the_whole_table() -> None:
    rows = changed(kommun_rows(), "0114", lambda row: [(row[0], -1)])
    assert "”-1” är negativt" in refusal(csv_file(rows))


def test_a_figure_beyond_everything_is_refused() -> None:
    rows = changed(kommun_rows(), "0114", lambda row: [(row[0], 2**31)])
    assert "orimligt många" in refusal(csv_file(rows))


def test_ten_faults_are_shown_and_the_rest_counted() -> None:
    lines = refusal(csv_file(kommun_rows()[12:])).splitlines()
    assert lines[0] == "Folkmängden är inte inläst, 12 fel:"
    assert lines[1] == "0114 Upplands Väsby saknas i filen."
    assert lines[-1] == "… och 2 till"
    assert len(lines) == 12


def test_a_short_row_is_named_by_its_line() -> None:
    rows = changed(kommun_rows(), "0115", lambda row: [row[:1]])
    assert "Rad 5: ”0115 Vallentuna”, antalet rutor är 1, rubrikraden har 2." in refusal(csv_file(rows))


def test_a_quarter_is_not_a_year() -> None:
    assert "”2023K4” är inget år" in refusal(csv_file(kommun_rows(), ("region", "2023K4")))


def test_kommuner_before_the_first_known_day_are_not_guessed() -> None:
    assert "Prio vet inte vilka kommuner som fanns 1999-12-31." in refusal(
        csv_file(kommun_rows(), ("region", "1999"))
    )


def test_the_same_year_twice_is_refused() -> None:
    rows = [(text, count, count) for text, count in kommun_rows()]
    assert "två gånger" in refusal(csv_file(rows, ("region", "2023", "2023")))
    assert "två gånger" in refusal(csv_file(rows, ("region", "2023", "2023-12-31")))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \r\n\t ",
        b"\xef\xbb\xbf",
        b"\x00\x01\x02",
        b"PK\x03\x04 rest of an archive",
        b"\x89PNG\r\n\x1a\n",
        b"region",
        b'"region","2023"',
        b'"region","2023"\n"0114 Upplands',
        b'2023,"region"\n1,2',
        "kommun;år\n".encode("utf-16"),
        b"a" * 200_000,
        b"x" * (20 * 1024 * 1024 + 1),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes) -> None:
    text = refusal(content)
    assert text.startswith("Folkmängden är inte inläst")
    assert text.endswith(".") or "till" in text
    assert len(text) < 2_000


def test_every_kommun_has_a_county_row_in_the_whole_table() -> None:
    assert len(all_rows()) == 1 + 21 + 290
    assert len(NAMES) == 311


def test_a_million_faults_are_not_counted_to_the_end() -> None:
    lines = refusal(
        b"region,2023\n" + b"".join(b"%d,1\n" % code for code in range(10_000, 60_000))
    ).splitlines()
    assert lines[0] == "Folkmängden är inte inläst, minst 1000 fel:"
    assert lines[-1] == "… och minst 990 till"


def test_more_cells_than_any_table_has_are_refused() -> None:
    assert "500 000 rutor" in refusal(b"region,2020,2021,2022,2023\n" + b"0114,1,1,1,1\n" * 125_001)


def test_a_line_longer_than_any_is_refused() -> None:
    assert "en rad som är längre" in refusal(b"region," + b"," * 60_000 + b"2023\n")

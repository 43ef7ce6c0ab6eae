"""One field: numbers, days, links and the like are read as Swedes write them, or told how to write."""

from typing import Any

import pytest

from tests.agreements.domain.test_typed import read


def of(name: str, text: str) -> Any:
    value, problems = read(name, whole=text)
    assert not problems
    return value


def message(name: str, text: str) -> str:
    value, problems = read(name, whole=text)
    assert value is None
    assert list(problems) == [""]
    return problems[""]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234", 1234),
        ("1\u2009234\u2009567", 1234567),
        (" 12 ", 12),
        ("0", 0),
        ("007", 7),
        ("12 st", 12),
        ("12 personer", 12),
        ("1.234.567", 1234567),
        ("\u200b12\ufeff", 12),
        ("1 000 000 000 000", 10**12),
    ],
)
def test_a_count_is_read_as_swedes_write_it(text: str, value: int) -> None:
    assert of("count", text) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tolv", "”tolv” är inte ett antal"),
        ("ca 12", "bara siffror"),
        ("1.234", "kan läsas på två sätt. Skriv 1234"),
        ("1,234", "kan läsas på två sätt. Skriv 1234"),
        ("12,5", "utan decimaler"),
        ("-3", "negativt"),
        ("−3", "negativt"),
        ("–", "Skriv 0 om det inte finns några"),
        ("12 34", "inte ett antal"),
        ("1000000000001", "för stort"),
        ("9" * 5000, "för stort"),
        ("12²", "inte ett antal"),
        ("٣", "inte ett antal"),
    ],
)
def test_what_is_no_count_is_told_how_to_write(text: str, says: str) -> None:
    assert says in message("count", text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("−12", -12),
        ("– 12,50", "-12.50"),
        ("1 234,5", "1234.5"),
        ("1,234", "1.234"),
        ("0.125", "0.125"),
        (",5", "0.5"),
        ("14 dagar", 14),
    ],
)
def test_a_number_is_read_with_comma_or_point(text: str, value: object) -> None:
    assert of("number", text) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1.234", "Skriv 1234 om det är ett heltal, annars 1,234"),
        ("många", "inte ett tal"),
        (",", "inte ett tal"),
        ("1,0123456789", "nio decimaler"),
        ("1" * 13 + ",5", "för stort"),
        ("1000000000000,5", "för stort"),
    ],
)
def test_what_is_no_number_is_told_how_to_write(text: str, says: str) -> None:
    assert says in message("number", text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("12,5 %", "12.5"), ("95 procent", 95), ("100", 100), ("100,0", "100.0"), ("0", 0), ("-0", 0)],
)
def test_a_percentage_is_read_with_or_without_its_sign(text: str, value: object) -> None:
    assert of("percent", text) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("100,1", "mer än 100"),
        ("250 %", "mer än 100"),
        ("-1", "negativ"),
        ("-0,5", "negativ"),
        ("hälften", "inte en andel"),
    ],
)
def test_a_percentage_is_from_0_to_100(text: str, says: str) -> None:
    assert says in message("percent", text)


@pytest.mark.parametrize(
    "text",
    [
        "2014-03-01",
        "20140301",
        "1 mars 2014",
        "1/3 2014",
        "1/3-2014",
        "1/3/2014",
        "1.3.2014",
        "01-03-2014",
        "den 1:a mars 2014",
        "Lördagen den 1 mars 2014",
        "1 MAR. 2014",
        "2014/03/01",
        "2014‑03‑01",
        "2014 mars 1",
        "1\u00a0mars 2014",
    ],
)
def test_a_day_is_read_as_swedes_write_it(text: str) -> None:
    assert of("date", text) == "2014-03-01"


@pytest.mark.parametrize(
    "text", ["2014-03", "201403", "mars 2014", "mar 2014", "3/2014", "03-2014", "2014 mars"]
)
def test_a_month_is_read_by_name_or_number(text: str) -> None:
    assert of("month", text) == "2014-03"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("date", "31 februari 2014", "Den 31 februari 2014 finns inte"),
        ("date", "2014-02-29", "Den 29 februari 2014 finns inte"),
        ("date", "2014-13-01", "ingen månad 13"),
        ("date", "i mars", "Skriv datumet som ÅÅÅÅ-MM-DD"),
        ("month", "i mars", "Skriv månaden som ÅÅÅÅ-MM"),
        ("month", "00/2014", "ingen månad 0"),
        ("date", "1 ma 2014", "”ma” är inte en månad"),
        ("date", "1 juju 2014", "är inte en månad"),
        ("date", "1/3 14", "inte ett datum"),
        ("date", "1814-03-01", "från 1900 till 2200"),
    ],
)
def test_what_is_no_day_is_told_how_to_write(name: str, text: str, says: str) -> None:
    assert says in message(name, text)


@pytest.mark.parametrize(("text", "value"), [("ja", True), ("Nej ", False), ("true", True), ("0", False)])
def test_yes_and_no_are_read(text: str, value: bool) -> None:
    assert of("yes_no", text) is value
    assert "ja eller nej" in message("yes_no", "kanske")


@pytest.mark.parametrize(("text", "value"), [("b", "b"), ("båda  två", "b"), ("women", "women")])
def test_a_choice_is_read_by_its_key_or_its_wording(text: str, value: str) -> None:
    assert of("choice", text) == value
    assert "inte ett av alternativen" in message("choice", "c")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("www.kommun.se/x", "https://www.kommun.se/x"),
        ("kommun.se", "https://kommun.se"),
        ("//kommun.se", "https://kommun.se"),
        ("HTTP://kommun.se", "HTTP://kommun.se"),
        ("www.kommun.se:8080/a?u=https://b", "https://www.kommun.se:8080/a?u=https://b"),
    ],
)
def test_a_link_may_lack_its_scheme(text: str, value: str) -> None:
    assert of("link", text) == value


@pytest.mark.parametrize(
    "text",
    ["kommun", "namn@kommun.se", "mailto:a@b.se", "ftp://kommun.se", "javascript:alert(1)", "vår sida"],
)
def test_what_is_no_web_address_is_told_how_to_write(text: str) -> None:
    assert "inte en webbadress" in message("link", text)


@pytest.mark.parametrize(
    "text", ["http://10.0.0.1/plan", "intranat.local", "https://filer.kommun.internal/x"]
)
def test_a_link_into_a_local_network_is_refused(text: str) -> None:
    assert "lokalt nätverk" in message("link", text)

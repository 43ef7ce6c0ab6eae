"""Personal identity numbers are found in a text, and other figures are not taken for them.

The numbers are invented: the classic examples of the literature and numbers made from a date by the rule itself.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.se import personnummer

from agreements.domain.personal_numbers import personal_numbers

PERSON = "640823-3234"


def with_check_digit(digits: str) -> str:
    """Return nine digits and the tenth that makes them a number, by the slow way of the law's wording."""
    products = "".join(str(int(digit) * (2, 1)[place % 2]) for place, digit in enumerate(digits))
    return digits + str(-sum(int(digit) for digit in products) % 10)


@pytest.mark.parametrize(
    "text",
    [
        PERSON,
        "19640823-3234",
        "196408233234",
        "6408233234",
        "19121212-1212",
        "121212+1212",
        "640823–3234",
        "640823−3234",
        f"Barnet ({PERSON}) bor hemma.",
        f"namn;{PERSON};ja",
        '"6408233234",12',
        "pnr:196408233234.",
        "00" + "0229-" + with_check_digit("000229123")[6:],
    ],
)
def test_a_personal_identity_number_is_found_however_it_is_written(text: str) -> None:
    assert personal_numbers(text) == 1


@pytest.mark.parametrize("day", ["61", "72", "91"])
def test_a_coordination_number_is_found(day: str) -> None:
    number = with_check_digit(f"7010{day}239")
    assert personal_numbers(f"{number[:6]}-{number[6:]} 19{number}") == 2


def test_every_place_counts() -> None:
    assert personal_numbers(f"{PERSON}\n{PERSON}\n19121212-1212") == 3


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("640823-3235", "wrong check digit"),
        ("641323-" + with_check_digit("641323323")[6:], "no such month"),
        ("640230-" + with_check_digit("640230323")[6:], "no such day"),
        ("19630229-" + with_check_digit("630229323")[6:], "no leap year"),
        ("640823-" + with_check_digit("640823000")[6:], "no birth number"),
        ("556036-0793", "an organisation number"),
        ("5560360793", "an organisation number"),
        ("212000-0142", "a kommun"),
        ("SE4564082332340000058398", "an IBAN"),
        ("SE45 5000 0000 0583 9825 7466", "an IBAN in groups"),
        ("9640823323412345", "a longer figure"),
        ("0.6408233234", "decimals"),
        ("070-123 45 67, +46 8 640823", "telephone numbers"),
        ("2014-03-01 2014-10-14", "days"),
        ("20140301-20141014", "a span of days"),
        ("640823 3234", "two figures beside each other"),
        ("12-640823-3234-1", "a number of a case"),
    ],
)
def test_other_figures_are_not_persons(text: str, why: str) -> None:
    assert personal_numbers(text) == 0, why


def test_a_table_of_ten_digit_figures_is_not_taken_for_persons() -> None:
    telephones = [f"070{number:07}" for number in range(1_230_000, 1_234_000, 7)]
    assert personal_numbers("6408233234") == 1
    assert personal_numbers("\n".join(telephones)) == 0


def test_a_table_of_times_is_not_taken_for_persons() -> None:
    assert (
        personal_numbers(
            "\n".join(f"20140301{hour:02}{minute:02}" for hour in range(24) for minute in range(60))
        )
        == 0
    )


def test_a_list_of_persons_without_separators_is_found() -> None:
    persons = [with_check_digit(f"0501{day:02}23{day % 10}") for day in range(1, 29)]
    assert personal_numbers("\n".join(persons)) == len(persons)


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.integers(1, 999), st.sampled_from(["", "-"]))
def test_every_number_made_by_the_rule_is_found(born: date, birth_number: int, separator: str) -> None:
    digits = with_check_digit(f"{born:%y%m%d}{birth_number:03}")
    written = f"{born:%Y}{digits[2:6]}{separator}{digits[6:]}"
    assert personnummer.is_valid(written)
    assert personal_numbers(f"x {written} y") == 1


@given(st.integers(0, 99_999_999), st.integers(0, 9999))
def test_only_what_the_standard_library_of_numbers_knows_is_found(day: int, last: int) -> None:
    written = f"{day:08}-{last:04}"
    if personal_numbers(written) and not 61 <= int(written[6:8]) <= 91:
        assert personnummer.is_valid(written)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert personal_numbers(text) >= 0


def test_several_dates_and_figures_in_a_report_are_no_persons() -> None:
    rows = [
        f"{1400 + row};2014-{1 + row % 12:02}-{1 + row % 28:02};{row * 7919};{row * 104729 % 1000003},5"
        for row in range(2000)
    ]
    assert personal_numbers("\n".join(rows)) == 0

"""Whole kronor and their Swedish writing; the thin space and the no-break space are spelled out."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prio.money import NotKronor, check_kronor, exact_kronor, kronor, number, percent


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (5245, "5\u202f245"),
        (350_000_000, "350\u202f000\u202f000"),
        (-1_234, "\u22121\u202f234"),
    ],
)
def test_thousands_are_set_apart_by_thin_spaces(value: int, text: str) -> None:
    assert number(value) == text
    assert kronor(value) == f"{text}\u00a0kr"


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (500, 5, "100\u00a0kr"),
        (5, 2, "2,50\u00a0kr"),
        (2, 3, "0,66\u00a0…\u00a0kr"),
        (1_999_999, 1_000, "1\u202f999,99\u00a0…\u00a0kr"),
        (3_381_550_713, 5_000, "676\u202f310,14\u00a0…\u00a0kr"),
        (1, 1_000, "0,00\u00a0…\u00a0kr"),
    ],
)
def test_an_exact_amount_is_cut_off_after_the_ore_and_says_so(
    numerator: int, denominator: int, text: str
) -> None:
    assert exact_kronor(numerator, denominator) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (370_840, 431_075, "86,03"),
        (91_612, 126_461, "72,44"),
        (4, 5, "80"),
        (0, 7, "0"),
        (7, 7, "100"),
        (29, 40, "72,50"),
        (79_999, 100_000, "79,999"),
        (799_999_999, 1_000_000_000, "79,9999999"),
        (80_001, 100_000, "80,001"),
        (9_999_999, 10_000_000, "99,99999"),
    ],
)
def test_a_share_has_two_decimals_and_more_where_it_would_look_whole(
    part: int, whole: int, text: str
) -> None:
    assert percent(part, whole) == text


@settings(deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_written_share_lies_on_the_right_side_of_every_whole_percent(part: int, whole: int) -> None:
    written = Fraction(percent(part, whole).replace(",", ".").replace("\u202f", ""))
    exact = Fraction(100 * part, whole)
    assert (written // 1, written % 1 == 0) == (exact // 1, exact % 1 == 0)
    assert abs(written - exact) <= Fraction(1, 200)


@settings(deadline=None)
@given(st.integers(0, 10**12), st.integers(1, 10**8))
def test_a_written_amount_is_never_above_the_exact_one(numerator: int, denominator: int) -> None:
    text = exact_kronor(numerator, denominator)
    written = Fraction(text.translate({0x202F: None, 0xA0: None, ord(","): "."}).rstrip("kr").rstrip("…"))
    lost = Fraction(numerator, denominator) - written
    assert 0 <= lost < Fraction(1, 100)
    assert ("…" in text) == (lost > 0)


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 5), (1, 0), (1, -5)])
def test_what_is_not_a_share_is_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        exact_kronor(numerator, denominator)
    with pytest.raises(ValueError, match="not a share"):
        percent(numerator, denominator)


def test_whole_kronor_pass() -> None:
    assert check_kronor(42_500_000, "the pot") == 42_500_000
    assert check_kronor(0, "the pot") == 0


@pytest.mark.parametrize("value", [1.0, "100", True, None, -1])
def test_anything_but_whole_kronor_is_refused_by_name(value: object) -> None:
    with pytest.raises(NotKronor, match="the pot must"):
        check_kronor(value, "the pot")

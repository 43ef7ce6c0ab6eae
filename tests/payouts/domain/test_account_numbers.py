"""Bankgiro and bank accounts as people type them."""

import pytest

from payouts.domain.account_numbers import WrongAccount, read_account, read_bank_account, read_bankgiro


@pytest.mark.parametrize(
    ("typed", "digits", "shown"),
    [
        ("991-2346", "9912346", "991-2346"),
        (" 5050 1055", "50501055", "5050-1055"),
        ("5050–1055", "50501055", "5050-1055"),
    ],
)
def test_a_bankgiro_is_read_with_spaces_and_dashes(typed: str, digits: str, shown: str) -> None:
    found = read_bankgiro(typed)
    assert (found.digits, found.shown) == (digits, shown)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("991-2345", "Kontrollsiffran"),
        ("99-1234", "7 eller 8"),
        ("991234600", "7 eller 8"),
        ("991-234x", "bara siffror"),
        ("٩٩١٢٣٤٦", "bara siffror"),
        ("000-0000", "Kontrollsiffran"),
        ("", "Skriv numret"),
    ],
)
def test_a_bankgiro_that_cannot_be_right_says_why(typed: str, why: str) -> None:
    with pytest.raises(WrongAccount, match=why):
        read_bankgiro(typed)


@pytest.mark.parametrize(
    ("typed", "digits", "shown"),
    [
        ("6000 123 456 789", "6000123456789", "6000, 123456789"),
        ("8327-9, 1234567", "832791234567", "8327-9, 1234567"),
    ],
)
def test_a_bank_account_is_clearing_number_and_account(typed: str, digits: str, shown: str) -> None:
    found = read_bank_account(typed)
    assert (found.digits, found.shown) == (digits, shown)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("6000 12345", "för kort"),
        ("0999 1234567", "mellan 1000"),
        ("8327-8 1234567", "femte siffra"),
        ("6000 12345678901", "6 till 10"),
    ],
)
def test_a_bank_account_that_cannot_be_right_says_why(typed: str, why: str) -> None:
    with pytest.raises(WrongAccount, match=why):
        read_account("account", typed)

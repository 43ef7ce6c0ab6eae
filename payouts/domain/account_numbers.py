"""Where money can be sent: bankgiro and bank accounts, read and checked. Pure.

A bankgiro has 7 or 8 digits, the last a check digit after Luhn (Bankgirot's rule, python-stdnum). A bank account has a
clearing number of four digits, five where it begins with 8, and an account number. The check digits of the accounts
themselves follow some twenty rules that the banks change; what is checked here is what all have in common.
"""

from dataclasses import dataclass
from typing import Literal

from stdnum import luhn
from stdnum.exceptions import ValidationError

AccountType = Literal["bankgiro", "account"]

SHORTEST_BANKGIRO, LONGEST_BANKGIRO = 7, 8
CLEARING_DIGITS = 4
SHORTEST_ACCOUNT, LONGEST_ACCOUNT = 6, 10  # digits after the clearing number; Handelsbanken has 8 or 9
FIRST_CLEARING, LAST_CLEARING = 1000, 9999
# Swedbank's savings banks: a fifth digit, which checks the four before it.
WITH_FIFTH_DIGIT = "8"
_BETWEEN = str.maketrans("", "", " -.,\u00a0\u202f\u2013")


class WrongAccount(ValueError):
    """The number cannot be right; the message says why, in Swedish, for the field that it was typed in."""


@dataclass(frozen=True, slots=True)
class AccountNumber:
    """A number that money can be sent to. digits: for an account the clearing number and the account after each other.

    clearing: how many of the digits are the clearing number; 0 for a bankgiro.
    """

    kind: AccountType
    digits: str
    clearing: int = 0

    @property
    def shown(self) -> str:
        """The number as people write it: 123-4567, or 8327-9, 123 456 7."""
        if self.kind == "bankgiro":
            return f"{self.digits[:-4]}-{self.digits[-4:]}"
        clearing = self.digits[: self.clearing]
        if len(clearing) > CLEARING_DIGITS:
            clearing = f"{clearing[:-1]}-{clearing[-1]}"
        return f"{clearing}, {self.digits[self.clearing :]}"


def read_account(kind: AccountType, typed: str) -> AccountNumber:
    """Return the number that somebody typed, with spaces and dashes as they like.

    Raises:
        WrongAccount: it cannot be right.
    """
    return read_bankgiro(typed) if kind == "bankgiro" else read_bank_account(typed)


def read_bankgiro(typed: str) -> AccountNumber:
    """Return a bankgiro.

    Raises:
        WrongAccount: it has other signs than digits, has not 7 or 8 of them, or its check digit is wrong.
    """
    digits = _digits(typed, "Ett bankgironummer")
    if not SHORTEST_BANKGIRO <= len(digits) <= LONGEST_BANKGIRO:
        raise WrongAccount(f"Ett bankgironummer har 7 eller 8 siffror. Det här har {len(digits)}.")
    if not _luhn_holds(digits) or not digits.strip("0"):
        raise WrongAccount("Kontrollsiffran stämmer inte. Någon siffra är fel: se efter på en faktura.")
    return AccountNumber("bankgiro", digits)


def read_bank_account(typed: str) -> AccountNumber:
    """Return a bank account: clearing number, then account number.

    Raises:
        WrongAccount: it has other signs than digits, or the clearing or account number has the wrong length.
    """
    digits = _digits(typed, "Ett kontonummer")
    if len(digits) < CLEARING_DIGITS + SHORTEST_ACCOUNT:
        raise WrongAccount("Skriv clearingnumret och sedan kontonumret. Det här är för kort för båda.")
    if not FIRST_CLEARING <= int(digits[:CLEARING_DIGITS]) <= LAST_CLEARING:
        raise WrongAccount("Ett clearingnummer är mellan 1000 och 9999. Skriv det först.")
    clearing = CLEARING_DIGITS
    if digits.startswith(WITH_FIFTH_DIGIT):
        clearing += 1
        if not _luhn_holds(digits[:clearing]):
            raise WrongAccount(
                "Ett clearingnummer som börjar på 8 har en femte siffra, och den stämmer inte. Skriv alla fem."
            )
    account = digits[clearing:]
    if not SHORTEST_ACCOUNT <= len(account) <= LONGEST_ACCOUNT:
        raise WrongAccount(
            f"Efter clearingnumret har ett konto {SHORTEST_ACCOUNT} till {LONGEST_ACCOUNT} siffror. "
            f"Det här har {len(account)}."
        )
    return AccountNumber("account", digits, clearing)


def _digits(typed: str, what: str) -> str:
    digits = typed.translate(_BETWEEN)
    if not digits:
        raise WrongAccount("Skriv numret.")
    if not (digits.isascii() and digits.isdigit()):
        raise WrongAccount(f"{what} har bara siffror. Mellanslag och bindestreck går bra.")
    return digits


def _luhn_holds(digits: str) -> bool:
    try:
        luhn.validate(digits)
    except ValidationError:
        return False
    return True

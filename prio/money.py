"""Whole kronor, and how amounts and shares are written in Swedish: integers in, text out, never a float."""

from functools import lru_cache

THIN_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
ELLIPSIS = "\u2026"

_SHOWN_DECIMALS = 2


class NotKronor(ValueError):
    """A value that should be an amount in whole kronor is something else."""


def check_kronor(value: object, what: str) -> int:
    """Return `value` when it is an amount: a whole number of kronor, zero or more.

    `what` names the amount in the message. Raises NotKronor for anything else, also for a bool or a float
    that happens to be whole: money that has been a float once may already have lost a krona.
    """
    if type(value) is not int:
        raise NotKronor(f"{what} must be whole kronor, not {value!r}")
    if value < 0:
        raise NotKronor(f"{what} must not be negative: {value} kronor")
    return value


# A page of amounts writes the same pots, totals and inhabitants hundreds of times.
@lru_cache(maxsize=4096)
def number(value: int) -> str:
    """Write a whole number in Swedish style, with a thin space (U+202F) between the thousands."""
    text = f"{value:,}".replace(",", THIN_SPACE)
    return text.replace("-", MINUS) if value < 0 else text


def kronor(value: int) -> str:
    """Write an amount in whole kronor: `1 234 567 kr`, with a no-break space before `kr`."""
    return f"{number(value)}{NO_BREAK_SPACE}kr"


def exact_kronor(numerator: int, denominator: int) -> str:
    """Write the exact amount numerator/denominator kronor, cut off after the öre: `676 310,14 … kr`.

    The ellipsis stands there only when something was cut off; a whole amount is written without decimals.
    Raises ValueError for a negative numerator or a denominator below 1.
    """
    _check_fraction(numerator, denominator)
    whole, rest = divmod(numerator, denominator)
    if rest == 0:
        return kronor(whole)
    hundredths, more = divmod(rest * 100, denominator)
    cut = f"{NO_BREAK_SPACE}{ELLIPSIS}" if more else ""
    return f"{number(whole)},{hundredths:02}{cut}{NO_BREAK_SPACE}kr"


def percent(part: int, whole: int) -> str:
    """Write part/whole as percent with two decimals, rounded: `86,03`. The word or sign is the caller's.

    A share that is not a whole percent is never written as one: 79,999 percent gets the decimals it needs and
    does not become 80, so that a figure beside a limit always agrees with the outcome.
    Raises ValueError for a negative part or a whole below 1.
    """
    _check_fraction(part, whole)
    exact, rest = divmod(part * 100, whole)
    if rest == 0:
        return number(exact)
    decimals = _SHOWN_DECIMALS
    while True:
        scale = 10**decimals
        rounded = (2 * part * 100 * scale + whole) // (2 * whole)
        if rounded % scale:
            return f"{number(rounded // scale)},{rounded % scale:0{decimals}}"
        decimals += 1


def _check_fraction(numerator: int, denominator: int) -> None:
    if numerator < 0 or denominator < 1:
        raise ValueError(f"not a share: {numerator}/{denominator}")

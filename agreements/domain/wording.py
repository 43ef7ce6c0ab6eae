"""How figures are written in reasons: Swedish style, exact, never rounded so that a missed limit looks reached."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from prio.days import month_in_words, plain_day
from prio.money import MINUS, number

_LONGEST_DECIMALS = 12


def figure(value: int | Fraction) -> str:
    """Write a number with a thin space between thousands and a decimal comma, cut off after twelve decimals."""
    return (
        cut(value, _LONGEST_DECIMALS).rstrip("0").rstrip(",") if _has_decimals(value) else number(int(value))
    )


def cut(value: int | Fraction, decimals: int) -> str:
    """Write a number with exactly so many decimals; what is beyond them is cut off, never rounded up."""
    scale = 10**decimals
    exact = Fraction(value)
    whole, rest = divmod(abs(exact.numerator) * scale // exact.denominator, scale)
    text = f"{number(whole)},{rest:0{decimals}}" if decimals else number(whole)
    return f"{MINUS}{text}" if exact < 0 else text


def share_beside(share: Fraction, limit: Fraction) -> str:
    """Write a share in percent beside its limit, with one decimal or as many as the limit has.

    It is rounded, but never to the other side: 89,96 percent where 90 are needed is written 89,9 and not 90,0.
    """
    decimals = 1
    while limit * 10**decimals % 1:
        decimals += 1
    half = Fraction(1, 2 * 10**decimals)
    crosses = share < limit <= share + half
    return cut(share if crosses else share + half, decimals)


def counted(value: int | Fraction, unit: str) -> str:
    """Write a number with its unit, where there is one."""
    return f"{figure(value)} {unit}" if unit else figure(value)


def listed(words: Sequence[str]) -> str:
    """Write words as Swedish text: `a, b och c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} och {words[-1]}"


def limit_in_words(limit: str) -> str:
    """Write a limit that is given as a year, a month or a date: `2010`, `juni 2013`, `1 maj 2010`."""
    if len(limit) == len("2010-05-01"):
        return plain_day(date.fromisoformat(limit))
    return month_in_words(limit) if len(limit) == len("2010-05") else limit


def span(first: str, last: str) -> str:
    """Write what lies between two words: one of them where they are the same."""
    return first if first == last else f"{first}–{last}"


def days(first: date, last: date) -> str:
    """Write the days from first to last as briefly as they allow: whole years, one whole month or dates."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return span(str(first.year), str(last.year))
    month = first.isoformat()[: len("2010-05")]
    if (first.day, last) == (1, _end_of_month(first)):
        return month_in_words(month)
    return span(plain_day(first), plain_day(last))


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _has_decimals(value: int | Fraction) -> bool:
    return isinstance(value, Fraction) and value.denominator != 1

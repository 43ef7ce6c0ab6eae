"""What somebody typed in a cell: numbers as Swedes write them, percentages, months, yes and no.

Every function returns plain text with a point for decimals, or raises NotReadable, whose text is Swedish.
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from agreements.domain.faults import quoted
from prio.days import MONTHS

YES, NO = "1", "0"
MOST_DIGITS = 12
MOST_DECIMALS = 9
HUNDRED = Decimal(100)

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?: [0-9]{3})+(?:,[0-9]+)?")
_PLAIN = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_ONLY_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_MONTH = re.compile(r"([0-9]{4})[-/.]?(0[1-9]|1[0-2])(?:[-/.]?[0-9]{2})?(?:[ T]00:00(?::00)?)?")
_NAMED = re.compile(r"([a-zåäö]+)\.?[ \-]*([0-9]{4}|[0-9]{2})")
_NAMED_AFTER = re.compile(r"([0-9]{4})[ \-]*([a-zåäö]+)\.?")
_YES = frozenset({"ja", "j", "yes", "y", "true", "sant", "1", "x"})
_NO = frozenset({"nej", "n", "no", "false", "falskt", "0"})
_SHORTEST_MONTH = 3  # letters: jan, sept
_CENTURY = "20"


class NotReadable(ValueError):
    """What stands in the cell is no such thing; the text says why, in Swedish."""


@lru_cache(maxsize=8192)
def count(text: str) -> str:
    """Return a whole number from zero: `1 234` gives `1234`. Raises NotReadable."""
    if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
        return str(int(text))
    if _ONLY_POINTS.fullmatch(text.strip()):
        raise NotReadable(f"{quoted(text)} kan läsas på två sätt. Skriv antalet utan punkt.")
    value = _decimal(text)
    if value != value.to_integral_value():
        raise NotReadable(f"{quoted(text)} är inget helt antal.")
    return str(int(value))


@lru_cache(maxsize=8192)
def number(text: str) -> str:
    """Return a number from zero, which may have decimals: `12,50` gives `12.5`. Raises NotReadable."""
    return _written(_decimal(text))


@lru_cache(maxsize=8192)
def percent(text: str) -> str:
    """Return a percentage from 0 to 100, written with or without its sign. Raises NotReadable."""
    plain = text.strip()
    has_sign = plain.endswith(("%", "procent"))
    value = _decimal(plain.removesuffix("%").removesuffix("procent"))
    if value > HUNDRED:
        raise NotReadable(f"{quoted(text)} är mer än 100 procent.")
    if not has_sign and 0 < value <= 1:
        raise NotReadable(f"{quoted(text)} ser ut som en andel av 1. Skriv den i procent, till exempel 95,5.")
    return _written(value)


@lru_cache(maxsize=1024)
def yes_no(text: str) -> str:
    """Return yes as `1` and no as `0`. Raises NotReadable."""
    word = text.strip().casefold()
    if word in _YES:
        return YES
    if word in _NO:
        return NO
    raise NotReadable(f"{quoted(text)} är varken ja eller nej.")


@lru_cache(maxsize=8192)
def month(text: str) -> str:
    """Return a month as 2014-03, written so, as a day in it, or in Swedish words. Raises NotReadable."""
    plain = " ".join(text.casefold().split())
    if found := _MONTH.fullmatch(plain):
        return f"{found[1]}-{found[2]}"
    if found := _NAMED.fullmatch(plain):
        name, year = found[1], found[2]
    elif found := _NAMED_AFTER.fullmatch(plain):
        year, name = found[1], found[2]
    else:
        raise NotReadable(f"{quoted(text)} är ingen månad. Skriv den som 2014-03.")
    number = _month_called(name)
    if not number:
        raise NotReadable(f"{quoted(text)} är ingen månad. Skriv den som 2014-03.")
    return date(int(year if len(year) > len(_CENTURY) else _CENTURY + year), number, 1).isoformat()[:7]


def _month_called(name: str) -> int:
    """Return the number of the month whose name begins so, 0 where there is none."""
    if len(name) < _SHORTEST_MONTH:
        return 0
    found = [index for index, known in enumerate(MONTHS, start=1) if known.startswith(name)]
    return found[0] if len(found) == 1 else 0


def _decimal(text: str) -> Decimal:
    plain = _SPACES.sub(" ", text.strip()).replace("\u2212", "-").replace("\u2013", "-")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(" ", "")
    if not _PLAIN.fullmatch(plain):
        raise NotReadable(f"{quoted(text)} är inget tal.")
    value = Decimal(plain.replace(",", "."))
    if value < 0:
        raise NotReadable(f"{quoted(text)} är mindre än noll.")
    whole, _, decimals = plain.replace(",", ".").partition(".")
    if len(whole) > MOST_DIGITS or len(decimals.rstrip("0")) > MOST_DECIMALS:
        raise NotReadable(f"{quoted(text)} har för många siffror.")
    return value


def _written(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") or "0" if "." in text else str(int(value))

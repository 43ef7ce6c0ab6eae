"""Days, months and years as Swedes type them."""

import re
from datetime import date

from agreements.domain.questions import Precision
from agreements.domain.typed_text import NotUnderstood, plain_signs, shown
from prio.days import MONTHS, WEEKDAYS

_EARLIEST, _LATEST = 1900, 2200
_SHORTEST_MONTH = 3
_LAST_MONTH = 12

_YEAR = re.compile(r"([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4}) ?[-/. ] ?([0-9]{1,2})(?: ?[-/. ] ?([0-9]{1,2}))?")
_TOGETHER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_DAY_FIRST = re.compile(r"([0-9]{1,2}) ?[-/. ] ?([0-9]{1,2}) ?[-/., ] ?([0-9]{4})")
_MONTH_FIRST = re.compile(r"([0-9]{1,2}) ?[-/. ] ?([0-9]{4})")
_IN_WORDS = re.compile(r"(?:([0-9]{1,2})(?::?[ae])?\.? ?-?)?([a-zåäö]+)\.?,? ?-?([0-9]{4})")
_YEAR_THEN_WORD = re.compile(r"([0-9]{4}) ?-?([a-zåäö]+)\.?(?: ?-?([0-9]{1,2}))?")
_LEADING = re.compile(rf"(?:(?:{'|'.join(WEEKDAYS)})(?:en)?,? )?(?:den )?")

_HOW = {
    "day": "Skriv datumet som ÅÅÅÅ-MM-DD, eller dagen, månadens namn och året.",
    "month": "Skriv månaden som ÅÅÅÅ-MM, eller månadens namn och året.",
    "year": "Skriv året med fyra siffror.",
}


def day_typed(text: str, precision: Precision = "day") -> str:
    """Return a day, month or year that was typed as 2014-03-01, 2014-03 or 2014: as much as was typed.

    Args:
        text: what was typed, not blank.
        precision: what the question asks for; it decides how a message says to write.

    Raises NotUnderstood for what is no date and for a date that does not exist.
    """
    year, month, day = _parts(text, precision)
    if not _EARLIEST <= year <= _LATEST:
        raise NotUnderstood(f"Året ska vara från {_EARLIEST} till {_LATEST}.")
    if month is None:
        return f"{year:04}"
    if not 1 <= month <= _LAST_MONTH:
        raise NotUnderstood(f"Det finns ingen månad {month}. {_HOW[precision]}")
    if day is None:
        return f"{year:04}-{month:02}"
    try:
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise NotUnderstood(f"Den {day} {MONTHS[month - 1]} {year} finns inte.") from error


def _parts(text: str, precision: Precision) -> tuple[int, int | None, int | None]:
    cleaned = plain_signs(text).lower()
    cleaned = cleaned[_leading(cleaned) :]
    for shape, order in (
        (_YEAR, "y"),
        (_YEAR_FIRST, "ymd"),
        (_TOGETHER, "ymd"),
        (_DAY_FIRST, "dmy"),
        (_MONTH_FIRST, "my"),
    ):
        if found := shape.fullmatch(cleaned):
            parts = {name: int(part) for name, part in zip(order, found.groups(), strict=True) if part}
            return parts["y"], parts.get("m"), parts.get("d")
    return _with_a_word(cleaned, text, precision)


def _with_a_word(cleaned: str, text: str, precision: Precision) -> tuple[int, int | None, int | None]:
    if found := _IN_WORDS.fullmatch(cleaned):
        day, word, year = found.groups()
    elif found := _YEAR_THEN_WORD.fullmatch(cleaned):
        year, word, day = found.groups()
    else:
        raise NotUnderstood(f"{shown(text)} är inte ett datum. {_HOW[precision]}")
    months = [
        place
        for place, month in enumerate(MONTHS, 1)
        if word == month
        or (len(word) >= _SHORTEST_MONTH and month.startswith(word))
        or (word == "sept" and month == "september")
    ]
    if len(months) != 1:
        raise NotUnderstood(f"{shown(word)} är inte en månad. {_HOW[precision]}")
    return int(year), months[0], int(day) if day else None


def _leading(text: str) -> int:
    found = _LEADING.match(text)
    return found.end() if found else 0

"""Swedish personal identity numbers and coordination numbers in a text: how many stand there.

A number counts when its date exists and its check digit is right (folkbokföringslagen 1991:481, 18 §); a coordination
number has 60 added to the day. One figure in ten has a right check digit by chance, so ten or twelve digits without a
separator are taken for other figures where many of them stand in the text and most of them fail. Organisation numbers
have a month from 20 and are never counted. (stdnum.se.personnummer reads the clock and knows no coordination numbers.)
"""

import re
from datetime import date

_DAY_OF_COORDINATION_NUMBER = 60
_EARLIEST, _LATEST = 1800, 2099
_CENTURIES = (1900, 2000, 1800)
_SHORT_DATE = 6

# So many figures of the same length, with fewer than one in so many that pass, are a table and not persons.
_MANY, _ONE_IN = 8, 4

# Whole runs of digits, so that no number is found inside a longer one; it begins with a digit, which makes it fast.
_RUNS = re.compile("([0-9]{6,})(?:[-+\u2010-\u2015\u2212\ufe63\uff0d]([0-9]{4})(?![0-9]|-[0-9]))?")
_BEFORE = re.compile("[0-9][-.]")
_DECIMALS = re.compile("[.][0-9]")
_DATES = re.compile("(?:18|19|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01]|[678][0-9]|9[01])")
_LENGTHS_OF_DATES = (6, 8)
_LENGTHS_TOGETHER = (10, 12)


def personal_numbers(text: str) -> int:
    """Return how many personal identity numbers and coordination numbers stand in a text, the same one each time.

    They are written YYYYMMDD-NNNN or YYMMDD-NNNN, with any dash, with + for a person of a hundred years, or together.
    """
    separated = 0
    hits = dict.fromkeys(_LENGTHS_TOGETHER, 0)
    figures = dict.fromkeys(_LENGTHS_TOGETHER, 0)
    for found in _RUNS.finditer(text):
        digits, last = found.groups()
        length = len(digits)
        if last and length in _LENGTHS_OF_DATES:
            separated += _is_valid(digits, last) and not _is_inside(text, found.start())
        elif length in _LENGTHS_TOGETHER and not _is_inside(text, found.start(), found.end(1)):
            figures[length] += 1
            hits[length] += _is_valid(digits[:-4], digits[-4:])
    return separated + sum(
        hits[length]
        for length in _LENGTHS_TOGETHER
        if figures[length] < _MANY or hits[length] * _ONE_IN >= figures[length]
    )


def _is_inside(text: str, start: int, end: int | None = None) -> bool:
    """Say whether the digits are a part of something longer: decimals, or a number with dashes."""
    begins_before = _BEFORE.match(text, start - 2) if start > 1 else None
    return bool(begins_before or (end is not None and _DECIMALS.match(text, end)))


def _is_valid(day: str, last: str) -> bool:
    is_possible = _DATES.fullmatch(day) and not last.startswith("000")
    return bool(is_possible) and _has_check_digit(day[-_SHORT_DATE:] + last) and _exists(day)


def _has_check_digit(digits: str) -> bool:
    """The Luhn sum of ten digits: every second one doubled, and the digits of the products added."""
    total = 0
    for place, digit in enumerate(digits):
        product = int(digit) * (2 - place % 2)
        total += product // 10 + product % 10
    return total % 10 == 0


def _exists(digits: str) -> bool:
    month, day = int(digits[-4:-2]), int(digits[-2:])
    if day > _DAY_OF_COORDINATION_NUMBER:
        day -= _DAY_OF_COORDINATION_NUMBER
    year = int(digits[:-4])
    years = (year,) if len(digits) > _SHORT_DATE else tuple(century + year for century in _CENTURIES)
    return any(_is_date(each, month, day) for each in years)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return _EARLIEST <= year <= _LATEST


def personal_number_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the numbers stand, as start and end. Tables of figures are not spared: masking too much is safe."""
    spans = []
    for found in _RUNS.finditer(text):
        digits, last = found.groups()
        if last and len(digits) in _LENGTHS_OF_DATES and _is_valid(digits, last):
            spans.append(found.span())
        elif len(digits) in _LENGTHS_TOGETHER and _is_valid(digits[:-4], digits[-4:]):
            spans.append(found.span(1))
    return tuple(spans)

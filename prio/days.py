"""Days in Swedish words. Pure: a date in, text out."""

from datetime import date

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
LONGEST_SHORT_MONTH = 4  # juni and juli are written out, the others cut to three letters
NO_BREAK_SPACE = "\u00a0"


def plain_day(value: date) -> str:
    """Write a day: `14 oktober 2014`."""
    return f"{value.day}{NO_BREAK_SPACE}{MONTHS[value.month - 1]} {value.year}"


def day_with_weekday(value: date) -> str:
    """Write a day with its weekday: `tisdag 14 oktober 2014`."""
    return f"{WEEKDAYS[value.weekday()]} {plain_day(value)}"


def short_day(value: date) -> str:
    """Write a day for a narrow column: `14 okt 2014`."""
    month = MONTHS[value.month - 1]
    short = month if len(month) <= LONGEST_SHORT_MONTH else month[:3]
    return f"{value.day}{NO_BREAK_SPACE}{short}{NO_BREAK_SPACE}{value.year}"


def month_in_words(value: str) -> str:
    """Write a month, given as `2014-01`: `januari 2014`."""
    year, month = value.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"

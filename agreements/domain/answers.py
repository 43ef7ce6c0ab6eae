"""What an answer says: plain JSON values read by the type of their question, without ever failing.

A value that is missing or of another shape is no answer. The reading functions then raise NoAnswer, whose text is the
reason in Swedish; nothing else leaves this module, whatever the value is.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from agreements.domain.questions import SEXES, Question, QuestionType
from agreements.domain.web_addresses import leads_inside
from agreements.domain.wording import listed

Answers = Mapping[str, object]

_LARGEST = 10**12
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2200
_HIGHEST_PERCENT = 100
_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LINK = re.compile(r"https?://[^\s/?#@]+\.[^\s/?#@.]+([/?#]\S*)?", re.IGNORECASE)
_LONGEST_LINK = 2000
INSIDE = "adressen leder till ett lokalt nätverk, som bara nås inifrån. Ange en adress som alla når"


class NoAnswer(Exception):
    """A question has no usable answer; the text says why, in Swedish."""


class NotRead(NoAnswer):
    """What a register gives has not been read from it yet, which no reporter can do anything about."""


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days from first to last, both included."""

    first: date
    last: date


def problem(question: Question, value: object) -> str | None:
    """Return why `value` does not answer `question`, or None when it does."""
    try:
        read(question, value)
    except NoAnswer as reason:
        return str(reason)
    return None


def read(question: Question, value: object) -> object:
    """Return the answer, read by the type of the question. Raises NoAnswer."""
    return _READERS[question.type](question, value)


def yes_no(question: Question, value: object) -> bool:
    """Return a yes as True. Raises NoAnswer."""
    if isinstance(value, bool):
        return value
    raise _wrong(question, value, "svaret ska vara ja eller nej")


def choice(question: Question, value: object) -> str:
    """Return the key of the chosen option. Raises NoAnswer."""
    if isinstance(value, str) and any(option.key == value for option in question.options):
        return value
    raise _wrong(question, value, "svaret ska vara ett av alternativen")


def amount(question: Question, value: object) -> int | Fraction:
    """Return the number: a count with its parts added, a monthly series as its sum, a percentage. Raises NoAnswer."""
    match question.type:
        case "count":
            return _count(question, value)
        case "monthly_series":
            months = series(question, value)
            if not months:
                raise _missing(question)
            return sum(months.values())
        case "percent":
            found = _number(question, value)
            if not 0 <= found <= _HIGHEST_PERCENT:
                raise _wrong(question, value, "andelen ska vara från 0 till 100 procent")
            return found
        case _:
            return _number(question, value)


def series(question: Question, value: object) -> Mapping[str, int]:
    """Return the months of the question that have a number. Raises NoAnswer for what is no series."""
    if not isinstance(value, Mapping):
        raise _wrong(question, value, "svaret ska vara ett antal per månad")
    numbers = {month: value.get(month) for month in question.months}
    if not all(number is None or _is_count(number) for number in numbers.values()):
        raise _wrong(question, value, "varje månad ska ha ett heltal från noll")
    return {month: number for month, number in numbers.items() if isinstance(number, int)}


def days(question: Question, value: object) -> Days:
    """Return the days of a date, a year or a period. Raises NoAnswer."""
    if question.type != "period":
        return _days_of(question, value)
    if not isinstance(value, Mapping):
        raise _wrong(question, value, "svaret ska ha en början och ett slut")
    first, last = value.get("from"), value.get("to")
    if _is_empty(first) or _is_empty(last):
        raise _missing(question)
    period = Days(_days_of(question, first).first, _days_of(question, last).last)
    if period.first > period.last:
        raise _wrong(question, value, "perioden slutar före sin början")
    return period


def sections(question: Question, value: object) -> frozenset[str]:
    """Return the sections that are ticked in an attached document. Raises NoAnswer."""
    document = _named(question, value)
    ticked = document.get("sections") or []
    if isinstance(ticked, str) or not isinstance(ticked, Sequence):
        raise _wrong(question, value, "avsnitten ska vara en lista")
    return frozenset(section for section in ticked if isinstance(section, str))


def link(question: Question, value: object) -> str:
    """Return a web address. Raises NoAnswer."""
    if isinstance(value, str) and leads_inside(value):
        raise _wrong(question, value, INSIDE)
    if isinstance(value, str) and is_link(value):
        return value.strip()
    raise _wrong(question, value, "svaret ska vara en webbadress som börjar med https:// eller http://")


def is_link(value: object) -> bool:
    """Say whether `value` is a web address."""
    return isinstance(value, str) and len(value) <= _LONGEST_LINK and bool(_LINK.fullmatch(value.strip()))


def consultations(question: Question, value: object) -> Sequence[Mapping[str, object]]:
    """Return the consultations, each with an organisation. Raises NoAnswer."""
    return _entries(question, value, "organisation", "varje samråd ska ha en organisation")


def units(question: Question, value: object) -> Sequence[Mapping[str, object]]:
    """Return the units, each with a name and the answers to its fields. Raises NoAnswer."""
    return _entries(question, value, "name", "varje enhet ska ha ett namn")


def linked_rows(question: Question, value: object) -> frozenset[str]:
    """Return the rows of a matrix that have a web address, at least one. Raises NoAnswer."""
    if not isinstance(value, Mapping):
        raise _wrong(question, value, "svaret ska ha en adress per rad")
    rows = [(row.key, row.label, _link_of(value.get(row.key))) for row in question.rows]
    inside = [label for _, label, given in rows if isinstance(given, str) and leads_inside(given)]
    if inside:
        raise _wrong(question, value, f"för {listed(inside)} gäller att {INSIDE}")
    broken = [label for _, label, given in rows if not _is_empty(given) and not is_link(given)]
    if broken:
        raise _wrong(question, value, f"adressen är inte en webbadress för {listed(broken)}")
    found = frozenset(key for key, _, given in rows if not _is_empty(given))
    if not found:
        raise _missing(question)
    return found


def _link_of(row: object) -> object:
    return row.get("link") if isinstance(row, Mapping) else row


def _count(question: Question, value: object) -> int:
    if not isinstance(value, Mapping):
        if _is_count(value) and isinstance(value, int):
            return value
        raise _wrong(question, value, "svaret ska vara ett heltal från noll")
    names = {part.key: part.label for part in question.split_by} or SEXES
    if not value or any(key not in names for key in value):
        raise _wrong(question, value, "antalet är delat på något annat än frågan frågar efter")
    numbers = [value.get(name) for name in names]
    absent = [label for (_, label), number in zip(names.items(), numbers, strict=True) if number is None]
    if absent:
        raise NoAnswer(f"Frågan ”{question.label}” saknar antal för {listed(absent)}.")
    if not all(_is_count(number) for number in numbers):
        raise _wrong(question, value, "varje del ska vara ett heltal från noll")
    return sum(number for number in numbers if isinstance(number, int))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST


def _number(question: Question, value: object) -> int | Fraction:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST:
        return value
    if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        return Fraction(value.strip())
    raise _wrong(question, value, "svaret ska vara ett tal, med punkt för decimaler")


def _days_of(question: Question, value: object) -> Days:
    """A day, a whole month or a whole year, by how much of the date is written; a number is a year."""
    text = str(value) if _is_count(value) else value
    found = days_written(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise _wrong(question, value, "svaret ska vara en dag, en månad eller ett år som finns")
    return found


def days_written(text: str) -> Days | None:
    """Return the days that 2014-03-01, 2014-03 or 2014 stands for; None where it is no such date."""
    found = _DAY.fullmatch(text)
    year, month, day = (int(part) if part else 0 for part in found.groups()) if found else (0, 0, 0)
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return None
    has_month, has_day = (part is not None for part in found.groups()[1:]) if found else (False, False)
    try:
        first = date(year, month if has_month else 1, day if has_day else 1)
    except ValueError:
        return None
    if has_day:
        return Days(first, first)
    last_month = month if has_month else 12
    return Days(first, date(year, last_month, monthrange(year, last_month)[1]))


def _text(question: Question, value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise _wrong(question, value, "svaret ska vara text")


def _named(question: Question, value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _wrong(question, value, "svaret ska ha ett namn")
    if not _has_text(value, "name"):
        raise _missing(question)
    return value


def _entries(question: Question, value: object, name: str, demand: str) -> Sequence[Mapping[str, object]]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise _wrong(question, value, "svaret ska vara en lista")
    entries = [entry for entry in value if isinstance(entry, Mapping) and _has_text(entry, name)]
    if not value:
        raise _missing(question)
    if len(entries) != len(value):
        raise _wrong(question, value, demand)
    return entries


def _has_text(value: Mapping[str, object], name: str) -> bool:
    found = value.get(name)
    return isinstance(found, str) and bool(found.strip())


def _is_empty(value: object) -> bool:
    return (
        value is None
        or (isinstance(value, str | Mapping | Sequence) and not value)
        or (isinstance(value, str) and not value.strip())
    )


def _missing(question: Question) -> NoAnswer:
    if question.source:
        return NotRead(f"Uppgiften ”{question.label}” är inte inläst ur registret än.")
    return NoAnswer(f"Frågan ”{question.label}” är inte besvarad.")


def _wrong(question: Question, value: object, why: str) -> NoAnswer:
    """A missing value is unanswered; any other is of the wrong shape, and that is said."""
    if _is_empty(value):
        return _missing(question)
    return NoAnswer(f"Svaret på ”{question.label}” kan inte användas: {why}.")


_READERS: Mapping[QuestionType, Callable[[Question, object], object]] = {
    "yes_no": yes_no,
    "count": amount,
    "number": amount,
    "percent": amount,
    "monthly_series": amount,
    "date": days,
    "period": days,
    "document": sections,
    "link": link,
    "consultations": consultations,
    "units": units,
    "matrix": linked_rows,
    "choice": choice,
    "contact": _named,
    "text": _text,
}

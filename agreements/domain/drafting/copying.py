"""Last year's agreement as the beginning of the next: every day a year later, and what must be decided anew marked."""

import re
from datetime import date

from agreements.domain.definition import Definition
from agreements.domain.drafting.raw import Raw, list_at, raw_of_plain, table_at
from agreements.domain.drafting.warnings import TO_CONFIRM
from agreements.domain.reading import day_of

_DAYS = frozenset(
    {
        "population_date", "opens", "closes", "preliminary", "final", "payment", "completion_closes", "report_due",
        "due", "by",
    }
)  # fmt: skip
_WINDOWS = frozenset({"within", "months"})
_YEAR = re.compile(r"[0-9]{4}(?![0-9])")
# What names a document of last year is not true of the next.
_OF_ITS_DOCUMENT = ("reference", "signed", "source")
_LEAP_DAY = (2, 29)


def proposed_code(definition: Definition) -> str:
    """Return the code that the next year's agreement may have: `prio-2016` after `prio-2015`."""
    return _renamed(definition.code, definition.year) or f"{definition.code}-{definition.year + 1}"


def proposed_title(definition: Definition) -> str:
    """Return the title that the next year's agreement may have."""
    return _renamed(definition.title, definition.year) or f"{definition.title} {definition.year + 1}"


def _renamed(text: str, year: int) -> str:
    """Return the text with the next year where this one stands; empty where it does not."""
    return text.replace(str(year), str(year + 1)) if str(year) in text else ""


def next_year(definition: Definition, *, code: str, title: str) -> Raw:
    """Return the next year's agreement as it begins: a copy where every day is a year later.

    Each requirement `follows` the one that it is copied from. What somebody set stands, marked as to be confirmed. The
    reference, the day of signing and the sources are left out: they name last year's document.
    """
    plain = definition.to_plain()
    raw = _later(raw_of_plain(plain), "")
    if not isinstance(raw, dict):
        raise TypeError("a definition is a table")
    raw |= {"code": code, "title": title, "year": str(definition.year + 1)}
    for name in _OF_ITS_DOCUMENT:
        raw.pop(name, None)
    for requirement in list_at(raw, "requirements"):
        if isinstance(requirement, dict):
            requirement.pop("source", None)
            requirement["follows"] = {"agreement": definition.code, "requirement": requirement["code"]}
    raw["set_by"] = {
        name: _to_confirm(entry, definition.year) for name, entry in table_at(raw, "set_by").items()
    }
    return raw


def _to_confirm(entry: Raw, year: int) -> Raw:
    found = entry if isinstance(entry, dict) else {}
    decided = " ".join(text for text in (found.get("who"), found.get("date")) if isinstance(text, str))
    return {"who": TO_CONFIRM, "note": f"Från {year} ({decided}): {found.get('note') or ''}".strip()}


def _later(raw: Raw, key: str) -> Raw:
    """Return the tree with every day, month and year that is data one year later; texts stand as they are."""
    match raw:
        case str() if key in _DAYS:
            return _text_later(raw)
        case list() if key == "years":
            return [_text_later(value) if isinstance(value, str) else value for value in raw]
        case dict() if key in _WINDOWS:
            return {
                name: _text_later(value) if isinstance(value, str) else value for name, value in raw.items()
            }
        case dict():
            return {name: value if name == "set_by" else _later(value, name) for name, value in raw.items()}
        case list():
            return [_later(value, "") for value in raw]
        case _:
            return raw


def _text_later(text: str) -> str:
    """Return a day, a month or a year as it is written a year later; anything else as it is."""
    day = day_of(text)
    if day is not None:
        return year_later(day).isoformat()
    found = _YEAR.match(text)
    return f"{int(found[0]) + 1}{text[found.end() :]}" if found else text


def year_later(day: date) -> date:
    """Return the same day of the next year; 28 February for a leap day."""
    return (
        day.replace(year=day.year + 1, day=28)
        if (day.month, day.day) == _LEAP_DAY
        else day.replace(year=day.year + 1)
    )


def empty(*, code: str, title: str, year: int) -> Raw:
    """Return an agreement of which only the beginning is written."""
    return {
        "code": code,
        "title": title,
        "year": str(year),
        "assessor": "Socialstyrelsen",
        "preliminary": {"for": "none"},
        "dates": {},
        "budget": {"total": None, "lines": []},
        "set_by": {},
        "requirements": [],
    }

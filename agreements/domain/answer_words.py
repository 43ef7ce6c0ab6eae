"""An answer in plain Swedish, line by line: for reading, for the receipt and for differences."""

import json
from collections.abc import Callable, Mapping, Sequence

from agreements.domain import answers
from agreements.domain.faults import is_unprintable
from agreements.domain.questions import SEXES, Question, QuestionType
from agreements.domain.typed_numbers import in_field
from agreements.domain.wording import days, listed
from prio.days import month_in_words
from prio.money import ELLIPSIS, number

Lines = tuple[str, ...]

_LONGEST_JSON = 200
_YEAR_UNITS = frozenset({"", "år"})


class _Odd(Exception):
    """A value of another shape than its question asks for."""


def in_words(question: Question, value: object) -> Lines:
    """Return an answer as lines of plain text; no line for no answer.

    A value of another shape is given as JSON, cut off when it is long: this never raises.
    """
    if value is None or (isinstance(value, str | Mapping | Sequence) and not value):
        return ()
    try:
        lines = _WORDS[question.type](question, value)
    except _Odd:
        lines = (_as_json(value),)
    return tuple(line for text in lines if (line := _printable(text)))


def on_one_line(question: Question, value: object) -> str:
    """Return an answer as one line, "" for no answer."""
    return "; ".join(in_words(question, value))


def _printable(text: str) -> str:
    return "".join(" " if is_unprintable(sign) else sign for sign in text).strip()


def _as_json(value: object) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):
        text = "ett värde som inte kan visas"
    return text if len(text) <= _LONGEST_JSON else f"{text[:_LONGEST_JSON]}{ELLIPSIS}"


def _mapping(value: object) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return value
    raise _Odd


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}" if unit else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _text_of(entry: Mapping[str, object], name: str) -> str:
    found = entry.get(name)
    if found is None:
        return ""
    return found.strip() if isinstance(found, str) else _as_json(found)


def _yes_no(question: Question, value: object) -> Lines:
    if not isinstance(value, bool):
        raise _Odd
    return ("Ja" if value else "Nej",)


def _count(question: Question, value: object) -> Lines:
    if _is_count(value) and isinstance(value, int):
        return (_with_unit(number(value), question.unit),)
    parts = _mapping(value)
    labels = {part.key: part.label for part in question.split_by} or SEXES
    known = {key: part for key in labels if _is_count(part := parts.get(key)) and isinstance(part, int)}
    if not known or set(parts) - set(labels):
        raise _Odd
    lines = [f"{_capital(labels[key])}: {number(part)}" for key, part in known.items()]
    if len(known) == len(labels):
        lines.append(f"Tillsammans: {_with_unit(number(sum(known.values())), question.unit)}")
    return tuple(lines)


def _number(question: Question, value: object) -> Lines:
    text = in_field(value, year=question.type == "number" and question.unit in _YEAR_UNITS)
    if not text:
        raise _Odd
    return (_with_unit(text, "procent" if question.type == "percent" else question.unit),)


def _text(question: Question, value: object) -> Lines:
    if not isinstance(value, str):
        raise _Odd
    return tuple(value.splitlines())


def _day(value: object) -> str:
    text = str(value) if _is_count(value) else value
    found = answers.days_written(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise _Odd
    return days(found.first, found.last)


def _date(question: Question, value: object) -> Lines:
    return (_day(value),)


def _period(question: Question, value: object) -> Lines:
    period = _mapping(value)
    if answers.problem(question, value) is None:
        found = answers.days(question, value)
        return (days(found.first, found.last),)
    ends = (("från", period.get("from")), ("till", period.get("to")))
    given = [f"{word} {_day(end)}" for word, end in ends if end]
    if not given:
        raise _Odd
    return (_capital(" ".join(given)),)


def _choice(question: Question, value: object) -> Lines:
    for option in question.options:
        if option.key == value:
            return (option.label,)
    raise _Odd


def _document(question: Question, value: object) -> Lines:
    document = _mapping(value)
    ticked = document.get("sections")
    sections = [part for part in ticked if isinstance(part, str)] if isinstance(ticked, list | tuple) else []
    lines = [_text_of(document, "name") or "Ingen fil är bifogad."]
    more = document.get("more")
    others = more if isinstance(more, list | tuple) else ()
    lines += [name for one in others if isinstance(one, Mapping) and (name := _text_of(one, "name"))]
    if sections:
        lines.append(f"Innehåller: {listed(sections)}")
    absent = [section for section in question.sections if section not in sections]
    if absent:
        lines.append(f"Inte markerat: {listed(absent)}")
    return tuple(lines)


def _contact(question: Question, value: object) -> Lines:
    person = _mapping(value)
    lines = tuple(text for part in ("name", "email", "phone") if (text := _text_of(person, part)))
    if not lines:
        raise _Odd
    return lines


def _entries(value: object) -> Sequence[Mapping[str, object]]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise _Odd
    return [_mapping(entry) for entry in value]


def _consultations(question: Question, value: object) -> Lines:
    lines = []
    for entry in _entries(value):
        when = entry.get("date")
        try:
            day = _day(when) if when else ""
        except _Odd:
            day = _text_of(entry, "date")
        head = [_text_of(entry, "organisation") or "(utan organisation)", day, _text_of(entry, "how")]
        summary = " ".join(_text_of(entry, "summary").split())
        said = ", ".join(part for part in head if part)
        lines.append(f"{said}: {summary}" if summary else said)
    return tuple(lines)


def _series(question: Question, value: object) -> Lines:
    series = _mapping(value)
    found = {
        month: n for month in question.months if _is_count(n := series.get(month)) and isinstance(n, int)
    }
    if set(series) - set(question.months) or any(
        n is not None and month not in found for month, n in series.items()
    ):
        raise _Odd
    lines = [
        f"{month_in_words(month)}: {number(found[month]) if month in found else 'ingen uppgift'}"
        for month in question.months
    ]
    return (*lines, f"Tillsammans: {_with_unit(number(sum(found.values())), question.unit)}")


def _units(question: Question, value: object) -> Lines:
    lines = []
    for entry in _entries(value):
        lines.append(_text_of(entry, "name") or "(utan namn)")
        for one in question.fields:
            said = on_one_line(one, entry.get(one.key))
            lines.append(f"– {one.label}: {said or 'inte besvarat'}")
    return tuple(lines)


def _matrix(question: Question, value: object) -> Lines:
    matrix = _mapping(value)
    lines = []
    for row in question.rows:
        entry = matrix.get(row.key)
        entry = {"link": entry} if isinstance(entry, str) else entry
        link, label = (_text_of(_mapping(entry), part) if entry else "" for part in ("link", "label"))
        own = f" ({label})" if label and label != row.label else ""
        lines.append(f"{row.label}: {link or 'ingen adress'}{own}")
    return tuple(lines)


_WORDS: Mapping[QuestionType, Callable[[Question, object], Lines]] = {
    "yes_no": _yes_no,
    "count": _count,
    "number": _number,
    "percent": _number,
    "text": _text,
    "date": _date,
    "period": _period,
    "choice": _choice,
    "document": _document,
    "link": _text,
    "contact": _contact,
    "consultations": _consultations,
    "monthly_series": _series,
    "units": _units,
    "matrix": _matrix,
}

"""From what was typed in the fields of a form to an answer, and from an answer to what stands in the fields.

A field is named by its part: "" where the question has one field; `women`, `from`, `2014-01`, `email`, `sections`;
`0.organisation` in the first row of a list, `0.visits.women` in a field of the first unit, `row.link` in a matrix.
Whatever is typed, nothing is raised and nothing is lost: `raw` holds all of it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from agreements.domain import answers
from agreements.domain.contradictions import contradictions
from agreements.domain.questions import Question, QuestionType
from agreements.domain.typed_dates import day_typed
from agreements.domain.typed_fields import as_typed
from agreements.domain.typed_numbers import decimal, percentage, whole
from agreements.domain.typed_text import NotUnderstood, one_line, raw_of, shown, storable
from agreements.domain.web_addresses import leads_inside

__all__ = ["MOST_ROWS", "Typed", "as_typed", "contradictions", "problems_of", "read_typed"]

MOST_ROWS = 200

_YES = frozenset({"ja", "j", "yes", "y", "true", "on", "1", "sant"})
_NO = frozenset({"nej", "n", "no", "false", "off", "0", "falskt"})
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+-]*:(?![0-9])", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:.]+(\.[^\s@<>(),;:.]+)+")
_INDEX = re.compile(r"[0-9]{1,6}")

Data = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """What came of it: the JSON answer (None: empty or unreadable), what is wrong by part, and all that was typed."""

    value: object | None
    problems: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, list[str] | str] = field(default_factory=dict)


def read_typed(question: Question, data: Data, *, current: object = None) -> Typed:
    """Read one question from the fields of a form.

    Args:
        question: what was asked.
        data: what was typed, by part; a part may have several texts (ticked boxes).
        current: the answer that stands now. What is not typed is taken from it: the file of a document.

    An answer that is begun but not whole (women without men) is an answer; the self-check says what is missing.
    """
    raw = raw_of(data)
    value, problems = _read(question, data, current)
    if not problems and value is not None and question.type in _WHOLE_OR_NOTHING:
        why = answers.problem(question, value)
        problems = {"": why} if why else {}
    if not problems and _says_the_same(question, value, current):
        value = current
    return Typed(None if problems else value, problems, raw)


def _says_the_same(question: Question, value: object, current: object) -> bool:
    """Say whether a figure or a day, written otherwise ("97" and 97), is the one that stands: nothing changed."""
    if question.type not in {"number", "percent", "date", "count"} or question.split_by:
        return False
    if answers.problem(question, current) or answers.problem(question, value):
        return False
    return answers.read(question, value) == answers.read(question, current)


def problems_of(question: Question, value: object) -> Mapping[str, str]:
    """Return what a form would say about an answer that did not come through one, by part; a begun one is fine."""
    if value is None:
        return {}
    why = answers.problem(question, value)
    typed = read_typed(
        question, {part: [text] for part, text in as_typed(question, value).items()}, current=value
    )
    if typed.problems:
        return typed.problems
    return {"": why} if why and typed.value != value else {}


Found = tuple[object | None, dict[str, str]]


def _read(question: Question, data: Data, current: object) -> Found:
    return _READERS[question.type](question, data, current)


def _one(data: Data, part: str) -> str:
    texts = data.get(part) or ("",)
    return texts[-1]


def _line(data: Data, part: str) -> str:
    return one_line(storable(_one(data, part)))


def _below(data: Data, name: str) -> Data:
    """Return the parts of one part, by what stands after its name."""
    dotted = f"{name}."
    below = {part[len(dotted) :]: texts for part, texts in data.items() if part.startswith(dotted)}
    return {**below, "": data[name]} if name in data else below


def _attempt(text: str, read: Callable[[str], object], part: str, problems: dict[str, str]) -> object | None:
    if not text:
        return None
    try:
        return read(text)
    except NotUnderstood as reason:
        problems[part] = str(reason)
        return None


def _single(read: Callable[[Question, str], object]) -> Callable[[Question, Data, object], Found]:
    """Return the reader of a question with one field."""

    def reader(question: Question, data: Data, current: object) -> Found:
        problems: dict[str, str] = {}
        return _attempt(_line(data, ""), lambda text: read(question, text), "", problems), problems

    return reader


def _yes_no(question: Question, text: str) -> bool:
    word = text.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise NotUnderstood("Svara ja eller nej.")


def _choice(question: Question, text: str) -> str:
    for option in question.options:
        if text in {option.key, one_line(option.key)}:
            return option.key
    for option in question.options:
        if text.casefold() == one_line(option.label).casefold():
            return option.key
    raise NotUnderstood(f"{shown(text)} är inte ett av alternativen. Välj ett i listan.")


def link_typed(text: str) -> str:
    """Return a web address that was typed; one without a scheme gets https://. Raises NotUnderstood."""
    address = text.removeprefix("//")
    if not _SCHEME.match(address) and not _OTHER_SCHEME.match(address):
        address = f"https://{address}"
    if leads_inside(address) and "." in address:
        raise NotUnderstood(f"{shown(text)} leder till ett lokalt nätverk. Ange en adress som alla når.")
    if answers.is_link(address):
        return address
    raise NotUnderstood(f"{shown(text)} är inte en webbadress. Skriv den som https://www.kommun.se/sida.")


def _text(question: Question, data: Data, current: object) -> Found:
    text = storable(_one(data, ""))
    return (text if text.strip() else None), {}


def _count(question: Question, data: Data, current: object) -> Found:
    problems: dict[str, str] = {}
    found = {
        part.key: _attempt(_line(data, part.key), lambda text: whole(text, question.unit), part.key, problems)
        for part in question.split_by
    }
    given = {key: number for key, number in found.items() if number is not None}
    if given or problems:
        return given, problems
    return _attempt(_line(data, ""), lambda text: whole(text, question.unit), "", problems), problems


def _series(question: Question, data: Data, current: object) -> Found:
    problems: dict[str, str] = {}
    found = {
        month: _attempt(_line(data, month), lambda text: whole(text, question.unit), month, problems)
        for month in question.months
    }
    return ({month: number for month, number in found.items() if number is not None} or None), problems


def _period(question: Question, data: Data, current: object) -> Found:
    problems: dict[str, str] = {}
    found = {
        part: _attempt(_line(data, part), lambda text: day_typed(text, question.precision), part, problems)
        for part in ("from", "to")
    }
    given = {part: day for part, day in found.items() if day is not None}
    days = {part: answers.days_written(str(day)) for part, day in given.items()}
    first, last = days.get("from"), days.get("to")
    if first and last and first.first > last.last:
        problems["to"] = "Slutet ligger före början. Byt plats på dem eller rätta den ena."
    return given or None, problems


def _contact(question: Question, data: Data, current: object) -> Found:
    problems: dict[str, str] = {}
    readers: Mapping[str, Callable[[str], str]] = {"name": str, "email": _email, "phone": _phone}
    found = {part: _attempt(_line(data, part), read, part, problems) for part, read in readers.items()}
    return ({part: text for part, text in found.items() if text is not None} or None), problems


def _email(text: str) -> str:
    address = text[len("mailto:") :] if text.casefold().startswith("mailto:") else text
    if _EMAIL.fullmatch(address):
        return address
    raise NotUnderstood(f"{shown(text)} är inte en e-postadress. Skriv den som namn@exempel.se.")


def _phone(text: str) -> str:
    if any(sign.isdigit() for sign in text):
        return text
    raise NotUnderstood(f"{shown(text)} är inte ett telefonnummer. Skriv det med siffror.")


def _document(question: Question, data: Data, current: object) -> Found:
    """The file stays as it is; only which sections it holds is typed, one text for each or one line for each."""
    kept = {str(key): value for key, value in current.items()} if isinstance(current, Mapping) else {}
    if not question.sections:
        return kept or None, {}
    ticked = {
        one_line(line) for text in data.get("sections", ()) for line in _sections_in(question, text)
    } - {""}
    sections = [section for section in question.sections if one_line(section) in ticked]
    foreign = sorted(ticked - {one_line(section) for section in question.sections})
    if foreign:
        return None, {"sections": f"{shown(foreign[0])} är inte ett av avsnitten i frågan."}
    return ({**kept, "sections": sections} if kept or sections else None), {}


def _sections_in(question: Question, text: str) -> Sequence[str]:
    cleaned = storable(text)
    return [cleaned] if cleaned in question.sections else cleaned.split("\n")


def _rows_typed(data: Data) -> dict[int, dict[str, Sequence[str]]]:
    """Return the rows of a list in the order of their numbers, without those where nothing is typed."""
    rows: dict[int, dict[str, Sequence[str]]] = {}
    for name, texts in data.items():
        index, dot, part = name.partition(".")
        if dot and _INDEX.fullmatch(index):
            rows.setdefault(int(index), {})[part] = texts
    return {
        index: row
        for index, row in sorted(rows.items())
        if any(one_line(storable(text)) for texts in row.values() for text in texts)
    }


def _consultations(question: Question, data: Data, current: object) -> Found:
    rows, problems = _rows_typed(data), dict[str, str]()
    entries = []
    for index, row in rows.items():
        entry: dict[str, object | None] = {"organisation": _line(row, "organisation") or None}
        entry["date"] = _attempt(_line(row, "date"), day_typed, f"{index}.date", problems)
        entry |= {part: _line(row, part) or None for part in ("how", "file")}
        entry["summary"] = storable(_one(row, "summary")).strip() or None
        if entry["organisation"] is None:
            problems[f"{index}.organisation"] = "Skriv vilken organisation det gäller, eller töm raden."
        entries.append({part: value for part, value in entry.items() if value is not None})
    return _limited(entries, problems)


def _units(question: Question, data: Data, current: object) -> Found:
    rows, problems = _rows_typed(data), dict[str, str]()
    standing = current if isinstance(current, Sequence) and not isinstance(current, str) else ()
    entries = []
    for index, row in rows.items():
        now = standing[index] if index < len(standing) else None
        entry: dict[str, object] = {"name": _line(row, "name")}
        if not entry["name"]:
            problems[f"{index}.name"] = "Skriv enhetens namn, eller töm raden."
        for one in question.fields:
            kept = now.get(one.key) if isinstance(now, Mapping) else None
            value, wrong = _read(one, _below(row, one.key), kept)
            problems |= {f"{index}.{one.key}.{part}".rstrip("."): text for part, text in wrong.items()}
            if value is not None:
                entry[one.key] = value
        entries.append(entry)
    return _limited(entries, problems)


def _limited(entries: list[dict[str, object]], problems: dict[str, str]) -> Found:
    if len(entries) > MOST_ROWS:
        return None, {"": f"Det är {len(entries)} rader. Skriv högst {MOST_ROWS}."}
    return entries or None, problems


def _matrix(question: Question, data: Data, current: object) -> Found:
    problems: dict[str, str] = {}
    found: dict[str, object] = {}
    for row in question.rows:
        part = f"{row.key}.link"
        link = _attempt(_line(data, part), link_typed, part, problems)
        entry = {"link": link, "label": _line(data, f"{row.key}.label") or None}
        given = {name: value for name, value in entry.items() if value is not None}
        if given:
            found[row.key] = given
    return found or None, problems


# What is only half there in these is not an answer at all, so what the form lets through is checked once more.
_WHOLE_OR_NOTHING: frozenset[QuestionType] = frozenset(
    {"yes_no", "choice", "number", "percent", "link", "date", "text"}
)
_READERS: Mapping[QuestionType, Callable[[Question, Data, object], Found]] = {
    "yes_no": _single(_yes_no),
    "choice": _single(_choice),
    "number": _single(lambda question, text: decimal(text, question.unit)),
    "percent": _single(lambda question, text: percentage(text)),
    "link": _single(lambda question, text: link_typed(text)),
    "date": _single(lambda question, text: day_typed(text, question.precision)),
    "text": _text,
    "count": _count,
    "monthly_series": _series,
    "period": _period,
    "contact": _contact,
    "document": _document,
    "consultations": _consultations,
    "units": _units,
    "matrix": _matrix,
}

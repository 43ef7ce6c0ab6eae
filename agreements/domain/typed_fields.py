"""An answer as it stands in the fields of a form, by part (the parts are named in agreements.domain.typed)."""

from collections.abc import Callable, Mapping, Sequence

from agreements.domain import answers
from agreements.domain.questions import SEXES, Question, QuestionType
from agreements.domain.typed_numbers import in_field

Fields = dict[str, str]

_YEAR_UNITS = frozenset({"", "år"})


def as_typed(question: Question, value: object) -> Mapping[str, str]:
    """Return the fields that hold an answer, in Swedish; `read_typed` reads them back to the same answer.

    What is empty or of another shape has no field. The sections of a document stand in one text, a line for each.
    """
    if value is None:
        return {}
    found = _WRITERS[question.type](question, value)
    return {part: text for part, text in found.items() if text}


def _yes_no(question: Question, value: object) -> Fields:
    return {"": "ja" if value else "nej"} if isinstance(value, bool) else {}


def _text(question: Question, value: object) -> Fields:
    return {"": value} if isinstance(value, str) else {}


def _link(question: Question, value: object) -> Fields:
    return {"": value.strip()} if isinstance(value, str) else {}


def _number(question: Question, value: object) -> Fields:
    return {"": in_field(value, year=question.type == "number" and question.unit in _YEAR_UNITS)}


def _count(question: Question, value: object) -> Fields:
    if not isinstance(value, Mapping):
        return {"": in_field(value)}
    if question.split_by:
        return {part.key: in_field(value.get(part.key)) for part in question.split_by}
    parts = [value.get(sex) for sex in SEXES]
    if answers.problem(question, value) is None:
        return {"": in_field(sum(part for part in parts if isinstance(part, int)))}
    return {}


def _series(question: Question, value: object) -> Fields:
    return (
        {month: in_field(value.get(month)) for month in question.months} if isinstance(value, Mapping) else {}
    )


def _date(question: Question, value: object) -> Fields:
    return {"": _day(value)}


def _day(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _period(question: Question, value: object) -> Fields:
    return {part: _day(value.get(part)) for part in ("from", "to")} if isinstance(value, Mapping) else {}


def _texts_of(value: object, parts: Sequence[str]) -> Fields:
    if not isinstance(value, Mapping):
        return {}
    return {part: text for part in parts if isinstance(text := value.get(part), str)}


def _contact(question: Question, value: object) -> Fields:
    return _texts_of(value, ("name", "email", "phone"))


def _document(question: Question, value: object) -> Fields:
    ticked = value.get("sections") if isinstance(value, Mapping) else None
    if not isinstance(ticked, Sequence) or isinstance(ticked, str):
        return {}
    return {"sections": "\n".join(section for section in question.sections if section in ticked)}


def _rows(value: object) -> list[tuple[int, object]]:
    return list(enumerate(value)) if isinstance(value, Sequence) and not isinstance(value, str) else []


def _consultations(question: Question, value: object) -> Fields:
    parts = ("organisation", "date", "how", "summary", "file")
    found: Fields = {}
    for index, row in _rows(value):
        found |= {f"{index}.{part}": text for part, text in _texts_of(row, parts).items()}
        if isinstance(row, Mapping) and isinstance(row.get("date"), int):
            found[f"{index}.date"] = _day(row["date"])
    return found


def _units(question: Question, value: object) -> Fields:
    found: Fields = {}
    for index, row in _rows(value):
        found |= {f"{index}.{part}": text for part, text in _texts_of(row, ("name",)).items()}
        for one in question.fields if isinstance(row, Mapping) else ():
            fields = as_typed(one, row.get(one.key)) if isinstance(row, Mapping) else {}
            found |= {
                f"{index}.{one.key}.{part}" if part else f"{index}.{one.key}": text
                for part, text in fields.items()
            }
    return found


def _matrix(question: Question, value: object) -> Fields:
    found: Fields = {}
    for row in question.rows if isinstance(value, Mapping) else ():
        entry = value.get(row.key) if isinstance(value, Mapping) else None
        texts = {"link": entry} if isinstance(entry, str) else _texts_of(entry, ("link", "label"))
        found |= {f"{row.key}.{part}": text.strip() for part, text in texts.items()}
    return found


_WRITERS: Mapping[QuestionType, Callable[[Question, object], Fields]] = {
    "yes_no": _yes_no,
    "choice": _text,
    "number": _number,
    "percent": _number,
    "link": _link,
    "date": _date,
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

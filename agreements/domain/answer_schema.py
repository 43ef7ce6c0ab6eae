"""The answers of a requirement as JSON Schema (2020-12), for those who report through the API.

A value that the schema lets through is one that `answers.problem` accepts, as far as a schema can say it: not that the
end of a period comes after its beginning, or that a link leads into a local network. That is told when the answers are
saved.
"""

from collections.abc import Callable, Mapping

from agreements.domain.questions import SEXES, Plain, Question, QuestionType
from agreements.domain.register_words import register_name
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.typed import MOST_ROWS
from agreements.domain.typed_numbers import LARGEST

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_LONGEST_LINK = 2000
_NOT_BLANK = r"\S"
_DECIMAL = r"^\s*-?[0-9]{1,12}(\.[0-9]{1,9})?\s*$"
_PERCENT = r"^\s*(-0{1,12}(\.0{1,9})?|0{0,10}[0-9]{1,2}(\.[0-9]{1,9})?|0{0,9}100(\.0{1,9})?)\s*$"
_LINK = r"^\s*[hH][tT][tT][pP][sS]?://[^\s/?#@]+\.[^\s/?#@.]+([/?#]\S*)?\s*$"
_YEAR = r"(19[0-9]{2}|2[01][0-9]{2}|2200)"
_DAYS_OF_MONTHS = (
    r"02-(0[1-9]|[12][0-9])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
)
_DATE = rf"^\s*{_YEAR}(-((0[1-9]|1[0-2])|{_DAYS_OF_MONTHS}))?\s*$"
_NULL: Plain = {"type": "null"}
_WHOLE: Plain = {"type": "integer", "minimum": 0, "maximum": LARGEST}
_TEXT: Plain = {"type": "string", "pattern": _NOT_BLANK}
_LINK_TEXT: Plain = {"type": "string", "format": "uri", "maxLength": _LONGEST_LINK, "pattern": _LINK}
_DATE_OR_YEAR: Plain = {
    "anyOf": [{"type": "string", "pattern": _DATE}, {"type": "integer", "minimum": 1900, "maximum": 2200}]
}
_FORMS = {
    "day": "Skriv 2014-03-01; en månad (2014-03) eller ett år (2014) räknas som hela månaden eller året.",
    "month": "Skriv månaden som 2014-03.",
    "year": "Skriv året som 2014.",
}


def json_schema(requirement: RequirementDefinition) -> Plain:
    """Return the schema of the answers on a requirement: an object with one property per question, none required.

    A question that is read from a register is there as readOnly: it can be read, not saved. `null` is no answer.
    """
    return {
        "$schema": DIALECT,
        "title": f"{requirement.code} {requirement.name}",
        "description": requirement.text,
        "type": "object",
        "additionalProperties": False,
        "properties": {question.key: _property(question) for question in requirement.questions},
    }


def question_schema(question: Question) -> Plain:
    """Return the schema of an answer on one question."""
    return _SCHEMAS[question.type](question)


def _property(question: Question) -> Plain:
    """Return the schema of an answer or of none, with the wording of the question."""
    said = [question.help, _how(question)]
    if question.source:
        said.append(f"Läses ur {register_name(question.source)} och kan inte sparas.")
    plain: Plain = {"title": question.label}
    if description := " ".join(text for text in said if text):
        plain["description"] = description
    if question.source:
        plain["readOnly"] = True
    return {**plain, "anyOf": [question_schema(question), _NULL]}


def _how(question: Question) -> str:
    unit = "procent" if question.type == "percent" else question.unit
    measured = f"Anges i {unit}." if unit else ""
    match question.type:
        case "date" | "period":
            return _FORMS[question.precision]
        case "number" | "percent":
            return f"{measured} Decimaler skrivs som text med punkt: ”12.5”.".strip()
        case _:
            return measured


def _yes_no(question: Question) -> Plain:
    return {"type": "boolean"}


def _count(question: Question) -> Plain:
    labels = {part.key: part.label for part in question.split_by} or SEXES
    parts: Plain = {
        "type": "object",
        "additionalProperties": False,
        "required": list(labels),
        "properties": {key: {"title": label, **_WHOLE} for key, label in labels.items()},
    }
    return {"anyOf": [parts, _WHOLE] if question.split_by else [_WHOLE, parts]}


def _number(question: Question) -> Plain:
    whole: Plain = {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST}
    return {"anyOf": [whole, {"type": "string", "pattern": _DECIMAL}]}


def _percent(question: Question) -> Plain:
    whole: Plain = {"type": "integer", "minimum": 0, "maximum": 100}
    return {"anyOf": [whole, {"type": "string", "pattern": _PERCENT}]}


def _text(question: Question) -> Plain:
    return dict(_TEXT)


def _link(question: Question) -> Plain:
    return dict(_LINK_TEXT)


def _date(question: Question) -> Plain:
    return dict(_DATE_OR_YEAR)


def _period(question: Question) -> Plain:
    return {
        "type": "object",
        "required": ["from", "to"],
        "properties": {
            "from": {"title": "Från och med", **_DATE_OR_YEAR},
            "to": {"title": "Till och med", **_DATE_OR_YEAR},
        },
    }


def _choice(question: Question) -> Plain:
    return {"oneOf": [{"const": option.key, "title": option.label} for option in question.options]}


def _document(question: Question) -> Plain:
    section: Plain = {"enum": list(question.sections)} if question.sections else {"type": "string"}
    return {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"title": "Filens namn", **_TEXT},
            "file": {"title": "Filen", "readOnly": True},
            "sha256": {"title": "Filens kontrollsumma", "readOnly": True},
            "sections": {
                "title": "Avsnitt som filen innehåller",
                "type": ["array", "null"],
                "items": section,
            },
        },
    }


def _optional(titles: Mapping[str, str]) -> Plain:
    return {name: {"title": title, "type": ["string", "null"]} for name, title in titles.items()}


def _contact(question: Question) -> Plain:
    others = _optional({"email": "E-postadress", "phone": "Telefon"})
    return {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"title": "Namn", **_TEXT}, **others},
    }


def _list_of(name: str, title: str, properties: Plain) -> Plain:
    """Return the schema of a list whose entries have a name and may have something more."""
    entry: Plain = {
        "type": "object",
        "required": [name],
        "properties": {name: {"title": title, **_TEXT}, **properties},
    }
    return {"type": "array", "minItems": 1, "maxItems": MOST_ROWS, "items": entry}


def _consultations(question: Question) -> Plain:
    others = _optional({"date": "När", "how": "Hur", "summary": "Vad framkom", "file": "Fil"})
    return _list_of("organisation", "Organisation", others)


def _units(question: Question) -> Plain:
    return _list_of("name", "Enhetens namn", {field.key: _property(field) for field in question.fields})


def _series(question: Question) -> Plain:
    return {
        "type": "object",
        "properties": {month: {"anyOf": [_WHOLE, _NULL]} for month in question.months},
        "anyOf": [
            {"required": [month], "properties": {month: {"type": "integer"}}} for month in question.months
        ],
    }


def _matrix(question: Question) -> Plain:
    entry: Plain = {
        "type": "object",
        "properties": {
            "link": {"title": "Webbadress", "anyOf": [_LINK_TEXT, _NULL]},
            "label": {"title": "Egen rubrik", "type": ["string", "null"]},
        },
    }
    linked: Plain = {
        "anyOf": [{"type": "string"}, {"required": ["link"], "properties": {"link": {"type": "string"}}}]
    }
    return {
        "type": "object",
        "properties": {
            row.key: {"title": row.label, "anyOf": [_LINK_TEXT, entry, _NULL]} for row in question.rows
        },
        "anyOf": [{"required": [row.key], "properties": {row.key: linked}} for row in question.rows],
    }


_SCHEMAS: Mapping[QuestionType, Callable[[Question], Plain]] = {
    "yes_no": _yes_no,
    "count": _count,
    "number": _number,
    "percent": _percent,
    "text": _text,
    "date": _date,
    "period": _period,
    "choice": _choice,
    "document": _document,
    "link": _link,
    "contact": _contact,
    "consultations": _consultations,
    "monthly_series": _series,
    "units": _units,
    "matrix": _matrix,
}

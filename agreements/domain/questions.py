"""The questions of a requirement: their types, what belongs to each type, and when a question is asked at all."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Literal, Protocol, get_args

from agreements.domain.faults import quoted
from agreements.domain.reading import Reader, nearest
from agreements.domain.source import Listing, Place, Scalar

QuestionType = Literal[
    "yes_no", "count", "number", "percent", "text", "date", "period", "choice", "document", "link", "contact",
    "consultations", "monthly_series", "units", "matrix",
]  # fmt: skip
Precision = Literal["day", "month", "year"]
ConditionKind = Literal["yes", "no", "answered", "choice"]

TYPES: tuple[QuestionType, ...] = get_args(QuestionType)
NUMERIC: frozenset[QuestionType] = frozenset({"count", "number", "monthly_series"})
_CONDITION_KINDS: tuple[ConditionKind, ...] = get_args(ConditionKind)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_MOST_MONTHS = 120
SEXES = {"women": "kvinnor", "men": "män"}

Plain = dict[str, object]


@dataclass(frozen=True, slots=True)
class Option:
    """One of several: an option of a choice, a row of a matrix, a part of a count."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """When a question is asked: what an earlier question must have been answered."""

    kind: ConditionKind
    question: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question. What a type does not use is empty; `months` are all months of a series, as 2014-01."""

    key: str
    type: QuestionType
    label: str
    help: str = ""
    unit: str = ""
    source: str = ""
    section: str = ""
    when: Condition | None = None
    closes: date | None = None
    precision: Precision = "day"
    split_by: tuple[Option, ...] = ()
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    sections: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    fields: tuple["Question", ...] = ()

    def to_plain(self) -> Plain:
        """Return the question as it is written in a definition; what is left out there is left out here."""
        plain: Plain = {"key": self.key, "type": self.type, "label": self.label}
        plain |= {
            name: value for name in ("help", "unit", "source", "section") if (value := getattr(self, name))
        }
        if self.when:
            plain["when"] = _condition_to_plain(self.when)
        if self.closes:
            plain["closes"] = self.closes.isoformat()
        if self.precision != "day":
            plain["precision"] = self.precision
        for name, labels in (("split_by", SEXES), ("options", {}), ("rows", {})):
            if found := getattr(self, name):
                plain[name] = [_option_to_plain(option, labels) for option in found]
        if self.sections:
            plain["sections"] = list(self.sections)
        if self.months:
            plain["months"] = {"from": self.months[0], "to": self.months[-1]}
        if self.fields:
            plain["fields"] = [field.to_plain() for field in self.fields]
        return plain


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that stand together in a form, under a title that may be empty."""

    title: str
    questions: tuple[Question, ...]


class Asks(Protocol):
    """What has questions: a requirement."""

    @property
    def questions(self) -> tuple[Question, ...]:
        """All its questions in order."""


def sections_of(requirement: Asks) -> tuple[Section, ...]:
    """Return the questions by section, in order; one section without a title where the definition has none."""
    together = groupby(requirement.questions, key=lambda question: question.section)
    return tuple(Section(title, tuple(questions)) for title, questions in together)


def conditions_of(question: Question, questions: Mapping[str, Question | None]) -> tuple[Condition, ...]:
    """Return everything that must hold for `question` to be asked, the conditions of its conditions too."""
    conditions: list[Condition] = []
    seen = {question.key}
    asked: Question | None = question
    while asked and asked.when:
        conditions.append(asked.when)
        asked = questions.get(asked.when.question) if asked.when.question not in seen else None
        if asked:
            seen.add(asked.key)
    return tuple(conditions)


# A question whose type could not be read is None: what refers to it is then not a fault of its own.
Found = Mapping[str, Question | None]


def read_questions(readers: Sequence[Reader], *, inside_units: bool = False) -> dict[str, Question | None]:
    """Read a list of questions, by key: keys are unique and every `when` looks back at a question that fits."""
    questions: dict[str, Question | None] = {}
    for reader in readers:
        key = reader.key("key", required=True)
        question = _read_question(reader, key, questions, inside_units=inside_units)
        reader.finish()
        _check_section(reader, question, questions)
        if key in questions:
            reader.fault(f"Frågan {quoted(key)} står två gånger.", "key")
        elif inside_units and key == "name":
            reader.fault("En enhet har alltid ett namn; ett fält kan inte heta ”name”.", "key")
        elif key:
            questions[key] = question
    return questions


def _check_section(reader: Reader, question: Question | None, earlier: Found) -> None:
    """Questions of one section stand side by side, so a section is never taken up again after another."""
    titles = [one.section for one in known(earlier)]
    if question and question.section in titles[:-1] and question.section != titles[-1]:
        name = f"Avsnittet {quoted(question.section)}" if question.section else "Frågor utan avsnitt"
        reader.fault(
            f"{name} tas upp igen efter ett annat; frågor i samma avsnitt ska stå intill varandra.", "section"
        )


def known(questions: Found) -> tuple[Question, ...]:
    """Return the questions that could be read, in order."""
    return tuple(question for question in questions.values() if question is not None)


def _read_question(reader: Reader, key: str, earlier: Found, *, inside_units: bool) -> Question | None:
    kind = reader.word("type", TYPES, required=True)
    question = Question(
        key=key,
        type=kind or "text",
        label=reader.text("label", required=True),
        help=reader.text("help"),
        source=reader.code("source"),
        section="" if inside_units else reader.text("section"),
        when=_read_condition(reader, earlier),
        closes=reader.day("closes"),
    )
    if kind is None:
        for name in ("unit", "split_by", "options", "rows", "sections", "months", "fields", "precision"):
            reader.has(name)
        return None
    if inside_units and kind == "units":
        reader.fault("Ett fält i en enhet kan inte i sin tur vara enheter.", "type")
    return _read_details(reader, question)


def _read_details(reader: Reader, question: Question) -> Question:
    match question.type:
        case "count":
            parts = _read_options(reader, "split_by", SEXES)
            return replace(question, unit=reader.text("unit"), split_by=parts)
        case "number":
            return replace(question, unit=reader.text("unit"))
        case "date" | "period":
            precision: tuple[Precision, ...] = get_args(Precision)
            return replace(question, precision=reader.word("precision", precision) or "day")
        case "choice":
            return replace(question, options=_read_options(reader, "options", {}, required=True))
        case "document":
            return replace(question, sections=reader.texts("sections"))
        case "monthly_series":
            return replace(question, unit=reader.text("unit"), months=_read_months(reader))
        case "units":
            fields = read_questions(reader.each("fields", required=True), inside_units=True)
            return replace(question, fields=known(fields))
        case "matrix":
            return replace(question, rows=_read_options(reader, "rows", {}, required=True))
        case _:
            return question


def _read_options(
    reader: Reader, name: str, labels: Mapping[str, str], *, required: bool = False
) -> tuple[Option, ...]:
    options: dict[str, Option] = {}
    for place in reader.listing(name, required=required):
        option = _read_option(reader, place, name, labels)
        if option.key in options:
            reader.log.add(
                place.line, reader.requirement, f"{quoted(name)}: {quoted(option.key)} står två gånger."
            )
        elif option.key:
            options[option.key] = option
    return tuple(options.values())


def _read_option(reader: Reader, place: Place, name: str, labels: Mapping[str, str]) -> Option:
    if isinstance(place, Scalar) and not place.unset:
        text = reader.clean(place, name, required=True)
        return Option(text, labels.get(text, text))
    below = reader.of(place, f"Varje del av {quoted(name)}, om den inte är text,")
    if below is None:
        return Option("", "")
    option = Option(below.text("key", required=True), below.text("label", required=True))
    below.finish()
    return option


def _read_months(reader: Reader) -> tuple[str, ...]:
    below = reader.below("months", required=True)
    if below is None:
        return ()
    first, last = below.text("from", required=True), below.text("to", required=True)
    below.finish()
    if not first or not last:
        return ()
    if not _MONTH.fullmatch(first) or not _MONTH.fullmatch(last):
        below.fault("”months” ska ha två månader, skrivna 2014-01.")
        return ()
    if first > last:
        below.fault(f"”months” slutar ({last}) före sin början ({first}).")
        return ()
    months = months_between(first, last)
    if len(months) > _MOST_MONTHS:
        below.fault(f"”months” är fler än {_MOST_MONTHS} månader.")
        return ()
    return months


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Return all months from `first` to `last`, both written 2014-01 and both included."""
    start, stop = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return tuple(f"{index // 12:04}-{index % 12 + 1:02}" for index in range(start, stop + 1))


def _read_condition(reader: Reader, earlier: Found) -> Condition | None:
    below = reader.below("when")
    if below is None:
        return None
    kinds = [kind for kind in _CONDITION_KINDS if below.has(kind)]
    if len(kinds) != 1:
        below.has("is")
        below.finish()
        below.fault("”when” ska ha en av yes, no, answered eller choice.")
        return None
    kind = kinds[0]
    name = below.key(kind, required=True)
    options = _texts_or_text(below, "is") if kind == "choice" else ()
    below.finish()
    if name and name not in earlier:
        below.fault(
            f"”when” nämner {quoted(name)}, som inte är en tidigare fråga.{nearest(name, earlier)}", kind
        )
    found = earlier.get(name)
    if found is None:
        return None
    _check_condition(below, kind, found, options)
    return Condition(kind, name, options)


def _check_condition(reader: Reader, kind: ConditionKind, found: Question, options: tuple[str, ...]) -> None:
    if kind in {"yes", "no"} and found.type != "yes_no":
        reader.fault(f"”when” kräver en fråga av typen yes_no; {quoted(found.key)} är {found.type}.", kind)
    if kind != "choice":
        return
    if found.type != "choice":
        reader.fault(f"”when” kräver en fråga av typen choice; {quoted(found.key)} är {found.type}.", kind)
        return
    if not options:
        reader.fault("”when” med choice kräver ”is” med minst ett val.", kind)
    keys = [option.key for option in found.options]
    for option in options:
        if option not in keys:
            reader.fault(
                f"{quoted(option)} är inte ett val i {quoted(found.key)}.{nearest(option, keys)}", "is"
            )


def _texts_or_text(reader: Reader, name: str) -> tuple[str, ...]:
    place = reader.place(name)
    if isinstance(place, Listing):
        return reader.texts(name, required=True)
    text = reader.text(name)
    return (text,) if text else ()


def _condition_to_plain(condition: Condition) -> Plain:
    plain: Plain = {condition.kind: condition.question}
    if condition.options:
        plain["is"] = list(condition.options)
    return plain


def _option_to_plain(option: Option, labels: Mapping[str, str]) -> str | Plain:
    if option.label == labels.get(option.key, option.key):
        return option.key
    return {"key": option.key, "label": option.label}

"""How a question is drawn: its fields with their names, what stands in them and what is wrong with it.

A control is data for one of the templates in templates/agreements/report/fields. Names are `q.<question>.<part>`,
with the parts of `agreements.domain.typed`; a name is also the id of its field.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from agreements.domain.questions import Question, QuestionType
from prio import clock
from prio.days import month_in_words

Typed = Mapping[str, str | Sequence[str]]
Problems = Mapping[str, str]

Value = TypeVar("Value")

PREFIX = "q"
_ONE_LINE = 24  # characters
# What stands for the number of a row that the browser adds by itself (static/js/report.js).
ROW_NUMBER = "__n__"
_EXAMPLES = {
    "day": "Till exempel {year}-03-01 eller 1 mars {year}.",
    "month": "Till exempel {year}-03 eller mars {year}.",
    "year": "Till exempel {year}.",
}
_ORGANISATION = Question("organisation", "text", "Organisation")
_HOW = Question("how", "text", "Hur")
_CONSULTATION = (
    _ORGANISATION,
    Question("date", "date", "När"),
    _HOW,
    Question("summary", "text", "Vad framkom"),
)
_UNIT_NAME = Question("name", "text", "Enhetens namn")
_KEPT = ("file",)  # a consultation's file is not shown as a field
_LINES = frozenset({_ORGANISATION, _HOW, _UNIT_NAME})


@dataclass(frozen=True, slots=True)
class Input:
    """One field. shape: `line` or `area`; mode: which keys a phone shows; unit: written after it."""

    name: str
    label: str
    value: str = ""
    shape: str = "line"
    mode: str = "text"
    unit: str = ""
    problem: str = ""
    autocomplete: str = "off"


@dataclass(frozen=True, slots=True)
class Tick:
    """One of several to choose among."""

    name: str
    id: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One of what may be repeated: a consultation, a unit. kept: what goes along unseen."""

    number: str
    title: str
    controls: tuple["Control", ...]
    kept: tuple[Input, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """A question, or a field of a unit, as its template draws it; `shape` names the template.

    name: of the field, or what the names of its fields begin with. add: what the button says that adds a row.
    """

    shape: str
    name: str
    label: str
    hint: str = ""
    problem: str = ""
    inputs: tuple[Input, ...] = ()
    ticks: tuple[Tick, ...] = ()
    rows: tuple[Row, ...] = ()
    blank: Row | None = None
    add: str = ""

    @property
    def template(self) -> str:
        """The template that draws it."""
        return f"agreements/report/fields/{self.shape}.html"

    @property
    def is_single(self) -> bool:
        """Whether it is one field with a label; otherwise it is a group with a legend."""
        return self.shape == "one"

    @property
    def is_short(self) -> bool:
        """Whether the ticks fit beside each other."""
        return sum(len(tick.label) for tick in self.ticks) < _ONE_LINE

    def all_problems(self) -> Iterator[tuple[str, str]]:
        """Yield everything that is wrong in it: the id of the field that a message leads to, and the message."""
        below = [control for row in self.rows for control in row.controls if control.shape != "cells"]
        parts = [(one.name, one.problem) for one in self.inputs if one.problem]
        if self.problem and not (self.is_single and parts):
            yield self.first_field, self.problem
        yield from parts
        for control in below:
            yield from control.all_problems()

    @property
    def first_field(self) -> str:
        """The id of the field that a message about it leads to."""
        wrong = [one.name for one in self.inputs if one.problem]
        below = [control.first_field for row in self.rows for control in row.controls]
        return next(
            iter([*wrong, *(one.name for one in self.inputs), *(t.id for t in self.ticks), *below]), self.name
        )


def name_of(key: str, part: str = "") -> str:
    """Return the name of a field: of a whole question, or of a part of it."""
    return f"{PREFIX}.{key}.{part}" if part else f"{PREFIX}.{key}"


def control_of(question: Question, typed: Typed, problems: Problems, *, more: int = 0) -> Control:
    """Return how a question is drawn with what is typed in it, by part; `more` empty rows are added at its end."""
    return _control(question, name_of(question.key), typed, problems, more)


def _control(question: Question, name: str, typed: Typed, problems: Problems, more: int = 0) -> Control:
    return _DRAWN[question.type](question, name, typed, problems, more)


def _join(name: str, part: str) -> str:
    return f"{name}.{part}" if part else name


def text_at(typed: Typed, part: str = "") -> str:
    """Return the text that stands in the field of a part."""
    value = typed.get(part, "")
    return value if isinstance(value, str) else next(iter(value), "")


def below(values: Mapping[str, Value], part: str) -> dict[str, Value]:
    """Return what belongs to one part, with its own parts as keys."""
    start = f"{part}."
    inner = {key.removeprefix(start): value for key, value in values.items() if key.startswith(start)}
    return inner | ({"": values[part]} if part in values else {})


def _example(question: Question) -> str:
    return _EXAMPLES[question.precision].format(year=clock.today().year)


def _line(
    question: Question,
    name: str,
    typed: Typed,
    problems: Problems,
    *,
    mode: str,
    hint: str = "",
    shape: str = "line",
) -> Control:
    problem = problems.get("", "")
    field = Input(name, question.label, text_at(typed), shape, mode, question.unit, problem)
    return Control("one", name, question.label, _hint(question, hint), problem, (field,))


def _hint(question: Question, own: str = "") -> str:
    return " ".join(text for text in (question.help, own) if text)


def _number(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    return _line(question, name, typed, problems, mode="decimal")


def _percent(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    problem = problems.get("", "")
    field = Input(name, question.label, text_at(typed), "line", "decimal", "procent", problem)
    return Control("one", name, question.label, _hint(question), problem, (field,))


def _text(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    shape = "line" if question in _LINES else "area"
    return _line(question, name, typed, problems, mode="text", shape=shape)


def _link(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    return _line(question, name, typed, problems, mode="url", hint="Webbadressen börjar med https://.")


def _date(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    return _line(question, name, typed, problems, mode="text", hint=_example(question))


def _parts(
    question: Question,
    name: str,
    typed: Typed,
    problems: Problems,
    parts: Sequence[Input],
    shape: str,
    hint: str = "",
) -> Control:
    """A group of fields, each a part of the answer; the inputs give labels, here they get their values."""
    inputs = tuple(
        Input(
            _join(name, part.name),
            part.label,
            text_at(typed, part.name),
            part.shape,
            part.mode,
            part.unit,
            problems.get(part.name, ""),
        )
        for part in parts
    )
    return Control(shape, name, question.label, _hint(question, hint), problems.get("", ""), inputs)


def _count(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    if not question.split_by:
        return _line(question, name, typed, problems, mode="numeric")
    parts = [
        Input(option.key, option.label.capitalize(), mode="numeric", unit=question.unit)
        for option in question.split_by
    ]
    return _parts(question, name, typed, problems, parts, "table")


def _period(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    parts = [Input("from", "Från och med"), Input("to", "Till och med")]
    return _parts(question, name, typed, problems, parts, "parts", _example(question))


def _contact(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    parts = [
        Input("name", "Namn"),
        Input("email", "E-post", mode="email"),
        Input("phone", "Telefon", mode="tel"),
    ]
    return _parts(question, name, typed, problems, parts, "parts")


def _months(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    parts = [
        Input(month, month_in_words(month).capitalize(), mode="numeric", unit=question.unit)
        for month in question.months
    ]
    return _parts(question, name, typed, problems, parts, "table")


def _matrix(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    parts = [
        Input(f"{row.key}.{part}", f"{row.label}: {label}", mode=mode)
        for row in question.rows
        for part, label, mode in (("link", "webbadress", "url"), ("label", "egen rubrik", "text"))
    ]
    control = _parts(question, name, typed, problems, parts, "matrix", "Webbadresserna börjar med https://.")
    pairs = zip(control.inputs[::2], control.inputs[1::2], strict=True)
    rows = tuple(
        Row(row.key, row.label, (Control("cells", _join(name, row.key), row.label, inputs=pair),))
        for row, pair in zip(question.rows, pairs, strict=True)
    )
    return Control("matrix", name, control.label, control.hint, control.problem, control.inputs, rows=rows)


def _ticks(name: str, options: Sequence[tuple[str, str]], chosen: Sequence[str]) -> tuple[Tick, ...]:
    return tuple(Tick(name, f"{name}.{value}", value, label, value in chosen) for value, label in options)


def _yes_no(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    return _radios(question, name, typed, problems, [("ja", "Ja"), ("nej", "Nej")])


def _choice(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    return _radios(question, name, typed, problems, [(one.key, one.label) for one in question.options])


def _radios(
    question: Question, name: str, typed: Typed, problems: Problems, options: Sequence[tuple[str, str]]
) -> Control:
    ticks = _ticks(name, options, [text_at(typed)])
    return Control("radios", name, question.label, _hint(question), problems.get("", ""), ticks=ticks)


def _document(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    given = typed.get("sections", ())
    chosen = given.split("\n") if isinstance(given, str) else given
    ticks = _ticks(_join(name, "sections"), [(one, one) for one in question.sections], chosen)
    problem = next(iter(problems.values()), "")
    return Control("document", name, question.label, _hint(question), problem, ticks=ticks)


def _consultations(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    return _repeated(
        question, name, typed, problems, more, _CONSULTATION, "Organisation", "Lägg till en organisation"
    )


def _units(question: Question, name: str, typed: Typed, problems: Problems, more: int) -> Control:
    fields = (_UNIT_NAME, *question.fields)
    return _repeated(question, name, typed, problems, more, fields, "Enhet", "Lägg till en enhet")


def _repeated(
    question: Question,
    name: str,
    typed: Typed,
    problems: Problems,
    more: int,
    fields: Sequence[Question],
    title: str,
    add: str,
) -> Control:
    """Rows with the same fields: those that are there, at least one, and `more` empty ones."""
    numbers = sorted({int(first) for part in typed if (first := part.split(".")[0]).isdigit()})
    after = max(numbers, default=-1) + 1
    numbers += range(after, after + (more or not numbers))
    rows = tuple(
        _row(str(number), f"{title} {place}", name, fields, typed, problems)
        for place, number in enumerate(numbers, 1)
    )
    blank = _row(ROW_NUMBER, title, name, fields, {}, {})
    problem = problems.get("", "")
    return Control("rows", name, question.label, _hint(question), problem, rows=rows, blank=blank, add=add)


def _row(
    number: str, title: str, name: str, fields: Sequence[Question], typed: Typed, problems: Problems
) -> Row:
    own, wrong = below(typed, number), below(problems, number)
    controls = tuple(
        _control(field, _join(name, f"{number}.{field.key}"), below(own, field.key), below(wrong, field.key))
        for field in fields
    )
    kept = tuple(
        Input(_join(name, f"{number}.{part}"), "", text_at(own, part)) for part in _KEPT if part in own
    )
    return Row(number, title, controls, kept)


_DRAWN: Mapping[QuestionType, Callable[[Question, str, Typed, Problems, int], Control]] = {
    "yes_no": _yes_no,
    "choice": _choice,
    "count": _count,
    "number": _number,
    "percent": _percent,
    "text": _text,
    "date": _date,
    "period": _period,
    "link": _link,
    "contact": _contact,
    "document": _document,
    "consultations": _consultations,
    "units": _units,
    "monthly_series": _months,
    "matrix": _matrix,
}

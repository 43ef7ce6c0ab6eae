"""From a register's figures to answers, in the plain shape that a rule is evaluated on (docs/formats.md)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from agreements.domain.definition import Definition
from agreements.domain.questions import Question
from assessment.domain.registers.typed import YES

Answers = dict[str, object]


class Figure(NamedTuple):
    """One figure as it was taken in, all by code; see `FigureKey`."""

    requirement: str
    party: str
    key: str
    unit: str
    month: str
    value: str


def answers_of(definition: Definition, figures: Iterable[Figure]) -> dict[tuple[str, str], Answers]:
    """Return the answers by requirement and party; a question that the agreement does not ask any more is left out."""
    asked = {
        (requirement.code, question.key): question
        for requirement in definition.requirements
        for question in requirement.questions
    }
    together: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        together[figure.requirement, figure.party, figure.key.partition(".")[0]].append(figure)
    answers: dict[tuple[str, str], Answers] = defaultdict(dict)
    for (requirement, party, key), found in together.items():
        question = asked.get((requirement, key))
        if question is not None and question.source:
            answers[requirement, party][key] = _answer(question, found)
    return dict(answers)


def _answer(question: Question, figures: list[Figure]) -> object:
    match question.type:
        case "units":
            return _units(question, figures)
        case "monthly_series":
            return _by_month(figures)
        case "yes_no":
            return figures[0].value == YES
        case "count":
            return _count(question, figures)
        case _:
            return figures[0].value


def _count(question: Question, figures: list[Figure]) -> object:
    parts = [part.key for part in question.split_by]
    given = _added((figure.key.partition(".")[2], figure.value) for figure in figures)
    return (
        {part: given[part] for part in parts} if parts and given.keys() >= set(parts) else sum(given.values())
    )


def _by_month(figures: Iterable[Figure]) -> dict[str, int]:
    return dict(sorted(_added((figure.month, figure.value) for figure in figures).items()))


def _units(question: Question, figures: list[Figure]) -> list[Answers]:
    units: dict[str, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        units[figure.unit][figure.key.partition(".")[2]].append(figure)
    fields: Mapping[str, Question] = {field.key: field for field in question.fields}
    return [
        {"name": name}
        | {key: _answer(fields[key], found) for key, found in sorted(own.items()) if key in fields}
        for name, own in sorted(units.items())
    ]


def _added(values: Iterable[tuple[str, str]]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for name, value in values:
        sums[name] += int(value)
    return dict(sums)

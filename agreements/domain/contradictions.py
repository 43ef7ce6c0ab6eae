"""Answers that cannot be true together: a part that is larger than its whole."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from agreements.domain import answers as answer
from agreements.domain.answers import Answers, NoAnswer
from agreements.domain.evaluate import is_asked
from agreements.domain.questions import Question
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.rules import AtLeastOne, Node, Share, nodes
from agreements.domain.wording import figure


def contradictions(requirement: RequirementDefinition, answers: Answers) -> Mapping[str, str]:
    """Return what cannot be right, by the key of the question where it is said: the numerator's, or that of the units.

    For every share of other answers: the base is below zero, or the numerator is above it. What is not answered, or
    not asked, contradicts nothing.
    """
    found: dict[str, str] = {}
    for node in _top(requirement.rule):
        if isinstance(node, Share):
            _note(found, node.of[0].key, _message(node, answers))
        elif isinstance(node, AtLeastOne):
            for message in _in_units(node, answers):
                _note(found, node.question.key, message)
    return found


def _note(found: dict[str, str], key: str, message: str | None) -> None:
    if message and message not in found.get(key, ""):
        found[key] = f"{found[key]} {message}" if key in found else message


def _top(rule: Node | None) -> list[Node]:
    """Return the nodes that read the answers themselves, not the fields of a unit."""
    inside = {
        id(below) for node in nodes(rule) if isinstance(node, AtLeastOne) for below in nodes(node.where)
    }
    return [node for node in nodes(rule) if id(node) not in inside]


def _in_units(node: AtLeastOne, answers: Answers) -> list[str]:
    shares = [below for below in nodes(node.where) if isinstance(below, Share)]
    try:
        units = answer.units(node.question, answers.get(node.question.key)) if shares else ()
    except NoAnswer:
        return []
    found = [(unit, _message(share, unit)) for unit in units for share in shares]
    return [f"{unit['name']}: {message}" for unit, message in found if message]


def _message(share: Share, answers: Answers) -> str | None:
    if not share.base or is_asked(share.asked_when, answers) is False:
        return None
    try:
        part, base, minus = (_sum(questions, answers) for questions in (share.of, share.base, share.minus))
    except NoAnswer:
        return None
    whole = f"{_names(share.base)} är {figure(base)}"
    if share.minus:
        whole = f"{_names(share.base)} minus {_names(share.minus)} är {figure(base)} − {figure(minus)}"
    if base - minus < 0:
        return f"{whole}, alltså mindre än noll. Något av antalen är fel."
    if part <= base - minus:
        return None
    left = f" = {figure(base - minus)}" if share.minus else ""
    return f"{_names(share.of)} är {figure(part)}, fler än det som det är en del av: {whole}{left}."


def _sum(questions: Sequence[Question], answers: Answers) -> int | Fraction:
    return sum((answer.amount(question, answers.get(question.key)) for question in questions), start=0)


def _names(questions: Sequence[Question]) -> str:
    return " plus ".join(f"”{question.label}”" for question in questions)

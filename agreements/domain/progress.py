"""How far a report has come: what is still to answer, and which answers count."""

from collections.abc import Collection, Mapping

from agreements.domain.answers import Answers, problem
from agreements.domain.evaluate import is_asked
from agreements.domain.questions import Question, conditions_of
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.rules import Demand


def asked_of_reporter(requirement: RequirementDefinition) -> tuple[Question, ...]:
    """Return the questions that a reporter answers; the others are read from a register."""
    return tuple(question for question in requirement.questions if not question.source)


def asked_now(requirement: RequirementDefinition, answers: Answers) -> tuple[Question, ...]:
    """Return the questions that the answers so far ask; one that an open question decides is not asked yet."""
    return tuple(
        question
        for question in asked_of_reporter(requirement)
        if is_asked(_demands(requirement, question), answers) is True
    )


def missing(requirement: RequirementDefinition, answers: Answers) -> tuple[Question, ...]:
    """Return the questions that are asked and have no usable answer, in the order of the form."""
    return tuple(
        question
        for question in asked_now(requirement, answers)
        if problem(question, answers.get(question.key)) is not None
    )


def usable(
    requirement: RequirementDefinition, answers: Mapping[str, object], unusable_files: Collection[str]
) -> dict[str, object]:
    """Return the answers that count: a document whose file is not usable (still checked, or stopped) is none.

    Args:
        requirement: the requirement that was answered.
        answers: the answers by question.
        unusable_files: the keys of the files that cannot be used.
    """
    documents = {question.key for question in requirement.questions if question.type == "document"}
    return {
        key: value
        for key, value in answers.items()
        if not (key in documents and files_in(value) & frozenset(unusable_files))
    }


def files_in(value: object) -> frozenset[str]:
    """Return the keys of the files that an answer names, however deep."""
    if isinstance(value, Mapping):
        own = value.get("file")
        below = frozenset().union(*(files_in(part) for part in value.values()))
        return below | {own} if isinstance(own, str) and own else below
    if isinstance(value, list | tuple):
        return frozenset().union(*(files_in(part) for part in value))
    return frozenset()


def _demands(requirement: RequirementDefinition, question: Question) -> tuple[Demand, ...]:
    by_key = {one.key: one for one in requirement.questions}
    return tuple(
        Demand(condition, by_key[condition.question]) for condition in conditions_of(question, by_key)
    )

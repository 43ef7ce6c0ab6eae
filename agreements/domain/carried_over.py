"""What of last year's report is filled in beforehand this year."""

from collections.abc import Mapping

from agreements.domain.answers import Answers, problem
from agreements.domain.questions import Question, QuestionType
from agreements.domain.requirement import RequirementDefinition

# How something is arranged mostly holds for the next year too. Figures, dates, what others were asked and documents
# are about their own year.
CARRIED: frozenset[QuestionType] = frozenset({"yes_no", "choice", "text", "contact", "link", "matrix"})


def carried_over(
    requirement: RequirementDefinition, earlier: RequirementDefinition | None, answers: Answers
) -> dict[str, object]:
    """Return the answers that can be filled in: the question has the same key and type, and the answer still fits.

    Args:
        requirement: what is asked now.
        earlier: what was asked then; None when that cannot be known, and then nothing is carried over.
        answers: what was answered then.
    """
    asked_then = {question.key: question for question in earlier.questions} if earlier else {}
    found = {}
    for question in requirement.questions:
        then = asked_then.get(question.key)
        if question.source or then is None or then.type != question.type:
            continue
        value = _carried(question, answers.get(question.key))
        if value is not None and problem(question, value) is None:
            found[question.key] = value
    return found


def _carried(question: Question, value: object) -> object:
    if question.type in CARRIED:
        return value
    if question.type == "units" and isinstance(value, list):
        return [_unit(question, unit) for unit in value if isinstance(unit, Mapping)] or None
    return None


def _unit(question: Question, unit: Mapping[str, object]) -> dict[str, object]:
    """A unit with its name and what says how it is arranged; its figures are asked for anew."""
    kept = {field.key for field in question.fields if field.type in CARRIED} | {"name"}
    return {key: value for key, value in unit.items() if key in kept}

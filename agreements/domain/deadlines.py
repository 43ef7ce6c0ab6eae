"""The last day to answer: of a requirement, and of a question with a day of its own. A day ends in Stockholm."""

from collections.abc import Collection, Iterable
from datetime import date

from agreements.domain.definition import Definition


def closing_day(
    definition: Definition,
    requirement_code: str,
    question: str | None = None,
    extensions: Iterable[date] = (),
) -> date | None:
    """Return the last day to report a requirement or to answer one of its questions; None where there is none.

    Args:
        definition: the agreement as it is published.
        requirement_code: the requirement.
        question: the key of a question; one without a day of its own has that of its requirement.
        extensions: the days until which more time was decided for this party and requirement. Only a later day
            counts: more time never takes time away, and a question with a day of its own has it too.

    Raises:
        KeyError: there is no such requirement or question.
    """
    own = definition.requirement(requirement_code).question(question).closes if question else None
    last = own or definition.closes(requirement_code)
    return None if last is None else max([last, *extensions])


def is_over(last: date | None, today: date) -> bool:
    """Say whether a last day has ended, or there is none."""
    return last is None or last < today


def question_days(
    definition: Definition, requirement_code: str, extensions: Collection[date] = ()
) -> dict[str, date]:
    """Return the last day of each question that has one of its own, by the question's key."""
    days = {}
    for question in definition.requirement(requirement_code).questions:
        if question.closes:
            days[question.key] = max([question.closes, *extensions])
    return days

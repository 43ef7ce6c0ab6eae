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


def in_the_way(
    requirement: RequirementDefinition,
    answers: Answers,
    typed: Collection[str],
    prefilled: Collection[str],
    stopped_files: Mapping[str, str],
    editable: Collection[str],
) -> tuple[str, ...]:
    """Return what must be put right before a report can be handed in, in Swedish, in the order of the form.

    An unanswered question is not in the way, nor is an answer that does not meet the rule, nor anything in a question
    that has closed: nobody could put it right.

    Args:
        requirement: the requirement as it is published.
        answers: the answers of the draft.
        typed: the questions where something is written that cannot be read as an answer.
        prefilled: the questions whose answers were filled in from last year and not confirmed.
        stopped_files: the names of files that cannot be used, by their keys.
        editable: the keys of the questions whose answers can be changed now.
    """
    found = []
    for question in requirement.questions:
        if question.key not in editable:
            continue
        if question.key in typed:
            found.append(f"”{question.label}” går inte att tolka. Skriv om svaret eller töm det.")
        if question.key in prefilled:
            found.append(f"”{question.label}” är ifyllt från förra året. Bekräfta eller ändra svaret.")
        for file in sorted(files_in(answers.get(question.key)) & stopped_files.keys()):
            name = stopped_files[file]
            found.append(
                f"”{question.label}”: {name} kan inte användas. Ta bort filen eller bifoga en annan."
            )
    return tuple(found)


def _demands(requirement: RequirementDefinition, question: Question) -> tuple[Demand, ...]:
    by_key = {one.key: one for one in requirement.questions}
    return tuple(
        Demand(condition, by_key[condition.question]) for condition in conditions_of(question, by_key)
    )

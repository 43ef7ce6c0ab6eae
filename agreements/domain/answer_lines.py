"""A report to read through: a line for every question, with its answer in words and what is wrong with it. Pure.

The summary before handing in, the receipt, the earlier versions and the assessor's page show the same lines.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from agreements.domain.answer_words import in_words
from agreements.domain.answers import Answers, problem
from agreements.domain.evaluate import is_asked
from agreements.domain.questions import Question, conditions_of
from agreements.domain.register_words import register_name
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.rules import Demand

Standing = Literal["answered", "unusable", "unanswered", "register", "not_asked"]
NOTHING: Mapping[str, object] = {}
NO_NOTES: Mapping[str, str] = {}
_IDENTITY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that an answer names; `key` is its identity as evidence, `note` what could not be looked at in it."""

    name: str
    key: str
    sha256: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question of a report.

    words: the answer in Swedish, a line each. wrong: why an answer that is there cannot be used. comment: the
    reporter's words on a figure. typed: what was written that could not be read. is_unconfirmed: taken from an
    earlier year and not confirmed.
    """

    key: str
    label: str
    standing: Standing
    words: tuple[str, ...] = ()
    wrong: str = ""
    comment: str = ""
    source: str = ""
    typed: tuple[str, ...] = ()
    is_unconfirmed: bool = False
    files: tuple[AttachedFile, ...] = ()

    @property
    def register(self) -> str:
        """What the register that it is read from is called."""
        return register_name(self.source)

    @property
    def words_beside_files(self) -> tuple[str, ...]:
        """The words without those that only name a file, where the files themselves are shown."""
        named = {file.name for file in self.files}
        return tuple(words for words in self.words if words not in named)


def answer_lines(
    requirement: RequirementDefinition,
    answers: Answers,
    *,
    comments: Mapping[str, object] = NOTHING,
    typed: Mapping[str, object] = NOTHING,
    prefilled: Mapping[str, object] = NOTHING,
    notes: Mapping[str, str] = NO_NOTES,
) -> tuple[AnswerLine, ...]:
    """Return a line for every question of the requirement, in its order.

    answers, comments, typed, prefilled: as a report has them (docs/formats.md), by the key of the question. notes: on
    files, by their key.
    """
    questions: dict[str, Question | None] = {question.key: question for question in requirement.questions}
    return tuple(
        AnswerLine(
            key=question.key,
            label=question.label,
            standing=_standing(question, questions, answers),
            words=in_words(question, value) if value is not None else (),
            wrong=problem(question, value) or "" if value is not None else "",
            comment=str(comments.get(question.key) or ""),
            source=question.source,
            typed=_typed(typed.get(question.key)),
            is_unconfirmed=question.key in prefilled,
            files=tuple(replace(one, note=notes.get(one.key, "")) for one in attached_files(value)),
        )
        for question in requirement.questions
        for value in (answers.get(question.key),)
    )


def asked_of_party(question: Question, questions: Mapping[str, Question | None], answers: Answers) -> bool:
    """Say whether a question is asked; one whose condition is still open is."""
    demands = [
        Demand(condition, looked_at)
        for condition in conditions_of(question, questions)
        if (looked_at := questions.get(condition.question)) is not None
    ]
    return is_asked(tuple(demands), answers) is not False


def attached_files(value: object) -> Iterator[AttachedFile]:
    """Yield the files that an answer names, also those of its rows; what is no identity of a file is none."""
    if isinstance(value, Mapping):
        key = value.get("file")
        if isinstance(key, str) and _is_identity(key):
            whose = value.get("organisation")
            named = value.get("name") or (f"Fil från {whose}" if whose else "Fil")
            yield AttachedFile(str(named), key, str(value.get("sha256") or ""))
        for part in value.values():
            yield from attached_files(part)
    elif isinstance(value, list | tuple):
        for row in value:
            yield from attached_files(row)


def _is_identity(key: str) -> bool:
    return _IDENTITY.fullmatch(key) is not None


def _standing(question: Question, questions: Mapping[str, Question | None], answers: Answers) -> Standing:
    value = answers.get(question.key)
    if not asked_of_party(question, questions, answers):
        return "not_asked"
    if value is not None and problem(question, value) is None:
        return "answered"
    if question.source:
        return "register"
    return "unanswered" if value in (None, "", [], {}) else "unusable"


def _typed(raw: object) -> tuple[str, ...]:
    """What was written, field by field, without the empty ones."""
    if isinstance(raw, Mapping):
        return tuple(text for value in raw.values() for text in _typed(value))
    if isinstance(raw, list | tuple):
        return tuple(text for value in raw for text in _typed(value))
    return (str(raw),) if raw not in (None, "") else ()

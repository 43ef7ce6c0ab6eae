"""What a new version of an agreement changes: which requirements, for whom, and whether old answers still fit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from agreements.domain.definition import Definition
from agreements.domain.requirement import Kind, RequirementDefinition

How = Literal["new", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class ChangedRequirement:
    """A requirement that another version has otherwise. kinds: of the parties that it concerns or concerned."""

    code: str
    name: str
    how: How
    kinds: frozenset[Kind]


def changed_requirements(old: Definition, new: Definition) -> tuple[ChangedRequirement, ...]:
    """Return the requirements that differ between two versions, in the order of the new one, those left out last."""
    return tuple(_changed(old, new))


def changes_terms(old: Definition, new: Definition) -> bool:
    """Say whether anything outside the requirements differs: days, money, settings. It concerns every party."""
    return replace(old, requirements=()) != replace(new, requirements=())


def asks_the_same(old: RequirementDefinition, new: RequirementDefinition) -> bool:
    """Say whether what was answered on `old` is an answer to `new`.

    It is not when the wording, the criterion, the guidance, a question or the rule differs. Money, last days and names
    are no part of what is asked.
    """
    return _asked(old) == _asked(new)


def _changed(old: Definition, new: Definition) -> Iterator[ChangedRequirement]:
    before = {requirement.code: requirement for requirement in old.requirements}
    for requirement in new.requirements:
        earlier = before.pop(requirement.code, None)
        kinds = frozenset(requirement.parties)
        if earlier is None:
            yield ChangedRequirement(requirement.code, requirement.name, "new", kinds)
        elif earlier.to_plain() != requirement.to_plain():
            yield ChangedRequirement(
                requirement.code, requirement.name, "changed", kinds.union(earlier.parties)
            )
    for left_out in before.values():
        yield ChangedRequirement(left_out.code, left_out.name, "removed", frozenset(left_out.parties))


def _asked(requirement: RequirementDefinition) -> tuple[object, ...]:
    questions = tuple(replace(question, closes=None) for question in requirement.questions)
    rule = requirement.rule.to_plain() if requirement.rule else None
    return requirement.text, requirement.criterion, requirement.guidance, questions, rule

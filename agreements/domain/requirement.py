"""One requirement of an agreement: what is asked of which parties, how it is tested and what it is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from agreements.domain.plain import texts
from agreements.domain.questions import Plain, Question
from agreements.domain.rules import BySize, Leaf, Node, leaves

Kind = Literal["municipality", "region", "applicant"]
RequirementKind = Literal["grundkrav", "prestationsmal", "population_grant", "application_grant"]
Allocation = Literal["shared", "capped"]

KINDS: tuple[Kind, ...] = get_args(Kind)
REQUIREMENT_KINDS: tuple[RequirementKind, ...] = get_args(RequirementKind)
WHOLE_PERCENT = 100


class UnsetSetting(ValueError):
    """Something is asked that a setting decides which nobody has set yet."""


@dataclass(frozen=True, slots=True)
class Follows:
    """The same demand in an earlier agreement."""

    agreement: str
    requirement: str


@dataclass(frozen=True, slots=True)
class ComparesWith:
    """Which figures of the county's kommuner, added up, should come near its region's on another requirement.

    questions: the region's question by this requirement's. note: why they may differ although both are right.
    """

    requirement: str
    questions: Mapping[str, str] = field(hash=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class RequirementDefinition:
    """A grundkrav, a prestationsmål, a pot by population or a grant that is applied for.

    pot: kronor; of a grant that is applied for the year's frame. split: percent per kind of party. asked: the question
    that an applicant writes its amount in.
    """

    code: str
    kind: RequirementKind
    name: str
    parties: tuple[Kind, ...]
    text: str
    criterion: str = ""
    guidance: str = ""
    source: str = ""
    assessor: str = ""
    follows: tuple[Follows, ...] = ()
    compares_with: ComparesWith | None = None
    questions: tuple[Question, ...] = ()
    rule: Node | None = None
    pot: int | None = None
    split: Mapping[Kind, int] | None = field(default=None, hash=False)
    allocation: Allocation | None = None
    closes: date | None = None
    asked: str = ""

    @property
    def is_applied_for(self) -> bool:
        """Whether its money is applied for, and granted by decision in each case."""
        return self.kind == "application_grant"

    @property
    def has_pot(self) -> bool:
        """Whether money belongs to it."""
        return self.kind != "grundkrav"

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """The leaves of the rule in the order of the definition, those inside units included."""
        return tuple(leaves(self.rule))

    def question(self, key: str) -> Question:
        """Return the question with that key. Raises KeyError."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)

    def parts(self) -> Mapping[Kind, int]:
        """Return the kronor of the pot per kind of party; empty for a grundkrav.

        Raises UnsetSetting when the pot, or the split between two kinds of party, is not set.
        """
        if not self.has_pot:
            return {}
        if self.pot is None:
            raise UnsetSetting(f"pot.{self.code}")
        if self.split is None:
            if len(self.parties) != 1:
                raise UnsetSetting(f"split.{self.code}")
            return {self.parties[0]: self.pot}
        return {kind: self.pot * self.split[kind] // WHOLE_PERCENT for kind in self.parties}

    def unset_settings(self) -> tuple[str, ...]:
        """Return the names of its settings that are not set: pot, split, allocation and quotas by size."""
        unset = [
            f"rule.{self.code}.{leaf.key}"
            for leaf in self.leaves
            if isinstance(leaf, BySize) and leaf.is_unset
        ]
        if not self.has_pot:
            return tuple(unset)
        missing = {
            "pot": self.pot is None,
            "split": self.split is None and len(self.parties) > 1,
            "allocation": self.allocation is None and not self.is_applied_for,
        }
        return (*(f"{name}.{self.code}" for name, is_missing in missing.items() if is_missing), *unset)

    def to_plain(self) -> Plain:
        """Return the requirement as it is written in a definition."""
        plain: Plain = {
            "code": self.code,
            "kind": self.kind,
            "name": self.name,
            "parties": list(self.parties),
        }
        plain |= texts(self, ("text", "criterion", "guidance", "source", "assessor"))
        if self.follows:
            plain["follows"] = [
                {"agreement": earlier.agreement, "requirement": earlier.requirement}
                for earlier in self.follows
            ]
        if self.compares_with:
            plain["compares_with"] = {
                "requirement": self.compares_with.requirement,
                "questions": dict(self.compares_with.questions),
                **texts(self.compares_with, ("note",)),
            }
        if self.questions:
            plain["questions"] = [question.to_plain() for question in self.questions]
        if self.rule:
            plain["rule"] = self.rule.to_plain()
        if self.is_applied_for:
            plain |= {"pot": self.pot, "asked": self.asked}
        elif self.has_pot:
            plain |= {"pot": self.pot, "allocation": self.allocation}
            plain["split"] = dict(self.split) if self.split is not None else None
        if self.closes:
            plain["closes"] = self.closes.isoformat()
        return plain

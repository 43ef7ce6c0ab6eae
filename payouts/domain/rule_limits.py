"""The limits inside a requirement's rule: what they are, and the same rule with another limit. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from agreements.domain.definition import Definition
from agreements.domain.rules import AtLeastOne, BySize, Inner, Leaf, Node, Share, Value

WHOLE_PERCENT = 100
MOST = 10**9
_DECIMAL = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")
_SIZES = {"small": "små", "medium": "mellanstora", "large": "stora"}
_NAMES = {
    Share: ("at_least_percent",),
    Value: ("at_least", "at_most"),
    BySize: ("small", "medium", "large"),
}

LimitKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit: of a requirement's criterion, by its name in the rule (`at_least_percent`, `at_least`, `small` …).

    value: the decimal as it is written today. text: the criterion. label: what the limit is, in Swedish. highest: the
    highest that it can be. is_whole: a number of something, not a share.
    """

    requirement: str
    criterion: str
    name: str
    value: str
    text: str
    label: str
    highest: int
    is_whole: bool

    @property
    def key(self) -> LimitKey:
        """What it is found by."""
        return self.requirement, self.criterion, self.name


def limits_of(definition: Definition) -> tuple[Limit, ...]:
    """Return every limit of the agreement that can be tried with another value, in the order of the definition."""
    return tuple(
        limit
        for requirement in definition.requirements
        for leaf in requirement.leaves
        for limit in _limits(requirement.code, leaf)
    )


def with_limit(rule: Node, criterion: str, name: str, value: str) -> Node:
    """Return the rule with another limit at one criterion; the rule itself where it has no such criterion.

    Args:
        rule: the whole rule.
        criterion: the key of the leaf.
        name: of the limit, as in `Limit`.
        value: the new limit, written as a decimal.
    """
    if isinstance(rule, Inner):
        children = tuple(with_limit(child, criterion, name, value) for child in rule.children)
        return replace(rule, children=children)
    if isinstance(rule, AtLeastOne) and rule.where is not None:
        return replace(rule, where=with_limit(rule.where, criterion, name, value))
    if rule.key != criterion or name not in _names(rule):
        return rule
    other: dict[str, Any] = {name: int(value) if isinstance(rule, BySize) else value}
    return replace(rule, **other)


def fault_of(limit: Limit, value: str) -> str:
    """Say what is wrong with another value for a limit, in Swedish; empty when nothing is."""
    if not _DECIMAL.fullmatch(value):
        return "Skriv gränsen som ett tal."
    if limit.is_whole and not value.isdecimal():
        return "Gränsen ska vara ett helt tal."
    if Fraction(value) > limit.highest:
        return f"Gränsen ska vara mellan 0 och {limit.highest}."
    return ""


def _names(leaf: Node) -> tuple[str, ...]:
    return next((names for kind, names in _NAMES.items() if isinstance(leaf, kind)), ())


def _limits(requirement: str, leaf: Leaf) -> Iterator[Limit]:
    for name in _names(leaf):
        value = getattr(leaf, name)
        if value is not None:
            label, highest = _about(leaf, name)
            whole = isinstance(leaf, BySize)
            yield Limit(requirement, leaf.key, name, str(value), leaf.text, label, highest, whole)


def _about(leaf: Leaf, name: str) -> tuple[str, int]:
    """Return what a limit is called, and the highest that it can be."""
    if isinstance(leaf, Share):
        return "Minst, procent", WHOLE_PERCENT
    if isinstance(leaf, BySize):
        return f"Minst, i {_SIZES[name]} kommuner", MOST
    word = "Minst" if name == "at_least" else "Högst"
    if isinstance(leaf, Value) and leaf.question.type == "percent":
        return f"{word}, procent", WHOLE_PERCENT
    unit = leaf.question.unit if isinstance(leaf, Value) else ""
    return (f"{word}, {unit}" if unit else word), MOST

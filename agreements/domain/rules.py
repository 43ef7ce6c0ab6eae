"""The closed tree of a rule: inner nodes and leaves, bound to the questions that they read.

There is no formula and no `eval`: what a year demands is one of these nodes, or the format grows by a named leaf.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from agreements.domain.questions import Condition, Plain, Question

WhenZero = Literal["met", "not_met", "undecided"]
SizeClass = Literal["small", "medium", "large"]
SIZE_CLASSES: tuple[SizeClass, ...] = get_args(SizeClass)


@dataclass(frozen=True, slots=True)
class Demand:
    """What must hold for a question to be asked: the condition and the question that it looks at."""

    condition: Condition
    question: Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A node that weighs its children together. Its key and its own wording may be empty."""

    kind: ClassVar[str]
    children: tuple["Node", ...]
    key: str = ""
    text: str = ""

    def _own(self) -> Plain:
        return {name: value for name, value in (("key", self.key), ("text", self.text)) if value}

    def _children(self) -> list[Plain]:
        return [child.to_plain() for child in self.children]

    def to_plain(self) -> Plain:
        """Return the node as it is written in a definition."""
        return {self.kind: self._children(), **self._own()}


@dataclass(frozen=True, slots=True, kw_only=True)
class All(Inner):
    """Every child must be met."""

    kind: ClassVar[str] = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf(Inner):
    """One child must be met."""

    kind: ClassVar[str] = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeastN(Inner):
    """At least `n` children must be met."""

    kind: ClassVar[str] = "at_least_n"
    n: int

    def to_plain(self) -> Plain:
        """Return the node as it is written in a definition."""
        return {"at_least_n": {"n": self.n, "of": self._children()}, **self._own()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A demand that is tested by itself. `asked_when` holds what its questions need in order to be asked."""

    kind: ClassVar[str]
    key: str
    text: str
    asked_when: tuple[Demand, ...] = ()

    @property
    def reads(self) -> tuple[Question, ...]:
        """The questions whose answers the leaf looks at."""
        return ()

    def _details(self) -> Plain:
        raise NotImplementedError

    def to_plain(self) -> Plain:
        """Return the leaf as it is written in a definition."""
        return {"key": self.key, **self._details(), "text": self.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class OneQuestion(Leaf):
    """A leaf that reads one question."""

    question: Question

    @property
    def reads(self) -> tuple[Question, ...]:
        """The question whose answer the leaf looks at."""
        return (self.question,)

    def _details(self) -> Plain:
        return {self.kind: self.question.key}


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes(OneQuestion):
    """The answer is yes."""

    kind: ClassVar[str] = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(OneQuestion):
    """The question is answered, whatever the answer is."""

    kind: ClassVar[str] = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHasSections(OneQuestion):
    """The document is attached and holds the required sections; `every` when all of the question's are required."""

    kind: ClassVar[str] = "document"
    sections: tuple[str, ...] = ()
    every: bool = False

    def _details(self) -> Plain:
        sections: str | list[str] = "all" if self.every else list(self.sections)
        return {"document": self.question.key, **({"sections": sections} if sections else {})}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkGiven(OneQuestion):
    """A web address is given."""

    kind: ClassVar[str] = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value(OneQuestion):
    """A number lies within its limits; decimals as text, None where there is no limit."""

    kind: ClassVar[str] = "value"
    at_least: str | None = None
    at_most: str | None = None

    def _details(self) -> Plain:
        limits = {"at_least": self.at_least, "at_most": self.at_most}
        return {
            "value": self.question.key,
            **{name: limit for name, limit in limits.items() if limit is not None},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Leaf):
    """A share in percent of a base: other answers (`base` minus `minus`) or so many percent of the inhabitants."""

    kind: ClassVar[str] = "share"
    of: tuple[Question, ...]
    base: tuple[Question, ...] = ()
    minus: tuple[Question, ...] = ()
    population_percent: str | None = None
    at_least_percent: str
    when_zero: WhenZero = "undecided"

    @property
    def reads(self) -> tuple[Question, ...]:
        """The questions whose answers the share is made of."""
        return (*self.of, *self.base, *self.minus)

    def _details(self) -> Plain:
        share: Plain = {"of": _keys(self.of)}
        if self.population_percent is None:
            share["in"] = _keys(self.base)
        else:
            share["in"] = {"population_percent": self.population_percent}
        if self.minus:
            share["minus"] = _keys(self.minus)
        plain: Plain = {"share": share, "at_least_percent": self.at_least_percent}
        return plain if self.when_zero == "undecided" else {**plain, "when_zero": self.when_zero}


@dataclass(frozen=True, slots=True, kw_only=True)
class BySize(OneQuestion):
    """A number that depends on the party's size class; None where it is not set yet."""

    kind: ClassVar[str] = "by_size"
    small: int | None
    medium: int | None
    large: int | None

    def quota(self, size: SizeClass) -> int | None:
        """Return the number that a party of that size must reach, or None where it is not set."""
        return {"small": self.small, "medium": self.medium, "large": self.large}[size]

    @property
    def is_unset(self) -> bool:
        """Whether the number of some size class is not set yet."""
        return None in (self.small, self.medium, self.large)

    def _details(self) -> Plain:
        return {"by_size": self.question.key, "at_least": {size: self.quota(size) for size in SIZE_CLASSES}}


@dataclass(frozen=True, slots=True, kw_only=True)
class InPeriod(OneQuestion):
    """A date, a year or a period lies inside a window; limits as 2010, 2010-05 or 2010-05-01, "" where open."""

    kind: ClassVar[str] = "period"
    first: str = ""
    last: str = ""

    def _details(self) -> Plain:
        within = {name: limit for name, limit in (("from", self.first), ("to", self.last)) if limit}
        return {"period": self.question.key, "within": within}


@dataclass(frozen=True, slots=True, kw_only=True)
class CoversYears(OneQuestion):
    """The years of a plan cover the given years."""

    kind: ClassVar[str] = "covers"
    years: tuple[int, ...]

    def _details(self) -> Plain:
        return {"covers": self.question.key, "years": list(self.years)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteMonths(OneQuestion):
    """Every month of the series has a number."""

    kind: ClassVar[str] = "complete_months"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeastOne(OneQuestion):
    """At least one of the units meets `where`, whose leaves read the unit's own fields."""

    kind: ClassVar[str] = "at_least_one"
    where: "Node | None" = None

    def _details(self) -> Plain:
        where = {"where": self.where.to_plain()} if self.where else {}
        return {"at_least_one": self.question.key, **where}


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixComplete(OneQuestion):
    """Every row of the matrix has a link."""

    kind: ClassVar[str] = "matrix_complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Leaf):
    """The party stands on a register's list, named by its code."""

    kind: ClassVar[str] = "listed"
    register: str

    def _details(self) -> Plain:
        return {"listed": self.register}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manual(Leaf):
    """An assessor judges; `asks` is the question that the assessor answers."""

    kind: ClassVar[str] = "manual"
    asks: str

    def _details(self) -> Plain:
        return {"manual": self.asks}


Node = Inner | Leaf
INNER_KINDS: Mapping[str, type[Inner]] = {node.kind: node for node in (All, AnyOf, AtLeastN)}
_LEAVES: tuple[type[Leaf], ...] = (
    Yes, Answered, DocumentHasSections, LinkGiven, Value, Share, BySize, InPeriod, CoversYears, CompleteMonths,
    AtLeastOne, MatrixComplete, Listed, Manual,
)  # fmt: skip
LEAF_KINDS: Mapping[str, type[Leaf]] = {leaf.kind: leaf for leaf in _LEAVES}


def nodes(rule: Node | None) -> Iterator[Node]:
    """Yield every node of a rule from the top, those that look into units included."""
    if rule is None:
        return
    yield rule
    if isinstance(rule, Inner):
        for child in rule.children:
            yield from nodes(child)
    elif isinstance(rule, AtLeastOne):
        yield from nodes(rule.where)


def leaves(rule: Node | None) -> Iterator[Leaf]:
    """Yield every leaf of a rule in the order of the definition."""
    return (node for node in nodes(rule) if isinstance(node, Leaf))


def _keys(questions: tuple[Question, ...]) -> list[str]:
    return [question.key for question in questions]

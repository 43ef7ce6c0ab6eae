"""What a rule comes to: three values, and at every node the reason in words with the figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from agreements.domain.questions import Plain
from agreements.domain.terms import SizeClasses


class Truth(Enum):
    """Met, not met or undecided."""

    MET = "met"
    NOT_MET = "not_met"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a party without asking it.

    inhabitants: on the agreement's population date, None where unknown. listed: by the code of a register's list,
    whether the party stands on it; a list that is not there has not been read.
    """

    inhabitants: int | None = None
    size_classes: SizeClasses | None = None
    listed: Mapping[str, bool] = field(default_factory=dict, hash=False)
    population_date: date | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One node's outcome. `text` is the node's wording, `reason` a Swedish sentence with the figures.

    `asked` is False where the question is not asked of this party: the node then has no say in the one above it.
    """

    key: str
    kind: str
    truth: Truth
    text: str
    reason: str
    children: tuple["Result", ...] = ()
    asked: bool = True

    @property
    def is_met(self) -> bool:
        """Whether the node is met."""
        return self.truth is Truth.MET

    def leaves(self) -> Iterator["Result"]:
        """Yield the outcomes of the leaves, in the order of the rule; a leaf on units comes before what is in it."""
        if self.kind not in _INNER_KINDS:
            yield self
        for child in self.children:
            yield from child.leaves()

    def to_plain(self) -> Plain:
        """Return the outcome as JSON-able data."""
        plain: Plain = {"key": self.key, "kind": self.kind, "truth": self.truth.value, "text": self.text}
        plain |= {"reason": self.reason, "asked": self.asked}
        plain["children"] = [child.to_plain() for child in self.children]
        return plain

    @classmethod
    def from_plain(cls, data: Mapping[str, object]) -> "Result":
        """Return the outcome that `to_plain` wrote. Raises ValueError when the data is something else."""
        children, asked, truth = data.get("children"), data.get("asked"), _TRUTHS.get(str(data.get("truth")))
        if not isinstance(children, list) or not isinstance(asked, bool) or truth is None:
            raise ValueError("not the outcome of a rule")
        return cls(
            str(data.get("key", "")),
            str(data.get("kind", "")),
            truth,
            str(data.get("text", "")),
            str(data.get("reason", "")),
            tuple(map(cls.from_plain, children)) if children else (),
            asked,
        )


# A page of a case reads hundreds of nodes: looking up in a mapping takes a tenth of calling the enumeration.
_TRUTHS = {one.value: one for one in Truth}
_INNER_KINDS = frozenset({"all", "any", "at_least_n", "unit"})

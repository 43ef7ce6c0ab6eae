"""Which earlier verdicts are most like a case: those that fell on the same criteria come first. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agreements.domain.result import Result, Truth


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion as it can be recognised: its key in its own requirement, its wording anywhere."""

    key: str
    text: str


def in_question(result: Result | None) -> tuple[Criterion, ...]:
    """Return the criteria that a case turns on: those that are not met; where none fails, those left open."""
    if result is None:
        return ()
    asked = [leaf for leaf in result.leaves() if leaf.asked]
    for truth in (Truth.NOT_MET, Truth.UNDECIDED):
        found = tuple(Criterion(leaf.key, leaf.text) for leaf in asked if leaf.truth is truth)
        if found:
            return found
    return ()


def remarked(result: Result | None, judged: Mapping[str, Mapping[str, object]]) -> tuple[Criterion, ...]:
    """Return the criteria that a verdict turned on: those not met, and those on which an assessor wrote something."""
    if result is None:
        return ()
    return tuple(
        Criterion(leaf.key, leaf.text)
        for leaf in result.leaves()
        if leaf.asked and (leaf.truth is Truth.NOT_MET or judged.get(leaf.key, {}).get("reason"))
    )


def alike(case: Iterable[Criterion], verdict: Iterable[Criterion], *, same_requirement: bool) -> int:
    """Return how many criteria of a case a verdict turned on too.

    Within a requirement a criterion is known by its key, in another year's by its wording.
    """
    theirs = tuple(verdict)
    keys = {one.key for one in theirs} if same_requirement else set()
    texts = {one.text for one in theirs}
    return sum(1 for one in case if one.key in keys or one.text in texts)

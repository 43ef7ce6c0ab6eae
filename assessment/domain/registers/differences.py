"""What another version of a register changes: figures that are new, changed or gone."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.domain.registers.checked import FigureKey, Figures

MOST_TOLD = 500  # of each sort; all are counted


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure before and after; None where it is not there."""

    key: FigureKey
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Differences:
    """How many figures are new, changed, gone and the same, and the first of them: changed, gone, new."""

    new: int
    changed: int
    gone: int
    same: int
    told: tuple[Difference, ...]


def differences(before: Figures, after: Figures) -> Differences:
    """Return what `after` changes in `before`."""
    changed = [key for key, value in after.items() if before.get(key, value) != value]
    new = [key for key in after if key not in before]
    gone = [key for key in before if key not in after]
    told = tuple(
        Difference(key, before.get(key), after.get(key))
        for keys in (changed, gone, new)
        for key in _first(keys)
    )
    return Differences(len(new), len(changed), len(gone), len(after) - len(new) - len(changed), told)


def _first(keys: list[FigureKey]) -> Iterator[FigureKey]:
    return iter(sorted(keys)[:MOST_TOLD])

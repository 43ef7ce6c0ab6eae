"""What was read out of a table: figures, everything that is wrong with it, and what is missing in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_FAULTS = 1000  # that are told; all are counted


class FigureKey(NamedTuple):
    """What a figure is about, by codes. unit: the name of a party's own unit; month: 2014-03; empty: the whole."""

    party: str
    requirement: str
    key: str
    unit: str = ""
    month: str = ""


Figures = Mapping[FigureKey, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a table. row: its number, 0 where it is about several. column: its letter, or empty."""

    row: int
    column: str
    text: str

    @property
    def where(self) -> str:
        """Where it is, in Swedish."""
        if not self.row:
            return "Flera rader"
        return f"Rad {self.row}, kolumn {self.column}" if self.column else f"Rad {self.row}"


@dataclass(slots=True)
class FaultList:
    """Faults as they are found. left_out: the requirement and party of each; nothing of theirs is taken in."""

    told: list[Fault] = field(default_factory=list)
    number: int = 0
    left_out: set[tuple[str, str]] = field(default_factory=set)

    def add(self, row: int, column: str, text: str) -> None:
        """Note a fault."""
        self.number += 1
        if len(self.told) < MOST_FAULTS:
            self.told.append(Fault(row, column, text))

    def leave_out(self, requirement: str, party: str) -> None:
        """Take nothing in about a party's requirement."""
        self.left_out.add((requirement, party))


@dataclass(frozen=True, slots=True)
class Checked:
    """What a table comes to.

    figures: what may be taken in. faults: the first thousand of fault_count. left_out: (requirement, party) of those
    with a fault. rows: with something in them, below the headings; totals: of them, sums that were passed over.
    missing: by requirement, the parties that it has nothing about. incomplete: those that lack a figure that others
    have, each with the labels. absent: by requirement, the labels of what the table has for nobody. on_list: by
    requirement, how many take part.
    """

    figures: Figures
    faults: tuple[Fault, ...]
    fault_count: int
    left_out: frozenset[tuple[str, str]]
    rows: int
    totals: int
    missing: Mapping[str, tuple[str, ...]]
    incomplete: Mapping[tuple[str, str], tuple[str, ...]]
    absent: Mapping[str, tuple[str, ...]]
    on_list: Mapping[str, int]

"""Small numbers: which counts of persons may be shown, so that nobody can work out a count of 10 persons or fewer.

The rule (the agreement of 2012, section 6.2.3; docs/adr/0009-small-numbers.md): 0 to 10 persons are not shown, 11 are.
A number that would give a hidden one away, by a sum or a difference, is hidden too. Only counts of persons come here;
how many kommuner met a demand is nobody's secret.

A table has rows that add up to rows above them (kommuner, counties, the country) and parts that add up to the number of
all (women and men). Such a table is a network: a number is an arc, a sum is a node where what comes in goes out. What a
reader can work out of a hidden number is how far it can move along circles of hidden arcs, which is found exactly.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from prio.money import number

SMALLEST_SHOWN = 11
LARGEST_HIDDEN = SMALLEST_SHOWN - 1
# What the published numbers leave of a small one: at least so many steps from its least to its largest value.
LEAST_WIDTH = 5
TOTAL = ""  # the part that is all parts together
_UNLIMITED = 10**15


class Hidden(Enum):
    """Why a number is not shown: it is small, or it would give a small one away."""

    SMALL = "small"
    GIVES_AWAY = "gives_away"

    @property
    def text(self) -> str:
        """What stands in the number's place."""
        return f"färre än {SMALLEST_SHOWN}" if self is Hidden.SMALL else "visas inte"


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of persons as everybody may see it: the number, or why there is none."""

    value: int | None
    hidden: Hidden | None = None

    @property
    def text(self) -> str:
        """The number in Swedish style, or what stands in its place."""
        return self.hidden.text if self.hidden else number(self.value or 0)


class Row(NamedTuple):
    """A row of a table. parent: the row that it adds up to, empty for the top one.

    counts: persons, one number for each part of the table (one alone where it has no parts); None where rows below add
    up to this one.
    """

    key: str
    parent: str
    counts: tuple[int, ...] | None = None


class Table(NamedTuple):
    """Counts of persons with their sums. One row is the top; every other one has a parent in the table.

    unseen: parts that nobody shows, but that can be worked out from the others; hiding them costs nothing.
    """

    rows: tuple[Row, ...]
    parts: tuple[str, ...] = ()
    unseen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The table as everybody may see it."""

    figures: Mapping[tuple[str, str], Figure]

    def figure(self, row: str, part: str = TOTAL) -> Figure | None:
        """Return a number of the table, None where the table has none."""
        return self.figures.get((row, part))


class Share(NamedTuple):
    """A share that may be shown: persons of persons."""

    part: int
    whole: int


def share(part: Sequence[Figure], base: Sequence[Figure], minus: Sequence[Figure] = ()) -> Share | None:
    """Return the sum of `part` of the sum of `base` less `minus`; None where it is hidden.

    It is hidden when it is a share of 10 persons or fewer, and when one of its numbers is hidden: with the others it
    would give that one away.
    """
    if any(figure.hidden for figure in (*part, *base, *minus)):
        return None
    whole = _sum(base) - _sum(minus)
    return Share(_sum(part), whole) if whole >= SMALLEST_SHOWN else None


def change(now: Figure, before: Figure) -> int | None:
    """Return how many more `now` is than `before`; None where one is hidden: the other would give it away."""
    return None if now.hidden or before.hidden else _sum([now]) - _sum([before])


def _sum(figures: Sequence[Figure]) -> int:
    return sum(figure.value or 0 for figure in figures)


@lru_cache(maxsize=256)
def suppress(table: Table) -> Suppressed:
    """Return the table with its small numbers hidden, and as little else as keeps them hidden.

    What can be worked out of a small number from all that is shown, and from the words in place of what is not, is
    at best that it is one of LEAST_WIDTH + 1 values or more, and nearly always all from 0 to 10. Where that cannot be
    had the whole table is hidden without saying what is small. The same table always gives the same answer.

    Raises:
        ValueError: a row has no parent in the table, a number is negative, or the parts and numbers are not as many.
    """
    network = _Network(table)
    for cell in network.small_ones():
        network.widen(cell, 1)
        network.widen(cell, -1)
    narrow = any(network.width(cell) < LEAST_WIDTH for cell in network.small_ones())
    return Suppressed({name: _shown(cell, narrow) for name, cell in network.cells.items()})


class _Cell:
    """A number of the table: an arc from one sum to another."""

    __slots__ = ("head", "hidden", "is_small", "price", "tail", "value")

    def __init__(self, tail: int, head: int, value: int, *, unseen: bool) -> None:
        self.tail, self.head, self.value = tail, head, value
        # What is lost by hiding it: persons, then numbers.
        self.price = (0, 0) if unseen else (value, 1)
        self.hidden = self.is_small = value <= LARGEST_HIDDEN

    def room(self, sign: int, moved: int) -> int:
        """How far the number can still go up (1) or down (-1) for who reads the words in its place."""
        at = self.value + moved
        if self.is_small:
            return LARGEST_HIDDEN - at if sign > 0 else at
        return _UNLIMITED if sign > 0 else at - SMALLEST_SHOWN


def _shown(cell: _Cell, narrow: bool) -> Figure:
    if narrow:
        return Figure(None, Hidden.GIVES_AWAY)
    if cell.is_small:
        return Figure(None, Hidden.SMALL)
    return Figure(None, Hidden.GIVES_AWAY) if cell.hidden else Figure(cell.value)


_Steps = list[tuple[_Cell, int]]
_OUTSIDE = 0


class _Network:
    """The table as a network.

    The numbers of all parts together flow from the outside through the top row down to the lowest rows, there divide
    into parts, and flow back up, part by part. A table without parts flows out again below.
    """

    def __init__(self, table: Table) -> None:
        self._nodes: dict[tuple[str, str], int] = {}
        self._ways: dict[int, list[tuple[_Cell, int, int]]] = {}
        self.cells: dict[tuple[str, str], _Cell] = {}
        sums = _sums(table)
        divided = len(table.parts) > 1
        parents = {row.key: row.parent for row in table.rows}
        lowest = {row.key for row in table.rows if row.counts is not None}
        for row, parent in parents.items():
            above = [self._node(parent, part) if parent else _OUTSIDE for part in (*table.parts, TOTAL)]
            below = [
                (self._node(row, TOTAL) if divided else _OUTSIDE) if row in lowest else self._node(row, part)
                for part in (*table.parts, TOTAL)
            ]
            if divided:
                for part, up, down in zip(table.parts, above, below, strict=False):
                    cell = _Cell(down, up, sums[row, part], unseen=part in table.unseen)
                    self._add((row, part), cell)
            self._add((row, TOTAL), _Cell(above[-1], below[-1], sums[row, TOTAL], unseen=False))

    def _node(self, row: str, part: str) -> int:
        return self._nodes.setdefault((row, part), len(self._nodes) + 1)

    def _add(self, name: tuple[str, str], cell: _Cell) -> None:
        self.cells[name] = cell
        self._ways.setdefault(cell.tail, []).append((cell, cell.head, 1))
        self._ways.setdefault(cell.head, []).append((cell, cell.tail, -1))

    def small_ones(self) -> Iterator[_Cell]:
        """The numbers that are hidden because they are small."""
        return (cell for cell in self.cells.values() if cell.is_small)

    def widen(self, cell: _Cell, sign: int) -> None:
        """Hide what is needed for the small number to be able to go all the way up to 10, or down to 0."""
        self._move(cell, sign, may_hide=True)

    def width(self, cell: _Cell) -> int:
        """How many steps there are from the least to the largest value that the hidden number can have."""
        return self._move(cell, 1, may_hide=False) + self._move(cell, -1, may_hide=False)

    def _move(self, cell: _Cell, sign: int, *, may_hide: bool) -> int:
        """Return how far the number can go: what it takes up has to come back through other hidden numbers."""
        start, goal = (cell.head, cell.tail) if sign > 0 else (cell.tail, cell.head)
        wanted = cell.room(sign, 0)
        moved: dict[_Cell, int] = {cell: 0}
        gone = 0
        while gone < wanted and start != goal:
            left = wanted - gone
            path = self._path(start, goal, moved, cell, 1, may_hide=False)
            if path is None and may_hide:
                path = self._path(start, goal, moved, cell, left, may_hide=True) or self._path(
                    start, goal, moved, cell, 1, may_hide=True
                )
            if path is None:
                return gone
            step = min(left, *(one.room(way, moved.get(one, 0)) for one, way in path))
            for one, way in path:
                moved[one] = moved.get(one, 0) + way * step
                one.hidden = True
            gone += step
        return wanted

    def _path(
        self,
        start: int,
        goal: int,
        moved: Mapping[_Cell, int],
        around: _Cell,
        least: int,
        *,
        may_hide: bool,
    ) -> _Steps | None:
        """Find the way that hides the fewest persons, then the fewest numbers, with room for `least` in each step."""
        came: dict[int, tuple[int, _Cell, int]] = {}
        costs = {start: (0, 0)}
        queue = [(0, 0, start)]
        while queue:
            persons, numbers, node = heapq.heappop(queue)
            if node == goal:
                return _way_back(came, start, goal)
            if (persons, numbers) > costs[node]:
                continue
            for cell, other, sign in self._ways.get(node, ()):
                if cell is around or not (cell.hidden or may_hide):
                    continue
                if cell.room(sign, moved.get(cell, 0)) < least:
                    continue
                price = (0, 0) if cell.hidden else cell.price
                more = (persons + price[0], numbers + price[1])
                if other not in costs or more < costs[other]:
                    costs[other] = more
                    came[other] = (node, cell, sign)
                    heapq.heappush(queue, (*more, other))
        return None


def _way_back(came: Mapping[int, tuple[int, _Cell, int]], start: int, goal: int) -> _Steps:
    steps: _Steps = []
    node = goal
    while node != start:
        node, cell, sign = came[node]
        steps.append((cell, sign))
    return steps


def _sums(table: Table) -> dict[tuple[str, str], int]:
    """Every number of the table: the counts, and the sums that they add up to."""
    parents = {row.key: row.parent for row in table.rows}
    if len(parents) != len(table.rows) or any(
        parent and parent not in parents for parent in parents.values()
    ):
        raise ValueError("every row has a key of its own, and its parent is a row")
    names = (*table.parts, TOTAL) if len(table.parts) > 1 else (TOTAL,)
    sums = {(row.key, name): 0 for row in table.rows for name in names}
    for row in table.rows:
        if row.counts is None:
            continue
        if len(row.counts) != max(len(table.parts), 1) or min(row.counts) < 0:
            raise ValueError(f"{row.key}: a number from 0 for each part")
        counts = (*row.counts, sum(row.counts)) if len(names) > 1 else row.counts
        above = row.key
        while above:
            for name, count in zip(names, counts, strict=True):
                sums[above, name] += count
            above = parents[above]
    return sums

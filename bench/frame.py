"""A register of figures: each is a function that measures, beside its floor and its limit.

    @figure("allocate() of a full year", unit="ms", at_most=4)
    def full_year() -> Measured:
        return Measured(milliseconds(lambda: allocate(year)))

A function may give several figures of one kind at once, by their names: `{"the board": Measured(7), …}`.
"""

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """What was measured, and the floor that was measured beside it: the least that the work can cost here."""

    value: float
    floor: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the floor the value is."""
        return self.value / self.floor if self.floor else None


Measurement = Callable[[], Measured | Mapping[str, Measured]]


@dataclass(frozen=True)
class Figure:
    """A kind of figure: its name, its unit, and the limits it must keep."""

    name: str
    unit: str
    at_most: float | None
    at_most_times_floor: float | None
    measure: Measurement
    only_told: bool = False

    def kept_by(self, measured: Measured) -> bool:
        """Whether `measured` keeps the limits. A ratio without a floor keeps nothing."""
        if self.at_most is not None and measured.value > self.at_most:
            return False
        if self.at_most_times_floor is None:
            return True
        return measured.ratio is not None and measured.ratio <= self.at_most_times_floor

    def limit(self) -> str:
        """The limits in words."""
        absolute = f"{_short(self.at_most)} {self.unit}" if self.at_most is not None else ""
        relative = (
            f"{_short(self.at_most_times_floor)} × floor" if self.at_most_times_floor is not None else ""
        )
        return ", ".join(part for part in (absolute, relative) if part)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    figure: Figure
    measured: Measured

    @property
    def kept(self) -> bool:
        """Whether the limits are kept."""
        return self.figure.kept_by(self.measured)

    def cells(self) -> tuple[str, ...]:
        """The line's cells: name, figure, floor, ratio, limit, verdict."""
        unit, measured = self.figure.unit, self.measured
        floor = f"{_short(measured.floor)} {unit}" if measured.floor is not None else ""
        ratio = _short(measured.ratio) if measured.ratio is not None else ""
        return (
            self.name,
            f"{_short(measured.value)} {unit}",
            floor,
            ratio,
            self.figure.limit(),
            "told" if self.figure.only_told else "kept" if self.kept else "MISSED",
        )


HEADINGS = ("figure", "measured", "floor", "ratio", "limit", "")
_register: dict[str, Figure] = {}


def figure(
    name: str,
    *,
    unit: str,
    at_most: float | None = None,
    at_most_times_floor: float | None = None,
    only_told: bool = False,
) -> Callable[[Measurement], Measurement]:
    """Register the decorated function as the figure `name`, in `unit`, with its limits, or as one that is `only_told`.

    Raises:
        ValueError: no limit is given, or the name is taken.
    """
    if at_most is None and at_most_times_floor is None and not only_told:
        raise ValueError(f"{name}: a figure without a limit says nothing")
    if name in _register:
        raise ValueError(f"{name}: there is such a figure already")

    def register(measure: Measurement) -> Measurement:
        _register[name] = Figure(name, unit, at_most, at_most_times_floor, measure, only_told)
        return measure

    return register


def registered(words: Iterable[str] = ()) -> list[Figure]:
    """Return the figures whose name holds one of `words`; all of them when there are none."""
    wanted = [word.casefold() for word in words]
    return [
        each
        for each in _register.values()
        if not wanted or any(word in each.name.casefold() for word in wanted)
    ]


def rows(figures: Iterable[Figure]) -> Iterator[Row]:
    """Measure each of `figures` and give its lines as they are ready."""
    for each in figures:
        measured = each.measure()
        if isinstance(measured, Measured):
            yield Row(each.name, each, measured)
        else:
            for name, part in measured.items():
                yield Row(f"{each.name}: {name}", each, part)


def table(lines: Iterable[Row]) -> str:
    """Return the lines as a table of text, with the names to the left and the figures to the right."""
    cells = [HEADINGS, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    )


def milliseconds(
    work: Callable[[], object], rounds: int = 7, *, before: Callable[[], object] | None = None
) -> float:
    """Return the shortest of `rounds` runs of `work` in milliseconds, after one that warms it up; see `seconds`."""
    return seconds(work, rounds, before=before) * 1000


def seconds(
    work: Callable[[], object], rounds: int = 3, *, before: Callable[[], object] | None = None
) -> float:
    """Return the shortest of `rounds` runs of `work` in seconds, after one that warms it up.

    `before` prepares each run and is not counted.
    """
    best = float("inf")
    for turn in range(rounds + 1):
        if before:
            before()
        elapsed = _once(work)
        if turn:
            best = min(best, elapsed)
    return best


def _once(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start
    finally:
        gc.enable()


def _short(number: float | None) -> str:
    """Three significant figures, and whole numbers as they are."""
    if number is None:
        return ""
    return str(int(number)) if number == int(number) or abs(number) >= 100 else f"{number:.3g}"

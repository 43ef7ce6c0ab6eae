"""What an allocation found: the counties, the pots, a line for every party that shares, the rows of its file."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from typing import NamedTuple, overload

from payouts.domain.allocation_input import WHOLE_PERCENT, Kind, Model, Pot

UNDISTRIBUTED = "undistributed"


class SumMismatch(ArithmeticError):
    """The amounts and what is undistributed do not add up to the pots: the allocation must not be used."""


@dataclass(frozen=True, slots=True)
class CountyStanding:
    """Whether a county takes part, and the figures that decide it.

    population, qualified_population: inhabitants of all its kommuner, and of those that met every grundkrav.
    region_met: its region met every grundkrav that applies to regioner.
    qualified: the codes of the kommuner that met every grundkrav, sorted.
    """

    county: str
    population: int
    qualified_population: int
    reaches_threshold: bool
    region_met: bool
    takes_part: bool
    qualified: tuple[str, ...]

    @property
    def share(self) -> Fraction:
        """The qualified part of the inhabitants, 0 to 1; 0 for a county without inhabitants."""
        return Fraction(self.qualified_population, self.population) if self.population else Fraction(0)


def reaches_threshold(held: int, population: int, threshold_percent: int) -> bool:
    """Say whether kommuner that hold `held` of a county's `population` inhabitants reach its limit in percent.

    Exactly the limit is enough. A county without inhabitants has a share of 0: 0 of 0 does not pass a limit above 0.
    """
    return held * WHOLE_PERCENT >= threshold_percent * max(population, 1)


class Line(NamedTuple):
    """One party's part of one pot.

    weight: inhabitants before a cap. counted: inhabitants after it, which the amount is computed from.
    quota_numerator, quota_denominator: the exact quota after a cap, in lowest terms.
    amount: kronor, with the extra krona if the party got one by largest remainder.
    """

    requirement: str
    party: str
    kind: Kind
    county: str
    weight: int
    counted: int
    quota_numerator: int
    quota_denominator: int
    amount: int
    extra_krona: bool


@dataclass(frozen=True, slots=True)
class Lines(Sequence[Line]):
    """The lines of a pot in order of party code, kept by column (docs/adr/0005-whole-numbers-by-column.md).

    parties, counties, weights, counted, numerators, denominators, amounts: one value per line, as in Line.
    extra: the positions of the lines with an extra krona.
    """

    requirement: str
    kind: Kind
    parties: tuple[str, ...]
    counties: tuple[str, ...]
    weights: tuple[int, ...]
    counted: tuple[int, ...]
    numerators: tuple[int, ...]
    denominators: tuple[int, ...]
    amounts: tuple[int, ...]
    extra: frozenset[int]

    def __len__(self) -> int:
        return len(self.parties)

    def __iter__(self) -> Iterator[Line]:
        return map(
            Line,
            repeat(self.requirement),
            self.parties,
            repeat(self.kind),
            self.counties,
            self.weights,
            self.counted,
            self.numerators,
            self.denominators,
            self.amounts,
            map(self.extra.__contains__, range(len(self.parties))),
        )

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Line, ...]: ...
    def __getitem__(self, index: int | slice) -> Line | tuple[Line, ...]:
        positions = range(len(self.parties))[index]
        return self._line(positions) if isinstance(positions, int) else tuple(map(self._line, positions))

    def of(self, party: str) -> Line | None:
        """Return the line of the party with this code, or None when it does not share."""
        position = bisect_left(self.parties, party)
        found = position < len(self.parties) and self.parties[position] == party
        return self._line(position) if found else None

    def _line(self, position: int) -> Line:
        return Line(
            self.requirement,
            self.parties[position],
            self.kind,
            self.counties[position],
            self.weights[position],
            self.counted[position],
            self.numerators[position],
            self.denominators[position],
            self.amounts[position],
            position in self.extra,
        )


@dataclass(frozen=True, slots=True)
class PotResult:
    """What became of the part of a pot that is meant for one kind of party.

    amount, distributed, undistributed: kronor; the last two add up to the first.
    lines: one for every party that shares, sorted by code, also those whose amount is 0.
    total_weight: inhabitants, the denominator of every quota before reduction: the weights of those who
        share, or the whole country's inhabitants where the model is `capped`.
    leftover_kronor: how many kronor the rounding left over and largest remainder handed out, one each.
    """

    requirement: str
    kind: Kind
    amount: int
    model: Model
    lines: Lines
    distributed: int
    undistributed: int
    total_weight: int
    leftover_kronor: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """counties: sorted by code. pots: in the order of the input, municipality before region."""

    counties: tuple[CountyStanding, ...]
    pots: tuple[PotResult, ...]


class AllocationRow(NamedTuple):
    """A row of the CSV file: text as it stands there, the amount in kronor. `organisation` is the party's
    code."""

    requirement: str
    organisation: str
    party: Kind
    weight: str
    quota: str
    amount_sek: int


def check_sums(pots: Sequence[Pot], allocation: Allocation) -> None:
    """Raise SumMismatch unless all amounts and all that is undistributed add up to `pots`, part by part.

    A shared part must also be paid to the last krona that the quotas give: what is missing there would
    otherwise pass as undistributed.
    """
    for result in allocation.pots:
        paid = sum(result.lines.amounts)
        balanced = paid == result.distributed and paid + result.undistributed == result.amount
        if not balanced or result.undistributed < 0:
            raise SumMismatch(
                f"{result.requirement} for {result.kind}: {paid} kronor in lines, {result.distributed} "
                f"distributed and {result.undistributed} undistributed of {result.amount}"
            )
        if result.model == "shared" and result.total_weight:
            due = result.amount * sum(result.lines.counted) // result.total_weight
            if paid != due:
                raise SumMismatch(f"{result.requirement} for {result.kind}: {paid} kronor paid, {due} due")
    expected = sum(sum(pot.parts.values()) for pot in pots)
    found = sum(result.amount for result in allocation.pots)
    if expected != found:
        raise SumMismatch(f"the pots hold {expected} kronor but the allocation accounts for {found}")


def to_rows(allocation: Allocation) -> Iterator[AllocationRow]:
    """Yield the rows of the allocation's CSV file (docs/formats.md).

    Pots in their order, municipality before region, then by party code; last in each group a row
    `undistributed` with empty weight and quota where something is left.
    """
    for result in allocation.pots:
        for line in result.lines:
            quota = f"{line.quota_numerator}/{line.quota_denominator}"
            yield AllocationRow(line.requirement, line.party, line.kind, str(line.weight), quota, line.amount)
        if result.undistributed:
            yield AllocationRow(result.requirement, UNDISTRIBUTED, result.kind, "", "", result.undistributed)

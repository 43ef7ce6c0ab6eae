"""What differs between two divisions of the same money: two runs, a simulation and its base, two simulations. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from payouts.domain.allocation import KINDS, Allocation, AllocationInput, CountyStanding, Kind, allocate


@dataclass(frozen=True, slots=True)
class Division:
    """An allocation with what it was computed from."""

    given: AllocationInput
    allocation: Allocation

    @classmethod
    def of(cls, given: AllocationInput) -> Self:
        """Divide `given`. Raises AllocationError for input that cannot be right."""
        return cls(given, allocate(given))

    @property
    def undistributed(self) -> int:
        """Kronor that nobody gets."""
        return sum(pot.undistributed for pot in self.allocation.pots)

    @property
    def distributed(self) -> int:
        """Kronor that somebody gets."""
        return sum(pot.distributed for pot in self.allocation.pots)

    @property
    def pots_total(self) -> int:
        """Kronor of all pots."""
        return sum(pot.amount for pot in self.allocation.pots)

    @property
    def taking_part(self) -> int:
        """How many counties take part."""
        return sum(county.takes_part for county in self.allocation.counties)

    def amounts(self) -> Counter[str]:
        """Return the kronor of each party by code, all pots together."""
        found: Counter[str] = Counter()
        for pot in self.allocation.pots:
            for party, amount in zip(pot.lines.parties, pot.lines.amounts, strict=True):
                found[party] += amount
        return found

    def people(self) -> dict[str, int]:
        """Return the inhabitants of each party by code; a region has those of its county."""
        of_county = {county.county: county.population for county in self.allocation.counties}
        found = {kommun.code: kommun.inhabitants for kommun in self.given.municipalities}
        return found | {region.code: of_county[region.county] for region in self.given.regions}

    def homes(self) -> dict[str, tuple[Kind, str]]:
        """Return the kind and the county of each party by code."""
        found: dict[str, tuple[Kind, str]] = {
            kommun.code: ("municipality", kommun.county) for kommun in self.given.municipalities
        }
        return found | {region.code: ("region", region.county) for region in self.given.regions}


@dataclass(frozen=True, slots=True)
class PartyDifference:
    """A party in both divisions: kronor and inhabitants before and after."""

    party: str
    kind: Kind
    county: str
    before: int
    after: int
    people_before: int
    people_after: int

    @property
    def change(self) -> int:
        """Kronor that it gets more; negative for less."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class CountyDifference:
    """A county: the kronor of all its parties, and how it stands. A division that it is not in has None."""

    county: str
    before: int
    after: int
    standing_before: CountyStanding | None
    standing_after: CountyStanding | None

    @property
    def change(self) -> int:
        """Kronor that it gets more; negative for less."""
        return self.after - self.before

    @property
    def took_part(self) -> bool:
        """Whether it takes part before."""
        return bool(self.standing_before and self.standing_before.takes_part)

    @property
    def takes_part(self) -> bool:
        """Whether it takes part after."""
        return bool(self.standing_after and self.standing_after.takes_part)

    @property
    def falls(self) -> bool:
        """Whether it takes part before and not after."""
        return self.took_part and not self.takes_part

    @property
    def rises(self) -> bool:
        """Whether it takes part after and not before."""
        return self.takes_part and not self.took_part


@dataclass(frozen=True, slots=True)
class KindDifference:
    """Kommuner or regioner together: their kronor, how many get any, and the inhabitants of the country."""

    kind: Kind
    before: int
    after: int
    paid_before: int
    paid_after: int
    people_before: int
    people_after: int

    @property
    def change(self) -> int:
        """Kronor that they get more; negative for less."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class PotDifference:
    """The part of a pot for one kind of party: kronor in it, kronor that are left, and how many share it."""

    requirement: str
    kind: Kind
    amount_before: int = 0
    amount_after: int = 0
    left_before: int = 0
    left_after: int = 0
    sharers_before: int = 0
    sharers_after: int = 0

    @property
    def before(self) -> int:
        """Kronor distributed before."""
        return self.amount_before - self.left_before

    @property
    def after(self) -> int:
        """Kronor distributed after."""
        return self.amount_after - self.left_after

    @property
    def is_same(self) -> bool:
        """Whether nothing of it differs."""
        return (self.amount_before, self.left_before, self.sharers_before) == (
            self.amount_after,
            self.left_after,
            self.sharers_after,
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """Two divisions beside each other. parties: all, by code. counties: all, by code. kinds, pots: in their order."""

    before: Division
    after: Division
    parties: tuple[PartyDifference, ...]
    counties: tuple[CountyDifference, ...]
    kinds: tuple[KindDifference, ...]
    pots: tuple[PotDifference, ...]

    @property
    def moved(self) -> tuple[PartyDifference, ...]:
        """The parties that get another amount, the largest difference first."""
        found = [one for one in self.parties if one.change]
        return tuple(sorted(found, key=lambda one: (-abs(one.change), one.party)))

    @property
    def gainers(self) -> tuple[PartyDifference, ...]:
        """Those that get more, the largest difference first."""
        return tuple(one for one in self.moved if one.change > 0)

    @property
    def losers(self) -> tuple[PartyDifference, ...]:
        """Those that get less, the largest difference first."""
        return tuple(one for one in self.moved if one.change < 0)

    @property
    def gained(self) -> int:
        """Kronor that those who gain get more, together."""
        return sum(one.change for one in self.gainers)

    @property
    def lost(self) -> int:
        """Kronor that those who lose get less, together."""
        return -sum(one.change for one in self.losers)

    @property
    def fallen(self) -> tuple[str, ...]:
        """The codes of the counties that take part before and not after."""
        return tuple(one.county for one in self.counties if one.falls)

    @property
    def risen(self) -> tuple[str, ...]:
        """The codes of the counties that take part after and not before."""
        return tuple(one.county for one in self.counties if one.rises)


def difference(before: Division, after: Division) -> Difference:
    """Put two divisions beside each other. What only one of them knows counts as nothing in the other.

    Raises:
        ArithmeticError: what parties gain and lose, and what is left, does not make up the difference of the pots.
    """
    parties = _parties(before, after)
    found = Difference(
        before,
        after,
        parties=parties,
        counties=_counties(before, after, parties),
        kinds=tuple(_kind(kind, parties) for kind in KINDS if any(one.kind == kind for one in parties)),
        pots=_pots(before, after),
    )
    moved = found.gained - found.lost + after.undistributed - before.undistributed
    if moved != after.pots_total - before.pots_total:
        raise ArithmeticError(f"{moved} kronor moved, but the pots differ by another amount")
    return found


def _parties(before: Division, after: Division) -> tuple[PartyDifference, ...]:
    amounts, people = (before.amounts(), after.amounts()), (before.people(), after.people())
    homes = before.homes() | after.homes()
    return tuple(
        PartyDifference(
            code,
            *homes[code],
            before=amounts[0][code],
            after=amounts[1][code],
            people_before=people[0].get(code, 0),
            people_after=people[1].get(code, 0),
        )
        for code in sorted(homes)
    )


def _counties(
    before: Division, after: Division, parties: Iterable[PartyDifference]
) -> tuple[CountyDifference, ...]:
    sums: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for one in parties:
        sums[0][one.county] += one.before
        sums[1][one.county] += one.after
    standings = (_standings(before), _standings(after))
    return tuple(
        CountyDifference(code, sums[0][code], sums[1][code], standings[0].get(code), standings[1].get(code))
        for code in sorted(standings[0].keys() | standings[1].keys())
    )


def _standings(division: Division) -> Mapping[str, CountyStanding]:
    return {one.county: one for one in division.allocation.counties}


def _kind(kind: Kind, parties: Iterable[PartyDifference]) -> KindDifference:
    of_kind = [one for one in parties if one.kind == kind]
    return KindDifference(
        kind,
        before=sum(one.before for one in of_kind),
        after=sum(one.after for one in of_kind),
        paid_before=sum(one.before > 0 for one in of_kind),
        paid_after=sum(one.after > 0 for one in of_kind),
        people_before=sum(one.people_before for one in of_kind),
        people_after=sum(one.people_after for one in of_kind),
    )


def _pots(before: Division, after: Division) -> tuple[PotDifference, ...]:
    sides = [{(pot.requirement, pot.kind): pot for pot in one.allocation.pots} for one in (before, after)]
    found = []
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        then, now = sides[0].get(key), sides[1].get(key)
        found.append(
            PotDifference(
                *key,
                amount_before=then.amount if then else 0,
                amount_after=now.amount if now else 0,
                left_before=then.undistributed if then else 0,
                left_after=now.undistributed if now else 0,
                sharers_before=len(then.lines) if then else 0,
                sharers_after=len(now.lines) if now else 0,
            )
        )
    return tuple(found)

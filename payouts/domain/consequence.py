"""What a changed verdict does to an allocation: the same division with one outcome exchanged. Pure."""

from collections import Counter
from dataclasses import dataclass, replace

from payouts.domain.allocation import Allocation, AllocationInput, CountyStanding, allocate


@dataclass(frozen=True, slots=True)
class Moved:
    """What a party gets before and after, in kronor, all pots together."""

    party: str
    county: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        """Kronor that it gets more; negative for less."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Consequence:
    """The parties that get another amount, by code; the party's county before and after; what is undistributed.

    changes: the outcome counts otherwise than in the division at all.
    """

    changes: bool
    moved: tuple[Moved, ...]
    county_before: CountyStanding
    county_after: CountyStanding
    undistributed_before: int
    undistributed_after: int

    @property
    def gained(self) -> int:
        """Kronor that those who gain get more, together."""
        return sum(one.difference for one in self.moved if one.difference > 0)

    @property
    def lost(self) -> int:
        """Kronor that those who lose get less, together."""
        return -sum(one.difference for one in self.moved if one.difference < 0)

    @property
    def falls(self) -> bool:
        """Whether the county takes part before and not after."""
        return self.county_before.takes_part and not self.county_after.takes_part

    @property
    def rises(self) -> bool:
        """Whether the county takes part after and not before."""
        return self.county_after.takes_part and not self.county_before.takes_part


def consequence(given: AllocationInput, requirement: str, party: str, *, met: bool) -> Consequence:
    """Divide once as it is and once with the party's outcome on the requirement as `met` says.

    Args:
        given: what the division in question was computed from.
        requirement: code of a grundkrav or a goal.
        party: code of the party.
        met: whether it then counts as having met the requirement.

    Raises:
        KeyError: no party of the division has that code.
        AllocationError: the requirement is none of the division's.
    """
    counties = {one.code: one.county for one in given.municipalities}
    counties |= {one.code: one.county for one in given.regions}
    county = counties[party]
    now = given.met.get(requirement, frozenset())
    then = now | {party} if met else now - {party}
    before = allocate(given)
    after = allocate(replace(given, met={**given.met, requirement: then}))
    amounts_before, amounts_after = _amounts(before), _amounts(after)
    moved = tuple(
        Moved(code, counties[code], amounts_before[code], amounts_after[code])
        for code in sorted(counties)
        if amounts_before[code] != amounts_after[code]
    )
    return Consequence(
        changes=then != now,
        moved=moved,
        county_before=_standing(before, county),
        county_after=_standing(after, county),
        undistributed_before=sum(pot.undistributed for pot in before.pots),
        undistributed_after=sum(pot.undistributed for pot in after.pots),
    )


def _amounts(allocation: Allocation) -> Counter[str]:
    """Return the kronor of each party, by code."""
    found: Counter[str] = Counter()
    for pot in allocation.pots:
        for party, amount in zip(pot.lines.parties, pot.lines.amounts, strict=True):
            found[party] += amount
    return found


def _standing(allocation: Allocation, county: str) -> CountyStanding:
    return next(one for one in allocation.counties if one.county == county)

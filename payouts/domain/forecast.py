"""What a party can expect of every pot if it meets the demands, while nobody's outcome is final yet.

What others will do is not known, so it is assumed, in three ways, and the pots are divided three times by the same
engine as in the decision (docs/adr/0008-expected-amounts.md). The more that are counted, the less each gets:

    lowest      everybody who still can meet a demand does
    expected    what is handed in counts as its pre-check says; who has handed in nothing does as last year
    highest     as expected, but what a person must judge counts only for who met the same demand last year

The party itself is counted as meeting everything, and its own county is counted alike in all three.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from agreements.domain.result import Truth
from payouts.domain.allocation import Allocation, CountyStanding, allocate
from payouts.domain.allocation_input import WHOLE_PERCENT, AllocationError, AllocationInput, Kind


class Counted(IntEnum):
    """When another party is counted as meeting a demand: whoever is counted at one level is so at all lower ones."""

    NEVER = 0
    IF_ALL_DO = 1
    AS_EXPECTED = 2
    ALWAYS = 3


LOWEST, EXPECTED, HIGHEST = Counted.IF_ALL_DO, Counted.AS_EXPECTED, Counted.ALWAYS
OUT_OF_IT = frozenset({"declined", "refused"})
STANDS = frozenset({"handed_in", "returned"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one party and one demand.

    state: of its report, empty where there is none. truth: what the rule says of what was handed in, None where nothing
    was. final: the final outcome counts as met, None before there is one. last_year: whether it met the same demand in
    the agreement before, None where that is not known. closed: nothing can be handed in any more.
    """

    state: str = ""
    truth: Truth | None = None
    final: bool | None = None
    last_year: bool | None = None
    closed: bool = False


class Basis(StrEnum):
    """Why a party is counted as it is: the words that counts are kept by."""

    FINAL_MET = "final_met"
    FINAL_NOT = "final_not"
    CHECKED = "checked"
    JUDGED = "judged"
    FAILED = "failed"
    LATE = "late"
    OUT = "out"
    CLOSED = "closed"
    MET_LAST_YEAR = "met_last_year"
    NOT_LAST_YEAR = "not_last_year"
    UNKNOWN = "unknown"


_BY_TRUTH = {
    Truth.MET: Basis.CHECKED,
    Truth.NOT_MET: Basis.FAILED,
    Truth.UNDECIDED: Basis.JUDGED,
    None: Basis.JUDGED,
}
_BY_LAST_YEAR = {True: Basis.MET_LAST_YEAR, False: Basis.NOT_LAST_YEAR, None: Basis.UNKNOWN}


def basis(known: Known) -> Basis:
    """Say what decides how a party is counted."""
    if known.final is not None:
        return Basis.FINAL_MET if known.final else Basis.FINAL_NOT
    if known.state in OUT_OF_IT:
        return Basis.OUT
    if known.state in STANDS:
        return _BY_TRUTH[known.truth]
    if known.state == "late":
        return Basis.LATE
    return Basis.CLOSED if known.closed else _BY_LAST_YEAR[known.last_year]


def counted(known: Known) -> Counted:
    """Say when a party is counted as meeting a demand. Where nothing is known of last year, it is counted."""
    why = basis(known)
    if why is Basis.JUDGED and known.last_year is False:
        return Counted.AS_EXPECTED
    if why is Basis.FAILED and known.state == "returned":  # it can still be completed
        return Counted.IF_ALL_DO
    if why is Basis.LATE and known.truth is Truth.NOT_MET:
        return Counted.NEVER
    return _COUNTED[why]


_COUNTED = {
    Basis.FINAL_MET: Counted.ALWAYS,
    Basis.FINAL_NOT: Counted.NEVER,
    Basis.CHECKED: Counted.ALWAYS,
    Basis.JUDGED: Counted.ALWAYS,
    Basis.FAILED: Counted.NEVER,
    Basis.LATE: Counted.IF_ALL_DO,  # counts for no more until a person has accepted it
    Basis.OUT: Counted.NEVER,
    Basis.CLOSED: Counted.NEVER,
    Basis.MET_LAST_YEAR: Counted.ALWAYS,
    Basis.NOT_LAST_YEAR: Counted.IF_ALL_DO,
    Basis.UNKNOWN: Counted.ALWAYS,
}


@dataclass(frozen=True, slots=True)
class Outlook:
    """An agreement while it goes on. given: all but who met what. counted: by requirement and party's code.

    A party that does not stand under a requirement that concerns it is never counted.
    """

    given: AllocationInput
    counted: Mapping[str, Mapping[str, Counted]]

    def met(self, level: Counted) -> dict[str, frozenset[str]]:
        """Return who is counted as meeting each demand at `level`."""
        return {
            requirement: frozenset([code for code, when in parties.items() if when >= level])
            for requirement, parties in self.counted.items()
        }

    def home(self, party: str) -> tuple[Kind, str]:
        """Return a party's kind and county. Raises AllocationError for one that does not exist."""
        for kommun in self.given.municipalities:
            if kommun.code == party:
                return "municipality", kommun.county
        for region in self.given.regions:
            if region.code == party:
                return "region", region.county
        raise AllocationError(f"there is no party {party!r} in this agreement")

    def residents(self, county: str) -> frozenset[str]:
        """Return the codes of the county's parties."""
        kommuner = [kommun.code for kommun in self.given.municipalities if kommun.county == county]
        return frozenset([*kommuner, *(one.code for one in self.given.regions if one.county == county)])

    @property
    def parties(self) -> tuple[str, ...]:
        """The codes of all parties, kommuner first."""
        return (*(one.code for one in self.given.municipalities), *(one.code for one in self.given.regions))


@dataclass(frozen=True, slots=True)
class GoalWorth:
    """What a goal gives a party that meets it, in kronor, and with how many others it then shares as expected."""

    requirement: str
    low: int
    expected: int
    high: int
    others: int


@dataclass(frozen=True, slots=True)
class CountyOutlook:
    """How a party's county stands if the party meets its grundkrav and the others do as expected. In inhabitants.

    takes_part: as expected. can_take_part: if everybody there who still can meets its grundkrav. missing: to the limit,
    0 when it is reached. region_met: the region's grundkrav, as expected.
    """

    county: str
    population: int
    held: int
    missing: int
    region_met: bool
    takes_part: bool
    can_take_part: bool


@dataclass(frozen=True, slots=True)
class Worth:
    """What a party can expect if it meets everything. Amounts in kronor."""

    party: str
    kind: Kind
    goals: tuple[GoalWorth, ...]
    county: CountyOutlook

    @property
    def low(self) -> int:
        """All goals together, at least."""
        return sum(goal.low for goal in self.goals)

    @property
    def expected(self) -> int:
        """All goals together, as expected."""
        return sum(goal.expected for goal in self.goals)

    @property
    def high(self) -> int:
        """All goals together, at most."""
        return sum(goal.high for goal in self.goals)


def changed(before: Outlook, now: Outlook) -> frozenset[str]:
    """Return the demands that others are expected to meet now than before."""
    then, today = before.met(EXPECTED), now.met(EXPECTED)
    return frozenset(code for code in today if today[code] != then.get(code))


def worth_of(outlook: Outlook, party: str) -> Worth:
    """Return what `party` can expect: three divisions.

    Raises AllocationError for a party that does not exist.
    """
    kind, county = outlook.home(party)
    home = _Home(outlook, county, party)
    as_expected, at_best = home.standing(EXPECTED), home.standing(LOWEST)
    own = EXPECTED if as_expected.takes_part else LOWEST
    low, expected, high = [allocate(home.assume(own, level)) for level in (LOWEST, EXPECTED, HIGHEST)]
    return Worth(
        party,
        kind,
        goals=_goals(party, kind, low, expected, high),
        county=CountyOutlook(
            county=county,
            population=as_expected.population,
            held=as_expected.qualified_population,
            missing=_missing(as_expected, outlook.given.terms.threshold_percent),
            region_met=as_expected.region_met,
            takes_part=as_expected.takes_part,
            can_take_part=at_best.takes_part,
        ),
    )


def _missing(standing: CountyStanding, threshold_percent: int) -> int:
    needed = -(-threshold_percent * standing.population // WHOLE_PERCENT)
    return max(needed - standing.qualified_population, 0)


def _goals(
    party: str, kind: Kind, low: Allocation, expected: Allocation, high: Allocation
) -> tuple[GoalWorth, ...]:
    """Put the three divisions beside each other, the least first.

    Largest remainder gives its kronor to others when others share, so that two ends may be one krona the wrong way.
    """
    goals = []
    for pots in zip(low.pots, expected.pots, high.pots, strict=True):
        if pots[0].kind != kind:
            continue
        lines = [pot.lines.of(party) for pot in pots]
        amounts = [line.amount if line else 0 for line in lines]
        least, most = min(amounts), max(amounts)
        others = len(pots[1].lines) - 1 if lines[1] else len(pots[1].lines)
        goals.append(GoalWorth(pots[0].requirement, least, amounts[1], most, others))
    return tuple(goals)


@dataclass(frozen=True, slots=True)
class Stake:
    """What is lost when a party stays away, in kronor: its own, and the others' where the county falls with it.

    falls: without it the county cannot take part, whatever the others there do.
    """

    own: int
    others: int
    falls: bool

    @property
    def county(self) -> int:
        """What its county loses in all."""
        return self.own + (self.others if self.falls else 0)


@dataclass(frozen=True, slots=True)
class CountyStakes:
    """What a county can expect if everybody there who still can meets its grundkrav, and what each of them holds up.

    amount: kronor of all its parties. parties: by code; who cannot meet its grundkrav any more is not there.
    """

    takes_part: bool
    amount: int
    parties: Mapping[str, Stake]


def stakes_of(outlook: Outlook, county: str, party: str = "") -> CountyStakes:
    """Return what is at stake in a county: one division. `party` is counted as meeting everything.

    Raises AllocationError for a county that does not exist.
    """
    home = _Home(outlook, county, party)
    standing, terms = home.standing(LOWEST), outlook.given.terms
    people = {kommun.code: kommun.inhabitants for kommun in outlook.given.municipalities}
    amounts = dict.fromkeys(sorted(home.residents), 0)
    for pot in allocate(home.assume(LOWEST, EXPECTED)).pots:
        for code, amount in zip(pot.lines.parties, pot.lines.amounts, strict=True):
            if code in amounts:
                amounts[code] += amount
    total = sum(amounts.values())
    stakes = {}
    for code, own in amounts.items():
        if code in people:
            left = standing.qualified_population - people[code]
            can, falls = (
                code in standing.qualified,
                left * WHOLE_PERCENT < terms.threshold_percent * standing.population,
            )
        else:
            can, falls = standing.region_met, terms.region_gate
        if can:
            stakes[code] = Stake(own, total - own, falls=standing.takes_part and falls)
    return CountyStakes(standing.takes_part, total, stakes)


@dataclass(frozen=True, slots=True)
class _Home:
    """A county and the party that asks (none: empty), who is counted as meeting everything."""

    outlook: Outlook
    county: str
    party: str

    @property
    def residents(self) -> frozenset[str]:
        return self.outlook.residents(self.county)

    def standing(self, own: Counted) -> CountyStanding:
        """Return how the county stands with its grundkrav met as at `own`."""
        given = self.outlook.given
        met = self._grundkrav(own, self.outlook.met(own))
        for standing in allocate(replace(given, pots=(), met=met)).counties:
            if standing.county == self.county:
                return standing
        raise AllocationError(f"there is no county {self.county!r} in this agreement")

    def assume(self, own: Counted, level: Counted) -> AllocationInput:
        """Return the agreement at `level`, with the county's grundkrav met as at `own`."""
        met = self.outlook.met(level)
        met |= self._grundkrav(own, met)
        for pot in self.outlook.given.pots:
            met[pot.requirement] = met.get(pot.requirement, frozenset()) | self._party
        return replace(self.outlook.given, met=met)

    def _grundkrav(self, own: Counted, met: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
        inside, at_own = self.residents, self.outlook.met(own)
        codes = {code for codes in self.outlook.given.grundkrav.values() for code in codes}
        none: frozenset[str] = frozenset()
        return {
            code: (met.get(code, none) - inside) | (at_own.get(code, none) & inside) | self._party
            for code in codes
        }

    @property
    def _party(self) -> frozenset[str]:
        return frozenset({self.party} - {""})

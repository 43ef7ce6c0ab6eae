"""The account of a year in parties: how many met each demand and every grundkrav, by county, who did not and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from agreements.domain.definition import Definition
from agreements.domain.party_words import party_word
from agreements.domain.requirement import Kind, RequirementDefinition
from prio.money import number

MET, WITH_REMARK, NOT_MET = "met", "met_with_remark", "not_met"
NOT_SUBMITTED, NOT_ASSESSED, DECLINED, OPEN = "not_submitted", "not_assessed", "declined", "open"
# In the order of the diagrams: first what counts as met.
OUTCOMES = {
    MET: "Uppfyllt",
    WITH_REMARK: "Uppfyllt med anmärkning",
    NOT_MET: "Ej uppfyllt",
    NOT_SUBMITTED: "Ej inlämnat",
    NOT_ASSESSED: "Ej bedömt",
    DECLINED: "Avstår",
    OPEN: "Inte avgjort",
}
COUNTS_AS_MET = frozenset({MET, WITH_REMARK})
PARTY_KINDS: tuple[Kind, ...] = ("municipality", "region")


@dataclass(frozen=True, slots=True)
class AccountParty:
    """A party as it was in the agreement's year. inhabitants: of a kommun, 0 where unknown and for a region."""

    code: str
    name: str
    kind: str
    county: str
    inhabitants: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """How it went for a party on a requirement. why: the demands that it did not meet, in words."""

    outcome: str
    simulated: bool = False
    why: tuple[str, ...] = ()


NOT_JUDGED = Judged(OPEN)
# By requirement and party, by their codes.
Outcomes = Mapping[tuple[str, str], Judged]


@dataclass(frozen=True, slots=True)
class Part:
    """One outcome of a tally: its word and how many."""

    key: str
    word: str
    number: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many parties got each outcome."""

    counts: Mapping[str, int] = field(hash=False)

    @classmethod
    def of(cls, outcomes: Iterable[str]) -> "Tally":
        """Count the outcomes."""
        return cls(Counter(outcomes))

    def number(self, *outcomes: str) -> int:
        """Return how many got one of `outcomes`."""
        return sum(self.counts.get(outcome, 0) for outcome in outcomes)

    @property
    def met(self) -> int:
        """How many met it, with a remark or without."""
        return self.number(*COUNTS_AS_MET)

    @property
    def remarked(self) -> int:
        """How many of them had a remark."""
        return self.number(WITH_REMARK)

    @property
    def open(self) -> int:
        """How many have no final verdict."""
        return self.number(OPEN)

    @property
    def total(self) -> int:
        """How many it concerns."""
        return sum(self.counts.values())

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every outcome that somebody got, in the order of the diagrams."""
        return tuple(
            Part(key, word, some) for key, word in OUTCOMES.items() if (some := self.counts.get(key, 0))
        )

    @property
    def in_words(self) -> str:
        """What those that did not plainly meet it got: `6 ej inlämnat, 2 ej bedömt`; empty where all did."""
        return ", ".join(
            f"{number(part.number)} {part.word.lower()}" for part in self.parts if part.key != MET
        )

    @property
    def level(self) -> str:
        """How near all it is, for a heat table: `all`, `most` (at least 80 percent), `some`, `none`, `open`."""
        if self.total == self.open:
            return "open"
        if self.met == self.total:
            return "all"
        if not self.met:
            return "none"
        return "most" if self.met * 5 >= self.total * 4 else "some"


@dataclass(frozen=True, slots=True)
class Missed:
    """Parties that did not meet a demand for the same reasons; none are given where no source says."""

    outcome: str
    word: str
    why: tuple[str, ...]
    parties: tuple[AccountParty, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """How it went with the same demand in the agreement before."""

    agreement: str
    year: int
    requirement: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Demand:
    """A requirement for one kind of party."""

    requirement: RequirementDefinition
    kind: str
    word: str
    tally: Tally
    counties: Mapping[str, Tally] = field(hash=False)
    missed: tuple[Missed, ...]
    before: Before | None
    simulated: bool

    @property
    def code(self) -> str:
        """The requirement's code."""
        return self.requirement.code

    @property
    def name(self) -> str:
        """The requirement's name."""
        return self.requirement.name

    @property
    def is_grundkrav(self) -> bool:
        """Whether it must be met to get any money at all."""
        return self.requirement.kind == "grundkrav"

    @property
    def missed_number(self) -> int:
        """How many did not meet it."""
        return sum(len(group.parties) for group in self.missed)

    @property
    def points(self) -> int | None:
        """How many whole tenths of a percent more met it than the year before, None without a year to compare with."""
        if not self.before or not self.before.tally.total or not self.tally.total or self.tally.open:
            return None
        return _per_mille(self.tally) - _per_mille(self.before.tally)


@dataclass(frozen=True, slots=True)
class Gate:
    """Who met every grundkrav: `every`, beside how many met each of them by itself.

    passed: how it went with all of them together, by party. some: how many met one but not every. inhabitants: of the
    kommuner that met every one, of `everybody`. before: how many met every one the year before, None where unknown.
    """

    kind: str
    word: str
    codes: tuple[str, ...]
    each: tuple[Demand, ...]
    tally: Tally
    counties: Mapping[str, Tally] = field(hash=False)
    passed: Mapping[str, str] = field(hash=False)
    some: int
    inhabitants: int
    everybody: int
    before: int | None

    @property
    def every(self) -> int:
        """How many met every grundkrav."""
        return self.tally.met

    @property
    def all_word(self) -> str:
        """`båda` of two grundkrav, `alla` of more."""
        return {1: "grundkravet", 2: "båda grundkraven"}.get(len(self.codes), "alla grundkrav")


def demands_of(
    definition: Definition,
    parties: Sequence[AccountParty],
    outcomes: Outcomes,
    before: Mapping[tuple[str, str], Before],
) -> tuple[Demand, ...]:
    """Return every requirement that is judged, for each kind of party that it concerns and that `parties` has.

    before: the year before, by requirement and kind.
    """
    return tuple(
        _demand(definition, requirement, kind, concerned, outcomes, before.get((requirement.code, kind)))
        for requirement in definition.requirements
        if requirement.kind != "population_grant"
        for kind in PARTY_KINDS
        if kind in requirement.parties and (concerned := [one for one in parties if one.kind == kind])
    )


def gates_of(
    definition: Definition,
    parties: Sequence[AccountParty],
    outcomes: Outcomes,
    demands: Sequence[Demand],
    before: Mapping[str, int],
) -> tuple[Gate, ...]:
    """Return, for each kind of party with grundkrav, who met every one. before: how many did last year, by kind."""
    return tuple(
        _gate(definition, kind, concerned, outcomes, demands, before.get(kind))
        for kind in PARTY_KINDS
        if definition.grundkrav(kind) and (concerned := [one for one in parties if one.kind == kind])
    )


def passed_every(codes: Iterable[str], party: str, outcomes: Outcomes) -> str:
    """Return the outcome of all the grundkrav together: met, not met, or open while one of them is not decided.

    One that is not met decides alone.
    """
    found = [outcomes.get((code, party), NOT_JUDGED).outcome for code in codes]
    if all(outcome in COUNTS_AS_MET for outcome in found):
        return MET
    return NOT_MET if any(outcome not in COUNTS_AS_MET | {OPEN} for outcome in found) else OPEN


def _demand(
    definition: Definition,
    requirement: RequirementDefinition,
    kind: Kind,
    parties: Sequence[AccountParty],
    outcomes: Outcomes,
    before: Before | None,
) -> Demand:
    judged = {party.code: outcomes.get((requirement.code, party.code), NOT_JUDGED) for party in parties}
    return Demand(
        requirement=requirement,
        kind=kind,
        word=party_word(kind, definition.year, several=True),
        tally=Tally.of(one.outcome for one in judged.values()),
        counties=_by_county(parties, {code: one.outcome for code, one in judged.items()}),
        missed=tuple(_missed(parties, judged)),
        before=before,
        simulated=any(one.simulated for one in judged.values()),
    )


def _gate(
    definition: Definition,
    kind: Kind,
    parties: Sequence[AccountParty],
    outcomes: Outcomes,
    demands: Sequence[Demand],
    before: int | None,
) -> Gate:
    codes = tuple(requirement.code for requirement in definition.grundkrav(kind))
    passed = {party.code: passed_every(codes, party.code, outcomes) for party in parties}
    met_one = sum(
        any(outcomes.get((code, party.code), NOT_JUDGED).outcome in COUNTS_AS_MET for code in codes)
        for party in parties
    )
    tally = Tally.of(passed.values())
    return Gate(
        kind=kind,
        word=party_word(kind, definition.year, several=True),
        codes=codes,
        each=tuple(demand for demand in demands if demand.kind == kind and demand.is_grundkrav),
        tally=tally,
        counties=_by_county(parties, passed),
        passed=passed,
        some=met_one - tally.met,
        inhabitants=sum(party.inhabitants for party in parties if passed[party.code] == MET),
        everybody=sum(party.inhabitants for party in parties),
        before=before,
    )


def _by_county(parties: Iterable[AccountParty], outcomes: Mapping[str, str]) -> dict[str, Tally]:
    found: dict[str, list[str]] = {}
    for party in parties:
        found.setdefault(party.county, []).append(outcomes[party.code])
    return {county: Tally.of(some) for county, some in found.items()}


def _missed(parties: Iterable[AccountParty], judged: Mapping[str, Judged]) -> Iterator[Missed]:
    """Those that did not meet it, by outcome; those with reasons of their own before those without."""
    groups: dict[tuple[str, tuple[str, ...]], list[AccountParty]] = {}
    for party in parties:
        one = judged[party.code]
        if one.outcome not in COUNTS_AS_MET | {OPEN}:
            groups.setdefault((one.outcome, one.why), []).append(party)
    order = list(OUTCOMES)
    for outcome, why in sorted(groups, key=lambda group: (order.index(group[0]), not group[1], group[1])):
        yield Missed(outcome, OUTCOMES[outcome], why, tuple(groups[outcome, why]))


def _per_mille(tally: Tally) -> int:
    """The share that met it in whole tenths of a percent, rounded."""
    return (2000 * tally.met + tally.total) // (2 * tally.total)

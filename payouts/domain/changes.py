"""What a simulation may change: a closed set of typed values, each with what is wrong with it in Swedish. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import get_args

from payouts.domain.allocation import (
    KINDS,
    AllocationInput,
    Coverage,
    Kind,
    Model,
    Pot,
)
from payouts.domain.rule_limits import Limit, LimitKey, fault_of

WHOLE_PERCENT = 100
MOST_KRONOR = 10**12
MOST_PARTIES = 1_000

Plain = dict[str, object]


class ChangeFault(ValueError):
    """A change cannot be made. message: in Swedish, for the person who asked; place: the field that it is about."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


@dataclass(frozen=True, slots=True)
class Scope:
    """What changes may speak of beside the allocation. limits: by key. days: those that there is a population for."""

    limits: Mapping[LimitKey, Limit] = field(default_factory=dict)
    days: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Retried:
    """How a requirement falls with other limits, where it can be tried.

    tried: parties whose answers were tested again. untried: parties whose outcome comes from a file, or from nothing
    that was handed in: it stands. met, not_met: the codes of those that change.
    """

    tried: int = 0
    untried: int = 0
    met: tuple[str, ...] = ()
    not_met: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """What the changes need that is not in the allocation: kept with a simulation, so that it is always the same.

    people: inhabitants of each kommun by code on the changed day, empty where the day is not changed. retried: by code
    of the requirement.
    """

    people: Mapping[str, int] = field(default_factory=dict)
    retried: Mapping[str, Retried] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Threshold:
    """The limit of the counties, in percent."""

    percent: int

    @property
    def place(self) -> str:
        """What the change is about: a simulation changes each place once."""
        return "threshold"

    def fault(self, given: AllocationInput, scope: Scope) -> str:
        """Say what is wrong with it, in Swedish; empty when nothing is."""
        return "" if 0 <= self.percent <= WHOLE_PERCENT else "Gränsen ska vara ett helt tal mellan 0 och 100."


@dataclass(frozen=True, slots=True)
class RegionGate:
    """Whether a county takes part only if its region met every grundkrav."""

    on: bool

    @property
    def place(self) -> str:
        """What the change is about."""
        return "region_gate"

    def fault(self, given: AllocationInput, scope: Scope) -> str:
        """Say what is wrong with it: nothing can be."""
        return ""


@dataclass(frozen=True, slots=True)
class RegionCoverage:
    """What a region gets where only a part of its county has met the grundkrav."""

    coverage: Coverage

    @property
    def place(self) -> str:
        """What the change is about."""
        return "region_coverage"

    def fault(self, given: AllocationInput, scope: Scope) -> str:
        """Say what is wrong with it, in Swedish; empty when nothing is."""
        return "" if self.coverage in get_args(Coverage) else "Välj hur regionens del räknas."


@dataclass(frozen=True, slots=True)
class PotAmount:
    """Another amount of one pot, in kronor; the kinds of party keep their parts of it."""

    requirement: str
    kronor: int

    @property
    def place(self) -> str:
        """What the change is about."""
        return f"pot.{self.requirement}"

    def fault(self, given: AllocationInput, scope: Scope) -> str:
        """Say what is wrong with it, in Swedish; empty when nothing is."""
        return _no_pot(given, self.requirement) or _no_amount(self.kronor)


@dataclass(frozen=True, slots=True)
class PotsTotal:
    """Another amount of all pots together, in kronor; each keeps its part of it."""

    kronor: int

    @property
    def place(self) -> str:
        """What the change is about."""
        return "pots_total"

    def fault(self, given: AllocationInput, scope: Scope) -> str:
        """Say what is wrong with it, in Swedish; empty when nothing is."""
        return _no_amount(self.kronor)


@dataclass(frozen=True, slots=True)
class Split:
    """How a pot that kommuner and regioner share is split, in whole percent."""

    requirement: str
    municipality: int
    region: int

    @property
    def place(self) -> str:
        """What the change is about."""
        return f"split.{self.requirement}"

    def fault(self, given: AllocationInput, scope: Scope) -> str:
        """Say what is wrong with it, in Swedish; empty when nothing is."""
        if missing := _no_pot(given, self.requirement):
            return missing
        if len(_pot(given, self.requirement).parts) < len(KINDS):
            return "Potten är bara för ett slags part, så den går inte att dela upp."
        whole = self.municipality >= 0 and self.region >= 0
        if not whole or self.municipality + self.region != WHOLE_PERCENT:
            return "Delarna ska bli 100 procent tillsammans."
        return ""


@dataclass(frozen=True, slots=True)
class PotModel:
    """How a pot is divided: `shared`, those who met the goal share it; `capped`, each its share of the country."""

    requirement: str
    model: Model

    @property
    def place(self) -> str:
        """What the change is about."""
        return f"model.{self.requirement}"

    def fault(self, given: AllocationInput, scope: Scope) -> str:
        """Say what is wrong with it, in Swedish; empty when nothing is."""
        known = "" if self.model in get_args(Model) else "Välj hur potten delas."
        return _no_pot(given, self.requirement) or known


@dataclass(frozen=True, slots=True)
class PopulationDate:
    """The day whose inhabitants count."""

    day: date

    @property
    def place(self) -> str:
        """What the change is about."""
        return "population_date"

    def fault(self, given: AllocationInput, scope: Scope) -> str:
        """Say what is wrong with it, in Swedish; empty when nothing is."""
        return "" if self.day in scope.days else "Det finns ingen folkmängd för den dagen."


@dataclass(frozen=True, slots=True)
class OtherLimit:
    """Another limit of a requirement's criterion, written as a decimal."""

    requirement: str
    criterion: str
    limit: str
    value: str

    @property
    def key(self) -> LimitKey:
        """The limit that it changes."""
        return self.requirement, self.criterion, self.limit

    @property
    def place(self) -> str:
        """What the change is about."""
        return f"limit.{self.requirement}.{self.criterion}.{self.limit}"

    def fault(self, given: AllocationInput, scope: Scope) -> str:
        """Say what is wrong with it, in Swedish; empty when nothing is."""
        known = scope.limits.get(self.key)
        return fault_of(known, self.value) if known else "Kravet har ingen sådan gräns."


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What if these parties had met a requirement, or had not."""

    requirement: str
    met: bool
    parties: tuple[str, ...]

    @property
    def place(self) -> str:
        """What the change is about."""
        return f"outcomes.{self.requirement}.{'met' if self.met else 'not_met'}"

    def fault(self, given: AllocationInput, scope: Scope) -> str:
        """Say what is wrong with it, in Swedish; empty when nothing is."""
        if self.requirement not in demands(given):
            return f"{self.requirement} är inget krav som fördelningen räknar med."
        if not self.parties:
            return "Ange minst en organisation."
        if len(self.parties) > MOST_PARTIES:
            return f"Ange högst {MOST_PARTIES} organisationer."
        kinds = kinds_of(given)
        unknown = [code for code in self.parties if code not in kinds]
        if unknown:
            return f"Det finns ingen part med koden {', '.join(unknown)}."
        asked = kinds_asked(given, self.requirement)
        foreign = [code for code in self.parties if kinds[code] not in asked]
        return f"{self.requirement} gäller inte {', '.join(foreign)}." if foreign else ""


Change = (
    Threshold
    | RegionGate
    | RegionCoverage
    | PotAmount
    | PotsTotal
    | Split
    | PotModel
    | PopulationDate
    | OtherLimit
    | Outcomes
)


def faults(given: AllocationInput, changes: Sequence[Change], scope: Scope) -> Iterator[ChangeFault]:
    """Yield what is wrong with each change, and with all of them together."""
    seen: set[str] = set()
    for change in changes:
        if change.place in seen:
            yield ChangeFault(change.place, "Samma sak ändras två gånger.")
        elif message := change.fault(given, scope):
            yield ChangeFault(change.place, message)
        seen.add(change.place)
    total = any(isinstance(change, PotsTotal) for change in changes)
    if total and any(isinstance(change, PotAmount) for change in changes):
        yield ChangeFault(
            "pots_total", "Ändra antingen potterna en och en eller alla tillsammans, inte båda."
        )
    yield from _contradictions(changes)


def _contradictions(changes: Iterable[Change]) -> Iterator[ChangeFault]:
    said: dict[tuple[str, str], bool] = {}
    for change in changes:
        if isinstance(change, Outcomes):
            both = [
                code
                for code in change.parties
                if said.get((change.requirement, code), change.met) != change.met
            ]
            if both:
                message = f"{', '.join(both)} kan inte både klara och inte klara {change.requirement}."
                yield ChangeFault(change.place, message)
            said |= {(change.requirement, code): change.met for code in change.parties}


def demands(given: AllocationInput) -> tuple[str, ...]:
    """Return the codes of what a party can meet: the grundkrav, then the goals; no population grants."""
    grundkrav = dict.fromkeys(code for codes in given.grundkrav.values() for code in codes)
    return (*grundkrav, *(pot.requirement for pot in given.pots if not pot.everyone))


def kinds_asked(given: AllocationInput, requirement: str) -> frozenset[Kind]:
    """Return the kinds of party that a demand is made on."""
    asked = {kind for kind, codes in given.grundkrav.items() if requirement in codes}
    return frozenset(
        asked | {kind for pot in given.pots if pot.requirement == requirement for kind in pot.parts}
    )


def kinds_of(given: AllocationInput) -> dict[str, Kind]:
    """Return the kind of each party by code."""
    found: dict[str, Kind] = {one.code: "municipality" for one in given.municipalities}
    return found | {one.code: "region" for one in given.regions}


def _pot(given: AllocationInput, requirement: str) -> Pot:
    return next(pot for pot in given.pots if pot.requirement == requirement)


def _no_pot(given: AllocationInput, requirement: str) -> str:
    known = any(pot.requirement == requirement for pot in given.pots)
    return "" if known else f"{requirement} har ingen pott i fördelningen."


def _no_amount(kronor: int) -> str:
    return "" if 0 <= kronor <= MOST_KRONOR else "Beloppet ska vara hela kronor, 0 eller mer."

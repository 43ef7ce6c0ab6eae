"""Everything that the decision on payment says, as plain values. Money is whole kronor.

`payouts.pdf.assemble` makes it from an allocation, `payouts.pdf.letter` words it, `payouts.pdf.render` draws it.
"""

from dataclasses import dataclass
from datetime import date

from payouts.domain.allocation_input import KINDS, Coverage, Kind, Model
from payouts.domain.wording import Noun, Sentences, nouns


@dataclass(frozen=True, slots=True)
class Heading:
    """Whose decision it is, and who took part in it.

    corrects: the reference of the decision that this one corrects, empty where there is none. others: who else took
    part, with any dissent. reason: why it corrects another. check_at: the address of the page that says
    whether a document is genuine.
    """

    reference: str
    number: int
    decided_on: date
    decision_maker: str
    rapporteur: str
    prepared_by: str
    approved_by: str
    corrects: str = ""
    others: str = ""
    reason: str = ""
    check_at: str = ""


@dataclass(frozen=True, slots=True)
class Grundkrav:
    """A threshold requirement and the kinds of party that it applies to."""

    code: str
    name: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A thing that the agreement leaves open: what it is, who decided it and why."""

    name: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What the decision tells of the agreement. What is unknown is empty or None.

    appeal: how the decision can be appealed, or that it cannot and why.
    threshold_percent, region_gate, region_coverage: see payouts.domain.allocation_input.Terms.
    population_source: where the inhabitants were taken from, with its version. by_population: nothing is reported or
    judged; every party shares.
    """

    code: str
    version: int
    title: str
    year: int
    reference: str
    signed: date | None
    assessor: str
    collector: str
    decided_by: str
    payer: str
    payment_by: date | None
    population_date: date
    population_source: str
    threshold_percent: int
    region_gate: bool
    region_coverage: Coverage
    grundkrav: tuple[Grundkrav, ...]
    settings: tuple[Setting, ...]
    appeal: str
    by_population: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a pot that one kind of party divides, and what became of it.

    amount, distributed, undistributed, leftover: kronor; leftover was handed out one each by largest remainder.
    sharers: how many parties share. total_weight: inhabitants.
    rule: how it is divided. why_undistributed: empty where nothing is left.
    made_up: whether its amounts rest on an outcome that is not real.
    """

    goal: str
    kind: Kind
    amount: int
    distributed: int
    undistributed: int
    model: Model
    sharers: int
    total_weight: int
    leftover: int
    rule: Sentences
    why_undistributed: Sentences
    made_up: bool

    @property
    def label(self) -> str:
        """The code of its goal, with a star where its amounts rest on something made up."""
        return f"{self.goal}*" if self.made_up else self.goal


@dataclass(frozen=True, slots=True)
class Goal:
    """A prestationsmål with its pot in kronor."""

    code: str
    name: str
    pot: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class CountyFacts:
    """Whether a county takes part, with the figures that decide it: inhabitants and numbers of kommuner."""

    code: str
    name: str
    population: int
    qualified_population: int
    municipalities: int
    qualified_municipalities: int
    reaches_threshold: bool
    region_met: bool
    takes_part: bool

    @property
    def in_part(self) -> bool:
        """Whether it takes part although some of its kommuner do not."""
        return self.takes_part and self.qualified_population < self.population


@dataclass(frozen=True, slots=True)
class PartyAmounts:
    """What one party gets.

    amounts: kronor, one for each part for its kind in the order of the goals; None where it does not share.
    paid_together: the name of its organisation where that is paid for another party too (Gotland), else empty.
    """

    code: str
    name: str
    kind: Kind
    county: str
    amounts: tuple[int | None, ...]
    paid_together: str

    @property
    def total(self) -> int:
        return sum(amount or 0 for amount in self.amounts)


@dataclass(frozen=True, slots=True)
class Unpaid:
    """Parties that get nothing, and the reason that they have in common."""

    kind: Kind
    reason: str
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExampleGoal:
    """What one party gets for one goal: the figures, the calculation among them, and the result."""

    code: str
    figures: Sentences
    result: Sentences


@dataclass(frozen=True, slots=True)
class Example:
    """One party's amounts, computed before the reader's eyes; what is the same for every goal is told first."""

    party: str
    first: Sentences
    goals: tuple[ExampleGoal, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Added:
    """Kronor that a correction gives a party out of a line of the agreement's budget, beside the pots."""

    code: str
    party: str
    line: str
    amount: int


@dataclass(frozen=True, slots=True)
class DecisionContent:
    """A decision on payment.

    region: what a region was called that year. paid: the parties that get money, by kind and code.
    parties, qualified: how many parties of each kind there are, and how many met every grundkrav.
    csv: the bytes of the attached file (docs/formats.md). inputs_sha256: what the allocation was computed from.
    """

    heading: Heading
    agreement: AgreementFacts
    region: Noun
    goals: tuple[Goal, ...]
    counties: tuple[CountyFacts, ...]
    parties: dict[Kind, int]
    qualified: dict[Kind, int]
    paid: tuple[PartyAmounts, ...]
    unpaid: tuple[Unpaid, ...]
    examples: tuple[Example, ...]
    csv: bytes
    inputs_sha256: str
    simulated: bool
    added: tuple[Added, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for goal in self.goals for part in goal.parts)

    def parts_for(self, kind: Kind) -> tuple[Part, ...]:
        """The parts that a kind of party divides, in the order of the goals."""
        return tuple(part for part in self.parts if part.kind == kind)

    def paid_to(self, kind: Kind) -> tuple[PartyAmounts, ...]:
        return tuple(party for party in self.paid if party.kind == kind)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of party that the pots are for."""
        return tuple(kind for kind in KINDS if self.parts_for(kind))

    def noun(self, kind: Kind) -> Noun:
        """What a kind of party is called."""
        return nouns(self.region)[kind]

    @property
    def pots(self) -> int:
        return sum(goal.pot for goal in self.goals)

    @property
    def distributed(self) -> int:
        return sum(part.distributed for part in self.parts)

    @property
    def undistributed(self) -> int:
        return sum(part.undistributed for part in self.parts)

    @property
    def total(self) -> int:
        """Kronor that are paid in all, out of the pots and beside them."""
        return self.distributed + sum(one.amount for one in self.added)

    @property
    def csv_name(self) -> str:
        return f"fordelning-{self.agreement.code}.csv"

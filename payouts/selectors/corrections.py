"""What the verdicts of today would give beside what is decided: the ground for a correcting decision."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Sum

from agreements.domain.definition import Definition
from payouts.domain.allocation import allocate
from payouts.inputs import gather_inputs, given_of
from payouts.models import DecidedAmount, Decision, DecisionKind, DecisionState
from payouts.selectors.access import visible_decisions
from payouts.selectors.frame import names_by_code, swedish
from payouts.selectors.line_room import LineRoom, rooms_of
from prio.accounts.roles import Actor
from prio.refused import Refused


@dataclass(frozen=True, slots=True)
class Differs:
    """A party that the verdicts of today give another amount. Kronor."""

    code: str
    name: str
    decided: int
    expected: int

    @property
    def more(self) -> int:
        """Kronor that it would get more; negative for less."""
        return self.expected - self.decided

    @property
    def less(self) -> int:
        """Kronor that it would get less."""
        return -self.more


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """What a correction of the decision would do. differs: the largest difference first.

    in_the_way: why it cannot be reckoned, empty where it can. making: another decision is in the making.
    """

    decision: Decision
    differs: tuple[Differs, ...]
    lines: tuple[LineRoom, ...]
    in_the_way: str
    making: bool

    @property
    def gainers(self) -> tuple[Differs, ...]:
        """Those who lack money, by name: they can be added from a line."""
        return tuple(sorted((one for one in self.differs if one.more > 0), key=lambda one: swedish(one.name)))

    @property
    def gained(self) -> int:
        """Kronor that those who would get more get more, together."""
        return sum(one.more for one in self.gainers)

    @property
    def lost(self) -> int:
        """Kronor that those who would get less get less, together."""
        return sum(one.less for one in self.differs if one.more < 0)


def correctable(actor: Actor, agreement_code: str, decision_id: int) -> Decision | None:
    """Return a decision in force on a division, which can be corrected or revoked, to who reads all: one query."""
    if not actor.reads_all:
        return None
    found = visible_decisions(actor).filter(agreement__code=agreement_code, pk=decision_id)
    found = found.filter(state=DecisionState.IN_FORCE, run__isnull=False).exclude(
        kind=DecisionKind.REVOCATION
    )
    return found.select_related("agreement", "run__version").defer("run__inputs").first()


def correction_page(actor: Actor, agreement_code: str, decision_id: int) -> CorrectionPage | None:
    """Return what correcting a decision in force would do; None where there is none, or the actor does not read all.

    Nothing is changed by looking. At most ten queries.
    """
    decision = correctable(actor, agreement_code, decision_id)
    if decision is None:
        return None
    definition = decision.division.version.definition
    in_the_way, expected = "", Counter[str]()
    try:
        expected = expected_amounts(decision)
    except Refused as refusal:
        in_the_way = " ".join((str(refusal), *refusal.details))
    making = (DecisionState.DRAFT, DecisionState.APPROVED)
    return CorrectionPage(
        decision,
        () if in_the_way else _differing(decision, definition, expected),
        tuple(rooms_of(decision.agreement_id, definition.budget.lines).values()),
        in_the_way,
        making=Decision.objects.filter(agreement=decision.agreement_id, state__in=making).exists(),
    )


def _differing(decision: Decision, definition: Definition, expected: Counter[str]) -> tuple[Differs, ...]:
    rows = DecidedAmount.objects.filter(decision=decision).order_by().values_list("party__code")
    decided = dict(rows.annotate(kronor=Sum("amount")))
    codes = [code for code in decided.keys() | expected if decided.get(code, 0) != expected[code]]
    names = names_by_code(definition.names_day, codes) if codes else {}
    found = [Differs(code, names[code].name, decided.get(code, 0), expected[code]) for code in codes]
    return tuple(sorted(found, key=lambda one: (-abs(one.more), one.code)))


def expected_amounts(decision: Decision) -> Counter[str]:
    """Return the kronor that the final verdicts of today give each party, by code: four queries.

    Raises:
        Refused: a verdict or a setting is missing.
    """
    found: Counter[str] = Counter()
    inputs = gather_inputs(decision.division.version)
    for pot in allocate(given_of(inputs.plain)).pots:
        for party, amount in zip(pot.lines.parties, pot.lines.amounts, strict=True):
            found[party] += amount
    return found


def expected_amount(decision: Decision, party: str) -> int:
    """Return the kronor that the final verdicts of today give one party; see `expected_amounts`."""
    return expected_amounts(decision)[party]

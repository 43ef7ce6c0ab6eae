"""One round as its page shows it: how far it is, whom it waits for, and which steps its state allows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from agreements.domain.definition import Definition
from assessment.domain.lifecycle import ROUND
from assessment.models import (
    FOLLOWS_FROM_CLOSING,
    AssessmentRound,
    Outcome,
    RoundKind,
    RoundState,
    VerdictState,
)
from prio.accounts.roles import ASSESSING_ROLES, Actor, Role

SLUGS = {RoundKind.PRELIMINARY: "preliminar", RoundKind.FINAL: "slutlig"}
KINDS = {slug: kind for kind, slug in SLUGS.items()}
SENT = "sent"
ENDED = frozenset({VerdictState.FINAL, SENT})
WAITS = frozenset({VerdictState.COMMUNICATED, VerdictState.ANSWERED})


class Group(NamedTuple):
    """How many cases of a round are alike."""

    kind: str
    requirement: str
    state: str
    proposed: str
    assigned_to: int | None
    number: int


@dataclass(frozen=True, slots=True)
class RequirementCount:
    """One requirement in a round. total: the cases that there are; the rest are those in each state."""

    code: str
    name: str
    total: int
    proposed: int
    prepared: int
    waiting: int
    ended: int


@dataclass(frozen=True, slots=True)
class Step:
    """A step that the round's state allows, for who may take it. lacks: what is missing before."""

    verb: str
    label: str
    lacks: str = ""
    is_next: bool = False


@dataclass(frozen=True)
class RoundView:
    """A round. row: None until somebody has opened or tested it. requests: who asked to be in it, where one asks.

    closing: how many proposals follow from the closing, by outcome.
    """

    kind: RoundKind
    row: AssessmentRound | None
    definition: Definition
    groups: tuple[Group, ...]
    requests: tuple["Asked", ...]
    returned: int
    late: int
    steps: tuple[Step, ...]

    @property
    def slug(self) -> str:
        """Its word in addresses."""
        return SLUGS[self.kind]

    @property
    def state(self) -> str:
        """Its state."""
        return self.row.state if self.row else RoundState.PLANNED

    @property
    def state_name(self) -> str:
        """Its state in Swedish."""
        return ROUND.state(self.state).for_assessor

    @property
    def day(self) -> date | None:
        """The day by which the agreement says that it shall be done."""
        dates = self.definition.dates
        return dates.preliminary if self.kind == RoundKind.PRELIMINARY else dates.final

    @property
    def completion_closes(self) -> date | None:
        """The last day to mend what a preliminary finding names."""
        if self.kind == RoundKind.FINAL:
            return None
        return (self.row and self.row.completion_closes) or self.definition.preliminary.completion_closes

    @property
    def is_for_all(self) -> bool:
        """Whether everybody is in it, or only who asks."""
        return self.kind == RoundKind.FINAL or self.definition.preliminary.applies_to == "all"

    @property
    def covers(self) -> tuple[str, ...]:
        """The codes of the requirements that are judged in it."""
        return tuple(
            one.code
            for one in self.definition.requirements
            if one.rule is not None and (self.kind == RoundKind.FINAL or one.kind == "grundkrav")
        )

    @property
    def total(self) -> int:
        """How many cases there are."""
        return sum(one.number for one in self.groups)

    @property
    def ended(self) -> int:
        """How many of them are final, or sent."""
        return self.count(*ENDED)

    @property
    def requirements(self) -> tuple[RequirementCount, ...]:
        """How far each requirement is."""
        found = []
        for code in self.covers:
            own = Counter[str]()
            for one in self.groups:
                if one.requirement == code:
                    own[one.state] += one.number
            found.append(
                RequirementCount(
                    code,
                    self.definition.requirement(code).name,
                    total=own.total(),
                    proposed=own[VerdictState.PROPOSED],
                    prepared=own[VerdictState.PREPARED],
                    waiting=sum(own[state] for state in WAITS),
                    ended=sum(own[state] for state in ENDED),
                )
            )
        return tuple(found)

    @property
    def closing(self) -> dict[str, int]:
        """How many proposals follow from the closing, by the name of the outcome."""
        return {outcome.label: self.follows(outcome) for outcome in FOLLOWS_FROM_CLOSING}

    @property
    def settleable(self) -> int:
        """How many proposals follow from the closing."""
        return sum(self.follows(outcome) for outcome in FOLLOWS_FROM_CLOSING)

    @property
    def unassigned(self) -> int:
        """How many proposals that a person judges are nobody's."""
        return sum(one.number for one in self._to_judge if one.assigned_to is None)

    @property
    def assigned(self) -> int:
        """How many proposals wait for the assessor that they are assigned to."""
        return sum(one.number for one in self._to_judge if one.assigned_to is not None)

    @property
    def _to_judge(self) -> Iterable[Group]:
        return (
            one
            for one in self.groups
            if one.state == VerdictState.PROPOSED and one.proposed not in FOLLOWS_FROM_CLOSING
        )

    def count(self, *states: str) -> int:
        """Return how many cases are in one of the states."""
        return sum(one.number for one in self.groups if one.state in states)

    def follows(self, outcome: Outcome) -> int:
        """Return how many proposals have an outcome."""
        return sum(
            one.number
            for one in self.groups
            if one.state == VerdictState.PROPOSED and one.proposed == outcome
        )

    @property
    def prepared(self) -> int:
        """How many wait for another assessor, or to be sent."""
        return self.count(VerdictState.PREPARED)

    @property
    def communicated(self) -> int:
        """How many wait for the organisation's answer."""
        return self.count(VerdictState.COMMUNICATED)

    @property
    def answered(self) -> int:
        """How many are answered and wait for a decision."""
        return self.count(VerdictState.ANSWERED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A party that asked for a preliminary assessment, who did it, and when it was."""

    party: str
    by: str
    at: datetime


def steps_of(actor: Actor, view: RoundView) -> tuple[Step, ...]:
    """Return the steps that the state of a round allows, for who may take them, with what is missing before each."""
    found: list[Step] = []
    is_final, is_open = view.kind == RoundKind.FINAL, view.state == RoundState.OPEN
    leads, assesses = actor.is_any(Role.LEAD_ASSESSOR), not actor.roles.isdisjoint(ASSESSING_ROLES)
    if leads and view.state == RoundState.PLANNED:
        found.append(Step("oppna", "Öppna omgången", is_next=True))
    if assesses and view.state != RoundState.CLOSED:
        label = "Pröva rapporterna på nytt" if view.total else "Pröva rapporterna"
        found.append(Step("prova", label, is_next=is_open and not view.total))
    if leads and is_open:
        if is_final:
            lacks = "" if view.settleable else "Inget förslag följer av att insamlingen är stängd."
            found.append(Step("avsluta-insamlingen", "Avgör det som följer av stängningen", lacks))
            left = view.total - view.ended
        else:
            ready = view.prepared + view.settleable
            lacks = "" if ready else "Ingen preliminär bedömning är beredd."
            found.append(Step("skicka", "Skicka preliminära bedömningar", lacks, is_next=bool(ready)))
            left = view.total - view.ended
        lacks = f"{left} av {view.total} är inte klara." if left else ""
        found.append(Step("avsluta", "Avsluta omgången", lacks, is_next=bool(view.total) and not left))
    if leads and view.state == RoundState.CLOSED:
        found.append(Step("oppna-igen", "Öppna igen"))
    return tuple(found)

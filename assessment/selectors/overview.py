"""The assessment of an agreement as who leads it sees it: its rounds, how far each is, and whom it waits for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast

from agreements.domain.definition import Definition
from agreements.models import AgreementVersion, ReportState
from agreements.models.report import Report
from agreements.selectors.agreements import published_version
from assessment.domain.lifecycle import ROUND
from assessment.models import (
    FOLLOWS_FROM_CLOSING,
    IN_HAND,
    AssessmentRound,
    Finding,
    Outcome,
    PreliminaryRequest,
    RecusalDeclaration,
    RoundKind,
    RoundState,
    Verdict,
    VerdictState,
)
from prio import clock
from prio.accounts.models import Membership
from prio.accounts.roles import ASSESSING_ROLES, Actor, Role
from prio.parties.models import PartyName
from prio.parties.selectors import holds_on

SLUGS = {RoundKind.PRELIMINARY: "preliminar", RoundKind.FINAL: "slutlig"}
KINDS = {slug: kind for kind, slug in SLUGS.items()}
MOST_LISTED = 50
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
    """A step that the round's state allows, for who may take it. lacks: what is missing before; then it is no button."""

    verb: str
    label: str
    lacks: str = ""
    is_next: bool = False


@dataclass(frozen=True)
class RoundView:
    """A round. row: None until somebody has opened or tested it. requests: who asked to be in it, where it is asked for.

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
    at: object


@dataclass(frozen=True, slots=True)
class Load:
    """An assessor. in_hand: the cases that are theirs in the agreement; waiting: those of them not yet prepared."""

    user_id: int
    name: str
    authority: str
    is_lead: bool
    is_declared: bool
    in_hand: int
    waiting: int


@dataclass(frozen=True, slots=True)
class OldWording:
    """A case whose answers are about a wording that has been changed since."""

    kind: str
    slug: str
    party: str
    name: str
    requirement: str


@dataclass(frozen=True)
class Overview:
    """The assessment of an agreement. reworded_total: how many cases there are on an older wording; some are listed."""

    version: AgreementVersion
    rounds: tuple[RoundView, ...]
    loads: tuple[Load, ...]
    reworded: tuple[OldWording, ...]
    reworded_total: int

    @property
    def first(self) -> Step | None:
        """The one step that comes next: of the final round, unless it waits for the preliminary one."""
        return next(
            (step for one in self.rounds for step in one.steps if step.is_next and not step.lacks), None
        )

    @property
    def undeclared(self) -> tuple[Load, ...]:
        """The assessors who have declared nothing this year."""
        return tuple(one for one in self.loads if not one.is_declared)


def overview(actor: Actor, code: str) -> Overview | None:
    """Return the assessment of an agreement for who reads all; None for others. At most seven queries."""
    version = published_version(actor, code) if actor.reads_all else None
    if version is None:
        return None
    rows = {row.kind: row for row in AssessmentRound.objects.filter(agreement=version.agreement_id)}
    groups = _groups(version.agreement_id)
    awaited = _awaited(version.agreement_id)
    asks = version.definition.preliminary.applies_to == "on_request"
    requests = _requests(version) if asks else ()
    rounds = tuple(
        _round_view(actor, version, kind, rows.get(kind), groups, requests, awaited)
        for kind in RoundKind
        if kind == RoundKind.FINAL or version.definition.preliminary.applies_to != "none"
    )
    reworded = _reworded(version)
    return Overview(version, rounds, _loads(groups), reworded[:MOST_LISTED], len(reworded))


def round_view(actor: Actor, code: str, kind: RoundKind) -> RoundView | None:
    """Return one round for who reads all; None for others, and where the agreement has no such round. Three queries."""
    version = published_version(actor, code) if actor.reads_all else None
    if version is None:
        return None
    if kind == RoundKind.PRELIMINARY and version.definition.preliminary.applies_to == "none":
        return None
    row = AssessmentRound.objects.filter(agreement=version.agreement_id, kind=kind).first()
    return _round_view(actor, version, kind, row, _groups(version.agreement_id), (), Counter())


def _groups(agreement: int) -> tuple[Group, ...]:
    """Return the cases of the agreement's rounds, those alike together: one query."""
    columns = ("requirement__code", "state", "proposed_outcome", "assigned_to")

    def grouped(model: type[Finding] | type[Verdict], kind: str) -> object:
        return (
            model.objects.filter(round__agreement=agreement)
            .exclude(state=VerdictState.CORRECTED)
            .order_by()
            .annotate(in_round=Value(kind))
            .values_list("in_round", *columns)
            .annotate(number=Count("pk"))
        )

    preliminary, final = grouped(Finding, "preliminary"), grouped(Verdict, "final")
    return tuple(Group(*row) for row in preliminary.union(final, all=True))  # type: ignore[attr-defined]


def _awaited(agreement: int) -> Counter[str]:
    """Return how many reports wait for a completion, and for a decision on what came late: one query."""
    reports = Report.objects.filter(
        requirement__agreement=agreement, state__in=[ReportState.RETURNED, ReportState.LATE]
    )
    return Counter(dict(reports.order_by().values_list("state").annotate(Count("pk"))))


def _requests(version: AgreementVersion) -> tuple[Asked, ...]:
    day = version.definition.names_day
    names = PartyName.objects.filter(holds_on(day), party=OuterRef("party")).values("name")[:1]
    found = (
        PreliminaryRequest.objects.filter(agreement=version.agreement_id)
        .select_related("asked_by", "party")
        .annotate(called=names)
        .order_by("asked_at", "pk")
    )
    return tuple(
        Asked(vars(one)["called"] or one.party.code, str(one.asked_by), one.asked_at) for one in found
    )


def _round_view(
    actor: Actor,
    version: AgreementVersion,
    kind: RoundKind,
    row: AssessmentRound | None,
    groups: Sequence[Group],
    requests: tuple[Asked, ...],
    awaited: Counter[str],
) -> RoundView:
    view = RoundView(
        kind,
        row,
        version.definition,
        tuple(one for one in groups if one.kind == kind),
        requests if kind == RoundKind.PRELIMINARY else (),
        awaited[ReportState.RETURNED],
        awaited[ReportState.LATE],
        (),
    )
    return RoundView(**{**vars(view), "steps": steps_of(actor, view)})


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


def _loads(groups: Sequence[Group]) -> tuple[Load, ...]:
    """Return those who assess, with what they have in hand and whether they have declared this year: one query."""
    today = clock.today()
    in_hand, waiting = Counter[int](), Counter[int]()
    for one in groups:
        if one.assigned_to is not None and one.state in IN_HAND:
            in_hand[one.assigned_to] += one.number
            waiting[one.assigned_to] += one.number * (one.state == VerdictState.PROPOSED)
    declared = RecusalDeclaration.objects.filter(user=OuterRef("user"), year=today.year)
    members = (
        Membership.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=today),
            role__in=ASSESSING_ROLES,
            valid_from__lte=today,
            user__is_active=True,
        )
        .select_related("user")
        .annotate(declared=Exists(declared))
        .order_by("user__last_name", "user__first_name", "user_id", "-role")
    )
    found: dict[int, Load] = {}
    for member in members:
        found.setdefault(
            member.user_id,
            Load(
                member.user_id,
                str(member.user),
                member.authority,
                member.role == Role.LEAD_ASSESSOR,
                vars(member)["declared"],
                in_hand[member.user_id],
                waiting[member.user_id],
            ),
        )
    return tuple(found.values())


def _reworded(version: AgreementVersion) -> list[OldWording]:
    """Return the cases in hand whose answers are about an older wording: one query."""
    day = version.definition.names_day
    names = PartyName.objects.filter(holds_on(day), party=OuterRef("party")).values("name")[:1]

    def cases(model: type[Finding] | type[Verdict], kind: str) -> object:
        states = [*IN_HAND] if model is Verdict else ["proposed", "prepared"]
        return (
            model.objects.filter(round__agreement=version.agreement_id, state__in=states)
            .annotate(said=Cast("attention", TextField()), in_round=Value(kind), called=names)
            .filter(said__contains='"wording"')
            .order_by()
            .values_list("in_round", "party__code", "called", "requirement__code")
        )

    both = cases(Finding, "preliminary").union(cases(Verdict, "final"), all=True)  # type: ignore[attr-defined]
    return sorted(
        (
            OldWording(kind, SLUGS[RoundKind(kind)], party, name or party, requirement)
            for kind, party, name, requirement in both
        ),
        key=lambda one: (one.kind, one.requirement, one.party),
    )

"""The assessment of an agreement as who leads it sees it: its rounds, how far each is, and whom it waits for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from agreements.models import AgreementVersion, ReportState
from agreements.models.report import Report
from agreements.selectors.agreements import published_version
from assessment.models import (
    IN_HAND,
    AssessmentRound,
    Finding,
    PreliminaryRequest,
    RecusalDeclaration,
    RoundKind,
    Verdict,
    VerdictState,
)
from assessment.selectors.round_view import SLUGS, Asked, Group, RoundView, Step, steps_of
from prio import clock
from prio.accounts.models import Membership
from prio.accounts.roles import ASSESSING_ROLES, Actor, Role
from prio.parties.models import PartyName
from prio.parties.selectors import holds_on

MOST_LISTED = 50
REPORTS = "reports"


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
    """Return the assessment of an agreement for who reads all; None for others. At most six queries."""
    version = published_version(actor, code) if actor.reads_all else None
    if version is None:
        return None
    rows = {row.kind: row for row in AssessmentRound.objects.filter(agreement=version.agreement_id)}
    groups = _groups(version.agreement_id)
    awaited = _awaited(groups)
    asks = version.definition.preliminary.applies_to == "on_request"
    requests = _requests(version) if asks else ()
    rounds = tuple(
        _round_view(actor, version, kind, rows.get(kind), groups, requests, awaited)
        for kind in RoundKind
        if kind == RoundKind.FINAL or version.definition.preliminary.applies_to != "none"
    )
    reworded = _reworded(version)
    return Overview(version, rounds, _loads(groups), tuple(reworded[:MOST_LISTED]), len(reworded))


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
    """Return the cases of the agreement's rounds, and the reports that wait, those alike together: one query."""

    def grouped(rows: QuerySet[Any], kind: str) -> Any:
        return rows.order_by().annotate(in_round=Value(kind))

    def cases(model: type[Finding] | type[Verdict], kind: str) -> Any:
        rows = model.objects.filter(round__agreement=agreement).exclude(state=VerdictState.CORRECTED)
        columns = ("in_round", "requirement__code", "state", "proposed_outcome", "assigned_to")
        return grouped(rows, kind).values_list(*columns).annotate(number=Count("pk"))

    waiting = grouped(
        Report.objects.filter(
            requirement__agreement=agreement, state__in=[ReportState.RETURNED, ReportState.LATE]
        ).annotate(proposed=Value(""), whose=Value(None, output_field=IntegerField())),
        REPORTS,
    ).values_list("in_round", "requirement__code", "state", "proposed", "whose")
    found = cases(Finding, RoundKind.PRELIMINARY).union(
        cases(Verdict, RoundKind.FINAL), waiting.annotate(number=Count("pk")), all=True
    )
    return tuple(Group(*row) for row in found)


def _awaited(groups: Sequence[Group]) -> Counter[str]:
    """Return how many reports wait for a completion, and for a decision on what came late."""
    found = Counter[str]()
    for one in groups:
        if one.kind == REPORTS:
            found[one.state] += one.number
    return found


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

    def cases(model: type[Finding] | type[Verdict], kind: str) -> Any:
        states = [*IN_HAND] if model is Verdict else ["proposed", "prepared"]
        return (
            model.objects.filter(round__agreement=version.agreement_id, state__in=states)
            .annotate(said=Cast("attention", TextField()), in_round=Value(kind), called=names)
            .filter(said__contains='"wording"')
            .order_by()
            .values_list("in_round", "party__code", "called", "requirement__code")
        )

    both = cases(Finding, "preliminary").union(cases(Verdict, "final"), all=True)
    return sorted(
        (
            OldWording(kind, SLUGS[RoundKind(kind)], party, name or party, requirement)
            for kind, party, name, requirement in both
        ),
        key=lambda one: (one.kind, one.requirement, one.party),
    )

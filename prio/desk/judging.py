"""What waits to be judged, as far as it concerns one assessor, and what waits to be answered by one organisation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, Max, OuterRef, Value

from agreements.domain.timeline import Phase
from agreements.models import Report, ReportState
from agreements.selectors.agreements import AgreementRow
from assessment.models import (
    FOLLOWS_FROM_CLOSING,
    IN_HAND,
    AssessmentRound,
    Communication,
    Finding,
    FindingState,
    Outcome,
    RoundKind,
    RoundState,
    Verdict,
    VerdictState,
)
from assessment.selectors.permission import is_declared
from prio.accounts.roles import Actor, Role, authority_named

BEFORE_APPROVAL = frozenset({VerdictState.PREPARED, VerdictState.COMMUNICATED, VerdictState.ANSWERED})
ANSWER, MEND = "answer", "mend"
READY = frozenset({VerdictState.PREPARED, VerdictState.ANSWERED})


class Cases(NamedTuple):
    """How many cases in hand are alike."""

    agreement: str
    kind: str
    requirement: str
    state: str
    proposed: str
    assigned_to: int | None
    prepared_by: int | None
    number: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cases of one round wait, of the actor's own authority.

    mine: assigned to the actor, not prepared; unassigned: nobody's; to_approve: prepared by another and ready; to_send:
    findings that are prepared; settleable: proposals that follow from the closing; in_hand: all that are not ended.
    """

    agreement: str
    kind: str
    mine: int
    unassigned: int
    to_approve: int
    to_send: int
    settleable: int
    in_hand: int


@dataclass(frozen=True, slots=True)
class RoundFact:
    """A round. tested: it has cases; left: some of them are not ended."""

    state: str = RoundState.PLANNED
    tested: bool = False
    left: bool = False


@dataclass(frozen=True, slots=True)
class Judging:
    """What an assessor's home is made of. rounds: those there are; late: how many late reports wait for a decision."""

    declared: bool
    waiting: tuple[Waiting, ...] = ()
    rounds: Mapping[tuple[str, str], RoundFact] = field(default_factory=dict)
    late: Mapping[str, int] = field(default_factory=dict)

    def round(self, agreement: str, kind: str) -> RoundFact:
        """Return a round; one that nobody has touched is planned."""
        return self.rounds.get((agreement, kind), RoundFact())


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """A verdict against an own party that waits for its answer."""

    agreement: str
    title: str
    party: str
    requirement: str
    due: date


@dataclass(frozen=True, slots=True)
class ToMend:
    """What a preliminary finding says that an own party has not handed in, and until when it still counts."""

    agreement: str
    title: str
    party: str
    requirement: str
    until: date


def judging_of(actor: Actor, rows: Sequence[AgreementRow], today: date) -> Judging:
    """Return what waits for an assessor: three queries, four for who leads the assessment."""
    going_on = {row.code: row for row in rows if row.phase not in {Phase.PLANNED, Phase.OVER}}
    verdicts = Verdict.objects.filter(round=OuterRef("pk"))
    findings = Finding.objects.filter(round=OuterRef("pk"))
    left = Exists(verdicts.filter(state__in=IN_HAND)) | Exists(findings.exclude(state=FindingState.SENT))
    rounds = (
        AssessmentRound.objects.filter(agreement__code__in=going_on)
        .annotate(tested=Exists(verdicts) | Exists(findings), left=left)
        .values_list("agreement__code", "kind", "state", "tested", "left")
    )
    late = Report.objects.filter(requirement__agreement__code__in=going_on, state=ReportState.LATE)
    counts = late.order_by().values_list("requirement__agreement__code").annotate(Count("pk"))
    return Judging(
        declared=is_declared(actor.user_id, today.year),
        waiting=tuple(_waiting(actor, going_on, _cases(going_on))),
        rounds={(code, kind): RoundFact(*rest) for code, kind, *rest in rounds},
        late=dict(counts) if actor.is_any(Role.LEAD_ASSESSOR) else {},
    )


def _cases(codes: Iterable[str]) -> tuple[Cases, ...]:
    """Return the cases in hand, those alike together: one query."""
    columns = (
        "round__agreement__code",
        "round__kind",
        "requirement__code",
        "state",
        "proposed_outcome",
        "assigned_to",
        "prepared_by",
    )

    def grouped(rows: Any) -> Any:
        own = rows.filter(round__agreement__code__in=list(codes)).order_by()
        return own.values_list(*columns).annotate(number=Count("pk"))

    findings = grouped(Finding.objects.exclude(state=FindingState.SENT))
    return tuple(
        Cases(*row) for row in findings.union(grouped(Verdict.objects.filter(state__in=IN_HAND)), all=True)
    )


def _waiting(actor: Actor, rows: Mapping[str, AgreementRow], cases: Sequence[Cases]) -> Iterable[Waiting]:
    for code, row in rows.items():
        for kind in RoundKind:
            own = [
                one
                for one in cases
                if (one.agreement, one.kind) == (code, kind)
                and authority_named(row.definition.assessor_of(one.requirement)) in actor.assesses_for
            ]
            if own:
                yield _counted(actor, code, kind, own)


def _counted(actor: Actor, code: str, kind: RoundKind, cases: Sequence[Cases]) -> Waiting:
    proposed = [one for one in cases if one.state == VerdictState.PROPOSED]
    to_judge = [one for one in proposed if one.proposed not in FOLLOWS_FROM_CLOSING]
    is_final = kind == RoundKind.FINAL
    return Waiting(
        code,
        kind,
        mine=sum(one.number for one in to_judge if one.assigned_to == actor.user_id),
        unassigned=sum(one.number for one in to_judge if one.assigned_to is None),
        to_approve=sum(
            one.number
            for one in cases
            if is_final and one.state in READY and one.prepared_by != actor.user_id
        ),
        to_send=sum(one.number for one in cases if not is_final and one.state == FindingState.PREPARED),
        settleable=sum(one.number for one in proposed) - sum(one.number for one in to_judge),
        in_hand=sum(one.number for one in cases),
    )


def told_beforehand(actor: Actor, today: date) -> tuple[tuple[ToAnswer, ...], tuple[ToMend, ...]]:
    """Return what the actor's own parties may answer before it is decided, and what was found missing beforehand.

    Each with the nearest day first; together one query. What fell short is no part of it: its report is returned, and
    `own_work` has that.
    """
    if not actor.parties or not actor.is_any(Role.REPORTER, Role.SIGNER):
        return (), ()
    found = sorted(_told(actor).union(_missing(actor, today), all=True), key=lambda row: (row[4], row[3]))
    return (
        tuple(ToAnswer(*row[:5]) for row in found if row[5] == ANSWER),
        tuple(ToMend(*row[:5]) for row in found if row[5] == MEND),
    )


def _told(actor: Actor) -> Any:
    told = Communication.objects.filter(
        verdict__state=VerdictState.COMMUNICATED, verdict__party__in=actor.parties
    )
    case = ("round__agreement__code", "round__agreement__title", "party__code", "requirement__code")
    rows = told.order_by().values_list(*(f"verdict__{one}" for one in case))
    return rows.annotate(day=Max("due"), what=Value(ANSWER))


def _missing(actor: Actor, today: date) -> Any:
    """What was found not to be handed in, and is not since, while it can still be mended."""
    handed_in = Report.objects.filter(requirement=OuterRef("requirement"), party=OuterRef("party")).exclude(
        state=ReportState.DRAFT
    )
    found = Finding.objects.filter(
        ~Exists(handed_in),
        state=FindingState.SENT,
        outcome=Outcome.NOT_SUBMITTED,
        party__in=actor.parties,
        round__completion_closes__gte=today,
    ).order_by()
    rows = found.values_list(
        "round__agreement__code", "round__agreement__title", "party__code", "requirement__code"
    )
    return rows.annotate(day=F("round__completion_closes"), what=Value(MEND))

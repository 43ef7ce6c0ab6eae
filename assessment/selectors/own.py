"""A party's own side of its assessment: what it was found, what it may answer, how it was judged. Never by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch

from agreements.domain.report_key import ReportKey
from agreements.domain.result import Result
from agreements.domain.rules import leaves
from agreements.selectors.ground import Ground, ground_of
from assessment.domain.eyes import AGAINST, TO_MEND
from assessment.models import (
    Communication,
    Correction,
    Finding,
    FindingState,
    NotHeard,
    Outcome,
    PreliminaryRequest,
    RoundKind,
    Verdict,
    VerdictState,
)
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.days import day_with_weekday

ANSWERS = (Role.REPORTER, Role.SIGNER)
TOLD = (VerdictState.COMMUNICATED, VerdictState.ANSWERED, VerdictState.FINAL, VerdictState.CORRECTED)


@dataclass(frozen=True, slots=True)
class Said:
    """What an assessor has said of a criterion: its wording, whether it is met, and why."""

    criterion: str
    met: bool
    reason: str


@dataclass(frozen=True, slots=True)
class OwnFinding:
    """A preliminary finding that was sent. can_mend: what it names can still be put right; is_over: no longer."""

    outcome: Outcome
    motivation: str
    result: Result | None
    said: tuple[Said, ...]
    sent_at: datetime
    completion_closes: date | None
    can_mend: bool
    is_over: bool
    submission: int | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class OwnCommunication:
    """What the party was sent to answer. is_open: an answer is still read; is_overdue: its last day has passed."""

    number: int
    motivation: str
    result: Result | None
    said: tuple[Said, ...]
    due: date
    sent_at: datetime
    answer: str
    answered_at: datetime | None
    answered_by: str
    is_open: bool
    is_overdue: bool
    submission: int | None


@dataclass(frozen=True, slots=True)
class OwnVerdict:
    """A final verdict, or one that was replaced. correction: what kind of change it is of the one before."""

    outcome: Outcome
    motivation: str
    result: Result | None
    said: tuple[Said, ...]
    final_at: datetime | None
    not_heard: str
    not_heard_reason: str
    correction: str
    correction_reason: str
    stands: bool
    submission: int | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """Who asked for the preliminary assessment, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnJudgement:
    """The whole of it. verdicts: the one that stands first, then those before it.

    on_request: the agreement assesses beforehand for who asks; why_not: why it can no longer be asked for.
    """

    ground: Ground
    finding: OwnFinding | None
    communications: tuple[OwnCommunication, ...]
    verdicts: tuple[OwnVerdict, ...]
    on_request: bool
    request: OwnRequest | None
    may_ask: bool
    why_not: str
    answers: bool

    @property
    def to_answer(self) -> OwnCommunication | None:
        """What waits for an answer."""
        return next((one for one in self.communications if one.is_open), None)

    @property
    def is_empty(self) -> bool:
        """Whether the party has been told nothing yet."""
        return not (self.finding or self.communications or self.verdicts)


def own_judgement(actor: Actor, key: ReportKey) -> OwnJudgement | None:
    """Return what the actor's own party has been told; None for others. At most six queries."""
    ground = ground_of(key)
    if ground is None or ground.party.id not in actor.parties:
        return None
    answers = actor.is_for(ground.party.organisation_id, *ANSWERS)
    verdicts = _verdicts(ground)
    asked = _request(ground)
    why_not = _why_not(ground)
    on_request = ground.definition.preliminary.applies_to == "on_request"
    return OwnJudgement(
        ground=ground,
        finding=_finding(ground),
        communications=tuple(
            _communication(ground, verdict, told)
            for verdict in verdicts
            for told in reversed(verdict.communications.all())
        ),
        verdicts=tuple(_verdict(ground, one) for one in verdicts if one.state in _DECIDED),
        on_request=on_request and ground.requirement.kind == "grundkrav",
        request=asked,
        may_ask=on_request and answers and asked is None and not why_not,
        why_not=why_not,
        answers=answers,
    )


_DECIDED = (VerdictState.FINAL, VerdictState.CORRECTED)


def _verdicts(ground: Ground) -> list[Verdict]:
    """The party's verdicts, the newest first; one in hand only for what it was sent of it. Two queries."""
    told = Communication.objects.select_related("answered_by", "submission").order_by("number")
    return list(
        Verdict.objects.filter(
            requirement=ground.requirement_id, party=ground.party.id, round__kind=RoundKind.FINAL
        )
        .select_related("submission")
        .prefetch_related(Prefetch("communications", told))
        .order_by("-pk")
    )


def _request(ground: Ground) -> OwnRequest | None:
    if ground.definition.preliminary.applies_to != "on_request":
        return None
    found = (
        PreliminaryRequest.objects.filter(agreement=ground.version.agreement_id, party=ground.party.id)
        .select_related("asked_by")
        .first()
    )
    return OwnRequest(str(found.asked_by), found.asked_at) if found else None


def _why_not(ground: Ground) -> str:
    last = ground.definition.dates.preliminary or ground.definition.dates.closes
    if last is not None and clock.now() >= clock.end_of(last):
        return f"Tiden att be om förhandsgranskning gick ut {day_with_weekday(last)}."
    return ""


def _finding(ground: Ground) -> OwnFinding | None:
    row = (
        Finding.objects.filter(
            round__agreement=ground.version.agreement_id,
            requirement=ground.requirement_id,
            party=ground.party.id,
            state=FindingState.SENT,
        )
        .select_related("round", "submission")
        .first()
    )
    if row is None or row.sent_at is None:
        return None
    closes = row.round.completion_closes
    in_time = closes is not None and clock.now() < clock.end_of(closes)
    return OwnFinding(
        outcome=Outcome(row.outcome),
        motivation=row.motivation,
        result=_result(row.reasons),
        said=_said(ground, row.judged),
        sent_at=row.sent_at,
        completion_closes=closes,
        can_mend=in_time and row.outcome in TO_MEND,
        is_over=closes is not None and not in_time and row.outcome in TO_MEND,
        submission=row.submission.number if row.submission else None,
        simulated=row.simulated,
    )


def _communication(ground: Ground, verdict: Verdict, told: Communication) -> OwnCommunication:
    newest = max(verdict.communications.all(), key=lambda one: one.number)
    undecided = verdict.state in {VerdictState.COMMUNICATED, VerdictState.ANSWERED}
    return OwnCommunication(
        number=told.number,
        motivation=told.motivation,
        result=_result(told.reasons),
        said=_said(ground, verdict.judged) if told == newest and verdict.state in TOLD else (),
        due=told.due,
        sent_at=told.sent_at,
        answer=told.answer,
        answered_at=told.answered_at,
        answered_by=str(told.answered_by or ""),
        is_open=undecided and told == newest and told.answered_at is None,
        is_overdue=clock.now() >= clock.end_of(told.due),
        submission=told.submission.number if told.submission else None,
    )


def _verdict(ground: Ground, row: Verdict) -> OwnVerdict:
    return OwnVerdict(
        outcome=Outcome(row.outcome),
        motivation=row.motivation,
        result=_result(row.reasons),
        said=_said(ground, row.judged),
        final_at=row.final_at,
        not_heard=NotHeard(row.not_heard).label if row.not_heard and row.outcome in AGAINST else "",
        not_heard_reason=row.not_heard_reason,
        correction=Correction(row.correction).label if row.correction else "",
        correction_reason=row.correction_reason,
        stands=row.state == VerdictState.FINAL,
        submission=row.submission.number if row.submission else None,
        simulated=row.simulated,
    )


def _result(reasons: Mapping[str, Any]) -> Result | None:
    return Result.from_plain(reasons) if reasons else None


def _said(ground: Ground, judged: Mapping[str, Any]) -> tuple[Said, ...]:
    """What an assessor has said, in the order of the rule and without a name."""
    return tuple(
        Said(leaf.text, judged[leaf.key]["met"], judged[leaf.key]["reason"])
        for leaf in leaves(ground.requirement.rule)
        if leaf.key in judged
    )

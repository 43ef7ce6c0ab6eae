"""A case under its locks: what every service that judges one looks at, in the right order.

First the report is locked, then the round where something becomes final, then the finding or verdict; after that
everything that may stop the step is read. See docs/locking.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agreements.domain.evaluate import evaluate
from agreements.domain.report_key import ReportKey
from agreements.domain.result import Facts, Result
from agreements.domain.rules import Listed
from agreements.models import Report, ReportState, Submission
from agreements.selectors.ground import Ground, ground_of
from agreements.selectors.places import facts_of, open_requests
from agreements.selectors.standing import without_refused_completions
from assessment.domain.eyes import AGAINST, told_all
from assessment.domain.eyes import Ground as Stands
from assessment.domain.lifecycle import FINDING, VERDICT, Needs
from assessment.models import (
    AssessmentRound,
    Communication,
    Finding,
    FindingState,
    RoundKind,
    RoundState,
    Verdict,
    VerdictState,
)
from assessment.selectors.permission import is_declared, is_recused
from assessment.selectors.registers import register_answers, register_lists
from assessment.services.rounds import locked_round
from prio import clock
from prio.accounts.roles import Actor, authority_named
from prio.audit.services import record
from prio.lifecycle import Transition
from prio.refused import Refused

CHANGED = "Någon annan har ändrat bedömningen sedan du läste den. Läs den igen innan du går vidare."


class NoSuchCase(Refused):
    """There is no such case, or it is somebody else's: nobody is told which. A page answers 404."""

    def __init__(self) -> None:
        super().__init__("Det finns inget sådant ärende.")


@dataclass(frozen=True)
class Held:
    """A case under its locks.

    row: the finding or the verdict that is worked on, or the final verdict where none is. newest: the submission that
    stands now.
    """

    actor: Actor
    ground: Ground
    round: AssessmentRound
    row: Finding | Verdict
    report: Report | None
    newest: Submission | None

    @property
    def lifecycle_name(self) -> str:
        """What the log calls it."""
        return "finding" if isinstance(self.row, Finding) else "verdict"

    def take(self, verb: str, *, also: Sequence[Needs] = ()) -> Transition:
        """Return the transition if it may be taken now; `also`: the conditions that hold beside those read here.

        Raises:
            Refused: role, state or a condition is in the way.
        """
        lifecycle = FINDING if isinstance(self.row, Finding) else VERDICT
        return lifecycle.take(verb, self.row.state, self.actor.roles, {*self._met(), *also})

    def _met(self) -> frozenset[Needs]:
        actor, party = self.actor, self.ground.party
        authority = authority_named(self.ground.definition.assessor_of(self.ground.key.requirement))
        met = {
            Needs.OWN_AUTHORITY: authority in actor.assesses_for,
            Needs.DECLARED: is_declared(actor.user_id, clock.today().year),
            Needs.NOT_RECUSED: not is_recused(actor.user_id, party.id),
            # A correction is made after the round has closed.
            Needs.ROUND_OPEN: self.round.state == RoundState.OPEN or self._is_correction,
            Needs.REPORT_STANDS: self.report is None or self.report.state != ReportState.LATE,
            Needs.NOTHING_AWAITED: not self._is_awaited,
            Needs.NOTHING_NEW: self.row.submission_id == (self.newest.pk if self.newest else None),
            Needs.ANOTHER_PERSON: self.row.prepared_by_id != actor.user_id,
        }
        return frozenset(need for need, holds in met.items() if holds)

    @property
    def _is_correction(self) -> bool:
        return isinstance(self.row, Verdict) and self.row.corrects_id is not None

    @property
    def _is_awaited(self) -> bool:
        """Whether a completion is asked for whose last day has not ended."""
        if self.report is None or self.report.state != ReportState.RETURNED:
            return False
        due = max((one.due for one in open_requests([self.report])), default=None)
        return due is not None and clock.now() < clock.end_of(due)

    def evaluated(self, judgements: Mapping[str, bool]) -> Result | None:
        """Return what the rule comes to with an assessor's judgements; None where nothing can be tested."""
        rule = self.ground.requirement.rule
        asked = bool(self.ground.asked)
        if rule is None or (self.newest is None and asked):
            return None
        handed_in = self.newest.answers if self.newest else {}
        return evaluate(rule, handed_in | self._registered, self.facts, handed_in=True, judgements=judgements)

    @property
    def _registered(self) -> dict[str, Any]:
        """What approved registers say of the party on the requirement: two queries, or none."""
        key = self.ground.key
        if not any(question.source for question in self.ground.requirement.questions):
            return {}
        found = register_answers(self.ground.version.agreement_id, [key.requirement])
        return dict(found.get((key.requirement, key.party), {}))

    @property
    def facts(self) -> Facts:
        """What is known of the party without asking it: one query, and one more where it may stand on a list."""
        known = facts_of(self.ground)
        if not any(isinstance(leaf, Listed) for leaf in self.ground.requirement.leaves):
            return known
        return replace(
            known, listed=register_lists(self.ground.version.agreement_id).of(self.ground.key.party)
        )

    @property
    def is_heard(self) -> bool:
        """Whether the party has been told all that the verdict stands on, and has answered or let its time pass."""
        row = self.row
        if not isinstance(row, Verdict):
            return True
        now = Stands(row.submission_id, row.requirement_version_id, row.reasons, row.motivation)
        for told in Communication.objects.filter(verdict=row):
            is_over = told.answered_at or told.silent_at or clock.now() >= clock.end_of(told.due)
            then = Stands(told.submission_id, row.requirement_version_id, told.reasons, told.motivation)
            if is_over and told_all(then, now):
                return True
        return self._is_heard_by_finding(now)

    def _is_heard_by_finding(self, now: Stands) -> bool:
        """Say whether a preliminary finding against the party, to which nothing is added, has had its time."""
        finding = (
            Finding.objects.filter(
                round__agreement=self.round.agreement_id,
                requirement=self.row.requirement_id,
                party=self.row.party_id,
                state=FindingState.SENT,
                outcome__in=AGAINST,
            )
            .select_related("round")
            .first()
        )
        if finding is None or not _has_had_time(finding, self.round.days_to_answer):
            return False
        then = Stands(
            finding.submission_id, finding.requirement_version_id, finding.reasons, finding.motivation
        )
        return told_all(then, now)

    def save(self, verb: str, *fields: str, **facts: object) -> None:
        """Save the fields of the row with its state and the next revision, and write what happened in the log."""
        self.row.revision += 1
        self.row.save(update_fields=[*fields, "state", "revision"])
        record(
            self.lifecycle_name,
            self.row.pk,
            verb,
            by_id=self.actor.user_id,
            facts={"revision": self.row.revision, **facts},
        )


def _has_had_time(finding: Finding, days: int) -> bool:
    if finding.sent_at is None:
        return False
    sent = finding.sent_at.astimezone(clock.STOCKHOLM).date()
    return (clock.today() - sent).days >= days


def hold(
    actor: Actor, kind: RoundKind, key: ReportKey, *, revision: int | None = None, finally_: bool = False
) -> Held:
    """Lock a case for an assessor. The caller holds a transaction.

    Args:
        actor: who reads what every party hands in.
        kind: in which round.
        key: which case.
        revision: the one that the actor has read; None asks for none.
        finally_: a verdict may become final: the round is locked too, so that no division is made meanwhile.

    Raises:
        NoSuchCase: there is none, or the actor reads no other's.
        Refused: somebody has changed it since.
    """
    ground = ground_of(key)
    if ground is None or not actor.reads_all:
        raise NoSuchCase
    return held(actor, kind, ground, revision=revision, finally_=finally_)


def held(
    actor: Actor, kind: RoundKind, ground: Ground, *, revision: int | None = None, finally_: bool = False
) -> Held:
    """Lock the case that stands on `ground`; see `hold`."""
    reports = Report.objects.select_for_update(of=("self",))
    report = reports.filter(requirement=ground.requirement_id, party=ground.party.id).first()
    agreement = ground.version.agreement
    if finally_:
        round_: AssessmentRound | None = locked_round(agreement, kind)
    else:
        round_ = AssessmentRound.objects.filter(agreement=agreement, kind=kind).first()
    row = _locked_row(kind, round_, ground)
    if round_ is None or row is None:
        raise NoSuchCase
    if revision is not None and row.revision != revision:
        raise Refused(CHANGED)
    return Held(actor, ground, round_, row, report, newest_of(report))


def _locked_row(kind: RoundKind, round_: AssessmentRound | None, ground: Ground) -> Finding | Verdict | None:
    """Lock what is worked on; where nothing is, the final verdict."""
    of = {"round": round_, "requirement": ground.requirement_id, "party": ground.party.id}
    if kind == RoundKind.PRELIMINARY:
        return Finding.objects.select_for_update(of=("self",)).filter(**of).first()
    verdicts = Verdict.objects.select_for_update(of=("self",)).filter(**of)
    return verdicts.exclude(state=VerdictState.CORRECTED).order_by("-pk").first()


def newest_of(report: Report | None) -> Submission | None:
    """Return the submission that stands; None where nothing is handed in, or it was taken back."""
    if report is None or report.state not in {
        ReportState.HANDED_IN,
        ReportState.RETURNED,
        ReportState.LATE,
    }:
        return None
    return without_refused_completions(report.submissions.all()).order_by("-number").first()

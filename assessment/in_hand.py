"""A case as it stands for somebody: what it stands on, and which conditions of its next steps hold.

The services look at it under their locks (`assessment.services.under_lock`), the pages without any.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from agreements.domain.deadlines import is_over
from agreements.domain.evaluate import Facts, evaluate
from agreements.domain.result import Result
from agreements.domain.rules import Listed
from agreements.models import CompletionRequest, Report, ReportState, Submission
from agreements.selectors.ground import Ground
from agreements.selectors.more_time import MoreTime
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
    RoundState,
    Verdict,
    VerdictState,
)
from assessment.selectors.permission import declared_and_recused
from assessment.selectors.registers import register_answers, register_lists
from prio import clock
from prio.accounts.roles import Actor, authority_named
from prio.lifecycle import Lifecycle


@dataclass(frozen=True)
class InHand:
    """A case.

    row: the finding or the verdict that is worked on, or the final verdict where none is. newest: the submission that
    stands now. known_requests, known_told: what is asked for and has not come, and what the party was sent, by number,
    where they were read beforehand.
    """

    actor: Actor
    ground: Ground
    round: AssessmentRound
    row: Finding | Verdict
    report: Report | None
    newest: Submission | None
    known_requests: tuple[CompletionRequest, ...] | None = None
    known_told: tuple[Communication, ...] | None = None

    @property
    def lifecycle(self) -> Lifecycle:
        """The life that it lives."""
        return FINDING if isinstance(self.row, Finding) else VERDICT

    @property
    def is_own(self) -> bool:
        """Whether the actor assesses for the authority that assesses the requirement."""
        return is_own_authority(self.actor, self.ground)

    @cached_property
    def may_judge(self) -> frozenset[Needs]:
        """The conditions on the actor that hold: authority, declaration, jäv. One query, asked once."""
        return may_judge(self.actor, self.ground)

    @cached_property
    def is_closed(self) -> bool:
        """Whether the party's time to report is over. One query where somebody has more time, otherwise none."""
        ground = self.ground
        if not is_over(ground.definition.closes(ground.key.requirement), clock.today()):
            return False
        if not ground.some_have_more_time:
            return True
        party = ground.party.id
        more = MoreTime(ground.version.agreement_id, [party])
        return more.is_over(ground.definition, party, ground.key.requirement, clock.today())

    @cached_property
    def met(self) -> frozenset[Needs]:
        """The conditions that hold beside those on what is sent: at most two queries, asked once."""
        met = {
            # A correction is made after the round has closed.
            Needs.ROUND_OPEN: self.round.state == RoundState.OPEN or self.is_correction,
            Needs.CLOSED: self.is_closed,
            Needs.REPORT_STANDS: self.report is None or self.report.state != ReportState.LATE,
            Needs.NOTHING_AWAITED: not self._is_awaited,
            Needs.NOTHING_NEW: self.row.submission_id == (self.newest.pk if self.newest else None),
            Needs.ANOTHER_PERSON: self.row.prepared_by_id != self.actor.user_id,
        }
        return self.may_judge | {need for need, holds in met.items() if holds}

    @property
    def is_correction(self) -> bool:
        """Whether it shall replace a final verdict."""
        return isinstance(self.row, Verdict) and self.row.corrects_id is not None

    @property
    def is_final(self) -> bool:
        """Whether the verdict is final and nobody works on a change of it: what comes now changes nothing."""
        return isinstance(self.row, Verdict) and self.row.state == VerdictState.FINAL

    @cached_property
    def requests(self) -> tuple[CompletionRequest, ...]:
        """The completions that are asked for and have not come. One query, or none."""
        if self.known_requests is not None:
            return self.known_requests
        return open_requests([self.report]) if self.report else ()

    @cached_property
    def told(self) -> tuple[Communication, ...]:
        """What the party was sent before a verdict against it, by number. One query, or none."""
        if self.known_told is not None:
            return self.known_told
        if isinstance(self.row, Finding):
            return ()
        return tuple(Communication.objects.filter(verdict=self.row).order_by("number"))

    @property
    def _is_awaited(self) -> bool:
        """Whether a completion is asked for whose last day has not ended."""
        if self.report is None or self.report.state != ReportState.RETURNED:
            return False
        due = max((one.due for one in self.requests), default=None)
        return due is not None and clock.now() < clock.end_of(due)

    @property
    def is_overdue(self) -> bool:
        """Whether the time to answer what the party was sent last has passed."""
        return bool(self.told) and clock.now() >= clock.end_of(self.told[-1].due)

    def evaluated(self, judgements: Mapping[str, bool]) -> Result | None:
        """Return what the rule comes to with an assessor's judgements; None where nothing can be tested."""
        rule = self.ground.requirement.rule
        asked = bool(self.ground.asked)
        if rule is None or (self.newest is None and asked):
            return None
        handed_in = self.newest.answers if self.newest else {}
        return evaluate(rule, handed_in | self.registered, self.facts, handed_in=True, judgements=judgements)

    @cached_property
    def registered(self) -> dict[str, Any]:
        """What approved registers say of the party on the requirement: two queries, or none."""
        key = self.ground.key
        if not any(question.source for question in self.ground.requirement.questions):
            return {}
        found = register_answers(self.ground.version.agreement_id, [key.requirement])
        return dict(found.get((key.requirement, key.party), {}))

    @cached_property
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
        finding = Finding.objects.filter(
            round__agreement=self.round.agreement_id,
            requirement=row.requirement_id,
            party=row.party_id,
            state=FindingState.SENT,
            outcome__in=AGAINST,
        ).first()
        return self.is_heard_by(row, self.told, finding)

    def is_heard_by(self, row: Verdict, told: Iterable[Communication], finding: Finding | None) -> bool:
        """Say whether these have told the party all that the verdict stands on, with time to answer. No query."""
        now = Stands(row.submission_id, row.requirement_version_id, row.reasons, row.motivation)
        for one in told:
            is_over = one.answered_at or one.silent_at or clock.now() >= clock.end_of(one.due)
            then = Stands(one.submission_id, row.requirement_version_id, one.reasons, one.motivation)
            if is_over and told_all(then, now):
                return True
        if finding is None or finding.outcome not in AGAINST:
            return False
        then = Stands(
            finding.submission_id, finding.requirement_version_id, finding.reasons, finding.motivation
        )
        return _has_had_time(finding, self.round.days_to_answer) and told_all(then, now)


def is_own_authority(actor: Actor, ground: Ground) -> bool:
    """Say whether the actor assesses for the authority that assesses the requirement."""
    return authority_named(ground.definition.assessor_of(ground.key.requirement)) in actor.assesses_for


def may_judge(actor: Actor, ground: Ground) -> frozenset[Needs]:
    """Return the conditions on the actor that hold for the party's case: one query."""
    declared, recused = declared_and_recused(actor.user_id, clock.today().year, ground.party.id)
    met = {
        Needs.OWN_AUTHORITY: is_own_authority(actor, ground),
        Needs.DECLARED: declared,
        Needs.NOT_RECUSED: not recused,
    }
    return frozenset(need for need, holds in met.items() if holds)


def _has_had_time(finding: Finding, days: int) -> bool:
    if finding.sent_at is None:
        return False
    sent = finding.sent_at.astimezone(clock.STOCKHOLM).date()
    return (clock.today() - sent).days >= days


def newest_of(report: Report | None) -> Submission | None:
    """Return the submission that stands; None where nothing is handed in, or it was taken back."""
    if report is None or report.state not in {
        ReportState.HANDED_IN,
        ReportState.RETURNED,
        ReportState.LATE,
    }:
        return None
    return without_refused_completions(report.submissions.all()).order_by("-number").first()

"""A case as those who assess read it: what is asked, what was answered, what it comes to, and what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from agreements.domain.differences import (
    AnswerDifference,
    WordingDifference,
    answer_differences,
    wording_differences,
)
from agreements.domain.lifecycle import REPORT
from agreements.domain.report_key import ReportKey
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.result import Result
from agreements.models import Report, ReportState, Submission
from agreements.selectors.ground import Ground, ground_of
from agreements.selectors.history import Asked, Handed, History, history_of
from agreements.selectors.places import NOT_BEGUN
from agreements.selectors.standing import newest_standing
from assessment.domain.attention import ATTENTION
from assessment.domain.likeness import in_question
from assessment.earlier import LastYear, last_year_on
from assessment.in_hand import InHand, may_judge
from assessment.models import (
    Communication,
    Finding,
    FindingState,
    RoundKind,
    Verdict,
    VerdictState,
)
from assessment.selectors.case_files import CaseFile, CaseLink, files_of, links_of
from assessment.selectors.case_log import Happening, events_of, happenings, meanwhile
from assessment.selectors.case_phrases import CasePhrases, phrases_of
from assessment.selectors.case_registers import Registered, registered
from assessment.selectors.case_steps import CaseSteps, steps_of
from assessment.selectors.precedents import Precedent, precedents
from prio import clock
from prio.accounts.roles import ASSESSING_ROLES, Actor
from prio.audit.models import Event

WITH_SUBMISSION = frozenset({ReportState.HANDED_IN, ReportState.RETURNED, ReportState.LATE})
PEOPLE = ("round", "prepared_by", "approved_by", "assigned_to")

OVERTAKEN = "Organisationen har ändrat sin inlämning sedan bedömningen blev slutlig. Bedömningen gäller det den var då"


@dataclass(frozen=True)
class CasePage:
    """Everything that the page of a case shows. Who may read it reads every party's.

    case: None where nothing is proposed yet. verdicts: all of the case, with what they corrected, the newest first.
    finding: the preliminary one. told: what the party was sent before a verdict, by number. history: what was handed
    in. newest: the submission that stands. files, links: its evidence. registered: what registers say.
    """

    actor: Actor
    kind: RoundKind
    ground: Ground
    report: Report | None
    case: InHand | None
    verdicts: tuple[Verdict, ...]
    finding: Finding | None
    told: tuple[Communication, ...]
    history: History
    newest: Submission | None
    last_year: LastYear
    files: tuple[CaseFile, ...]
    links: tuple[CaseLink, ...]
    precedents: tuple[Precedent, ...]
    phrases: CasePhrases
    events: tuple[Event, ...]
    steps: CaseSteps
    registered: Registered

    @property
    def key(self) -> ReportKey:
        """The three codes of its address."""
        return self.ground.key

    @property
    def is_final_round(self) -> bool:
        """Whether it is the case of the final round."""
        return self.kind == RoundKind.FINAL

    @property
    def row(self) -> Finding | Verdict | None:
        """What is worked on, or the final verdict where nothing is."""
        return self.case.row if self.case else None

    @property
    def verdict(self) -> Verdict | None:
        """The same, where it is a verdict."""
        return self.row if isinstance(self.row, Verdict) else None

    @property
    def revision(self) -> int:
        """How many steps have been taken with it."""
        return self.row.revision if self.row else 0

    @property
    def state_label(self) -> str:
        """The state in the words of those who assess."""
        return self.case.lifecycle.state(self.case.row.state).for_assessor if self.case else ""

    @property
    def report_state(self) -> str:
        """The state of the report."""
        return self.report.state if self.report else NOT_BEGUN

    @property
    def report_label(self) -> str:
        """The same in words."""
        return REPORT.state(self.report_state).for_assessor

    @property
    def attention(self) -> tuple[str, ...]:
        """Why somebody has to look, in words."""
        if self.case is None:
            return ()
        return tuple(ATTENTION[code] for code in self.case.row.attention) + (OVERTAKEN,) * self._is_overtaken

    @property
    def _is_overtaken(self) -> bool:
        """Whether something has been handed in, or taken back, since the verdict became final."""
        newest = self.newest.pk if self.newest else None
        return self.case is not None and self.case.is_final and self.case.row.submission_id != newest

    @property
    def standing(self) -> Handed | None:
        """What stands, with what differs from the submission before it."""
        return next((one for one in self.history.handed if one.item.submission == self.newest), None)

    @property
    def asked(self) -> RequirementDefinition:
        """The requirement as it was worded for what was handed in; as it is published where nothing was."""
        return self.standing.item.requirement if self.standing else self.ground.requirement

    @property
    def rewording(self) -> tuple[WordingDifference, ...]:
        """What a newer version words otherwise than what was answered."""
        return wording_differences(self.asked, self.ground.requirement, year=self.ground.definition.year)

    @cached_property
    def since_last_year(self) -> tuple[AnswerDifference, ...]:
        """What differs from what the party answered on the same demand the year before."""
        earlier = self.history.last_year
        if earlier is None or self.newest is None:
            return ()
        return answer_differences(
            self.asked, earlier.submission.answers, self.newest.answers, earlier=earlier.requirement
        )

    @property
    def since_finding(self) -> tuple[AnswerDifference, ...]:
        """What differs from the submission that the preliminary finding was about."""
        before = next(
            (
                one.item
                for one in self.history.handed
                if self.finding and one.item.submission.pk == self.finding.submission_id
            ),
            None,
        )
        if before is None or self.newest is None or before.submission == self.newest:
            return ()
        return answer_differences(
            self.asked, before.submission.answers, self.newest.answers, earlier=before.requirement
        )

    @property
    def result(self) -> Result | None:
        """What the rule comes to, as it is kept; None where nothing could be tested."""
        reasons = self.row.reasons if self.row else None
        return Result.from_plain(reasons) if reasons else None

    @property
    def open_requests(self) -> tuple[Asked, ...]:
        """The completions that are asked for and have not come."""
        return self.history.open_requests

    @property
    def judged(self) -> tuple[Verdict, ...]:
        """The verdicts that somebody has begun to make, the newest first."""
        return tuple(one for one in self.verdicts if one.outcome or one.corrects_id)

    @property
    def happenings(self) -> tuple[Happening, ...]:
        """Everything that has happened, the newest first."""
        return happenings(self.events, self.history)

    @property
    def communicated(self) -> Communication | None:
        """What the party was sent last on the verdict that is worked on."""
        return next((one for one in reversed(self.told) if self.row and one.verdict_id == self.row.pk), None)

    @property
    def first_day_to_answer(self) -> date:
        """The earliest last day to answer that may be given."""
        days = self.case.round.days_to_answer if self.case else 0
        return clock.today() + timedelta(days=days)

    @property
    def has_consequence(self) -> bool:
        """Whether it is a change of a final verdict: what it would do to the allocation can be looked at."""
        return self.case is not None and self.case.is_correction

    @property
    def is_simulated(self) -> bool:
        """Whether something in it is made up."""
        return bool(self.row and self.row.simulated) or bool(self.newest and self.newest.simulated)

    def meanwhile(self, revision: int) -> tuple[Happening, ...]:
        """Return what was done with the case after a revision of it was read."""
        return meanwhile(self.events, self.row, revision) if self.row else ()


def case_page(actor: Actor, kind: RoundKind, key: ReportKey, *, search: str = "") -> CasePage | None:
    """Return a case, whether or not anything is proposed in it yet; None for who may not read it. At most 20 queries.

    Args:
        actor: who reads: anybody who reads what every party hands in.
        kind: in which round.
        key: which case.
        search: a text that the precedents shall hold.
    """
    ground = ground_of(key)
    if ground is None or not actor.reads_all or not has_cases(ground, kind):
        return None
    return _page(actor, kind, ground, search)


class CaseStands(NamedTuple):
    """How a case stands. state: None where nothing is proposed in it."""

    state: str | None
    outcome: str
    revision: int
    report_state: str


def case_stands(actor: Actor, kind: RoundKind, key: ReportKey) -> CaseStands | None:
    """Return how a case stands, without what its page shows around it; None for who may not read it. Four queries."""
    ground = ground_of(key)
    if ground is None or not actor.reads_all or not has_cases(ground, kind):
        return None
    row = _finding(ground) if kind == RoundKind.PRELIMINARY else _current(_verdicts(ground))
    report = Report.objects.filter(requirement=ground.requirement_id, party=ground.party.id).first()
    report_state = report.state if report else NOT_BEGUN
    if row is None:
        return CaseStands(None, "", 0, report_state)
    return CaseStands(row.state, row.outcome, row.revision, report_state)


def has_cases(ground: Ground, kind: RoundKind) -> bool:
    """Say whether the requirement is judged in such a round."""
    if ground.requirement.rule is None:
        return False
    if kind == RoundKind.FINAL:
        return True
    return ground.definition.preliminary.applies_to != "none" and ground.requirement.kind == "grundkrav"


def _page(actor: Actor, kind: RoundKind, ground: Ground, search: str) -> CasePage:
    history = history_of(ground)
    report = _report(ground, history)
    state = report.state if report else NOT_BEGUN
    requests = tuple(one.request for one in history.open_requests)
    newest = (
        newest_standing((one.item.submission for one in history.handed), requests, state)
        if state in WITH_SUBMISSION
        else None
    )
    verdicts, finding = _verdicts(ground), _finding(ground)
    told = _told(verdicts)
    row: Finding | Verdict | None = finding if kind == RoundKind.PRELIMINARY else _current(verdicts)
    case = (
        InHand(
            actor,
            ground,
            row.round,
            row,
            report,
            newest,
            known_requests=requests,
            known_told=tuple(one for one in told if one.verdict_id == row.pk),
        )
        if row
        else None
    )
    steps = _steps(actor, ground, case, finding, state)
    standing = next((one.item for one in history.handed if one.item.submission == newest), None)
    own: list[Finding | Verdict] = [finding] if kind == RoundKind.PRELIMINARY and finding else [*verdicts]
    return CasePage(
        actor=actor,
        kind=kind,
        ground=ground,
        report=report,
        case=case,
        verdicts=verdicts,
        finding=finding,
        told=told,
        history=history,
        newest=newest,
        last_year=last_year_on(ground),
        files=files_of(standing) if standing else (),
        links=links_of(standing) if standing else (),
        precedents=precedents(actor, ground, in_question(_kept(row)), search),
        phrases=phrases_of(ground) if steps.steps or steps.report_verbs else CasePhrases(),
        events=events_of([*own, *([finding] if finding and finding not in own else [])], report),
        steps=steps,
        registered=registered(ground),
    )


def _kept(row: Finding | Verdict | None) -> Result | None:
    return Result.from_plain(row.reasons) if row and row.reasons else None


def _report(ground: Ground, history: History) -> Report | None:
    """The report comes with what was handed in; only where nothing was, it is asked for by itself."""
    if history.handed:
        return history.handed[0].item.submission.report
    return Report.objects.filter(requirement=ground.requirement_id, party=ground.party.id).first()


def _verdicts(ground: Ground) -> tuple[Verdict, ...]:
    found = Verdict.objects.filter(
        round__agreement=ground.version.agreement_id,
        round__kind=RoundKind.FINAL,
        requirement=ground.requirement_id,
        party=ground.party.id,
    )
    return tuple(found.select_related(*PEOPLE, "outcome_file").defer("outcome_file__content").order_by("-pk"))


def _finding(ground: Ground) -> Finding | None:
    found = Finding.objects.filter(
        round__agreement=ground.version.agreement_id,
        requirement=ground.requirement_id,
        party=ground.party.id,
    )
    return found.select_related("round", "prepared_by", "assigned_to").order_by("pk").first()


def _current(verdicts: Sequence[Verdict]) -> Verdict | None:
    """What is worked on; where nothing is, the final one (as `under_lock` chooses)."""
    return next((one for one in verdicts if one.state != VerdictState.CORRECTED), None)


def _told(verdicts: Sequence[Verdict]) -> tuple[Communication, ...]:
    """What the party was sent of them: nothing of one with which nobody has taken a step."""
    begun = [one.pk for one in verdicts if one.revision]
    if not begun:
        return ()
    found = Communication.objects.filter(verdict__in=begun)
    people = ("sent_by", "answered_by", "silent_by")
    return tuple(found.select_related(*people).order_by("verdict_id", "number"))


def _steps(
    actor: Actor, ground: Ground, case: InHand | None, finding: Finding | None, report_state: str
) -> CaseSteps:
    if actor.roles.isdisjoint(ASSESSING_ROLES):
        return steps_of(actor, case, frozenset(), report_state, is_heard=True)
    met = case.may_judge if case else may_judge(actor, ground)
    return steps_of(actor, case, met, report_state, is_heard=_is_heard(case, finding))


def _is_heard(case: InHand | None, finding: Finding | None) -> bool:
    if case is None or not isinstance(case.row, Verdict):
        return True
    sent = finding if finding and finding.state == FindingState.SENT else None
    return case.is_heard_by(case.row, case.told, sent)

"""The pre-check: every report of an agreement is evaluated, and the result proposed as a verdict with its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from agreements.domain.evaluate import Facts, Truth, evaluate
from agreements.models import Report, ReportState, Submission
from agreements.selectors.standing import without_refused_completions
from assessment.models import Outcome, Verdict, VerdictState
from assessment.selectors import Concerned, concerned_parties
from assessment.services.rounds import locked_final_round
from prio import clock
from prio.audit.services import record
from prio.jobs.registry import Progress, silent
from prio.parties.selectors import inhabitants_of_parties
from prio.refused import Refused

# The states of a report in which its last submission stands.
STANDING = frozenset({ReportState.HANDED_IN, ReportState.RETURNED})
PROPOSED = {Truth.MET: Outcome.MET, Truth.NOT_MET: Outcome.NOT_MET}


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an assessment proposed: how many verdicts are new, changed, unchanged, and how many it left alone.

    withdrawn: earlier proposals that nothing stands behind any more, such as those on a report that was taken back.
    """

    new: int
    changed: int
    unchanged: int
    decided_already: int
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class _Proposal:
    """A proposed outcome (empty: a person has to judge) with its reasons."""

    outcome: str
    reasons: Mapping[str, Any]
    submission_id: int | None
    simulated: bool


def assess_agreement(
    agreement_code: str, *, by_id: int | None = None, progress: Progress = silent
) -> Assessment:
    """Evaluate every report of the agreement and record a proposed verdict with its reasons.

    What was handed in is evaluated. Once the collection has closed, a party without a report is proposed as not
    submitted or declined, and who handed in only one of the demands that are assessed together as not assessed.
    A verdict that somebody works on, or that is final, is left alone; a proposal that nothing stands behind any more is
    withdrawn. The number of queries does not depend on the
    number of reports.

    Raises:
        Refused: there is no such published agreement, its population date is not set, or no reference facts are loaded.
    """
    concerned = concerned_parties(agreement_code)
    proposals = _proposals(concerned, progress)
    progress("Skriver förslagen", len(proposals), len(proposals))
    with transaction.atomic():
        round_ = locked_final_round(concerned.version.agreement)
        current = {
            (verdict.requirement_id, verdict.party_id): verdict
            for verdict in Verdict.objects.filter(round=round_).exclude(state=VerdictState.CORRECTED)
        }
        result = _write(round_.pk, concerned, _still_true(concerned, proposals), current)
        if result.new or result.changed or result.withdrawn:
            record(
                "round",
                round_.pk,
                "assessed",
                by_id=by_id,
                facts={"new": result.new, "changed": result.changed, "withdrawn": result.withdrawn},
            )
    return result


def _proposals(concerned: Concerned, progress: Progress) -> dict[tuple[int, int], _Proposal]:
    day = concerned.definition.population_date
    if day is None:
        raise Refused("Bedömningen kan inte göras: inställningen population_date är inte bestämd.")
    now = clock.now()
    material = _Material(
        concerned=concerned,
        people=inhabitants_of_parties(day),
        submissions=_latest_submissions(concerned),
        states=_report_states(concerned),
        closed=_closed_at(now, concerned),
        answerable=_answerable_at(now, concerned),
    )
    proposals: dict[tuple[int, int], _Proposal] = {}
    for done, (code, judged) in enumerate(concerned.requirements.items()):
        progress(f"Bedömer {code}", done, len(concerned.requirements))
        for party in sorted(concerned.codes(code)):
            if proposal := material.propose(code, party):
                proposals[judged.requirement_id, concerned.party_ids[party]] = proposal
    return proposals


def _still_true(
    concerned: Concerned, proposals: Mapping[tuple[int, int], _Proposal]
) -> dict[tuple[int, int], _Proposal]:
    """Leave out what was evaluated from a submission that is no longer the latest: whoever read the later one says it.

    The evaluation is done before the lock is taken, so another one may have read more and been faster.
    """
    submissions = Submission.objects.filter(report__requirement__agreement=concerned.version.agreement)
    standing = without_refused_completions(submissions).order_by("number")
    rows = standing.values_list("report__requirement_id", "report__party_id", "pk")
    latest = {(requirement, party): pk for requirement, party, pk in rows}
    return {
        key: proposal
        for key, proposal in proposals.items()
        if proposal.submission_id is None or proposal.submission_id == latest.get(key)
    }


def _closed_at(now: datetime, concerned: Concerned) -> frozenset[str]:
    """Return the codes of the requirements whose collection has closed."""
    days = {code: concerned.definition.closes(code) for code in concerned.requirements}
    return frozenset(code for code, day in days.items() if day is not None and clock.end_of(day) <= now)


def _answerable_at(now: datetime, concerned: Concerned) -> frozenset[str]:
    """Return the codes of the requirements with a question that closes later than the rest and is still open."""
    return frozenset(
        requirement.code
        for requirement in concerned.definition.requirements
        if any(question.closes and clock.end_of(question.closes) > now for question in requirement.questions)
    )


@dataclass(frozen=True, slots=True)
class _Material:
    """Everything that an assessment looks at, read beforehand.

    closed: the codes of what is no longer collected. answerable: those with a question that is open for longer, whose
    missing answers are therefore undecided and not yet a failure.
    """

    concerned: Concerned
    people: Mapping[str, int]
    submissions: Mapping[tuple[int, int], Submission]
    states: Mapping[tuple[int, int], str]
    closed: frozenset[str]
    answerable: frozenset[str]

    def propose(self, code: str, party: str) -> _Proposal | None:
        """Return what is proposed for the party on the requirement, None where there is nothing to say yet."""
        key = self.concerned.key(code, party)
        state = self.states.get(key)
        if state == ReportState.LATE:
            return None  # a person decides whether it is accepted
        if state in STANDING:
            submission = self.submissions[key]
            if self._lacks_companion(code, key[1]):
                return _without_evaluation(Outcome.NOT_ASSESSED, submission)
            return self._evaluate(code, party, submission)
        if code not in self.closed:
            return None
        declined = state == ReportState.DECLINED
        return _without_evaluation(Outcome.DECLINED if declined else Outcome.NOT_SUBMITTED, None)

    def _evaluate(self, code: str, party: str, submission: Submission) -> _Proposal | None:
        definition = self.concerned.definition
        rule = definition.requirement(code).rule
        if rule is None:
            return None
        facts = Facts(
            self.people.get(party), definition.size_classes, population_date=definition.population_date
        )
        result = evaluate(rule, submission.answers, facts, handed_in=code not in self.answerable)
        return _Proposal(
            PROPOSED.get(result.truth, ""), result.to_plain(), submission.pk, submission.simulated
        )

    def _lacks_companion(self, code: str, party_id: int) -> bool:
        """Say whether the party can no longer hand in a demand that is assessed together with this one, and has not."""
        together = self.concerned.definition.assess_together
        requirements = self.concerned.requirements
        return code in together and any(
            self.states.get((requirements[other].requirement_id, party_id)) not in STANDING
            for other in self.closed.intersection(together)
        )


def _latest_submissions(concerned: Concerned) -> dict[tuple[int, int], Submission]:
    found = Submission.objects.filter(report__requirement__agreement=concerned.version.agreement)
    return {
        (submission.report.requirement_id, submission.report.party_id): submission
        for submission in without_refused_completions(found).select_related("report").order_by("number")
    }


def _report_states(concerned: Concerned) -> dict[tuple[int, int], str]:
    reports = Report.objects.filter(requirement__agreement=concerned.version.agreement)
    return {
        (r.requirement_id, r.party_id): r.state for r in reports.only("requirement_id", "party_id", "state")
    }


def _without_evaluation(outcome: Outcome, submission: Submission | None) -> _Proposal:
    simulated = submission.simulated if submission else False
    return _Proposal(outcome, {}, submission.pk if submission else None, simulated)


def _write(
    round_id: int,
    concerned: Concerned,
    proposals: Mapping[tuple[int, int], _Proposal],
    current: Mapping[tuple[int, int], Verdict],
) -> Assessment:
    now = clock.now()
    wordings = {judged.requirement_id: judged.wording_id for judged in concerned.requirements.values()}
    agreement_simulated = concerned.version.agreement.simulated
    new, changed, unchanged, decided = [], [], 0, 0
    for key, proposal in proposals.items():
        before = current.get(key)
        if before is not None and before.state != VerdictState.PROPOSED:
            decided += 1
            continue
        verdict = Verdict(
            pk=before.pk if before else None,
            round_id=round_id,
            requirement_id=key[0],
            requirement_version_id=wordings[key[0]],
            party_id=key[1],
            state=VerdictState.PROPOSED,
            proposed_outcome=proposal.outcome,
            reasons=proposal.reasons,
            submission_id=proposal.submission_id,
            made_at=now,
            simulated=proposal.simulated or agreement_simulated,
        )
        if before is None:
            new.append(verdict)
        elif _same(before, verdict):
            unchanged += 1
        else:
            changed.append(verdict)
    Verdict.objects.bulk_create(new)
    Verdict.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[
            "requirement_version",
            "proposed_outcome",
            "reasons",
            "submission",
            "made_at",
            "simulated",
        ],
    )
    return Assessment(len(new), len(changed), unchanged, decided, withdrawn=_withdraw(proposals, current))


def _withdraw(
    proposals: Mapping[tuple[int, int], _Proposal], current: Mapping[tuple[int, int], Verdict]
) -> int:
    """Take away the proposals that are not made any more; return how many."""
    stale = [
        verdict.pk
        for key, verdict in current.items()
        if verdict.state == VerdictState.PROPOSED and key not in proposals
    ]
    Verdict.objects.filter(pk__in=stale).delete()
    return len(stale)


def _same(before: Verdict, after: Verdict) -> bool:
    return (
        before.proposed_outcome == after.proposed_outcome
        and before.submission_id == after.submission_id
        and before.requirement_version_id == after.requirement_version_id
        and before.reasons == after.reasons
    )

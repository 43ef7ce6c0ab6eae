"""Handing in: all the requirements that are named or none, once, with one receipt."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from agreements.domain.evaluate import Facts, evaluate
from agreements.domain.lifecycle import Needs
from agreements.domain.progress import in_the_way
from agreements.domain.seal import hand_in_sha256, submission_sha256
from agreements.models import (
    CompletionRequest,
    Direction,
    EntryKind,
    HandIn,
    Report,
    ReportState,
    Submission,
)
from agreements.selectors.files import stopped_files
from agreements.selectors.ground import Ground, grounds_of
from agreements.selectors.places import facts_of
from agreements.services.cases import CaseKey, NewEntry, locked_case, next_entry
from agreements.services.leaving import ask_for_signature, decline, resume, take_back
from agreements.services.letters import tell_receipt
from agreements.services.under_lock import Locked, NoSuchReport, lock, note, tell
from prio.accounts.roles import Actor, Role
from prio.audit.services import record
from prio.lifecycle import Transition
from prio.refused import NotPermitted, Refused

__all__ = ["ask_for_signature", "decline", "hand_in", "resume", "take_back"]

LONGEST_SIGNED_AS = 300  # characters
WRITTEN = ("state", "ready_at", "ready_by", "reason", "answers", "typed", "prefilled")
NOTHING_HANDED_IN = "Inget lämnades in. Rätta det här först, eller lämna in resten för sig."


class KeyIsUsed(Refused):
    """The key handed in something else, or what it handed in is not handed in as it stands any more.

    So it is with a page that one went back to: its receipt would say that everything is handed in. A page to sign is
    drawn anew with another key.
    """

    def __init__(self, known: HandIn) -> None:
        super().__init__(
            f"Inget nytt lämnades in: det här är redan använt till inlämningen {known.reference}, och det ni vill "
            "lämna in nu är något annat. Läs igenom det och lämna in igen (genom API:et med en ny nyckel)."
        )


def hand_in(
    actor: Actor,
    agreement: str,
    party: str,
    requirements: Collection[str],
    *,
    key: UUID,
    signed_as: str,
    arrived_at: datetime,
    seen: Mapping[str, int] | None = None,
) -> HandIn:
    """Hand in reports of a party: all that are named, or none. What does not meet the rule is handed in too.

    Each is evaluated again under its lock and frozen with what the rule came to. What arrives after its last day is
    received and marked late; a person decides about it. A report that was returned is completed, and one that is handed
    in is supplemented with answers to questions that close later.

    Args:
        actor: a signer of the party's organisation.
        agreement: code of the agreement.
        party: code of the party.
        requirements: codes of the requirements.
        key: made when the page to sign was drawn: the same key is the same hand-in, however often it arrives, as long
            as that is still what stands.
        signed_as: what the signer confirmed to be, as name, role and organisation.
        arrived_at: when the request reached the server; the last day is compared with it.
        seen: the revision of each report that the signer read, by requirement, where it is known: nobody signs what a
            colleague has changed meanwhile.

    Returns:
        the hand-in: the one of that key, or the one that already handed in exactly this.

    Raises:
        NoSuchReport: one of the reports does not exist or is somebody else's.
        Refused: the actor does not sign for the organisation, or something is in the way; the details name it.
        KeyIsUsed: the key handed in something else.
    """
    grounds = _own_grounds(actor, agreement, party, requirements)
    signed_as = _signature(actor, grounds[0], signed_as)
    try:
        with transaction.atomic():
            return _handed_in(actor, grounds, key, signed_as, arrived_at, seen or {})
    except IntegrityError:
        # The same key for other reports at the same moment, which share no lock with these.
        if known := _of_key(key, grounds):
            raise KeyIsUsed(known) from None
        raise


def _signature(actor: Actor, ground: Ground, signed_as: str) -> str:
    if not actor.is_for(ground.party.organisation_id, Role.SIGNER):
        raise NotPermitted("Bara en behörig undertecknare kan lämna in.")
    signed_as = " ".join(signed_as.split())
    if not signed_as or len(signed_as) > LONGEST_SIGNED_AS or "\x00" in signed_as:
        raise Refused("Ange vem som skriver under: namn, roll och organisation, högst 300 tecken.")
    return signed_as


def _own_grounds(
    actor: Actor, agreement: str, party: str, requirements: Collection[str]
) -> tuple[Ground, ...]:
    if not requirements:
        raise Refused("Välj minst ett krav eller mål att lämna in.")
    grounds = grounds_of(agreement, requirements, code=party)
    if len(grounds) != len(set(requirements)) or grounds[0].party.id not in actor.parties:
        raise NoSuchReport
    return grounds


def _of_key(key: UUID, grounds: Sequence[Ground]) -> HandIn | None:
    found = HandIn.objects.select_related("case").filter(key=key).first()
    if found is None:
        return None
    same_case = (grounds[0].version.agreement_id, grounds[0].party.id)
    if (found.case.agreement_id, found.case.party_id) != same_case:
        raise Refused("Inlämningen kunde inte göras. Ladda om sidan och försök igen.")
    return found


def _refuse_unless_it_stands(
    known: HandIn, reports: Sequence[Locked], newest: Mapping[int, Submission]
) -> None:
    """Raise KeyIsUsed unless everything that is named was handed in then and is so still."""
    handed_in = set(known.submissions.values_list("report", flat=True))
    for one in reports:
        report = one.report
        if (
            report is None
            or report.pk not in handed_in
            or report.state in {ReportState.DRAFT, ReportState.DECLINED}
            or _differs(report, newest.get(report.pk))
        ):
            raise KeyIsUsed(known)


def _handed_in(
    actor: Actor,
    grounds: Sequence[Ground],
    key: UUID,
    signed_as: str,
    arrived_at: datetime,
    seen: Mapping[str, int],
) -> HandIn:
    facts = facts_of(grounds[0])
    reports = lock(actor, grounds, arrived_at)
    newest = _newest_submissions(reports)
    if known := _of_key(key, grounds):
        _refuse_unless_it_stands(known, reports, newest)
        return known
    if same := _same_again(reports, newest):
        return same
    steps = _steps(reports, newest)
    _refuse_unread(reports, seen)
    left_out = {one.report.pk: _leave_out(one.report) for one in reports if one.report}
    entries = [_Entry(one, steps[one.ground.key.requirement], newest, facts) for one in reports]
    case_key = CaseKey(grounds[0].version.agreement_id, grounds[0].party.id)
    case = locked_case(case_key, arrived_at, actor.user_id)
    made = HandIn.objects.create(
        case=case,
        number=case.last_entry + 1,
        key=key,
        at=arrived_at,
        by_id=actor.user_id,
        signed_as=signed_as,
        late=any(entry.late for entry in entries),
        sha256=hand_in_sha256((entry.locked.ground.key.requirement, entry.sha256) for entry in entries),
    )
    _freeze(made, entries, left_out)
    record(
        "case",
        case.pk,
        "handed_in",
        by_id=actor.user_id,
        facts={"reference": made.reference, "sha256": made.sha256, "late": made.late},
    )
    next_entry(case, _registered(case_key, grounds[0], made, entries))
    tell(grounds[0].key.agreement)
    tell_receipt(grounds[0], made, [entry.locked.name for entry in entries])
    return made


def _registered(case: CaseKey, ground: Ground, made: HandIn, entries: Sequence["_Entry"]) -> NewEntry:
    codes = [entry.locked.ground.key.requirement for entry in entries]
    late = ", efter sista dagen" if made.late else ""
    return NewEntry(
        case,
        EntryKind.HAND_IN,
        Direction.IN,
        made.at,
        f"Inlämning till {ground.definition.title}: {', '.join(codes)}{late}",
        correspondent=ground.party.name,
        requirement=codes[0] if len(codes) == 1 else "",
        thing="hand_in",
        thing_id=made.pk,
        by_id=made.by_id,
        simulated=ground.version.agreement.simulated,
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """One report of a hand-in."""

    locked: Locked
    step: Transition
    newest: Mapping[int, Submission]
    facts: Facts

    @property
    def report(self) -> Report:
        if self.locked.report is None:
            raise ValueError("what is not begun is not handed in")
        return self.locked.report

    @property
    def late(self) -> bool:
        return self.step.target == ReportState.LATE

    @property
    def number(self) -> int:
        before = self.newest.get(self.report.pk)
        return before.number + 1 if before else 1

    @property
    def sha256(self) -> str:
        answered = self.report.wording.version.number
        return submission_sha256(self.locked.ground.key, answered, self.report.answers, self.report.comments)

    def submission(self, made: HandIn) -> Submission:
        return Submission(
            report=self.report,
            hand_in=made,
            requirement_version_id=self.report.wording_id,
            number=self.number,
            answers=self.report.answers,
            comments=self.report.comments,
            evaluation=self.evaluation(),
            sha256=self.sha256,
            handed_in_at=made.at,
            handed_in_by_id=made.by_id,
            late=self.late,
            simulated=self.locked.ground.version.agreement.simulated,
        )

    def evaluation(self) -> dict[str, object]:
        rule = self.locked.ground.requirement.rule
        if rule is None:
            return {}
        # What a question with a later day is still to be answered with is undecided, not missing.
        is_complete = Needs.QUESTION_OPEN not in self.locked.times.met(self.locked.ground.requirement)
        return evaluate(rule, self.report.answers, self.facts, handed_in=is_complete).to_plain()


def _freeze(made: HandIn, entries: Sequence[_Entry], left_out: Mapping[int, tuple[str, ...]]) -> None:
    submissions = Submission.objects.bulk_create(entry.submission(made) for entry in entries)
    for entry, submission in zip(entries, submissions, strict=True):
        report = entry.report
        report.state = entry.step.target
        report.ready_at = report.ready_by = None
        report.reason = ""
        answered = [request.pk for request in entry.locked.requests]
        if answered and not entry.late:
            CompletionRequest.objects.filter(pk__in=answered).update(answered_by=submission)
        note(
            entry.locked,
            entry.step.verb,
            submission=submission.number,
            sha256=submission.sha256,
            reference=made.reference,
            left_out=left_out[report.pk],
        )
    Report.objects.bulk_update([entry.report for entry in entries], WRITTEN)


def _newest_submissions(reports: Sequence[Locked]) -> dict[int, Submission]:
    begun = [one.report.pk for one in reports if one.report]
    found = Submission.objects.filter(report__in=begun).select_related("hand_in__case").order_by("number")
    return {submission.report_id: submission for submission in found}


def _same_again(reports: Sequence[Locked], newest: Mapping[int, Submission]) -> HandIn | None:
    """Return the hand-in that already handed in exactly this, if all of it is handed in and unchanged."""
    made: list[HandIn] = []
    for one in reports:
        submission = newest.get(one.report.pk) if one.report else None
        if (
            one.report is None
            or one.report.state not in {ReportState.HANDED_IN, ReportState.LATE}
            or submission is None
            or submission.hand_in is None
            or _differs(one.report, submission)
        ):
            return None
        made.append(submission.hand_in)
    return max(made, key=lambda hand_in: (hand_in.at, hand_in.number))


def _differs(report: Report, submission: Submission | None) -> bool:
    return (
        submission is None
        or bool(report.typed)
        or (report.answers, report.comments) != (submission.answers, submission.comments)
    )


def _steps(reports: Sequence[Locked], newest: Mapping[int, Submission]) -> dict[str, Transition]:
    """Return the step of each report by requirement. Raises Refused that names everything in the way of any."""
    stopped = stopped_files([one.report.answers for one in reports if one.report])
    steps: dict[str, Transition] = {}
    faults: list[str] = []
    for one in reports:
        try:
            if one.report and one.state == ReportState.HANDED_IN:
                _refuse_unchanged(one.report, newest)
            steps[one.ground.key.requirement] = one.take(_verb(one))
        except Refused as refusal:
            faults.append(f"{one.name}: {refusal}")
            continue
        faults += [f"{one.name}: {fault}" for fault in _in_the_way(one, stopped)]
    if faults:
        raise Refused(NOTHING_HANDED_IN, tuple(faults))
    return steps


def _verb(locked: Locked) -> str:
    """Return which way of handing in it is: the state and the calendar say so, not the person."""
    met = locked.times.met(locked.ground.requirement)
    match locked.state:
        case ReportState.RETURNED:
            return "complete" if Needs.COMPLETION_OPEN in met else "complete_late"
        case ReportState.HANDED_IN:
            return "supplement"
        case _:
            return "hand_in" if Needs.BEFORE_CLOSING in met else "hand_in_late"


def _refuse_unchanged(report: Report, newest: Mapping[int, Submission]) -> None:
    if not _differs(report, newest.get(report.pk)):
        raise Refused("redan inlämnad, och inget svar har ändrats sedan dess.")


def _in_the_way(locked: Locked, stopped: Mapping[str, str]) -> tuple[str, ...]:
    if locked.report is None:
        return ()
    report = locked.report
    requirement = locked.ground.requirement
    editable = locked.times.editable(requirement, locked.state)
    return in_the_way(requirement, report.answers, report.typed, report.prefilled, stopped, editable)


def _refuse_unread(reports: Sequence[Locked], seen: Mapping[str, int]) -> None:
    """Raise Refused that names every report that was changed after the signer read it, by whom."""
    changed = []
    for one in reports:
        report = one.report
        if report and seen.get(one.ground.key.requirement, report.revision) != report.revision:
            newest = max(report.touches.values(), key=lambda touch: touch["revision"], default=None)
            changed.append(f"{one.name}: ändrat av {newest['name']}." if newest else f"{one.name}: ändrat.")
    if changed:
        raise Refused(
            "Inget lämnades in: svar har ändrats sedan ni läste dem. Läs igenom igen.", tuple(changed)
        )


def _leave_out(report: Report) -> tuple[str, ...]:
    """Take out what is no answer and can be made none any more; return the questions.

    What is typed and unreadable, or filled in and unconfirmed, after nothing was in the way, stands in questions that
    have closed or are not asked any more.
    """
    for question in report.prefilled:
        report.answers.pop(question, None)
    left_out = tuple(sorted({*report.prefilled, *report.typed}))
    report.prefilled, report.typed = {}, {}
    return left_out

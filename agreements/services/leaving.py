"""Around handing in: asking for a signature, taking a report back, declining, taking part after all."""

from datetime import datetime

from django.db import transaction

from agreements.domain.lifecycle import Needs
from agreements.domain.personal_numbers import personal_numbers
from agreements.domain.report_key import ReportKey
from agreements.models import Report, ReportState
from agreements.selectors.ground import grounds_of
from agreements.services.letters import tell_signers
from agreements.services.registering import register_party_step
from agreements.services.under_lock import Locked, NoSuchReport, lock, lock_own, note, tell
from prio import clock
from prio.accounts.roles import Actor
from prio.refused import Refused

LONGEST_REASON = 1000  # characters


def ask_for_signature(actor: Actor, agreement: str, party: str) -> tuple[Report, ...]:
    """Say that the party's drafts are ready, and ask the signers to hand them in. Returns the reports.

    A change of an answer takes the mark away again. Asked once more without a change, the signers are not told again.

    Raises:
        NoSuchReport: there is no such agreement, or the party is somebody else's.
        Refused: the actor only reads, or no report is being worked on.
    """
    now = clock.now()
    grounds = grounds_of(agreement, code=party)
    if not grounds or grounds[0].party.id not in actor.parties:
        raise NoSuchReport
    with transaction.atomic():
        drafts = [
            (one, one.report)
            for one in lock(actor, grounds, now)
            if one.report and one.report.state in {ReportState.DRAFT, ReportState.RETURNED}
        ]
        if not drafts:
            raise Refused("Det finns inget utkast att skriva under.")
        drafts[0][0].refuse_unless_works_on_it()
        fresh = [(one, report) for one, report in drafts if report.ready_at is None]
        for one, report in fresh:
            report.ready_at, report.ready_by_id = now, actor.user_id
            report.save(update_fields=["ready_at", "ready_by"])
            note(one, "ready")
        if fresh:
            about = f"{fresh[0][1].pk}-{fresh[0][1].revision}:{int(now.timestamp())}"
            tell_signers(grounds[0], about, actor.name, [one.name for one, _ in drafts])
        return tuple(report for _, report in drafts)


def take_back(actor: Actor, key: ReportKey, *, arrived_at: datetime) -> Report:
    """Take a handed-in report back to work on it; what was handed in stays in the case. Only before its last day ends.

    Raises:
        NoSuchReport: there is none, or it is somebody else's.
        Refused: it is not handed in, the time is out, or the actor does not sign.
    """
    with transaction.atomic():
        return _move(lock_own(actor, key, arrived_at), "take_back", arrived_at)


def decline(actor: Actor, key: ReportKey, reason: str, *, arrived_at: datetime) -> Report:
    """Say that the party does not take part, and why. Reminders end; the answers so far are kept.

    Raises:
        NoSuchReport: there is none, or it is somebody else's.
        Refused: no reason, it is handed in, the time is out, or the actor does not sign.
    """
    reason = readable_reason(reason)
    with transaction.atomic():
        locked = lock_own(actor, key, arrived_at)
        locked.take("decline", also=[Needs.REASON])
        if locked.report is None:
            ground = locked.ground
            Report.objects.get_or_create(
                requirement_id=ground.requirement_id,
                party_id=ground.party.id,
                defaults={
                    "wording_id": ground.wording_id,
                    "changed_at": arrived_at,
                    "changed_by_id": actor.user_id,
                    "simulated": ground.version.agreement.simulated,
                },
            )
            locked = lock_own(actor, key, arrived_at)  # somebody else may have begun it meanwhile
        return _move(locked, "decline", arrived_at, reason=reason)


def resume(actor: Actor, key: ReportKey, *, arrived_at: datetime) -> Report:
    """Take part after all: the report is a draft again, with the answers that it had.

    Raises:
        NoSuchReport: there is none, or it is somebody else's.
        Refused: the party has not declined, the time is out, or the actor does not sign.
    """
    with transaction.atomic():
        return _move(lock_own(actor, key, arrived_at), "resume", arrived_at)


def readable_reason(reason: str) -> str:
    """Return a reason as it is kept. Raises Refused when there is none, it is too long, or it names a person."""
    text = reason.strip()
    if not text:
        raise Refused(Needs.REASON.value)
    if len(text) > LONGEST_REASON or "\x00" in text:
        raise Refused(f"Skälet är {len(text)} tecken långt. Högst {LONGEST_REASON} får plats.")
    if personal_numbers(text):
        raise Refused("Skälet innehåller ett personnummer. Ta bort det: Prio sparar inga personnummer.")
    return text


def _move(locked: Locked, verb: str, at: datetime, *, reason: str = "") -> Report:
    step = locked.take(verb, also=[Needs.REASON] if reason else [])
    report = locked.report
    if report is None:
        raise ValueError("what has been taken from a state has a row")
    report.state = step.target
    report.reason = reason
    report.ready_at = report.ready_by = None
    report.save(update_fields=["state", "reason", "ready_at", "ready_by"])
    note(locked, verb, reason=reason)
    register_party_step(locked, verb, at)
    tell(locked.ground.key.agreement)
    return report

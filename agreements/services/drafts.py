"""Working on a draft: beginning it, saving answers so that none is lost, confirming what was filled in beforehand."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from agreements.domain.carried_over import carried_over
from agreements.domain.report_key import ReportKey
from agreements.models import Report, ReportState
from agreements.selectors.ground import Ground
from agreements.selectors.places import asked_then, is_reworded, last_year_of
from agreements.services.under_lock import Locked, NoSuchReport, lock_own, note
from agreements.services.writing import Change, Clash, Saved, Writing, refuse_unless_editable
from prio import clock
from prio.accounts.roles import Actor
from prio.refused import Refused

__all__ = [
    "Change",
    "Clash",
    "NoSuchReport",
    "Saved",
    "begin",
    "confirm_prefilled",
    "confirm_wording",
    "save_answers",
]


def begin(actor: Actor, key: ReportKey) -> Report:
    """Begin a report, with what the party answered last year filled in where that helps. Again: the same report.

    Filled in are the answers to questions of the same key and type that say how something is arranged: yes and no,
    choices, texts, contacts, links, and the names of units. Figures, dates, consultations and documents are about
    another year: they are shown beside the form, not carried over. What is filled in counts as an answer only when
    somebody has confirmed or changed it.

    Raises:
        NoSuchReport: there is none, or it is somebody else's.
        Refused: the actor only reads, or reporting has not opened.
    """
    with transaction.atomic():
        locked = lock_own(actor, key, clock.now())
        locked.refuse_unless_works_on_it()
        if locked.report is not None:
            return locked.report
        return _begun(locked, clock.now())


def save_answers(
    actor: Actor,
    key: ReportKey,
    changes: Sequence[Change],
    *,
    arrived_at: datetime,
    ground: Ground | None = None,
) -> Saved:
    """Save answers under the report's lock; the report is begun if it has to be.

    A question that was changed after the revision that the writer saw, to something else than what the writer sends,
    is a clash: it is not written, and both answers come back. Whose change it was does not matter, only whether the
    writer had seen it. The same change again changes nothing. `ground`: what the report stands on, from who has just
    read it.

    Raises:
        NoSuchReport: there is none, or it is somebody else's.
        Refused: the actor only reads, the report cannot be changed now, a question is unknown, read from a register or
            closed. Nothing is written then.
    """
    with transaction.atomic():
        locked = lock_own(actor, key, arrived_at, ground)
        locked.refuse_unless_works_on_it()
        report = locked.report or _begun(locked, arrived_at)
        locked = locked.begun(report)
        refuse_unless_editable(locked, [change.question for change in changes])
        return Writing(locked, report, arrived_at).write(changes)


def confirm_prefilled(actor: Actor, key: ReportKey, questions: Collection[str]) -> Report:
    """Confirm that answers from last year hold this year too; those that were not filled in so are passed over.

    Raises:
        NoSuchReport: there is none, or it is somebody else's.
        Refused: the actor only reads, or the report cannot be changed now.
    """
    now = clock.now()
    with transaction.atomic():
        locked = lock_own(actor, key, now)
        locked.refuse_unless_works_on_it()
        report = locked.report
        if report is None:
            raise Refused("Rapporten är inte påbörjad.")
        confirmed = [one for one in questions if one in report.prefilled]
        if confirmed:
            refuse_unless_editable(locked, confirmed)
            writing = Writing(locked, report, now)
            for question in confirmed:
                writing.touch(question)
            writing.save()
        return report


def confirm_wording(actor: Actor, key: ReportKey, *, seen: int | None = None) -> Report:
    """Confirm that the answers hold for the requirement as it is worded now, in a handed-in report too.

    seen: the number of the version that the person read, where it is known.

    Raises:
        NoSuchReport: there is none, or it is somebody else's.
        Refused: the actor only reads, nothing has been answered, or a newer version was published after `seen`.
    """
    with transaction.atomic():
        locked = lock_own(actor, key, clock.now())
        locked.refuse_unless_works_on_it()
        report = locked.report
        if report is None or report.state == ReportState.DECLINED:
            raise Refused("Det finns inga svar att bekräfta.")
        if seen not in {None, locked.ground.version.number}:
            raise Refused("Kravet har ändrats en gång till. Läs vad som är nytt och bekräfta sedan.")
        if report.wording_id != locked.ground.wording_id:
            before = report.wording_id
            changed = is_reworded(report, locked.ground)
            report.wording_id = locked.ground.wording_id
            report.save(update_fields=["wording"])
            if changed:
                note(locked, "wording_confirmed", wording=report.wording_id, before=before)
        return report


def _begun(locked: Locked, now: datetime) -> Report:
    locked.take("begin")
    ground = locked.ground
    answers, origin = _from_last_year(ground)
    report, is_new = Report.objects.get_or_create(
        requirement_id=ground.requirement_id,
        party_id=ground.party.id,
        defaults={
            "wording_id": ground.wording_id,
            "answers": answers,
            "prefilled": dict.fromkeys(answers, origin),
            "simulated": ground.version.agreement.simulated,
            "changed_at": now,
            "changed_by_id": locked.actor.user_id,
        },
    )
    if is_new:
        note(locked.begun(report), "begun", is_first=True, prefilled=sorted(answers))
        return report
    # Somebody else began it meanwhile: their row is the report, and is locked like any other.
    return Report.objects.select_for_update(of=("self",)).get(pk=report.pk)


def _from_last_year(ground: Ground) -> tuple[dict[str, object], dict[str, str]]:
    """Return the answers to fill in, and where they come from. One query, or none."""
    earlier = last_year_of(ground)
    if earlier is None:
        return {}, {}
    requirement = earlier.report.requirement
    answers = carried_over(ground.requirement, asked_then(earlier), earlier.answers)
    return answers, {"agreement": requirement.agreement.code, "requirement": requirement.code}

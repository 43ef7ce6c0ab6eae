"""What those who assess decide about reports: what came late, what must be completed, and who gets more time."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from agreements.domain.deadlines import closing_day
from agreements.domain.lifecycle import Needs
from agreements.domain.personal_numbers import personal_numbers
from agreements.domain.report_key import ReportKey
from agreements.models import Agreement, CompletionRequest, Extension, Report
from agreements.selectors.ground import Ground, grounds_of
from agreements.selectors.standing import without_refused_completions
from agreements.services.leaving import readable_reason
from agreements.services.letters import tell_more_time, tell_works_on_it
from agreements.services.registering import (
    register_completion_request,
    register_extension,
    register_late_decision,
)
from agreements.services.under_lock import Locked, lock_submitted, note, tell
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.audit.services import record
from prio.days import day_with_weekday
from prio.refused import Refused

LONGEST_REQUEST = 2000  # characters
EXTENDS = (Role.LEAD_ASSESSOR, Role.ADMINISTRATOR)


def accept_late(actor: Actor, key: ReportKey, reason: str) -> Report:
    """Accept what came after its last day: it counts as handed in.

    Raises:
        NoSuchReport: there is none, or the actor reads no other's reports.
        Refused: nothing waits for a decision, there is no reason, or the actor does not lead the assessment.
    """
    reason = readable_reason(reason)
    with transaction.atomic():
        locked = lock_submitted(actor, key, clock.now())
        report = _decided(locked, "accept_late", reason)
        newest = report.submissions.order_by("-number").first()
        report.completion_requests.filter(answered_by=None).update(answered_by=newest)
        return report


def refuse_late(actor: Actor, key: ReportKey, reason: str) -> Report:
    """Do not accept what came after its last day. Before a late completion, what was handed in earlier stands again.

    Raises:
        NoSuchReport: there is none, or the actor reads no other's reports.
        Refused: nothing waits for a decision, there is no reason, or the actor does not lead the assessment.
    """
    reason = readable_reason(reason)
    with transaction.atomic():
        locked = lock_submitted(actor, key, clock.now())
        is_completion = locked.report is not None and bool(locked.requests)
        report = _decided(locked, "refuse_late_completion" if is_completion else "refuse_late", reason)
        if is_completion:
            # Not simply the one before: that may be an earlier completion that was refused.
            stands = without_refused_completions(report.submissions.all()).latest("number")
            report.answers, report.comments = stands.answers, stands.comments
            report.typed = {}
            report.revision += 1
            report.save(update_fields=["answers", "comments", "typed", "revision"])
        return report


def request_completion(
    actor: Actor, key: ReportKey, question: str, text: str, due: date
) -> CompletionRequest:
    """Ask the party for more until the end of a day. What it handed in stands meanwhile.

    Args:
        actor: an assessor.
        key: the report.
        question: the key of the question that it is about; "" for the whole report.
        text: what is needed, in plain Swedish.
        due: the last day; today or later.

    Raises:
        NoSuchReport: there is none, or the actor reads no other's reports.
        Refused: nothing is handed in, the text or the day is missing, the question is unknown, or the role is wrong.
    """
    now = clock.now()
    text = text.strip()
    with transaction.atomic():
        locked = lock_submitted(actor, key, now)
        met = [Needs.REASON] * bool(text) + [Needs.COMPLETION_DATE] * (due >= locked.times.day)
        step = locked.take("request_completion", also=met)
        if len(text) > LONGEST_REQUEST or "\x00" in text:
            raise Refused(f"Texten är {len(text)} tecken lång. Högst {LONGEST_REQUEST} får plats.")
        if personal_numbers(text):
            raise Refused("Texten innehåller ett personnummer. Ta bort det: Prio sparar inga personnummer.")
        label = _label_of(locked, question)
        report = _row(locked)
        made = CompletionRequest.objects.create(
            report=report,
            question=question,
            text=text,
            due=due,
            requested_by_id=actor.user_id,
            requested_at=now,
        )
        report.state = step.target
        report.save(update_fields=["state"])
        note(locked, step.verb, question=question, due=due.isoformat())
        tell(locked.ground.key.agreement)
        _tell_completion(locked, made, label)
        register_completion_request(locked, made)
        return made


def extend(
    actor: Actor, agreement: str, requirement: str | None, party: str | None, until: date, reason: str
) -> Extension:
    """Decide on more time: for all, for one requirement, for one party, or for one party's one report.

    Args:
        actor: who leads the assessment, or the administrator.
        agreement: code of the agreement.
        requirement: code of a requirement; None: all of them.
        party: code of a party; None: all of them.
        until: the new last day; today or later, and later than the last day is now for somebody concerned.
        reason: why.

    Raises:
        Refused: the role is wrong, nothing has those codes, the day gives nobody more time, or there is no reason.
    """
    if not actor.is_any(*EXTENDS):
        raise Refused("Bara ansvarig bedömare och systemadministratören beslutar om mer tid.")
    reason = readable_reason(reason)
    filters = {"code": party} if party else {}
    grounds = grounds_of(agreement, [requirement] if requirement else None, **filters)
    if not any(ground.asked for ground in grounds):
        raise Refused("Det finns inget sådant krav eller mål för en sådan part i överenskommelsen.")
    now = clock.now()
    with transaction.atomic():
        row = Agreement.objects.select_for_update(of=("self",)).get(pk=grounds[0].version.agreement_id)
        longer = _given_more_time(grounds, until)
        if until < now.astimezone(clock.STOCKHOLM).date() or not longer:
            raise Refused("Den nya sista dagen ska vara i dag eller senare, och senare än den som gäller nu.")
        made = Extension.objects.create(
            agreement=row,
            requirement_id=grounds[0].requirement_id if requirement else None,
            party_id=grounds[0].party.id if party else None,
            until=until,
            reason=reason,
            decided_by_id=actor.user_id,
            decided_at=now,
        )
        facts = {"requirement": requirement, "party": party, "until": until.isoformat(), "reason": reason}
        record("agreement", row.code, "extended", by_id=actor.user_id, facts=facts)
        tell(row.code)
        tell_more_time(longer, made)
        register_extension(made, grounds)
        return made


def _given_more_time(grounds: Sequence[Ground], until: date) -> tuple[Ground, ...]:
    """Return the reports whose last day is earlier now."""
    known = list(Extension.objects.filter(agreement=grounds[0].version.agreement_id))
    longer = []
    for ground in grounds:
        own = [
            one.until
            for one in known
            if one.requirement_id in {None, ground.requirement_id} and one.party_id in {None, ground.party.id}
        ]
        last = closing_day(ground.definition, ground.key.requirement, extensions=own)
        if ground.asked and last is not None and last < until:
            longer.append(ground)
    return tuple(longer)


def _decided(locked: Locked, verb: str, reason: str) -> Report:
    step = locked.take(verb, also=[Needs.REASON])
    report = _row(locked)
    report.state = step.target
    report.reason = reason
    report.save(update_fields=["state", "reason"])
    note(locked, verb, reason=reason)
    register_late_decision(locked, verb, clock.now())
    tell(locked.ground.key.agreement)
    tell_works_on_it(
        locked.ground,
        f"{verb}:{report.pk}:{report.revision}",
        f"{locked.name}: {'godtas' if verb == 'accept_late' else 'godtas inte'}, kom in efter sista dagen",
        f"Det som {locked.ground.party.name} lämnade in efter sista dagen "
        f"{'godtas' if verb == 'accept_late' else 'godtas inte'}.\n\nSkäl: {reason}",
    )
    return report


def _row(locked: Locked) -> Report:
    if locked.report is None:
        raise ValueError("what has been taken from a state has a row")
    return locked.report


def _label_of(locked: Locked, question: str) -> str:
    if not question:
        return ""
    for one in locked.asked:
        if one.key == question:
            return one.label
    raise Refused(f"{locked.name} har ingen fråga som heter {question[:60]} och besvaras av parten.")


def _tell_completion(locked: Locked, made: CompletionRequest, label: str) -> None:
    about = f"Det gäller frågan ”{label}”." if label else "Det gäller hela rapporten."
    tell_works_on_it(
        locked.ground,
        f"completion:{made.pk}",
        f"Komplettering begärd: {locked.name}",
        f"{locked.ground.party.name} behöver komplettera {locked.name}. {about}\n\n{made.text}\n\n"
        f"Sista dag är {day_with_weekday(made.due)} kl. 24.00 (svensk tid). Det ni har lämnat in gäller tills vidare.",
    )

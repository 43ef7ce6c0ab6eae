"""Kommunicering: the party is told what a verdict against it would say, and may answer (förvaltningslagen 25 §)."""

from datetime import date, timedelta

from django.db import transaction

from agreements.domain.report_key import ReportKey
from agreements.selectors.ground import ground_of
from assessment.domain.eyes import AGAINST
from assessment.domain.lifecycle import VERDICT, Needs
from assessment.models import Communication, RoundKind, Verdict
from assessment.services.entries import register_communication, register_communication_answer
from assessment.services.judging import readable
from assessment.services.letters import tell_assessor_of_answer, tell_communication
from assessment.services.under_lock import Held, NoSuchCase, held, hold
from prio import clock
from prio.accounts.roles import Actor
from prio.days import day_with_weekday
from prio.refused import Refused

LONGEST_ANSWER = 20_000  # characters


def communicate(actor: Actor, key: ReportKey, *, revision: int, due: date) -> Communication:
    """Send the organisation a prepared verdict that goes against it, with a last day to answer.

    Args:
        actor: an assessor.
        key: which case.
        revision: the one that was read.
        due: the last day, at least as many days from today as the round gives.

    Raises:
        NoSuchCase: there is none.
        Refused: state, role, jäv, time or something new is in the way, or somebody was faster.
    """
    with transaction.atomic():
        case = hold(actor, RoundKind.FINAL, key, revision=revision)
        verdict = _verdict(case)
        first = clock.today() + timedelta(days=case.round.days_to_answer)
        met = [Needs.AGAINST] * (verdict.outcome in AGAINST) + [Needs.ANSWER_DATE] * (due >= first)
        try:
            step = case.take("communicate", also=met)
        except Refused as refusal:
            if str(refusal) == Needs.ANSWER_DATE.value:
                raise Refused(str(refusal), (f"Tidigast {day_with_weekday(first)}.",)) from refusal
            raise
        told = Communication.objects.create(
            verdict=verdict,
            number=verdict.communications.count() + 1,
            submission=verdict.submission,
            motivation=verdict.motivation,
            reasons=verdict.reasons,
            due=due,
            sent_at=clock.now(),
            sent_by_id=actor.user_id,
        )
        verdict.state = step.target
        case.save("communicated", due=due.isoformat())
        tell_communication(case.ground, told)
        register_communication(case.ground, told, actor.user_id)
        return told


def answer_communication(actor: Actor, key: ReportKey, text: str) -> Communication:
    """Answer for one's own organisation. Also what comes after its day is read, as long as nothing is decided.

    The same answer sent twice, by a double click, is one answer.

    Raises:
        NoSuchCase: there is none, or it is somebody else's.
        Refused: nothing waits for an answer, the role is wrong, or there is no text.
    """
    text = readable(text, LONGEST_ANSWER)
    ground = ground_of(key)
    if ground is None or ground.party.id not in actor.parties:
        raise NoSuchCase
    with transaction.atomic():
        case = held(actor, RoundKind.FINAL, ground)
        roles = {role for role, organisation in actor.holds if organisation == ground.party.organisation_id}
        told = _last(_verdict(case))
        if told is not None and text and told.answer == text and told.answered_by_id == actor.user_id:
            return told
        is_open = told is None or told.answered_at is None
        met = [Needs.TEXT] * bool(text) + [Needs.NOT_ANSWERED] * is_open
        step = VERDICT.take("answer", case.row.state, roles, met)
        told = _open(_verdict(case))
        told.answer, told.answered_at, told.answered_by_id = text, clock.now(), actor.user_id
        told.save(update_fields=["answer", "answered_at", "answered_by"])
        case.row.state = step.target
        case.save("answered")
        tell_assessor_of_answer(ground, told)
        register_communication_answer(ground, told, actor.user_id)
        return told


def note_silence(actor: Actor, key: ReportKey, *, revision: int) -> Communication:
    """Note that the organisation's time to answer has passed without an answer.

    Raises:
        NoSuchCase: there is none.
        Refused: state, role or jäv is in the way, there is still time, or somebody was faster.
    """
    with transaction.atomic():
        case = hold(actor, RoundKind.FINAL, key, revision=revision)
        told = _last(_verdict(case))
        is_over = told is not None and clock.now() >= clock.end_of(told.due)
        step = case.take("note_silence", also=[Needs.ANSWER_OVERDUE] * is_over)
        told = _open(_verdict(case))
        told.silent_at, told.silent_by_id = clock.now(), actor.user_id
        told.save(update_fields=["silent_at", "silent_by"])
        case.row.state = step.target
        case.save("silence_noted")
        return told


def _verdict(case: Held) -> Verdict:
    if not isinstance(case.row, Verdict):
        raise TypeError("a finding is not communicated")
    return case.row


def _last(verdict: Verdict) -> Communication | None:
    return verdict.communications.order_by("-number").first()


def _open(verdict: Verdict) -> Communication:
    told = _last(verdict)
    if told is None:
        raise ValueError("a communicated verdict has been told")
    return told

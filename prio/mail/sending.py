"""Sending what was written: claimed once, asked whether it is still needed, handed to the mail server, and noted.

A message that a worker had in its hands when it stopped becomes UNCERTAIN: it may have left, so only a person has it
sent again.
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from prio import clock
from prio.accounts.roles import Actor, Role
from prio.audit.services import record
from prio.mail.models import Message, MessageState
from prio.mail.posting import Gone, post, words_of
from prio.mail.registry import is_needed
from prio.refused import Refused

LEASE = timedelta(minutes=10)  # longer than a mail server can draw out one mail (EMAIL_TIMEOUT for each step)
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
ATTEMPTS = len(PAUSES) + 1
UNREACHABLE_PAUSE = timedelta(minutes=1)
SECONDS_AT_A_TIME = 45  # then the next round goes on, so that other work gets its turn
MOST_AT_A_TIME = 1000
UNDELIVERED = (MessageState.FAILED, MessageState.UNCERTAIN)

logger = logging.getLogger(__name__)


def send_waiting() -> int:
    """Send what waits, the oldest first; what a stopped worker left becomes uncertain.

    It stops when no mail server answers, and after 45 seconds: the rest is sent the next time.

    Returns:
        how many were dealt with.
    """
    now = clock.now()
    Message.objects.filter(state=MessageState.SENDING, lease_until__lt=now).update(
        state=MessageState.UNCERTAIN, fault="Arbetet avbröts medan mejlet skickades. Det kan ha kommit fram."
    )
    waiting = Message.objects.filter(_may_be_sent(now)).order_by("written_at", "pk")
    last_moment = time.monotonic() + SECONDS_AT_A_TIME
    dealt_with = 0
    for key in list(waiting.values_list("key", flat=True)[:MOST_AT_A_TIME]):
        if time.monotonic() > last_moment or not send(key):
            break
        dealt_with += 1
    return dealt_with


def send(key: str) -> bool:
    """Send the message with that key unless somebody else does, or did; return False when no mail server answered."""
    message = claim(key)
    if message is None:
        return True
    if not _needed(message):
        return True
    if not settings.MAIL_LEAVES or not _can_get_mail(message):
        _end(message, state=MessageState.HERE_ONLY, lease_until=None)
        return True
    gone, fault = post(message)
    _note(message, gone, fault)
    return gone is not Gone.UNREACHABLE


def claim(key: str) -> Message | None:
    """Take the message for sending if it waits and its pause is over; None if it is not to be had."""
    now = clock.now()
    taken = Message.objects.filter(_may_be_sent(now), key=key).update(
        state=MessageState.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return Message.objects.select_related("to").get(key=key) if taken else None


def send_again(actor: Actor, message_id: int) -> None:
    """Let a message that failed, or that may not have left, be sent once more.

    Raises:
        Refused: the actor is no administrator, or the message has been sent or waits already.
    """
    if not actor.is_any(Role.ADMINISTRATOR):
        raise Refused("Bara en systemadministratör kan skicka ett meddelande igen.")
    with transaction.atomic():
        message = Message.objects.select_for_update(of=("self",)).filter(pk=message_id).first()
        if message is None or message.state not in UNDELIVERED:
            raise Refused("Meddelandet är redan skickat, eller väntar på att skickas.")
        facts = {"state": message.state, "fault": message.fault}
        message.state, message.attempts, message.lease_until, message.fault = (
            MessageState.WAITING,
            0,
            None,
            "",
        )
        message.save(update_fields=["state", "attempts", "lease_until", "fault"])
        record("message", message.pk, "send_again", by_id=actor.user_id, facts=facts)


def _may_be_sent(now: datetime) -> Q:
    return Q(state=MessageState.WAITING) & (Q(lease_until=None) | Q(lease_until__lte=now))


def _can_get_mail(message: Message) -> bool:
    """Whether the person has an account that is open and real, with an address."""
    return message.to.is_active and bool(message.to.email) and not message.to.demonstration


def _needed(message: Message) -> bool:
    """Ask whether the message is still needed; if not, or if it cannot be known, note it and return False."""
    try:
        needed = is_needed(message.kind, message.facts)
    except Exception as error:
        logger.exception("message %s (%s) could not be checked", message.pk, message.kind)
        _note(message, Gone.LATER, words_of(error))
        return False
    if not needed:
        _end(message, state=MessageState.WITHDRAWN, lease_until=None)
    return needed


def _note(message: Message, gone: Gone, fault: str) -> None:
    match gone:
        case Gone.SENT:
            _end(message, state=MessageState.SENT, sent_at=clock.now(), lease_until=None, fault="")
        case Gone.UNKNOWN:
            _end(message, state=MessageState.UNCERTAIN, fault=fault)
        case Gone.UNREACHABLE:
            logger.warning("no mail server answers: %s", fault)
            _wait(message, UNREACHABLE_PAUSE, fault, attempts=message.attempts - 1)
        case Gone.LATER if message.attempts < ATTEMPTS:
            _wait(message, PAUSES[message.attempts - 1], fault, attempts=message.attempts)
        case _:
            _end(message, state=MessageState.FAILED, lease_until=None, fault=fault)


def _wait(message: Message, pause: timedelta, fault: str, *, attempts: int) -> None:
    _end(
        message,
        state=MessageState.WAITING,
        lease_until=clock.now() + pause,
        fault=fault,
        attempts=attempts,
    )


def _end(message: Message, **changes: Any) -> None:
    """Write how the sending went, as long as it is this sending: its lease tells it from every other.

    A worker that was slower than its lease still knows better than those who gave it up.
    """
    Message.objects.filter(
        pk=message.pk,
        state__in=[MessageState.SENDING, MessageState.UNCERTAIN],
        lease_until=message.lease_until,
    ).update(**changes)

"""Reading messages: a person's own, and for the administrator those that did not arrive."""

from django.db.models import Q, QuerySet

from prio import clock
from prio.accounts.roles import Actor, Role
from prio.mail.models import Message, MessageState
from prio.mail.sending import UNDELIVERED, UNREACHABLE_PAUSE


def own_messages(actor: Actor) -> QuerySet[Message]:
    """Return the actor's messages, the newest first; those that were no longer needed are left out."""
    return Message.objects.filter(to=actor.user_id).exclude(state=MessageState.WITHDRAWN)


def own_message(actor: Actor, message_id: int) -> Message | None:
    """Return one of the actor's messages, or None: one query."""
    return own_messages(actor).filter(pk=message_id).first()


def unread(actor: Actor) -> int:
    """Return how many of the actor's messages are not marked as read: one query."""
    return own_messages(actor).filter(read_at=None).count()


def undelivered(actor: Actor) -> QuerySet[Message]:
    """Return, for an administrator, the messages that did not arrive or may not have, and those that a fault delays."""
    if not actor.is_any(Role.ADMINISTRATOR):
        return Message.objects.none()
    delayed = Q(state=MessageState.WAITING, written_at__lt=clock.now() - UNREACHABLE_PAUSE) & ~Q(fault="")
    return Message.objects.filter(Q(state__in=UNDELIVERED) | delayed).select_related("to")

"""The messages' background work."""

from collections.abc import Sequence

from celery import shared_task
from django.dispatch import receiver

from prio.mail import sending
from prio.mail.signals import messages_written


@shared_task
def send_message(key: str) -> None:
    """Send the message with that key."""
    sending.send(key)


@shared_task
def send_waiting() -> None:
    """Send every message that waits."""
    sending.send_waiting()


@receiver(messages_written)
def order_sending(sender: object, keys: Sequence[str], **_: object) -> None:
    """Put what was written on the queue: one task for one message, one for many together."""
    if len(keys) == 1:
        send_message.delay(keys[0])
    else:
        send_waiting.delay()

"""Writing a message to a person, and noting that it is read; sending is in prio.mail.sending."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from prio import clock
from prio.accounts.roles import Actor
from prio.mail.models import Message
from prio.mail.signals import messages_written

LONGEST_KEY = 200  # characters
LONGEST_SUBJECT = 200  # characters
LONGEST_PATH = 300  # characters
AT_A_TIME = 500  # rows in one INSERT


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to be written; the fields are those of `write`."""

    key: str
    to_id: int
    subject: str
    body: str
    kind: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""


def write(
    key: str,
    to_id: int,
    subject: str,
    body: str,
    *,
    kind: str = "",
    facts: Mapping[str, Any] | None = None,
    path: str = "",
) -> None:
    """Write a message in the caller's transaction; a worker sends it after commit. The same key is written once.

    Args:
        key: what it is about and to whom, at most 200 characters (`receipt:<hand-in>:<user>`): however often, or by
            however many at once, the same thing is told, the person gets one message.
        to_id: the primary key of the person.
        subject: one line in Swedish; what is longer than 200 characters is cut.
        body: plain text in Swedish. The page's full address is added to it when it is sent.
        kind: what is asked just before sending whether it is still needed (`prio.mail.registry`); "" asks nobody.
        facts: what that check needs to know, as JSON.
        path: the page that it is about, beginning with /.

    Raises:
        ValueError: the key or the path is too long, or the path does not lie on this site.
    """
    write_many([Letter(key, to_id, subject, body, kind, facts or {}, path)])


def write_many(letters: Iterable[Letter]) -> int:
    """Write many messages with a query for each 500 of them; see `write`.

    Returns:
        how many there were; those whose key is written already are among them.
    """
    rows = [_row(letter) for letter in letters]
    if rows:
        # Two that write the same key at once: the second waits for the first, and then leaves it as it is.
        Message.objects.bulk_create(rows, batch_size=AT_A_TIME, ignore_conflicts=True)
        keys = tuple(row.key for row in rows)
        # Where the queue does not answer they wait: the clock has them sent within a minute.
        transaction.on_commit(lambda: messages_written.send(sender=Message, keys=keys), robust=True)
    return len(rows)


def _row(letter: Letter) -> Message:
    if len(letter.key) > LONGEST_KEY or len(letter.path) > LONGEST_PATH:
        raise ValueError(f"the key or the path of a message is too long: {letter.key} {letter.path}")
    if letter.path and (not letter.path.startswith("/") or letter.path.startswith("//")):
        raise ValueError(f"the page of a message lies on this site: {letter.path}")
    subject = " ".join(letter.subject.split())  # one line: a header of the mail
    if len(subject) > LONGEST_SUBJECT:
        subject = subject[: LONGEST_SUBJECT - 1] + "…"
    return Message(
        key=letter.key,
        to_id=letter.to_id,
        subject=subject,
        body=letter.body.strip(),
        kind=letter.kind,
        facts=dict(letter.facts),
        path=letter.path,
        written_at=clock.now(),
    )


def mark_read(actor: Actor, messages: Iterable[int]) -> int:
    """Mark those of the messages (primary keys) that are the actor's as read; what is read already keeps its time.

    Returns:
        how many were unread.
    """
    unread = Message.objects.filter(to=actor.user_id, read_at=None, pk__in=list(messages))
    return unread.update(read_at=clock.now())

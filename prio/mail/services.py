"""Writing a message to a person, and noting that it is read; sending is in prio.mail.sending."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from prio import clock
from prio.accounts.models import Membership
from prio.accounts.roles import Actor
from prio.mail.models import Message
from prio.mail.signals import messages_written

LONGEST_KEY = 200  # characters
LONGEST_SUBJECT = 200  # characters
LONGEST_PATH = 300  # characters
AT_A_TIME = 500  # rows in one INSERT


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to be written; the fields are those of `write`.

    whose: the organisation that it is about; it stands first in the subject for who speaks for more than one.
    """

    key: str
    to_id: int
    subject: str
    body: str
    kind: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""
    whose: str = ""


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
    """Write many messages with a query for each 500 of them, and one where it is said whose they are; see `write`.

    Returns:
        how many there were; those whose key is written already are among them.
    """
    told = list(letters)
    several = _speak_for_several({letter.to_id for letter in told if letter.whose})
    rows = [_row(letter, letter.whose if letter.to_id in several else "") for letter in told]
    if rows:
        # Two that write the same key at once: the second waits for the first, and then leaves it as it is.
        Message.objects.bulk_create(rows, batch_size=AT_A_TIME, ignore_conflicts=True)
        keys = tuple(row.key for row in rows)
        # Where the queue does not answer they wait: the clock has them sent within a minute.
        transaction.on_commit(lambda: messages_written.send(sender=Message, keys=keys), robust=True)
    return len(rows)


def _speak_for_several(people: Collection[int]) -> frozenset[int]:
    """Return who of the people speaks for more than one organisation today: one query, or none."""
    if not people:
        return frozenset()
    day = clock.today()
    held = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day),
        user__in=people,
        organisation__isnull=False,
        valid_from__lte=day,
    )
    counts = held.order_by().values("user").annotate(bodies=Count("organisation", distinct=True))
    return frozenset(counts.filter(bodies__gt=1).values_list("user", flat=True))


def _row(letter: Letter, whose: str) -> Message:
    if len(letter.key) > LONGEST_KEY or len(letter.path) > LONGEST_PATH:
        raise ValueError(f"the key or the path of a message is too long: {letter.key} {letter.path}")
    if letter.path and (not letter.path.startswith("/") or letter.path.startswith("//")):
        raise ValueError(f"the page of a message lies on this site: {letter.path}")
    named = letter.subject if not whose or whose in letter.subject else f"{whose}: {letter.subject}"
    subject = " ".join(named.split())  # one line: a header of the mail
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

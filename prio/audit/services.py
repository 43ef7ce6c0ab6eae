"""Writing the log, and sealing it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max

from prio import clock
from prio.audit.models import Event, Seal

# An event that is written now may still be on its way to its commit: seal only what is older than this.
SETTLED_AFTER = timedelta(minutes=2)


def record(
    aggregate: str,
    aggregate_id: object,
    verb: str,
    *,
    by_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
    is_first: bool = False,
) -> Event:
    """Write that `verb` happened to the aggregate, in the caller's transaction.

    The caller holds the aggregate's lock, so the sequence has no race; the constraint refuses it if not.
    Costs two queries, or one for an aggregate that the caller has just made (`is_first`).
    """
    key = str(aggregate_id)
    events = Event.objects.filter(aggregate=aggregate, aggregate_id=key)
    last = None if is_first else events.aggregate(last=Max("sequence"))["last"]
    return Event.objects.create(
        aggregate=aggregate,
        aggregate_id=key,
        sequence=(last or 0) + 1,
        verb=verb,
        at=clock.now(),
        by_id=by_id,
        facts=dict(facts or {}),
    )


def record_first(
    aggregate: str, verb: str, facts: Mapping[object, Mapping[str, Any]], *, by_id: int | None = None
) -> None:
    """Write the first event of many aggregates that the caller has just made, in the caller's transaction: one query.

    facts: what happened to each, by the aggregate's key.
    """
    now = clock.now()
    Event.objects.bulk_create(
        Event(
            aggregate=aggregate,
            aggregate_id=str(key),
            sequence=1,
            verb=verb,
            at=now,
            by_id=by_id,
            facts=dict(said),
        )
        for key, said in facts.items()
    )


def seal_events() -> Seal | None:
    """Seal the events that came since the last seal and have settled; return the seal, or None if there were none."""
    with transaction.atomic():
        previous = Seal.objects.select_for_update(of=("self",)).order_by("-last_event").first()
        since = Event.objects.filter(pk__gt=previous.last_event if previous else 0).order_by("pk")
        # Two processes may have numbered and dated their events the other way round: nothing after the first that
        # has not settled is sealed, so that no event is left behind inside a sealed range.
        unsettled = since.filter(at__gte=clock.now() - SETTLED_AFTER).first()
        rows = list(since.filter(pk__lt=unsettled.pk) if unsettled else since)
        if not rows:
            return None
        before = previous.sha256 if previous else ""
        return Seal.objects.create(
            first_event=rows[0].pk,
            last_event=rows[-1].pk,
            previous=before,
            sha256=chained_hash(before, rows),
            sealed_at=clock.now(),
        )


def chained_hash(previous: str, events: list[Event]) -> str:
    """Return the SHA-256 (hex) over the previous seal's hash and everything that the events say."""
    digest = hashlib.sha256(previous.encode())
    for event in events:
        said = [
            event.pk,
            event.aggregate,
            event.aggregate_id,
            event.sequence,
            event.verb,
            event.by_id,
            event.facts,
        ]
        digest.update(json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True).encode())
        digest.update(event.at.isoformat().encode())
    return digest.hexdigest()


def broken_seals() -> Iterator[Seal]:
    """Yield every seal whose events, or whose predecessor, are no longer what was sealed."""
    previous = ""
    for seal in Seal.objects.order_by("first_event"):
        events = list(Event.objects.filter(pk__range=(seal.first_event, seal.last_event)).order_by("pk"))
        if seal.previous != previous or seal.sha256 != chained_hash(previous, events):
            yield seal
        previous = seal.sha256

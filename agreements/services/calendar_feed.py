"""A person's own calendar link: made, exchanged for a new one, taken away."""

import secrets

from django.db import transaction

from prio import clock
from prio.accounts.models import CalendarFeed, User
from prio.accounts.roles import Actor
from prio.audit.services import record

BYTES_OF_KEY = 32


def make_feed(actor: Actor) -> CalendarFeed:
    """Make the actor's calendar link, or return the one that there is."""
    with transaction.atomic():
        _lock(actor)
        feed = CalendarFeed.objects.filter(user=actor.user_id).first()
        if feed is None:
            feed = CalendarFeed.objects.create(
                user_id=actor.user_id, key=secrets.token_urlsafe(BYTES_OF_KEY), made_at=clock.now()
            )
            record("calendar_feed", actor.user_id, "make", by_id=actor.user_id)
    return feed


def renew_feed(actor: Actor) -> CalendarFeed:
    """Give the actor's calendar a new link; the old one is unknown from now on."""
    with transaction.atomic():
        _lock(actor)
        CalendarFeed.objects.filter(user=actor.user_id).delete()
        feed = CalendarFeed.objects.create(
            user_id=actor.user_id, key=secrets.token_urlsafe(BYTES_OF_KEY), made_at=clock.now()
        )
        record("calendar_feed", actor.user_id, "renew", by_id=actor.user_id)
    return feed


def withdraw_feed(actor: Actor) -> None:
    """Take the actor's calendar link away; nothing happens where there is none."""
    with transaction.atomic():
        _lock(actor)
        deleted, _ = CalendarFeed.objects.filter(user=actor.user_id).delete()
        if deleted:
            record("calendar_feed", actor.user_id, "withdraw", by_id=actor.user_id)


def _lock(actor: Actor) -> None:
    """Two tabs make one link: the person's row is the lock."""
    User.objects.select_for_update(of=("self",)).get(pk=actor.user_id)

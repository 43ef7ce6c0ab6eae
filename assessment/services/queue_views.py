"""Naming a set of filters of the queue, to find it again."""

from dataclasses import asdict

from django.db import transaction

from assessment.domain.queue import Filters
from assessment.models import QueueView
from assessment.services.judging import readable
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.refused import NotPermitted, Refused

LONGEST_NAME = 60  # characters
MOST_VIEWS = 30


def save_view(actor: Actor, name: str, filters: Filters) -> QueueView:
    """Save the filters under a name; a view of that name gets the new ones.

    Raises:
        Refused: the actor reads no queue, the name is missing or too long, nothing is narrowed, or there are too many.
    """
    if not actor.reads_all:
        raise NotPermitted("Bara den som läser kön sparar vyer av den.")
    name = readable(name, LONGEST_NAME)
    if not name:
        raise Refused("Ge vyn ett namn.")
    if not filters.is_narrowed:
        raise Refused("Gör ett urval först. Vyn sparar det.")
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=actor.user_id)
        before = QueueView.objects.filter(user=actor.user_id)
        if before.count() >= MOST_VIEWS and not before.filter(name=name).exists():
            raise Refused(f"Du har redan {MOST_VIEWS} vyer. Ta bort en först.")
        said = {field: value for field, value in asdict(filters).items() if value}
        saved, _ = QueueView.objects.update_or_create(
            user_id=actor.user_id, name=name, defaults={"filters": said, "made_at": clock.now()}
        )
        record("queue_view", saved.pk, "saved", by_id=actor.user_id, facts={"name": name, "filters": said})
        return saved


def remove_view(actor: Actor, view_id: int) -> str:
    """Remove one of the actor's own views; return what it was called.

    Raises:
        Refused: the actor has no such view.
    """
    with transaction.atomic():
        view = (
            QueueView.objects.select_for_update(of=("self",)).filter(pk=view_id, user=actor.user_id).first()
        )
        if view is None:
            raise Refused("Du har ingen sådan vy.")
        record("queue_view", view.pk, "removed", by_id=actor.user_id, facts={"name": view.name})
        view.delete()
        return view.name

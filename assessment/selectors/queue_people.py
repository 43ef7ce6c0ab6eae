"""Who may be given cases, and the views that a person has named."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from assessment.domain.queue import Filters
from assessment.models import QueueView, RecusalDeclaration
from prio import clock
from prio.accounts.models import Membership
from prio.accounts.roles import ASSESSING_ROLES, Actor


@dataclass(frozen=True, slots=True)
class Assessor:
    """Somebody who assesses. is_declared: they have declared their ties this year, and so may be given cases."""

    id: int
    name: str
    authority: str
    is_declared: bool


def assessors() -> tuple[Assessor, ...]:
    """Return those who assess today, by name: one query."""
    today = clock.today()
    declared = RecusalDeclaration.objects.filter(user=OuterRef("user"), year=today.year)
    rows = (
        Membership.objects.filter(role__in=ASSESSING_ROLES, user__is_active=True, valid_from__lte=today)
        .filter(Q(valid_to=None) | Q(valid_to__gt=today))
        .order_by("user__first_name", "user__last_name", "user__username", "pk")
        .values_list(
            "user_id", "user__first_name", "user__last_name", "user__username", "authority", Exists(declared)
        )
    )
    found = {
        key: Assessor(key, full_name(first, last, username), authority, is_declared)
        for key, first, last, username, authority, is_declared in rows
    }
    return tuple(found.values())


def full_name(first: str, last: str, username: str) -> str:
    """Return what a person is called, as `User.__str__` says it."""
    return f"{first} {last}".strip() or username


@dataclass(frozen=True, slots=True)
class NamedView:
    """A view that a person has named."""

    id: int
    name: str
    filters: Filters


def own_views(actor: Actor) -> Sequence[NamedView]:
    """Return the actor's views by name: one query."""
    rows = QueueView.objects.filter(user=actor.user_id).order_by("name")
    return [NamedView(row.pk, row.name, Filters(**row.filters)) for row in rows]

"""Who is acting."""

from datetime import date

from django.db.models import Q

from prio.accounts.models import Installation, Membership, User
from prio.accounts.roles import Actor, Role
from prio.parties.models import Party, PartyCounty


def actor_of(user: User, day: date) -> Actor:
    """Return `user` with the roles held on `day`: one query, or three for somebody who acts for an organisation."""
    held = [
        membership
        for membership in Membership.objects.filter(user=user, valid_from__lte=day).select_related(
            "organisation", "county"
        )
        if membership.valid_to is None or day < membership.valid_to
    ]
    organisations = frozenset(m.organisation_id for m in held if m.organisation_id is not None)
    counties = {m.county_id for m in held if m.county_id is not None}
    parties: frozenset[int] = frozenset()
    if organisations:
        parties = frozenset(Party.objects.filter(organisation__in=organisations).values_list("pk", flat=True))
        counties |= set(
            PartyCounty.objects.filter(party__in=parties, valid_from__lte=day)
            .filter(Q(valid_to=None) | Q(valid_to__gt=day))
            .values_list("county_id", flat=True)
        )
    return Actor(
        user_id=user.pk,
        name=str(user),
        roles=frozenset(Role(m.role) for m in held),
        organisations=organisations,
        parties=parties,
        counties=frozenset(counties),
        acts_for=tuple(dict.fromkeys(str(body) for m in held if (body := m.organisation or m.county))),
    )


def is_demonstration() -> bool:
    """Say whether this installation is a demonstration, where made-up data may exist."""
    return Installation.objects.exists()

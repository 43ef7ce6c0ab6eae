"""Who is acting."""

from datetime import date

from prio.accounts.models import Installation, Membership, User
from prio.accounts.roles import Actor, Role
from prio.parties.models import Party


def actor_of(user: User, day: date) -> Actor:
    """Return `user` with the roles held on `day`: one query, or two for somebody who acts for an organisation."""
    held = [
        membership
        for membership in Membership.objects.filter(user=user, valid_from__lte=day).select_related(
            "organisation", "county"
        )
        if membership.valid_to is None or day < membership.valid_to
    ]
    organisations = frozenset(m.organisation_id for m in held if m.organisation_id is not None)
    counties = {m.county_id for m in held if m.county_id is not None}
    parties: set[int] = set()
    if organisations:
        rows = Party.objects.filter(organisation__in=organisations).values_list(
            "pk", "counties__county_id", "counties__valid_from", "counties__valid_to"
        )
        for party, county, start, end in rows:
            parties.add(party)
            if county and start <= day and (end is None or day < end):
                counties.add(county)
    return Actor(
        user_id=user.pk,
        name=str(user),
        roles=frozenset(Role(m.role) for m in held),
        organisations=organisations,
        parties=frozenset(parties),
        counties=frozenset(counties),
        acts_for=tuple(dict.fromkeys(str(body) for m in held if (body := m.organisation or m.county))),
        holds=frozenset((Role(m.role), m.organisation_id) for m in held if m.organisation_id is not None),
        coordinates=frozenset(m.county_id for m in held if m.county_id is not None),
    )


def is_demonstration() -> bool:
    """Say whether this installation is a demonstration, where made-up data may exist."""
    return Installation.objects.exists()

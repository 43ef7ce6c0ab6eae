"""Who is acting, and with which keys an organisation's systems act for it."""

from dataclasses import dataclass
from datetime import date

from prio.accounts.models import ApiToken, Installation, Membership, User
from prio.accounts.roles import ASSESSING_ROLES, Actor, Role
from prio.parties.models import Kind, Organisation, Party


def actor_of(user: User, day: date, *, organisation_id: int | None = None) -> Actor:
    """Return `user` with the roles held on `day`: one query, or two for somebody who acts for an organisation.

    organisation_id: only the roles that are held for that organisation.
    """
    memberships = Membership.objects.filter(user=user, valid_from__lte=day)
    if organisation_id is not None:
        memberships = memberships.filter(organisation=organisation_id)
    held = [
        membership
        for membership in memberships.select_related("organisation", "county")
        if membership.valid_to is None or day < membership.valid_to
    ]
    organisations = frozenset(m.organisation_id for m in held if m.organisation_id is not None)
    counties = {m.county_id for m in held if m.county_id is not None}
    parties: set[int] = set()
    applicants: set[int] = set()
    if organisations:
        rows = Party.objects.filter(organisation__in=organisations).values_list(
            "pk", "kind", "counties__county_id", "counties__valid_from", "counties__valid_to"
        )
        for party, kind, county, start, end in rows:
            parties.add(party)
            if kind == Kind.APPLICANT:
                applicants.add(party)
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
        assesses_for=frozenset(m.authority for m in held if m.role in ASSESSING_ROLES),
        pays_for=frozenset(m.authority for m in held if m.role == Role.PAYER),
        applicants=frozenset(applicants),
    )


def is_demonstration() -> bool:
    """Say whether this installation is a demonstration, where made-up data may exist."""
    return Installation.objects.exists()


@dataclass(frozen=True, slots=True)
class OwnTokens:
    """The keys of the organisations that somebody signs for. organisations: those, by primary key with their names."""

    organisations: tuple[tuple[int, str], ...]
    in_use: tuple[ApiToken, ...]
    revoked: tuple[ApiToken, ...]


def own_tokens(actor: Actor) -> OwnTokens | None:
    """Return the keys of the organisations that `actor` signs for, the newest first; None for others. Two queries."""
    signs_for = {organisation for role, organisation in actor.holds if role == Role.SIGNER}
    if not signs_for:
        return None
    organisations = Organisation.objects.filter(pk__in=signs_for).order_by("name", "pk")
    found = (
        ApiToken.objects.filter(organisation__in=signs_for)
        .select_related("organisation", "made_by")
        .order_by("-made_at", "-pk")
    )
    return OwnTokens(
        organisations=tuple(organisations.values_list("pk", "name")),
        in_use=tuple(token for token in found if token.revoked_at is None),
        revoked=tuple(token for token in found if token.revoked_at is not None),
    )

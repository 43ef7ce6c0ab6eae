"""Making accounts: those of real people, and those of a demonstration."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction

from prio import clock
from prio.accounts.demonstration import ACCOUNTS, PASSWORD
from prio.accounts.models import Installation, Membership, User
from prio.accounts.roles import ASSESSING_ROLES, Authority, Role
from prio.audit.services import record
from prio.parties.models import County, Organisation
from prio.refused import Refused


@dataclass(frozen=True, slots=True)
class GrantedRole:
    """A role that was granted, and the password of the account if it was made for it (shown once, kept nowhere)."""

    membership: Membership
    password: str | None


def grant_role(
    username: str,
    role: Role,
    *,
    name: str = "",
    email: str = "",
    organisation: str = "",
    county: str = "",
    authority: str = "",
) -> GrantedRole:
    """Let somebody hold a role from today; an account that does not exist is made, with a password of its own.

    Args:
        username: what they sign in with.
        role: the role.
        name: the person's name; needed for a new account, as is `email`.
        email: the person's address.
        organisation: code of the organisation that the role is held for, where it is held for one.
        county: code of the county, where it is held for one.
        authority: whom an assessor assesses for, or a payer pays for; left out: Socialstyrelsen, Kammarkollegiet.

    Raises:
        Refused: something is missing or wrong, or the person holds the role already.
    """
    with transaction.atomic():
        user = User.objects.filter(username=username).first()
        password = None
        if user is None:
            password = secrets.token_urlsafe(12)
            user = _new_user(username, name, email, password)
        membership = Membership(
            user=user,
            role=role,
            organisation=_organisation(organisation),
            county=_county(county),
            authority=authority or authority_of(role),
            valid_from=clock.today(),
        )
        _save_checked(membership)
        record("account", user.pk, "role_granted", facts={"role": role, "for": organisation or county})
    return GrantedRole(membership, password)


def authority_of(role: Role) -> str:
    """Return whom a person with the role assesses or pays for when nobody says otherwise; "" for other roles."""
    if role == Role.PAYER:
        return Authority.KAMMARKOLLEGIET.value
    return Authority.SOCIALSTYRELSEN.value if role in ASSESSING_ROLES else ""


def _new_user(username: str, name: str, email: str, password: str) -> User:
    if not name or not email:
        raise Refused(
            f"Det finns inget konto som heter {username}. Ange --name och --email för att skapa det."
        )
    first, _, last = name.strip().partition(" ")
    user = User(username=username, first_name=first, last_name=last.strip(), email=email)
    user.set_password(password)
    _save_checked(user)
    return user


def _save_checked(row: User | Membership) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    row.save()


def _organisation(code: str) -> Organisation | None:
    found = Organisation.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise Refused(f"Det finns ingen organisation med koden {code}.")
    return found


def _county(code: str) -> County | None:
    found = County.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise Refused(f"Det finns inget län med koden {code}.")
    return found


def become_demonstration() -> bool:
    """Make this installation a demonstration, for good, with one account per role. Again: nothing is changed.

    Returns:
        whether it became one now.

    Raises:
        Refused: it already has accounts of real people, or its reference facts are not loaded.
    """
    with transaction.atomic():
        if Installation.objects.exists():
            return False
        if User.objects.exists():
            raise Refused("Installationen har riktiga konton och kan därför inte bli en demonstration.")
        Installation.objects.create(demonstration_since=clock.now())
        _create_accounts()
    return True


def _create_accounts() -> None:
    organisations = dict(
        Organisation.objects.filter(code__in=[account.organisation for account in ACCOUNTS]).values_list(
            "code", "pk"
        )
    )
    if missing := {account.organisation for account in ACCOUNTS if account.organisation} - set(organisations):
        raise Refused(
            f"Referensuppgifter saknas för {', '.join(sorted(missing))}. Kör manage.py load_reference först."
        )
    hashed = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(
            username=account.username,
            first_name=account.first_name,
            last_name=account.last_name,
            email=f"{account.username}@example.org",
            password=hashed,
            demonstration=True,
        )
        for account in ACCOUNTS
    )
    Membership.objects.bulk_create(
        Membership(
            user=user,
            role=account.role,
            organisation_id=organisations.get(account.organisation),
            county_id=account.county or None,
            authority=account.authority or authority_of(account.role),
            valid_from="2011-01-01",
        )
        for user, account in zip(users, ACCOUNTS, strict=True)
        if account.role
    )

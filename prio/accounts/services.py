"""Making accounts for a demonstration."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from prio import clock
from prio.accounts.demonstration import ACCOUNTS, PASSWORD
from prio.accounts.models import Installation, Membership, User
from prio.parties.models import Organisation
from prio.refused import Refused


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
            valid_from="2011-01-01",
        )
        for user, account in zip(users, ACCOUNTS, strict=True)
    )

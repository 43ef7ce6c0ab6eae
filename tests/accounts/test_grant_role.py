"""Giving somebody a role: the account is made when it is missing, and whom the role is held for must fit it."""

import pytest

from prio.accounts.models import Membership, User
from prio.accounts.roles import Role
from prio.accounts.services import grant_role
from prio.refused import Refused
from tests import factories

pytestmark = pytest.mark.django_db

ANNA = {"name": "Anna Maria Lund", "email": "anna@example.org"}


def test_a_new_account_gets_a_password_that_works() -> None:
    granted = grant_role("anna", Role.ASSESSOR, **ANNA)
    user = User.objects.get(username="anna")
    assert granted.password is not None
    assert user.check_password(granted.password)
    assert (user.first_name, user.last_name) == ("Anna", "Maria Lund")


def test_an_account_that_exists_keeps_its_password_and_gets_the_role_too() -> None:
    grant_role("anna", Role.ASSESSOR, **ANNA)
    assert grant_role("anna", Role.AUDITOR).password is None
    assert set(Membership.objects.values_list("role", flat=True)) == {Role.ASSESSOR, Role.AUDITOR}


def test_a_role_for_an_organisation_names_it() -> None:
    factories.kommun("2380", "Östersund", factories.county())
    granted = grant_role("karin", Role.REPORTER, organisation="2380", **ANNA)
    assert granted.membership.organisation is not None
    assert granted.membership.organisation.code == "2380"


@pytest.mark.parametrize(
    ("role", "more", "message"),
    [
        (Role.REPORTER, ANNA, "ange just det"),
        (Role.ASSESSOR, {**ANNA, "organisation": "9999"}, "ingen organisation"),
        (Role.COUNTY_COORDINATOR, {**ANNA, "county": "99"}, "inget län"),
        (Role.ASSESSOR, {"name": "Anna"}, "--email"),
        (Role.ASSESSOR, {"name": "Anna", "email": "anna"}, "mejladress"),
    ],
)
def test_what_does_not_fit_is_refused_and_no_account_is_made(
    role: Role, more: dict[str, str], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        grant_role("anna", role, **more)
    assert not User.objects.exists()


def test_a_role_that_is_held_already_is_refused() -> None:
    grant_role("anna", Role.ASSESSOR, **ANNA)
    with pytest.raises(Refused, match="redan"):
        grant_role("anna", Role.ASSESSOR)
    assert Membership.objects.count() == 1

"""What the database refuses about accounts and roles."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from prio import clock
from prio.accounts.models import Installation, Membership, User
from prio.accounts.roles import ASSESSING_ROLES, COUNTY_ROLES, NATIONAL_ROLES, ORGANISATION_ROLES, Role
from prio.accounts.services import authority_of
from prio.parties.models import County, Organisation
from tests import factories

pytestmark = pytest.mark.django_db

FROM = date(2026, 1, 1)


@pytest.fixture
def berg() -> Organisation:
    return factories.kommun("2326", "Berg", factories.county()).organisation


@pytest.fixture
def jamtland(berg: Organisation) -> County:
    return County.objects.get()


def membership(role: Role, **more: object) -> Membership:
    values: dict[str, object] = {
        "user": factories.person(),
        "role": role,
        "valid_from": FROM,
        "authority": authority_of(role),
    }
    return Membership(**values | more)


def refuse(row: Membership | Installation | User, constraint: str) -> None:
    """The database refuses the row by the constraint of that name, and the form with its message."""
    with pytest.raises(IntegrityError, match=rf"{constraint}|UNIQUE"), transaction.atomic():
        row.save(force_insert=True)
    row.pk = None
    wanted = next(one for one in row._meta.constraints if one.name == constraint)
    with pytest.raises(ValidationError) as caught:
        row.validate_constraints()
    assert str(wanted.violation_error_message) in caught.value.messages


@pytest.mark.parametrize("role", sorted(ORGANISATION_ROLES))
def test_a_role_of_an_organisation_is_held_for_one(role: Role, berg: Organisation, jamtland: County) -> None:
    membership(role, organisation=berg).save()
    name = "role_held_for_its_kind_of_body"
    refuse(membership(role), name)
    refuse(membership(role, county=jamtland), name)
    refuse(membership(role, organisation=berg, county=jamtland), name)


@pytest.mark.parametrize("role", sorted(COUNTY_ROLES))
def test_a_role_of_a_county_is_held_for_one(role: Role, berg: Organisation, jamtland: County) -> None:
    membership(role, county=jamtland).save()
    refuse(membership(role), "role_held_for_its_kind_of_body")
    refuse(membership(role, organisation=berg), "role_held_for_its_kind_of_body")


@pytest.mark.parametrize("role", sorted(NATIONAL_ROLES))
def test_a_national_role_is_held_for_no_one(role: Role, berg: Organisation, jamtland: County) -> None:
    membership(role).save()
    refuse(membership(role, organisation=berg), "role_held_for_its_kind_of_body")
    refuse(membership(role, county=jamtland), "role_held_for_its_kind_of_body")


@pytest.mark.parametrize("role", sorted(ASSESSING_ROLES))
def test_who_assesses_or_pays_does_it_for_an_authority(role: Role) -> None:
    membership(role, authority="SKR").save()
    refuse(membership(role, authority=""), "who_assesses_or_pays_does_it_for_an_authority")


def test_who_assesses_nothing_does_it_for_no_authority() -> None:
    refuse(membership(Role.AUDITOR, authority="SKR"), "who_assesses_or_pays_does_it_for_an_authority")


@pytest.mark.parametrize("end", [FROM, date(2025, 12, 31)])
def test_a_role_ends_after_it_begins(end: date) -> None:
    refuse(membership(Role.AUDITOR, valid_to=end), "role_ends_after_it_begins")


def test_a_role_is_held_once(berg: Organisation, jamtland: County) -> None:
    for role, body in (
        (Role.AUDITOR, {}),
        (Role.REPORTER, {"organisation": berg}),
        (Role.COUNTY_COORDINATOR, {"county": jamtland}),
    ):
        first = membership(role, **body)
        first.save()
        refuse(membership(role, user=first.user, **body), "a_role_is_held_once")
        membership(role, user=first.user, valid_to=date(2027, 1, 1), **body).save()  # that one ends


def test_the_same_role_is_held_for_two_organisations(berg: Organisation) -> None:
    other = Organisation.objects.create(code="2380", name="Östersund")
    first = membership(Role.READER, organisation=berg)
    first.save()
    membership(Role.READER, user=first.user, organisation=other).save()


def test_there_is_one_installation() -> None:
    Installation.objects.create(demonstration_since=clock.now())
    with pytest.raises(IntegrityError, match="one_installation"), transaction.atomic():
        Installation.objects.create(id=2, demonstration_since=clock.now())


def test_an_address_belongs_to_one_person() -> None:
    first = factories.person()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("annan", first.email)


def test_a_person_is_called_by_their_name_or_else_by_their_account() -> None:
    assert str(User(username="karin", first_name="Karin", last_name="Östlund")) == "Karin Östlund"
    assert str(User(username="karin")) == "karin"


def test_an_organisation_with_roles_cannot_be_deleted(berg: Organisation) -> None:
    membership(Role.READER, organisation=berg).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=berg.pk).delete()

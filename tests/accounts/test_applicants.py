"""Organisations that register themselves: who may, with what number, and what they become."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from prio import clock
from prio.accounts.applicants import WrongField, may_register, organisation_number, register_applicant
from prio.accounts.models import Applicant, Membership, User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.audit.models import Event
from prio.parties.models import Kind, Organisation, Party
from prio.parties.selectors import names_on, parties_in_counties
from prio.refused import Refused
from tests import factories
from tests.payouts.applying import NUMBERS, registration

FORM = {
    "name": " Verkstaden  i Berg ",
    "number": NUMBERS[0],
    "contact_name": "Siv Ek",
    "contact_email": "siv@example.org",
}


@pytest.mark.parametrize("text", [NUMBERS[0], "8024011234", " 802401 - 1234 ", "802401–1234"])
def test_a_number_is_kept_in_one_form(text: str) -> None:
    assert organisation_number(text) == NUMBERS[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("802401-1235", "stämmer inte"),
        ("", "stämmer inte"),
        ("hej", "stämmer inte"),
        ("811218-9876", "personnummer"),
        ("212000-0142", "kommuner kan inte söka"),
        ("202100-0555", "kommuner kan inte söka"),
    ],
)
def test_a_number_that_cannot_apply_is_refused(text: str, words: str) -> None:
    with pytest.raises(WrongField, match=words) as refusal:
        organisation_number(text)
    assert refusal.value.field == "number"


def newcomer() -> Actor:
    return actor_of(factories.person(), clock.today())


@pytest.mark.django_db
class TestRegistering:
    """What registering makes."""

    def test_makes_an_applicant_that_lies_in_no_county_and_lets_the_person_act_for_it(self) -> None:
        somebody = newcomer()
        party = register_applicant(somebody, registration())
        assert (party.kind, party.code) == (Kind.APPLICANT, "a00001")
        assert parties_in_counties(clock.today()) == ()
        assert names_on(clock.today()) == {party.pk: "Verkstaden"}
        now = actor_of(User.objects.get(pk=somebody.user_id), clock.today())
        assert now.roles == {Role.REPORTER, Role.SIGNER, Role.RECIPIENT}
        assert now.parties == {party.pk}
        assert not now.counties
        assert Event.objects.get(aggregate="applicant", aggregate_id=party.code).verb == "registered"

    def test_the_next_one_gets_the_next_code_and_a_person_may_register_several(self) -> None:
        somebody = newcomer()
        register_applicant(somebody, registration())
        again = actor_of(User.objects.get(pk=somebody.user_id), clock.today())
        assert register_applicant(again, registration("Caféet", NUMBERS[1])).code == "a00002"

    def test_the_same_press_twice_is_one_organisation(self) -> None:
        somebody = newcomer()
        first = register_applicant(somebody, registration())
        again = actor_of(User.objects.get(pk=somebody.user_id), clock.today())
        assert register_applicant(again, registration()).pk == first.pk
        assert Applicant.objects.count() == 1

    def test_a_number_that_somebody_else_has_registered_is_refused(self) -> None:
        register_applicant(newcomer(), registration())
        with pytest.raises(WrongField, match="redan registrerat"):
            register_applicant(newcomer(), registration("Verkstaden ekonomisk förening"))
        assert Membership.objects.count() == 3

    def test_who_works_for_a_kommun_or_an_authority_registers_nothing(self) -> None:
        county = factories.county()
        berg = factories.kommun("2326", "Berg", county)
        for user in (
            factories.person(Role.SIGNER, organisation=berg.organisation),
            factories.person(Role.COUNTY_COORDINATOR, county=county),
            factories.person(Role.ASSESSOR),
        ):
            actor = actor_of(user, clock.today())
            assert not may_register(actor)
            with pytest.raises(Refused, match="annan roll"):
                register_applicant(actor, registration())

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("name", "  "), ("name", "x" * 81), ("contact_name", ""), ("contact_email", "siv"),
            ("contact_phone", "1" * 41),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_at_its_field(self, field: str, text: str) -> None:
        with pytest.raises(WrongField) as refusal:
            register_applicant(newcomer(), registration(**{field: text}))
        assert refusal.value.field == field
        assert not Party.objects.exists()


@pytest.mark.django_db
def test_one_organisation_per_number_and_party_code_fits_kind() -> None:
    body = Organisation.objects.create(code="a00001", name="Ett", organisation_number=NUMBERS[0])
    with pytest.raises(IntegrityError, match="one_organisation_per_number"), transaction.atomic():
        Organisation.objects.create(code="a00002", name="Två", organisation_number=NUMBERS[0])
    for code in ("2326", "a1", "b00001"):
        with pytest.raises(IntegrityError, match="party_code_fits_kind"), transaction.atomic():
            Party.objects.create(kind=Kind.APPLICANT, code=code, organisation=body)


@pytest.mark.django_db
class TestThePage:
    """The page where an organisation registers itself."""

    def test_is_where_who_has_no_role_is_led_from_home(self, client: Client) -> None:
        client.force_login(factories.person())
        assert "/registrera-organisation/" in client.get("/").content.decode()

    def test_registers_and_leads_home(self, client: Client) -> None:
        client.force_login(factories.person())
        answer = client.post("/registrera-organisation/", FORM, follow=True)
        assert answer.redirect_chain == [("/", 302)]
        assert "Verkstaden i Berg är registrerad" in answer.content.decode()

    def test_keeps_what_was_typed_and_says_what_is_wrong(self, client: Client) -> None:
        client.force_login(factories.person())
        answer = client.post("/registrera-organisation/", FORM | {"number": "802401-1235"})
        assert answer.status_code == 422
        text = answer.content.decode()
        assert 'id="number-error"' in text
        assert "802401-1235" in text

    def test_names_every_fault_at_once(self, client: Client) -> None:
        client.force_login(factories.person())
        answer = client.post("/registrera-organisation/", {"name": "x" * 300})
        assert answer.status_code == 422
        text = answer.content.decode()
        assert all(
            f'id="{name}-error"' in text for name in ("name", "number", "contact_name", "contact_email")
        )
        assert "x" * 300 in text

    def test_a_number_registered_by_another_name_says_which_and_keeps_what_was_typed(
        self, client: Client
    ) -> None:
        client.force_login(factories.person())
        client.post("/registrera-organisation/", FORM)
        answer = client.post("/registrera-organisation/", FORM | {"name": "Verkstaden i Lit"})
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "med namnet Verkstaden i Berg" in text
        assert 'value="Verkstaden i Lit"' in text
        assert client.post("/registrera-organisation/", FORM).status_code == 302

    def test_does_not_exist_for_who_works_here(self, client: Client) -> None:
        client.force_login(factories.person(Role.ASSESSOR))
        assert client.get("/registrera-organisation/").status_code == 404

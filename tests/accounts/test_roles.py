"""Who somebody is, for whom, on a day."""

from datetime import date

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from prio.accounts.models import Installation, Membership, User
from prio.accounts.roles import COUNTY_ROLES, NATIONAL_ROLES, ORGANISATION_ROLES, READS_ALL, Actor, Role
from prio.accounts.selectors import actor_of, is_demonstration
from prio.accounts.services import become_demonstration
from prio.parties.models import County, Organisation, Party, PartyCounty
from prio.parties.services import load_reference
from prio.refused import Refused
from tests import factories

TODAY = date(2026, 11, 22)
FIRST, LAST, DAY_AFTER = date(2026, 3, 1), date(2026, 11, 22), date(2026, 11, 23)


class TestTheRoles:
    """What the roles are, without a database."""

    def test_every_role_is_held_for_exactly_one_kind_of_body(self) -> None:
        kinds = (ORGANISATION_ROLES, COUNTY_ROLES, NATIONAL_ROLES)
        assert sum(len(kind) for kind in kinds) == len(Role)
        assert frozenset().union(*kinds) == frozenset(Role)

    def test_no_role_of_an_organisation_or_county_reads_everything(self) -> None:
        assert READS_ALL <= NATIONAL_ROLES

    def test_an_administrator_manages_accounts_and_reads_no_ones_material(self) -> None:
        assert not Actor(1, "Ada", frozenset({Role.ADMINISTRATOR})).reads_all

    def test_an_actor_is_any_of_the_roles_that_it_holds(self) -> None:
        actor = Actor(1, "Petra", frozenset({Role.MINISTRY_PREPARER, Role.AUDITOR}))
        assert actor.is_any(Role.ASSESSOR, Role.AUDITOR)
        assert not actor.is_any(Role.ASSESSOR)
        assert not actor.is_any()

    def test_somebody_without_a_role_is_nobody(self) -> None:
        nobody = Actor(1, "Ny", frozenset())
        assert not nobody.reads_all
        assert not nobody.is_any(*Role)


@pytest.mark.django_db
class TestTheActor:
    """The person with the roles that hold on the day."""

    @pytest.fixture
    def jamtland(self) -> County:
        return factories.county()

    @pytest.fixture
    def berg(self, jamtland: County) -> Party:
        return factories.kommun("2326", "Berg", jamtland)

    @pytest.mark.parametrize(
        ("day", "holds"),
        [
            (date(2026, 2, 28), False),
            (FIRST, True),
            (LAST, True),
            (DAY_AFTER, False),
            (date(2027, 3, 1), False),
        ],
    )
    def test_a_role_holds_from_its_first_day_until_the_day_it_ends(self, day: date, holds: bool) -> None:
        user = factories.person()
        Membership.objects.create(user=user, role=Role.AUDITOR, valid_from=FIRST, valid_to=DAY_AFTER)
        assert (Role.AUDITOR in actor_of(user, day).roles) == holds

    def test_a_role_without_an_end_holds_on(self) -> None:
        user = factories.person(Role.PAYER)
        assert actor_of(user, date(2099, 1, 1)).roles == {Role.PAYER}

    def test_roles_held_one_after_the_other_are_one_role(self) -> None:
        user = factories.person()
        for_whom = {"user": user, "role": Role.PAYER, "authority": "SKR"}
        Membership.objects.create(**for_whom, valid_from=FIRST, valid_to=LAST)
        Membership.objects.create(**for_whom, valid_from=LAST)
        actor = actor_of(user, LAST)
        assert actor.roles == {Role.PAYER}
        assert actor.pays_for == {"SKR"}
        assert not actor.assesses_for

    def test_who_acts_for_an_organisation_has_its_party_and_county(
        self, berg: Party, jamtland: County
    ) -> None:
        actor = actor_of(factories.person(Role.REPORTER, organisation=berg.organisation), TODAY)
        assert actor.organisations == {berg.organisation_id}
        assert actor.parties == {berg.pk}
        assert actor.counties == {jamtland.code}
        assert actor.acts_for == ("Berg",)

    def test_who_acts_for_gotland_has_both_its_parties(self) -> None:
        county = factories.county("09", "I", "Gotlands län")
        kommun = factories.kommun("0980", "Gotland", county)
        region = factories.region("09", "Region Gotland", county, kommun.organisation)
        actor = actor_of(factories.person(Role.SIGNER, organisation=kommun.organisation), TODAY)
        assert actor.parties == {kommun.pk, region.pk}
        assert actor.counties == {"09"}
        assert actor.acts_for == ("Gotland",)

    def test_a_role_is_held_for_the_organisation_that_it_was_given_for(
        self, berg: Party, jamtland: County
    ) -> None:
        user = factories.person(Role.REPORTER, organisation=berg.organisation)
        other = factories.kommun("2380", "Östersund", jamtland).organisation
        Membership.objects.create(user=user, role=Role.READER, organisation=other, valid_from=FIRST)
        actor = actor_of(user, TODAY)
        assert actor.is_for(berg.organisation_id, Role.REPORTER, Role.SIGNER)
        assert not actor.is_for(other.pk, Role.REPORTER, Role.SIGNER)
        assert actor.is_for(other.pk, Role.READER)

    def test_a_head_reads_the_organisations_reports_and_nobody_elses(self, berg: Party) -> None:
        actor = actor_of(factories.person(Role.HEAD, organisation=berg.organisation), TODAY)
        assert actor.parties == {berg.pk}
        assert not actor.reads_all
        assert not actor.is_for(berg.organisation_id, Role.REPORTER, Role.SIGNER)

    def test_only_a_coordinator_coordinates_the_county(self, berg: Party, jamtland: County) -> None:
        reporter = actor_of(factories.person(Role.REPORTER, organisation=berg.organisation), TODAY)
        coordinator = actor_of(factories.person(Role.COUNTY_COORDINATOR, county=jamtland), TODAY)
        assert reporter.counties == {"23"}
        assert not reporter.coordinates
        assert coordinator.coordinates == {"23"}

    def test_two_roles_for_one_organisation_name_it_once(self, berg: Party) -> None:
        user = factories.person(Role.REPORTER, organisation=berg.organisation)
        Membership.objects.create(
            user=user, role=Role.SIGNER, organisation=berg.organisation, valid_from=FIRST
        )
        assert actor_of(user, TODAY).acts_for == ("Berg",)

    def test_the_county_is_the_one_that_the_kommun_lies_in_on_the_day(self, berg: Party) -> None:
        other = factories.county("22", "Y", "Västernorrlands län")
        PartyCounty.objects.filter(party=berg).update(valid_to=FIRST)
        PartyCounty.objects.create(party=berg, county=other, valid_from=FIRST)
        user = factories.person(Role.READER, organisation=berg.organisation)
        assert actor_of(user, date(2026, 2, 28)).counties == {"23"}
        assert actor_of(user, FIRST).counties == {"22"}

    def test_a_county_coordinator_has_the_county_and_no_organisation(self, jamtland: County) -> None:
        actor = actor_of(factories.person(Role.COUNTY_COORDINATOR, county=jamtland), TODAY)
        assert actor.counties == {"23"}
        assert not actor.organisations | actor.parties
        assert actor.acts_for == ("Jämtlands län",)

    def test_a_role_that_has_ended_gives_nothing(self, berg: Party) -> None:
        user = factories.person(Role.REPORTER, organisation=berg.organisation)
        Membership.objects.update(valid_to=FIRST)
        assert actor_of(user, TODAY) == Actor(user.pk, str(user), frozenset())

    @pytest.mark.parametrize("role", sorted(NATIONAL_ROLES))
    def test_a_national_role_costs_one_query(
        self, role: Role, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        user = factories.person(role)
        with django_assert_num_queries(1):
            assert actor_of(user, TODAY).roles == {role}

    def test_a_role_for_organisations_costs_two_queries_however_many_they_are(
        self, berg: Party, jamtland: County, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        user = factories.person(Role.READER, organisation=berg.organisation)
        for code in ("2303", "2305", "2309"):
            body = factories.kommun(code, code, jamtland).organisation
            Membership.objects.create(user=user, role=Role.READER, organisation=body, valid_from=FIRST)
        with django_assert_num_queries(2):
            assert len(actor_of(user, TODAY).parties) == 4


@pytest.mark.django_db
class TestADemonstration:
    """An installation becomes a demonstration before anybody real has an account, or never."""

    def test_it_gets_one_account_per_role(self) -> None:
        load_reference()
        assert not is_demonstration()
        assert become_demonstration()
        assert is_demonstration()
        assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
        assert not User.objects.filter(demonstration=False).exists()

    def test_a_second_time_changes_nothing(self) -> None:
        load_reference()
        become_demonstration()
        since = Installation.objects.get().demonstration_since
        accounts = User.objects.count()
        assert not become_demonstration()
        assert (Installation.objects.get().demonstration_since, User.objects.count()) == (since, accounts)

    def test_real_accounts_refuse_it(self) -> None:
        load_reference()
        factories.person()
        with pytest.raises(Refused, match="riktiga konton"):
            become_demonstration()
        assert not is_demonstration()

    def test_without_reference_facts_it_is_refused_and_nothing_is_left(self) -> None:
        assert not Organisation.objects.exists()
        with pytest.raises(Refused, match="load_reference"):
            become_demonstration()
        assert not Installation.objects.exists()
        assert not User.objects.exists()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), ""),
        (("Berg",), "Berg"),
        (("Berg", "Åre"), "Berg och Åre"),
        (("Berg", "Krokom", "Ragunda", "Åre"), "Berg och 3 till"),
    ],
)
def test_whom_one_acts_for_fits_in_a_heading(names: tuple[str, ...], said: str) -> None:
    assert Actor(1, "Siv Ek", frozenset(), acts_for=names).acts_for_in_short == said

"""What a party can expect, on a page: who may see it, what it says, what it costs to draw."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from payouts.selectors.worth import worth_page
from payouts.services import make_forecast
from prio.accounts.models import User
from prio.accounts.roles import READS_ALL, Actor, Role
from prio.accounts.selectors import actor_of
from tests import factories
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
NOON = datetime(2014, 10, 1, 10, tzinfo=UTC)
PLACE = "/overenskommelser/prov-2014/rapportering/{}/varde/"


@pytest.fixture
def world() -> World:
    made = make_world()
    with time_machine.travel(NOON - timedelta(hours=1), tick=False):
        make_forecast(made.code)
    return made


def person(world: World, role: Role) -> User:
    county = world.ostersund.counties.get().county
    return factories.person(role, organisation=world.ostersund.organisation, county=county)


def actor(world: World, role: Role = Role.REPORTER) -> Actor:
    return actor_of(person(world, role), NOON.date())


def words(user: User, party: str = "2380", *, htmx: bool = False, **query: str) -> str:
    client = Client()
    client.force_login(user)
    headers = {"HX-Request": "true"} if htmx else {}
    with time_machine.travel(NOON, tick=False):
        answer = client.get(PLACE.format(party), query, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("role", Role)
def test_only_the_own_organisation_its_coordinator_and_who_reads_all_see_it(world: World, role: Role) -> None:
    client = Client()
    client.force_login(person(world, role))
    with time_machine.travel(NOON, tick=False):
        found = {
            party: client.get(PLACE.format(party)).status_code for party in ("2380", "2326", "23", "9999")
        }
    local = role in {Role.REPORTER, Role.SIGNER, Role.READER, Role.HEAD, Role.RECIPIENT}
    everything = role in READS_ALL or role is Role.COUNTY_COORDINATOR
    assert found == {
        "2380": 200 if local or everything else 404,
        "2326": 200 if everything else 404,
        "23": 200 if everything else 404,
        "9999": 404,
    }


def test_a_coordinator_of_another_county_does_not_see_it(world: World) -> None:
    elsewhere = factories.county("09", "I", "Gotlands län")
    client = Client()
    client.force_login(factories.person(Role.COUNTY_COORDINATOR, county=elsewhere))
    with time_machine.travel(NOON, tick=False):
        assert client.get(PLACE.format("2380")).status_code == 404


def test_it_says_the_amount_what_it_assumes_and_what_a_missing_grundkrav_costs(world: World) -> None:
    text = words(person(world, Role.REPORTER))
    assert "480 000 kr</strong> om ni når målet" in text  # 80 of 100 inhabitants share 600 000
    assert "GK1 är inte inlämnat." in text
    assert "Om GK1 inte lämnas in får ni 0 kr i stället för ungefär 480 000 kr." in text
    assert (
        "Då faller länet under gränsen på 80 procent. Hela Jämtlands län går miste om ungefär 1 miljon kr."
        in text
    )
    assert "saknas uppgift om förra året" in text


def test_the_smaller_kommun_does_not_take_the_county_with_it(world: World) -> None:
    text = words(person(world, Role.AUDITOR), "2326")
    assert "120 000 kr</strong> om ni når målet" in text
    assert "Jämtlands län når gränsen på 80 procent ändå" in text


def test_the_region_takes_the_county_with_it(world: World) -> None:
    assert "Då deltar inte länet." in words(person(world, Role.AUDITOR), "23")


def test_nobody_is_warned_of_a_grundkrav_that_is_handed_in(world: World) -> None:
    factories.report(world.agreement, "GK1", world.ostersund, "handed_in")
    text = words(person(world, Role.REPORTER))
    assert "är inte inlämnat" not in text
    assert "Om GK1 inte godkänns får ni 0 kr" in text


def test_one_requirement_can_be_asked_about_alone(world: World) -> None:
    about_goal, about_grundkrav = (words(person(world, Role.REPORTER), krav=code) for code in ("B1", "GK1"))
    assert "480 000 kr</strong> om ni når målet" in about_goal
    assert "0 kr i stället" not in about_goal
    assert "0 kr i stället för ungefär 480 000 kr" in about_grundkrav


def test_a_requirement_that_does_not_concern_the_party_does_not_exist(world: World) -> None:
    for code in ("A1", "X9"):
        with time_machine.travel(NOON, tick=False):
            assert worth_page(actor(world), world.code, "2380", code) is None


def test_a_goal_that_one_declines_gives_nothing(world: World) -> None:
    factories.report(world.agreement, "B1", world.ostersund, "declined")
    assert "0 kr, ni avstår" in words(person(world, Role.REPORTER))
    with time_machine.travel(NOON, tick=False):
        found = worth_page(actor(world), world.code, "2380")
    assert found
    assert (found.low, found.expected, found.high) == (0, 0, 0)


def test_htmx_gets_the_part_and_a_browser_the_whole_page(world: World) -> None:
    user = person(world, Role.REPORTER)
    assert words(user, htmx=True).lstrip().startswith('<section class="worth-part"')
    assert "<h1>Vad det är värt för Östersund</h1>" in words(user)


def test_why_the_amount_is_another_than_yesterday(world: World) -> None:
    factories.report(world.agreement, "B1", world.berg, "declined")
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        make_forecast(world.code)
        found = worth_page(actor(world), world.code, "2380")
    assert found
    said = found.goals[0].moved.replace("\u202f", " ").replace("\u00a0", " ")
    assert said == "Sedan i går har en av kommunerna avstått från B1; därför är beloppet 120 000 kr högre."


def test_before_the_first_forecast_one_is_told_to_wait(world: World) -> None:
    from payouts.models import Forecast

    Forecast.objects.all().delete()
    assert "räknas ut nu" in words(person(world, Role.REPORTER))


def test_when_the_year_is_over_the_amounts_stand_in_the_decision(world: World) -> None:
    with time_machine.travel("2015-02-01 12:00+01:00", tick=False):
        found = worth_page(actor(world), world.code, "2380")
    assert found
    assert found.over
    assert found.goals == ()


def test_made_up_amounts_are_marked(world: World) -> None:
    assert "imulera" not in words(person(world, Role.REPORTER))
    report = factories.report(world.agreement, "B1", world.berg, "declined")
    type(report).objects.update(simulated=True)
    with time_machine.travel(NOON - timedelta(minutes=1), tick=False):
        make_forecast(world.code)
    assert "Simulerat" in words(person(world, Role.REPORTER))


def test_the_part_takes_six_queries(world: World) -> None:
    reader = actor(world)
    with time_machine.travel(NOON, tick=False), CaptureQueriesContext(connection) as captured:
        worth_page(reader, world.code, "2380")
    assert len(captured) <= 6

"""What became of the same demand last year, on the report's page: who reads it, and what it says."""

import pytest
from django.test import Client

from agreements.domain.report_key import ReportKey
from assessment.earlier import last_year
from assessment.models import Outcome, Verdict
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import ORGANISATION_ROLES, READS_ALL, Role
from prio.accounts.selectors import actor_of
from tests import factories
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
PLACE = "/overenskommelser/prov-2014/rapportering/{}/B1/forra-aret/"
BEFORE = factories.TINY_AGREEMENT.replace("prov-2014", "prov-2013").replace("year: 2014", "year: 2013")
THIS_YEAR = factories.TINY_AGREEMENT.replace(
    "- code: B1\n", "- code: B1\n    follows: {agreement: prov-2013, requirement: B1}\n"
)


@pytest.fixture
def world() -> World:
    return make_world(THIS_YEAR)


def person(world: World, role: Role) -> User:
    county = world.ostersund.counties.get().county
    return factories.person(role, organisation=world.ostersund.organisation, county=county)


def words(user: User, party: str = "2380", *, htmx: bool = False) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(PLACE.format(party), headers={"HX-Request": "true"} if htmx else {})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", Role)
def test_the_own_organisation_the_countys_coordinator_and_who_reads_all_read_it(
    world: World, role: Role
) -> None:
    client = Client()
    client.force_login(person(world, role))
    everything = role in READS_ALL or role is Role.COUNTY_COORDINATOR
    own, neighbour = (client.get(PLACE.format(party)).status_code for party in ("2380", "2326"))
    assert own == (200 if everything or role in ORGANISATION_ROLES else 404)
    assert neighbour == (200 if everything else 404)


def test_it_says_the_outcome_and_why(world: World) -> None:
    earlier = factories.agreement(BEFORE)
    (verdict,) = factories.verdicts(earlier, "B1", [world.ostersund], Outcome.NOT_MET)
    user = person(world, Role.REPORTER)
    assert "Ej uppfyllt" in words(user)
    assert "Källan anger bara utfallet" in words(user)
    reasons = {
        "key": "c1", "kind": "yes", "truth": "not_met", "text": "Inventeringen är gjord.",
        "reason": "Svaret är nej.", "asked": True, "children": [],
    }  # fmt: skip
    Verdict.objects.filter(pk=verdict.pk).update(reasons=reasons)
    html = words(user, htmx=True)
    assert html.lstrip().startswith('<section class="last-year"')
    assert "Inventeringen är gjord." in html
    assert "Svaret är nej." in html
    assert "imulera" not in html


def test_a_made_up_outcome_is_marked(world: World) -> None:
    factories.verdicts(factories.agreement(BEFORE), "B1", [world.ostersund], simulated=True)
    assert "Simulerat" in words(person(world, Role.REPORTER))


def test_a_proposal_is_nobodys_to_read(world: World) -> None:
    factories.proposal(factories.agreement(BEFORE), "B1", world.ostersund, Outcome.NOT_MET)
    assert "ingen slutlig bedömning" in words(person(world, Role.REPORTER))


def test_a_new_demand_has_no_last_year(world: World) -> None:
    reporter = actor_of(person(world, Role.REPORTER), clock.today())
    found = last_year(reporter, ReportKey(world.code, "GK1", "2380"))
    assert found
    assert found.verdicts == ()
    assert last_year(reporter, ReportKey(world.code, "A1", "2380")) is None  # not asked of a kommun

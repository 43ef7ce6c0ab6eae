"""The board of a county: who may see it, what stands there, and what is never shown too early."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessment.models import Outcome
from prio.accounts.roles import Role
from prio.money import number
from tests.desk.conftest import SignIn, World

pytestmark = pytest.mark.django_db
BOARD = "/overenskommelser/prov-2014/lan/{}/"


def judged(world: World) -> None:
    """Everybody met the grundkrav but Åre; the goals are simulated."""
    from tests import factories as make

    make.verdicts(world.agreement, "GK1", [world.ostersund, world.gotland_kommun, *world.regions])
    make.verdicts(world.agreement, "GK1", [world.are], Outcome.NOT_MET)
    make.verdicts(world.agreement, "A1", world.regions)
    make.verdicts(world.agreement, "B1", world.kommuner, Outcome.MET_WITH_REMARK, simulated=True)


def decided(world: World) -> None:
    """The same with a decision in force."""
    from tests import factories as make

    judged(world)
    run = make.run(
        world.agreement,
        {"A1": {world.region: 250_000, world.gotland_region: 150_000}, "B1": {world.ostersund: 600_000}},
        counties={world.jamtland: (100_000, 80_000, True), world.gotland: (57_000, 57_000, True)},
        simulated=True,
    )
    make.decision(run)


def page(client: Client, county: str = "23") -> str:
    answer = client.get(BOARD.format(county))
    assert answer.status_code == 200
    return answer.content.decode()


def test_own_county_is_seen_before_the_decision_without_any_amount(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    judged(world)
    coordinator = make.person(Role.COUNTY_COORDINATOR, county=world.jamtland)
    html = page(signed_in(coordinator))
    assert "Länet deltar" in html
    assert "80&nbsp;%" in html or "80\u00a0%" in html
    assert "Ingen fördelning är beslutad" in html


def test_a_name_that_is_new_in_the_agreements_year_stands_on_the_board(
    world: World, signed_in: SignIn
) -> None:
    from tests import factories as make

    world.region.names.update(valid_to="2014-01-01")
    world.region.names.create(name="Region Jämtland Härjedalen", valid_from="2014-01-01")
    html = page(signed_in(make.person(Role.AUDITOR)))
    assert "Region Jämtland Härjedalen" in html
    assert "Jämtlands läns landsting" not in html


def test_a_run_that_was_superseded_gives_no_amounts(world: World, signed_in: SignIn) -> None:
    from payouts.models import RunState
    from tests import factories as make

    judged(world)
    make.run(world.agreement, {"B1": {world.ostersund: 111_111}})
    make.run(world.agreement, {"B1": {world.ostersund: 222_222}}, state=RunState.SUPERSEDED)
    html = page(signed_in(make.person(Role.AUDITOR)))
    assert number(111_111) in html
    assert number(222_222) not in html


@pytest.mark.parametrize("county", ["99", "%00", "23%00", "Z"])
def test_a_county_that_does_not_exist(world: World, signed_in: SignIn, county: str) -> None:
    from tests import factories as make

    client = signed_in(make.person(Role.AUDITOR))
    assert client.get(BOARD.format(county)).status_code == 404


def test_another_county_does_not_exist_before_the_decision(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    judged(world)
    reader = make.person(Role.READER, organisation=world.ostersund.organisation)
    assert signed_in(reader).get(BOARD.format("09")).status_code == 404
    assert signed_in(reader).get(BOARD.format("23")).status_code == 200


def test_every_county_is_open_when_the_decision_is_in_force(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    decided(world)
    html = page(signed_in(make.person(Role.READER, organisation=world.ostersund.organisation)), "09")
    assert "150\u202f000\u00a0kr" in html


def test_a_run_that_is_only_computed_is_seen_by_who_reads_all_and_nobody_else(
    world: World, signed_in: SignIn
) -> None:
    from payouts.models import RunState
    from tests import factories as make

    judged(world)
    make.run(world.agreement, {"B1": {world.ostersund: 600_000}}, state=RunState.COMPUTED)
    assert "600\u202f000" in page(signed_in(make.person(Role.AUDITOR)))
    own = make.person(Role.RECIPIENT, organisation=world.ostersund.organisation)
    assert "600\u202f000" not in page(signed_in(own))


def test_a_proposed_verdict_is_seen_by_the_assessor_and_not_by_the_one_it_concerns(
    world: World, signed_in: SignIn
) -> None:
    from tests import factories as make

    make.proposal(world.agreement, "A1", world.region, Outcome.NOT_MET)
    assert "Förslag: ej uppfyllt" in page(signed_in(make.person(Role.ASSESSOR)))
    own = make.person(Role.READER, organisation=world.region.organisation)
    assert "Förslag" not in page(signed_in(own))


def test_who_failed_is_named_with_its_inhabitants(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    decided(world)
    html = page(signed_in(make.person(Role.AUDITOR)))
    assert "Klarade inte grundkraven: Åre" in html
    assert "20\u202f000" in html


def test_a_county_below_the_limit_says_what_was_missing_and_who_would_have_been_enough(
    world: World, signed_in: SignIn
) -> None:
    from tests import factories as make

    make.verdicts(world.agreement, "GK1", [world.are, *world.regions, world.gotland_kommun])
    make.verdicts(world.agreement, "GK1", [world.ostersund], Outcome.NOT_SUBMITTED)
    html = page(signed_in(make.person(Role.AUDITOR)))
    assert "Länet deltar inte" in html
    assert "60\u202f000" in html
    assert "Östersund hade räckt." in html


def test_simulated_verdicts_are_marked_in_words_beside_the_real_ones(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    judged(world)
    html = page(signed_in(make.person(Role.AUDITOR)))
    assert "Simulerade uppgifter." in html
    assert html.count("simulerat</span>") == 2  # B1 of the two kommuner, and nothing else


def test_nothing_is_marked_where_nothing_is_simulated(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    make.verdicts(world.agreement, "GK1", [*world.kommuner, *world.regions])
    assert "imulera" not in page(signed_in(make.person(Role.AUDITOR)))


def test_a_page_of_2014_says_landsting(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    judged(world)
    html = page(signed_in(make.person(Role.AUDITOR)))
    assert "Gränsen är nådd och landstinget har klarat sina grundkrav." in html


@pytest.mark.parametrize("address", ["99", "x"])
def test_a_county_that_does_not_exist_is_not_found(world: World, signed_in: SignIn, address: str) -> None:
    from tests import factories as make

    assert signed_in(make.person(Role.AUDITOR)).get(BOARD.format(address)).status_code == 404


def test_a_report_shows_how_far_it_has_come_until_it_is_judged(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    make.report(world.agreement, "GK1", world.are, "returned")
    html = page(signed_in(make.person(Role.COUNTY_COORDINATOR, county=world.jamtland)))
    assert "Komplettering begärd" in html
    assert "Inte påbörjad" in html


def test_board_takes_at_most_twelve_queries_for_who_acts_for_an_organisation(
    world: World, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    from tests import factories as make

    decided(world)
    client = signed_in(make.person(Role.RECIPIENT, organisation=world.ostersund.organisation))
    with django_assert_max_num_queries(12):
        page(client)

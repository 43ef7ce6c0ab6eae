"""The counties of an agreement: map and table say the same, and nobody sees results too early."""

import re

import pytest
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from assessment.models import Outcome
from payouts.models import AllocationCounty
from prio.accounts.roles import Role
from tests.desk.conftest import SignIn, World

pytestmark = pytest.mark.django_db
COUNTIES = "/overenskommelser/prov-2014/lan/"


def test_before_any_verdict_nothing_is_decided(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    html = signed_in(make.person(Role.AUDITOR)).get(COUNTIES).content.decode()
    assert "Länen just nu" in html
    assert html.count("Inte avgjort<") == 2


def test_counties_that_are_left_out_are_named_first(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    make.verdicts(world.agreement, "GK1", [world.ostersund, world.are, *world.regions])
    make.verdicts(world.agreement, "GK1", [world.gotland_kommun], Outcome.NOT_MET)
    html = signed_in(make.person(Role.SKR_ADMINISTRATOR)).get(COUNTIES).content.decode()
    assert "1 av 2 län deltar" in html
    assert 'Deltar inte: <a href="/overenskommelser/prov-2014/lan/09/">Gotlands län</a>' in html


def test_what_was_decided_comes_from_the_run_and_its_sums_add_up(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    run = make.run(
        world.agreement,
        {"B1": {world.ostersund: 400_000, world.gotland_kommun: 200_000}},
        counties={world.jamtland: (100_000, 80_000, True), world.gotland: (57_000, 57_000, True)},
    )
    make.decision(run)
    reader = make.person(Role.READER, organisation=world.are.organisation)
    html = signed_in(reader).get(COUNTIES).content.decode()
    assert "2 av 2 län deltar" in html
    assert "600\u202f000" in html
    assert "157\u202f000" in html


def test_map_and_table_show_the_same_counties_with_the_same_shares(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    make.verdicts(world.agreement, "GK1", [world.ostersund, *world.regions])
    html = signed_in(make.person(Role.AUDITOR)).get(COUNTIES).content.decode()
    tiles = re.findall(r'<a class="(\w+)"[^>]*aria-label="([^"]*)"', html)
    assert tiles == [
        ("open", "Gotlands län: inte avgjort än, 0\u00a0%"),
        ("part", "Jämtlands län: länet deltar, 80\u00a0%"),
    ]


def test_the_map_cuts_the_share_after_a_decimal_and_says_100_only_for_the_whole(
    world: World, signed_in: SignIn
) -> None:
    from tests import factories as make

    counties = {world.jamtland: (100_000, 95_580, True), world.gotland: (57_000, 56_999, True)}
    make.run(world.agreement, {"B1": {world.ostersund: 600_000}}, counties=counties)
    auditor = signed_in(make.person(Role.AUDITOR))
    tiles = re.compile(r"<small>([^<]*)</small></a>")
    assert tiles.findall(auditor.get(COUNTIES).content.decode()) == ["99,9\u00a0%", "95,5\u00a0%"]
    AllocationCounty.objects.update(qualified_population=F("population"))
    assert tiles.findall(auditor.get(COUNTIES).content.decode()) == ["100\u00a0%", "100\u00a0%"]


def test_own_county_only_before_the_decision(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    html = (
        signed_in(make.person(Role.COUNTY_COORDINATOR, county=world.gotland)).get(COUNTIES).content.decode()
    )
    assert "Gotlands län" in html
    assert "Jämtlands län" not in html


def test_who_has_no_county_finds_nothing_before_the_decision(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    assert signed_in(make.person(Role.ADMINISTRATOR)).get(COUNTIES).status_code == 404
    assert signed_in(make.person()).get(COUNTIES).status_code == 404


def test_an_agreement_that_does_not_exist_is_not_found(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    assert signed_in(make.person(Role.AUDITOR)).get("/overenskommelser/okand/lan/").status_code == 404


def test_the_same_number_of_queries_for_two_counties_and_for_twenty(
    world: World, signed_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from tests import factories as make

    make.verdicts(world.agreement, "GK1", [*world.kommuner, *world.regions])
    client = signed_in(make.person(Role.AUDITOR))
    client.get(COUNTIES)
    with django_assert_num_queries(9):
        client.get(COUNTIES)
    for number in range(40, 58):
        county = make.county(str(number), f"Q{number}"[-2:], f"Län {number}")
        parties = [
            make.kommun(f"{number}{kommun:02}", f"Kommun {number}-{kommun}", county) for kommun in range(5)
        ]
        make.verdicts(
            world.agreement, "GK1", [*parties, make.region(str(number), f"Region {number}", county)]
        )
    with django_assert_num_queries(9):
        client.get(COUNTIES)

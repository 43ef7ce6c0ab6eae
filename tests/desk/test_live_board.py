"""The board of a county while reports come in: against its limit, what is at stake, read again as it changes."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agreements.models import Report, Submission
from payouts.services import make_forecast
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.parties.models import Party
from tests import factories as make
from tests.desk.conftest import SignIn, World

pytestmark = pytest.mark.django_db
NOON = datetime(2014, 10, 1, 10, tzinfo=UTC)
BOARD = "/overenskommelser/prov-2014/lan/23/"


def handed_in(world: World, code: str, party: Party, answers: object, state: str = "handed_in") -> Report:
    report = make.report(world.agreement, code, party, state)
    Report.objects.filter(pk=report.pk).update(changed_at=NOON)
    Submission.objects.create(
        report=report,
        requirement_version=report.wording,
        number=1,
        answers=answers,
        sha256="0" * 64,
        handed_in_at=NOON - timedelta(hours=1),
        simulated=True,
    )
    return report


def coordinator(world: World) -> User:
    return make.person(Role.COUNTY_COORDINATOR, county=world.jamtland)


def page(client: Client, address: str = BOARD) -> str:
    with time_machine.travel(NOON, tick=False):
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def forecast(world: World) -> None:
    with time_machine.travel(NOON, tick=False):
        make_forecast(world.agreement.code)


def test_what_is_handed_in_is_held_against_the_limit_in_inhabitants(world: World, signed_in: SignIn) -> None:
    client = signed_in(coordinator(world))
    assert 'kommuner med <strong class="num">80 000</strong> invånare till' in page(client)
    handed_in(world, "GK1", world.are, {"decided": True})
    html = page(client)
    assert '20 000</span> av <span class="num">100 000' in html
    assert "Östersund räcker." in html
    handed_in(world, "GK1", world.ostersund, {"decided": True})
    assert "Landstinget behöver lämna in grundkraven" in page(client)
    handed_in(world, "GK1", world.region, {"decided": True})
    html = page(client)
    assert "Länet är på väg att delta" in html
    assert "Gränsen är nådd" in html


def test_a_report_that_its_pre_check_fails_counts_for_nothing(world: World, signed_in: SignIn) -> None:
    handed_in(world, "GK1", world.ostersund, {"decided": False})
    html = page(signed_in(coordinator(world)))
    assert "Länet kan inte delta" in html
    assert "Gränsen kan inte nås längre." in html


def test_one_that_can_still_be_completed_is_not_lost(world: World, signed_in: SignIn) -> None:
    handed_in(world, "GK1", world.ostersund, {"decided": False}, "returned")
    assert "Länet deltar inte än" in page(signed_in(coordinator(world)))


def test_who_declines_is_out_of_it(world: World, signed_in: SignIn) -> None:
    make.report(world.agreement, "GK1", world.region, "declined")
    html = page(signed_in(coordinator(world)))
    assert "Landstinget kan inte längre klara grundkraven." in html


def test_the_coordinator_sees_what_is_lost_with_each_and_with_whom_the_county_falls(
    world: World, signed_in: SignIn
) -> None:
    forecast(world)
    html = page(signed_in(coordinator(world)))
    assert "Utan Östersund faller länet under gränsen på 80 procent." in html
    assert "Utan Jämtlands läns landsting deltar inte länet." in html
    assert "Om den uteblir" in html
    assert html.count("hela länet faller</span>") == 1  # Östersund


def test_a_kommun_sees_its_own_loss_and_nobody_elses(world: World, signed_in: SignIn) -> None:
    forecast(world)
    html = page(signed_in(make.person(Role.REPORTER, organisation=world.are.organisation)))
    assert "hela länet faller</span>" not in html
    assert html.count('<span class="soft">–</span>') == 1  # Östersund's


def test_before_the_first_forecast_the_stakes_are_on_their_way(world: World, signed_in: SignIn) -> None:
    assert "räknas ut nu" in page(signed_in(coordinator(world)))


def test_who_reads_what_is_handed_in_follows_the_cell_to_it_and_nobody_else(
    world: World, signed_in: SignIn
) -> None:
    handed_in(world, "GK1", world.ostersund, {"decided": True})
    make.report(world.agreement, "B1", world.ostersund, "draft")
    address = "/overenskommelser/prov-2014/rapporter/2380/{}/"
    own = make.person(Role.READER, organisation=world.ostersund.organisation)
    neighbour = make.person(Role.READER, organisation=world.are.organisation)
    for user, follows in ((coordinator(world), True), (own, True), (neighbour, False)):
        html = page(signed_in(user))
        assert (address.format("GK1") in html) is follows
        assert address.format("B1") not in html
    with time_machine.travel(NOON, tick=False):
        assert signed_in(own).get(address.format("GK1")).status_code == 200


def test_who_assesses_is_told_nothing_of_drafts(world: World, signed_in: SignIn) -> None:
    make.report(world.agreement, "B1", world.ostersund, "draft")
    assert "Utkast" in page(signed_in(coordinator(world)))
    html = page(signed_in(make.person(Role.ASSESSOR))).partition("<main")[
        2
    ]  # the menu leads to drafts of agreements
    assert "Utkast" not in html
    assert "Inget inlämnat" in html


def test_it_answers_nothing_while_nothing_has_changed_and_the_board_when_something_has(
    world: World, signed_in: SignIn
) -> None:
    client = signed_in(coordinator(world))
    mark = page(client).split("?sedan=")[1].split('"')[0]

    def again() -> object:
        with time_machine.travel(NOON, tick=False):
            return client.get(f"{BOARD}?sedan={mark}", headers={"HX-Request": "true"})

    assert again().status_code == 204  # type: ignore[attr-defined]  # a response
    make.report(world.agreement, "GK1", world.are, "declined")
    answer = again()
    assert answer.status_code == 200  # type: ignore[attr-defined]  # a response
    assert answer.content.decode().lstrip().startswith("<div hx-get=")  # type: ignore[attr-defined]  # a response
    assert "Avstår" in answer.content.decode()  # type: ignore[attr-defined]  # a response


def test_another_countys_board_is_not_read_again_either(world: World, signed_in: SignIn) -> None:
    client = signed_in(make.person(Role.COUNTY_COORDINATOR, county=world.gotland))
    with time_machine.travel(NOON, tick=False):
        assert client.get(f"{BOARD}?sedan=x", headers={"HX-Request": "true"}).status_code == 404


def test_a_county_whose_year_is_over_is_not_read_again(world: World, signed_in: SignIn) -> None:
    client = signed_in(coordinator(world))
    with time_machine.travel("2015-03-01 12:00+01:00", tick=False):
        assert "hx-get" not in client.get(BOARD).content.decode()


def test_the_board_takes_at_most_twelve_queries(
    world: World, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    handed_in(world, "GK1", world.ostersund, {"decided": True})
    forecast(world)
    client = signed_in(make.person(Role.REPORTER, organisation=world.ostersund.organisation))
    with django_assert_max_num_queries(12):
        page(client)

"""What a changed verdict would do to the allocation: reckoned on the division in force, and nothing is changed."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from agreements.domain.report_key import ReportKey
from assessment.models import RecusalDeclaration
from assessment.services.correcting import begin_correction
from payouts.domain.allocation import AllocationInput, Municipality, Pot, Region, Terms
from payouts.domain.consequence import consequence
from payouts.models import DecisionState
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from tests import factories
from tests.payouts.decided import decided
from tests.tables import changed, content

TERMS = Terms(80, region_gate=True, region_coverage="none")
GIVEN = AllocationInput(
    terms=TERMS,
    municipalities=(Municipality("0101", "01", 80), Municipality("0102", "01", 20), Municipality("0201", "02", 100)),
    regions=(Region("01", "01"), Region("02", "02")),
    grundkrav={"municipality": ("GK",), "region": ("GK",)},
    pots=(Pot("B1", {"municipality": 1000}, "shared"),),
    met={
        "GK": frozenset({"0101", "0102", "0201", "01", "02"}),
        "B1": frozenset({"0101", "0102", "0201"}),
    },
)  # fmt: skip


def differences(requirement: str, party: str, *, met: bool = False) -> dict[str, int]:
    return {one.party: one.difference for one in consequence(GIVEN, requirement, party, met=met).moved}


def test_who_loses_a_goal_leaves_its_money_to_the_others() -> None:
    assert differences("B1", "0102") == {"0101": 44, "0102": -100, "0201": 56}


def test_a_county_that_falls_below_its_limit_loses_everything() -> None:
    found = consequence(GIVEN, "GK", "0101", met=False)
    assert (found.falls, found.lost, found.gained) == (True, 500, 500)
    assert (found.county_after.qualified_population, found.county_after.takes_part) == (20, False)


def test_exactly_at_its_limit_a_county_stays() -> None:
    found = consequence(GIVEN, "GK", "0102", met=False)
    assert (found.falls, found.county_after.takes_part) == (False, True)


def test_an_outcome_that_counted_so_already_changes_nothing() -> None:
    found = consequence(GIVEN, "B1", "0102", met=True)
    assert (found.changes, found.moved) == (False, ())


def test_what_one_gains_others_lose_to_the_krona() -> None:
    for party in ("0101", "0102", "0201"):
        for requirement in ("GK", "B1"):
            found = consequence(GIVEN, requirement, party, met=False)
            undistributed = found.undistributed_after - found.undistributed_before
            assert found.gained - found.lost + undistributed == 0


PAGE = "/overenskommelser/prov-2014/bedomning/slutlig/2326/GK1/foljd/"


@pytest.fixture
def client(db: None) -> Client:
    decided()
    lead = factories.person(Role.LEAD_ASSESSOR)
    client = Client()
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_says_who_gains_and_loses_and_that_nothing_is_changed(client: Client) -> None:
    before = content("accounts.User")
    html = client.get(PAGE).content.decode()
    assert 'får <strong class="nowrap">120\u202f000\u00a0kr mindre</strong>' in html
    assert "Jämtlands län deltar som förut" in html
    assert "+120\u202f000" in html
    assert "Ingen fördelning och inget beslut ändras av den." in html
    assert "S2014/1" in html
    assert changed(before, content("accounts.User")) == {}


def test_a_county_that_would_fall_is_told(client: Client) -> None:
    html = client.get(PAGE.replace("2326", "2380")).content.decode()
    assert "Jämtlands län faller under sin gräns och får inga pengar alls." in html


def test_a_county_that_its_region_brings_down_is_told_so(client: Client) -> None:
    html = client.get(PAGE.replace("2326", "23")).content.decode()
    assert (
        "Jämtlands län får inga pengar alls, när Jämtlands läns landsting inte klarar alla grundkrav." in html
    )
    assert "faller under sin gräns" not in html


def test_the_outcome_can_be_tried(client: Client) -> None:
    assert "Fördelningen ändras inte" in client.get(f"{PAGE}?utfall=met_with_remark").content.decode()
    assert client.get(f"{PAGE}?utfall=kanske").status_code == 404


def test_without_a_division_there_is_nothing_to_reckon_on(db: None) -> None:
    decided(state=DecisionState.DRAFT)
    factories.agreement(factories.TINY_AGREEMENT.replace("prov-2014", "annan-2014"))
    client = Client()
    client.force_login(factories.person(Role.ASSESSOR), backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(PAGE.replace("prov-2014", "annan-2014")).content.decode()
    assert "Det finns ingen fördelning att räkna på än." in html


def test_a_correction_in_hand_is_what_is_reckoned_with(db: None) -> None:
    with time_machine.travel(datetime(2014, 12, 20, 12, tzinfo=UTC), tick=False):
        decided()
        user = factories.person(Role.ASSESSOR)
        RecusalDeclaration.objects.create(user=user, year=2014, declared_at=factories.AN_INSTANT)
        actor = actor_of(user, datetime(2014, 12, 20, tzinfo=UTC).date())
        begin_correction(
            actor,
            ReportKey("prov-2014", "GK1", "2326"),
            revision=0,
            correction="change",
            reason="Ny uppgift.",
        )
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        case = client.get(PAGE.removesuffix("foljd/")).content.decode()
        assert f'href="{PAGE}"' in case
        assert client.get(PAGE).status_code == 200

"""Gotland is one organisation and two parties: both stand on one page, each with its own reports, case and receipt."""

import re

import pytest
from playwright.sync_api import expect

from agreements.models import HandIn
from payouts.services import make_forecast
from prio import clock
from prio.accounts.roles import Role
from prio.parties.models import Population, PopulationVersion
from tests import factories
from tests.journeys.conftest import SitDown
from tests.journeys.keyboard import Keyboard
from tests.journeys.places import CODE, REPORTING, answer
from tests.reporting import Place, actor_for

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", [360, 1280])
def test_gotland_reports_as_a_kommun_and_as_a_region(place: Place, sit_down: SitDown, width: int) -> None:
    county = factories.county("09", "I", "Gotlands län")
    kommun = factories.kommun("0980", "Gotland", county)
    factories.region("09", "Region Gotland", county, kommun.organisation)
    Population.objects.create(version=PopulationVersion.objects.get(), municipality=kommun, inhabitants=57)
    make_forecast(CODE, at=clock.now())
    reporting, signing = actor_for(kommun, Role.REPORTER), actor_for(kommun, Role.SIGNER)
    reporter = sit_down(reporting, width)
    reporter.open(REPORTING)
    reporter.reads("Ni rapporterar för 2 parter.")
    answer_follow_up(reporter, "0980")
    answer_follow_up(reporter, "09")
    answer(reporting, "A1", "09", {"plans": 12})

    signer = sit_down(signing, width)
    signer.open(REPORTING)
    sign(signer, "0980", ["GK2"])
    sign(signer, "09", ["GK2", "A1"])
    first, second = HandIn.objects.order_by("at")
    assert first.case.party
    assert second.case.party
    assert (first.case.party.code, second.case.party.code) == ("0980", "09")
    assert first.case.reference != second.case.reference
    signer.open(REPORTING)
    for party, lacking in (("0980", "GK1"), ("09", "GK1")):
        expect(signer.page.locator(f"#part-{party}")).to_contain_text(
            first.case.reference if party == "0980" else second.case.reference
        )
        expect(
            signer.page.get_by_role("heading", name=re.compile(f"{lacking} är inte inlämna"))
        ).to_have_count(2)


def answer_follow_up(reporter: Keyboard, party: str) -> None:
    """Answer GK2 of one of the two: the links have the same name, and stand each under its own heading."""
    reporter.open(REPORTING)
    reporter.tab_to(re.compile("Börja med GK2"), "link")
    while f"/{party}/" not in reporter.page.evaluate("document.activeElement.href"):
        reporter.tab_to(re.compile("Börja med GK2"), "link")
    with reporter.page.expect_navigation(url=re.compile(f"/{party}/GK2/$")):
        reporter.page.keyboard.press("Enter")
    reporter.look()
    reporter.write("När följde ni upp?", "mars 2014")
    reporter.tab()
    reporter.saved()


def sign(signer: Keyboard, party: str, codes: list[str]) -> None:
    """Hand in one party's reports."""
    signer.open(f"{REPORTING}{party}/lamna-in/")
    assert [one.get_attribute("value") for one in signer.page.locator('[name="krav"]').all()] == codes
    signer.reads("är inte inlämnade")
    for code in codes:
        if not signer.page.is_checked(f"#krav-{code}"):
            signer.tick(re.compile(code))
    signer.tick(re.compile("behörig"))
    signer.follow(re.compile("^Lämna in"), "button", to="/kvitto/1/$")

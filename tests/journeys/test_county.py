"""A county: its coordinator sees how it stands and what is at stake, and attaches a file that a kommun then uses."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from payouts.services import make_forecast
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Role
from tests.journeys.conftest import SitDown, check_files
from tests.journeys.keyboard import Keyboard
from tests.journeys.places import AGREEMENT, CODE, REPORTING, answer, hand_over
from tests.reporting import Place, actor_for, the_report

pytestmark = pytest.mark.slow
IN_SIGHT = (
    """mark => mark.getBoundingClientRect().right <= mark.closest(".scroll").getBoundingClientRect().right"""
)


@pytest.fixture
def followed(place: Place) -> Place:
    """The kommuner and the region have handed in figures that differ; Berg has begun a grundkrav."""
    signing = actor_for(place.region, Role.SIGNER)
    for actor, party, plans in ((place.signer, "2380", 170), (place.neighbour, "2326", 71)):
        answer(actor, "B1", party, {"plans": plans, "need": 180})
        hand_over(actor, party, "B1")
    answer(signing, "A1", "23", {"plans": 356})
    hand_over(signing, "23", "A1")
    answer(place.neighbour, "GK2", "2326", {"followed": "2014-03"})
    make_forecast(CODE, at=clock.now())
    return place


@pytest.mark.parametrize("width", [360, 1280])
def test_a_coordinator_follows_the_county_and_attaches_what_it_has_in_common(
    followed: Place, sit_down: SitDown, agreement_file: Path, coordinator: User, width: int
) -> None:
    at_county = sit_down(coordinator, width)
    at_county.follow("Öppna länets tavla", "link", to="/lan/23/$")
    see_the_board(at_county)
    at_county.follow("Bifoga det som länet har gemensamt", to="/lan/23/underlag/$")
    at_county.attach(re.compile("Bifoga för hela länet"), agreement_file)
    at_county.reads("Kontrolleras")
    check_files()
    at_county.reads("Ingen har bekräftat den än.")

    reporter = sit_down(followed.reporter, width)
    reporter.open(f"{REPORTING}2380/GK1/")
    reporter.reads("Länssamordnaren har bifogat")
    reporter.press(re.compile("^Använd den"), "button")
    files = reporter.page.locator("#question-plan .files")
    expect(files).to_contain_text("Länets gemensamma")
    reporter.look()
    assert the_report("GK1").answers["plan"]["shared"] is True
    at_county.open(f"{AGREEMENT}lan/23/underlag/")
    at_county.reads(re.compile("Bekräftad.* av Östersund"))
    at_county.follow("Inlämnat", "link", to="/rapporter/$")


def see_the_board(at_county: Keyboard) -> None:
    """The states, the limit, what is at stake, and the figures side by side."""
    page = at_county.page
    berg = page.locator("tr", has=page.get_by_role("rowheader", name="Berg"))
    expect(berg).to_contain_text("Utkast")
    expect(berg).to_contain_text("Inte påbörjad")
    expect(berg).to_contain_text("Inlämnad")
    at_county.reads("Gränsen på 80 procent")
    at_county.reads("behöver kommuner med 80 invånare till lämna in")
    at_county.reads(re.compile("Utan Östersund faller länet"))
    compared = page.get_by_role("row", name=re.compile("Antal planer"))
    expect(compared).to_contain_text("241")
    expect(compared).to_contain_text("356")
    difference = compared.locator(".tag:visible")
    expect(difference).to_contain_text("−115")
    assert difference.evaluate(IN_SIGHT)  # on a phone too, without scrolling in the table

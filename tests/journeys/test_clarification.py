"""A question becomes a clarification: asked, answered, promoted; the kommun that had answered is told and confirms."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import SitDown
from tests.journeys.keyboard import Keyboard
from tests.journeys.places import AGREEMENT, answer, hand_over
from tests.reporting import Place, the_report

pytestmark = pytest.mark.slow
QUESTIONS = f"{AGREEMENT}fragor/"


@pytest.mark.parametrize("width", [360, 1280])
def test_an_answer_becomes_a_clarification_that_a_kommun_confirms(
    place: Place, sit_down: SitDown, width: int
) -> None:
    answer(place.signer, "GK2", "2380", {"followed": "2014-03"})
    hand_over(place.signer, "2380", "GK2")
    ask(sit_down(place.neighbour, width))
    reply(sit_down(place.assessor, width))
    clarify(sit_down(place.lead, width))

    reporter = sit_down(place.reporter, width)
    reporter.reads("GK1 är inte inlämnat")
    reporter.reads("Lydelsen har ändrats sedan ni svarade.")
    reporter.press(re.compile("oläst"))
    reporter.follow("Meddelanden", "link", to="/meddelanden/$")
    reporter.follow(re.compile("GK2"), "link", to=r"/meddelanden/\d+/$")
    reporter.follow("Gå till sidan", to="/versioner/")
    expect(reporter.page.locator("ins").last).to_contain_text("Även en gemensam uppföljning räknas.")
    reporter.follow("Östersund", "link", to="/2380/GK2/$")
    reporter.reads("Kravet har ändrats sedan ni svarade.")
    before = the_report("GK2").wording_id
    reporter.follow("Svaren gäller även den nya lydelsen", "button", to="/2380/GK2/$")
    reporter.reads("Ni har bekräftat att svaren i GK2 gäller den nya lydelsen.")
    assert the_report("GK2").wording_id != before
    reporter.open(f"{AGREEMENT}versioner/")
    reporter.reads("GK2 1 av 1 har bekräftat")


def ask(asker: Keyboard) -> None:
    """Ask about a requirement in public."""
    asker.open(AGREEMENT)
    asker.follow(re.compile("^Frågor och svar"), "link", to="/fragor/$")
    asker.pick("Vad gäller frågan?", "GK2")
    asker.write("Er fråga", "Räknas en uppföljning som länet gör tillsammans?")
    asker.follow("Ställ frågan", "button", to="/fragor/")


def reply(assessor: Keyboard) -> None:
    """Answer it."""
    assessor.open(QUESTIONS)
    assessor.follow(re.compile(r"^Fråga \d+"), "link", to=r"/fragor/\d+/$")
    assessor.write("Svar", "Ja.")
    assessor.follow("Svara", "button", to=r"/fragor/\d+/")


def clarify(lead: Keyboard) -> None:
    """Make the answer a part of the criterion, after having seen the difference."""
    lead.open(QUESTIONS)
    lead.follow(re.compile(r"^Fråga \d+"), "link", to=r"/fragor/\d+/$")
    lead.write("Förtydligandet", "Även en gemensam uppföljning räknas.")
    lead.press("Granska skillnaden", "button")
    lead.page.wait_for_selector("#granska")
    lead.look()
    expect(lead.page.locator("ins").last).to_contain_text("Även en gemensam uppföljning räknas.")
    lead.follow(re.compile("Publicera som version 2"), "button", to=r"/fragor/|/versioner/")

"""The letters in a real browser: from the ministry's list to the recipient's letter, and whether it is genuine."""

from functools import partial

import pytest
from playwright.sync_api import Page, expect

from assessment.services import load_outcomes
from payouts.models import DecisionLetter
from payouts.services.letter_sending import send_letters
from payouts.services.letters import make_letters
from prio.accounts.roles import Role
from tests import factories
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.payouts.decided import user_of
from tests.payouts.letters.conftest import decide_again
from tests.payouts.letters.test_corrections import BERG_FAILED, BERG_MEETS
from tests.world import make_world

pytestmark = pytest.mark.django_db(transaction=True)


def is_well(page: Page, axe: AccessibilityCheck, heading: str) -> None:
    """Wait for the page; nothing but a table in its own box is wider than the screen, and axe finds nothing."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_list_to_the_letter_and_whether_it_is_genuine(
    browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    world = make_world(demonstration=True)
    load_outcomes(world.code, "utfall.csv", BERG_FAILED.encode(), simulated=True)
    decision = decide_again(world)
    make_letters(decision.pk)
    send_letters(decision.pk, world.preparer)
    load_outcomes(world.code, "rättelse.csv", BERG_MEETS.encode(), simulated=True)
    recipient = factories.person(Role.RECIPIENT, organisation=world.ostersund.organisation)
    place = f"/overenskommelser/prov-2014/beslut/{decision.pk}/"
    page = browser_page(width=width)
    well = partial(is_well, page, axe)

    sign_in(page, user_of(world, "preparer"))
    page.goto(f"{place}brev/")
    well("Breven om beslut")
    page.goto(place)
    well("Beslut PROV-2014/1")
    page.get_by_role("link", name="Se vad en rättelse skulle ge").click()
    well("Rätta eller upphäva")
    page.get_by_label("Skäl").last.fill("Det fattades på fel underlag.")
    page.get_by_role("button", name="Bered ett upphävande").press("Enter")
    well("Beslut PROV-2014/2")

    page.context.clear_cookies()
    sign_in(page, recipient)
    page.goto("/")
    page.get_by_role("link", name="Öppna brevet").click()
    well("Brev till")
    letter = DecisionLetter.objects.get(organisation__code="2380")
    page.context.clear_cookies()
    page.goto("/kontrollera/")
    well("Kontrollera ett dokument")
    page.get_by_label("Nummer").fill(letter.reference)
    page.get_by_label("Kontrollsumma").fill(letter.document_id or "")
    page.get_by_role("button", name="Kontrollera").press("Enter")
    expect(page.get_by_text("Dokumentet är äkta.")).to_be_visible()
    well("Kontrollera ett dokument")

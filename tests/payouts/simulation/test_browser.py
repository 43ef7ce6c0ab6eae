"""Simulating in a real browser, with the keyboard, wide and narrow; and two neighbours side by side."""

import pytest
from playwright.sync_api import Page, expect

from payouts.models import Simulation
from prio.accounts.roles import Role
from tests import factories
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.payouts.decided import large_world

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page: Page) -> bool:
    """Say whether nothing but a table in its own box is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_tab_to_a_saved_simulation_and_its_neighbours(
    browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    run = large_world(3, 5)
    page = browser_page(width=width)
    sign_in(page, factories.person(Role.MINISTRY_PREPARER))
    page.goto("/overenskommelser/prov-2014/")
    page.get_by_role("link", name="Simulering").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Simulering")
    axe(page)
    assert fits(page)
    page.get_by_label("Länets gräns, procent").fill("70")
    page.get_by_text("Om dessa hade klarat, eller inte klarat, ett krav").click()
    page.get_by_label("Utfall").select_option("nej")
    page.get_by_label("Organisationer").fill("Kommun 1-1, Kommun 1-2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Länets gräns: 70 procent (i dag 80).")).to_be_visible()
    expect(page.get_by_text("Kommun 1-1 och Kommun 1-2 har inte klarat GK1.")).to_be_visible()
    expect(page.get_by_text("Deltar inte längre:")).to_be_visible()
    axe(page)
    assert fits(page)
    page.get_by_label("Spara med namnet").fill("Utan de två")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Simulering: Utan de två")
    expect(page.get_by_text("Inget av det är föreslaget, beslutat eller betalt.")).to_be_visible()
    axe(page)
    assert fits(page)
    assert Simulation.objects.get().name == "Utan de två"
    page.goto(f"/overenskommelser/prov-2014/fordelning/{run.pk}/B1/0101/")
    page.get_by_label("Varför får en annan mer eller mindre?").fill("Kommun 2-5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Varför får Kommun 2-5 mer än Kommun 1-1?")
    axe(page)
    assert fits(page)

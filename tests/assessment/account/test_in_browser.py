"""The account in a real browser, wide and narrow: from the country to a county and back to who did not meet what."""

import re

import pytest
from playwright.sync_api import Page, expect

from prio.accounts.roles import Role
from tests import factories
from tests.assessment.account.world import make_country
from tests.browser import AccessibilityCheck, BrowserPages

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/overenskommelser/prov-2014/redovisning/"


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_country_to_a_county(
    browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    make_country()
    user = factories.person(Role.AUDITOR)
    page = browser_page(width=width)
    page.goto("/logga-in/")
    page.fill("input[name=username]", user.username)
    page.fill("input[name=password]", factories.PASSWORD)
    page.click("main button")
    page.wait_for_url(re.compile(r"^((?!logga-in).)*$"))
    page.goto("/overenskommelser/prov-2014/")
    page.get_by_role("link", name="Redovisning").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Redovisning 2014")
    page.evaluate("document.querySelectorAll('details.fold').forEach(fold => { fold.open = true })")
    axe(page)
    assert fits(page)
    page.get_by_role("link", name=re.compile("^Jämtlands län: 2 av 3")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Redovisning 2014, Jämtlands län")
    page.get_by_text("Var och en").first.click()
    axe(page)
    assert fits(page)

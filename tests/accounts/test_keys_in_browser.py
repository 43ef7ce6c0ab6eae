"""The page of API keys in a browser: by keyboard, wide and narrow, with nothing for axe to find."""

import pytest
from pytest_django.live_server_helper import LiveServer

from prio.accounts.models import ApiToken, Membership, User
from prio.accounts.roles import Role
from prio.accounts.tokens import actor_with, token_of
from tests import factories
from tests.browser import AccessibilityCheck, BrowserPages
from tests.factories import PASSWORD


@pytest.fixture
def signer(transactional_db: None) -> User:
    """A signer of a kommun."""
    kommun = factories.kommun("2380", "Östersund", factories.county())
    return factories.person(Role.SIGNER, organisation=kommun.organisation)


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_a_key_is_made_and_revoked_by_keyboard(
    signer: User,
    live_server: LiveServer,
    browser_page: BrowserPages,
    axe: AccessibilityCheck,
    width: int,
) -> None:
    page = browser_page(width=width, height=800)
    page.goto("/logga-in/")
    page.fill("#id_username", signer.username)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("summary:has-text('Östersund')" if width > 360 else "summary")
    page.locator("details.me summary").press("Enter")
    page.get_by_role("link", name="API-nycklar").press("Enter")
    page.wait_for_selector("text=Inga nycklar är i bruk.")
    axe(page)
    page.get_by_label("Systemets namn").press_sequentially("Treserva")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Den visas bara den här gången.")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    token = token_of(page.inner_text("section.next code"))
    assert token
    assert token.may_hand_in
    actor = actor_with(token)
    assert actor
    assert actor.acts_for == (Membership.objects.get().organisation.name,)  # type: ignore[union-attr]  # a signer has one
    page.get_by_role("link", name="Klart, jag har kopierat den").press("Enter")
    page.get_by_role("button", name="Återkalla Treserva").press("Enter")
    page.wait_for_selector("text=Nyckeln ”Treserva” är återkallad")
    axe(page)
    assert ApiToken.objects.get().revoked_at

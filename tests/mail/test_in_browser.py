"""Messages and the calendar in a real browser, by keyboard, on a phone and on a wide screen."""

from datetime import timedelta

import pytest

from agreements.reminders import remind
from prio.accounts.models import CalendarFeed
from prio.accounts.roles import Role
from prio.mail.models import Message, MessageState
from tests import factories
from tests.agreements.reminders.conftest import LAST_DAY
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.desk.test_in_browser import SIDEWAYS, WIDTHS
from tests.world import make_world

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reminder_is_found_read_and_marked_and_the_calendar_made_by_keyboard(
    transactional_db: None, browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    world = make_world()
    karin = factories.person(Role.REPORTER, organisation=world.ostersund.organisation)
    remind(LAST_DAY - timedelta(days=7))
    page = browser_page(width=width, height=800)
    sign_in(page, karin)

    page.locator("details.me summary").press("Enter")
    page.get_by_role("link", name="Meddelanden").press("Enter")
    page.get_by_role("heading", name="Meddelanden").wait_for()
    assert page.evaluate(SIDEWAYS) == 0
    axe(page)
    page.get_by_role("link", name="Lämna in om 7 dagar").press("Enter")
    page.get_by_role("heading", name="Lämna in om 7 dagar").wait_for()
    assert page.evaluate(SIDEWAYS) == 0
    axe(page)
    page.get_by_role("button", name="Markera som läst").press("Enter")
    page.get_by_text("Ni har inga olästa meddelanden.").wait_for()
    assert page.locator(".unread").count() == 0

    page.get_by_role("link", name="Få alla viktiga dagar").press("Enter")
    page.get_by_role("button", name="Skapa kalenderlänk").press("Enter")
    page.get_by_text("Kalenderlänken är skapad.").wait_for()
    assert page.get_by_label("Adress").input_value().endswith(f"{CalendarFeed.objects.get().key}.ics")
    assert page.evaluate(SIDEWAYS) == 0
    axe(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_did_not_arrive_fits_the_screen_and_passes_axe(
    transactional_db: None, browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    world = make_world()
    factories.person(Role.REPORTER, organisation=world.ostersund.organisation)
    remind(LAST_DAY - timedelta(days=7))
    Message.objects.update(state=MessageState.FAILED, fault="550 " + "a" * 80 + "@example.org unknown")
    page = browser_page(width=width, height=800)
    sign_in(page, factories.person(Role.ADMINISTRATOR))
    page.goto("/meddelanden/ej-framme/")
    assert page.evaluate(SIDEWAYS) == 0
    axe(page)
    page.get_by_role("button", name="Skicka igen").press("Enter")
    page.get_by_text("Meddelandet skickas igen inom en minut.").wait_for()
    assert page.evaluate(SIDEWAYS) == 0

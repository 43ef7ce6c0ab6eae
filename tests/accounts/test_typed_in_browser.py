"""A session that ends while one writes in a form: the text is there again after signing in."""

import pytest
from playwright.sync_api import Page, expect

from agreements.models import Report
from prio import clock
from prio.accounts.models import User
from tests import factories
from tests.browser import AccessibilityCheck, BrowserPages
from tests.reporting import IN_TIME, Place, make_place

pytestmark = pytest.mark.slow

DECLINE = "/overenskommelser/prov-2014/rapportering/2380/B1/avsta/"
REASON = "Vi har ingen som kan inventera i år."


@pytest.fixture
def place(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(clock, "now", lambda: IN_TIME)
    return make_place()


def sign_in(page: Page, user: User) -> None:
    page.fill("#id_username", user.username)
    page.fill("#id_password", factories.PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Logga in").press("Enter")


def person(place: Place) -> User:
    return User.objects.get(pk=place.signer.user_id)


def kept(page: Page) -> str:
    found = page.evaluate("JSON.stringify(sessionStorage)")
    assert isinstance(found, str)
    return found


def test_what_was_typed_into_a_form_is_there_after_signing_in_again(
    place: Place, browser_page: BrowserPages, axe: AccessibilityCheck
) -> None:
    page = browser_page(width=360)
    page.goto(DECLINE)
    sign_in(page, person(place))
    reason = page.get_by_label("Varför avstår ni?")
    reason.fill(REASON)
    page.context.clear_cookies(name="sessionid")
    with page.expect_navigation():
        page.get_by_role("button", name="Avstå från B1").press("Enter")
    expect(page.get_by_role("heading", name="Logga in i Prio")).to_be_visible()
    sign_in(page, person(place))
    expect(reason).to_have_value(REASON)
    expect(page.get_by_text("Det ni skrev finns kvar i formuläret, men är inte skickat.")).to_be_visible()
    axe(page)
    assert factories.PASSWORD not in kept(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Avstå från B1").press("Enter")
    expect(page.get_by_role("heading", name="Avstå från B1")).to_have_count(0)
    assert REASON not in kept(page)


def test_who_signed_in_again_in_another_tab_just_goes_on(place: Place, browser_page: BrowserPages) -> None:
    page = browser_page()
    page.goto(DECLINE)
    sign_in(page, person(place))
    page.get_by_label("Varför avstår ni?").fill(REASON)
    page.context.clear_cookies()
    tab = page.context.new_page()
    tab.goto("/logga-in/")
    sign_in(tab, person(place))
    tab.close()
    with page.expect_navigation():
        page.get_by_role("button", name="Avstå från B1").press("Enter")
    assert Report.objects.get(requirement__code="B1").reason == REASON


def test_a_page_that_was_too_old_leads_back_to_what_was_typed(
    place: Place, browser_page: BrowserPages
) -> None:
    page = browser_page(width=360)
    page.goto(DECLINE)
    sign_in(page, person(place))
    page.get_by_label("Varför avstår ni?").fill(REASON)
    page.context.clear_cookies(name="csrftoken")
    with page.expect_navigation():
        page.get_by_role("button", name="Avstå från B1").press("Enter")
    expect(page.get_by_role("heading", name="Sidan hade legat öppen för länge")).to_be_visible()
    page.get_by_role("link", name="Tillbaka till det ni skrev").press("Enter")
    expect(page.get_by_label("Varför avstår ni?")).to_have_value(REASON)
    browser_page.faults[:] = [one for one in browser_page.faults if "status of 403" not in one]

"""Handing in with a browser: by keyboard alone, on a phone and on a wide screen, and with an impatient finger."""

import pytest
from playwright.sync_api import Page

from agreements.models import HandIn
from agreements.services.deciding import request_completion
from prio import clock
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.reporting import CODE, REPORTING_YEAR, Place, key_of, make_place, press, save

HOME = f"/overenskommelser/{CODE}/rapportering/"
SUBMITTED = f"/overenskommelser/{CODE}/rapporter/"
SIGN = f"{HOME}2380/lamna-in/"
WIDTHS = (360, 1280)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

pytestmark = pytest.mark.slow


@pytest.fixture
def place(transactional_db: None) -> Place:
    """Reporting is open around today, one report has an answer to everything, the other is begun."""
    today = clock.today()
    opens, closes = today.replace(year=today.year - 1, day=1), today.replace(year=today.year + 1, day=1)
    final, payment = closes.replace(year=closes.year + 1), closes.replace(year=closes.year + 2)
    text = REPORTING_YEAR.replace(
        "dates: {opens: 2014-03-01, closes: 2014-10-14, final: 2014-11-30, payment: 2014-12-31}",
        f"dates: {{opens: {opens}, closes: {closes}, final: {final}, payment: {payment}}}",
    )
    text = text.replace(", closes: 2014-09-01", "").replace(", closes: 2014-11-02", "")
    made = make_place(text)
    now = clock.now()
    save(made.reporter, "made", True, requirement="B1", at=now)
    save(made.reporter, "people", {"women": 3, "men": 4}, None, requirement="B1", at=now)
    save(made.reporter, "decided", True, at=now)
    return made


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what the selector names has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def looked_at(page: Page, axe: AccessibilityCheck, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.locator("details.fold, details.step").evaluate_all(
        "folds => folds.forEach((fold) => { fold.open = true })"
    )
    assert page.evaluate(SIDEWAYS) == 0, address
    axe(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_signer_hands_in_by_keyboard_and_gets_a_receipt(
    place: Place, browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    page = browser_page(width=width, height=800)
    sign_in(page, place.signer.user_id)
    looked_at(page, axe, HOME)
    page.goto(HOME)
    tab_to(page, f'a[href="{SIGN}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{SIGN}")
    looked_at(page, axe, SIGN)
    page.goto(SIGN)
    assert page.is_checked("#krav-B1")
    assert not page.is_checked("#krav-GK1")
    assert "utan GK1" in page.inner_text("#utan-grundkrav")
    tab_to(page, "#krav-GK1")
    page.keyboard.press("Space")
    assert page.is_hidden("#utan-grundkrav")
    tab_to(page, "#behorig")
    page.keyboard.press("Space")
    tab_to(page, "#knapp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kvitto/1/")
    made = HandIn.objects.get()
    assert made.reference in page.inner_text("main")
    looked_at(page, axe, f"{HOME}2380/kvitto/1/")
    looked_at(page, axe, f"{HOME}2380/B1/versioner/")
    looked_at(page, axe, HOME)


def test_an_impatient_finger_hands_in_once(place: Place, browser_page: BrowserPages) -> None:
    page = browser_page(width=390, height=800)
    sign_in(page, place.signer.user_id)
    page.goto(SIGN)
    page.check("#behorig")
    page.dblclick("#knapp")
    page.wait_for_url("**/kvitto/1/")
    assert HandIn.objects.count() == 1


def test_the_browsers_back_button_hands_in_nothing_more(place: Place, browser_page: BrowserPages) -> None:
    page = browser_page(width=390, height=800)
    sign_in(page, place.signer.user_id)
    page.goto(SIGN)
    page.check("#behorig")
    page.click("#knapp")
    page.wait_for_url("**/kvitto/1/")
    page.go_back()
    page.wait_for_url(f"**{SIGN}")
    assert HandIn.objects.count() == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_those_who_assess_fit_and_pass_axe(
    place: Place, browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    press(place.signer, "GK1", "B1", at=clock.now())
    request_completion(place.assessor, key_of("B1"), "people", "Dela på kön.", clock.today())
    page = browser_page(width=width, height=800)
    sign_in(page, place.lead.user_id)
    for address in (
        SUBMITTED,
        f"{SUBMITTED}2380/B1/",
        f"{SUBMITTED}2380/GK1/",
        f"/overenskommelser/{CODE}/forlangningar/",
    ):
        looked_at(page, axe, address)


@pytest.mark.parametrize("width", WIDTHS)
def test_declining_and_asking_for_a_signature_pass_axe(
    place: Place, browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    page = browser_page(width=width, height=800)
    sign_in(page, place.signer.user_id)
    looked_at(page, axe, f"{HOME}2380/GK1/avsta/")
    other = browser_page(width=width, height=800)
    sign_in(other, place.reporter.user_id)
    looked_at(other, axe, SIGN)

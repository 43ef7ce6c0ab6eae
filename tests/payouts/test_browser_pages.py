"""The pages of payouts and jobs in a real browser: wide and narrow, with a keyboard, with and without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from payouts.models import DecisionState
from prio.jobs.models import Job, JobState
from tests import factories
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.payouts.decided import computed, decided, reader, user_of
from tests.world import EVERYBODY_MET

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = [360, 1280]
PAGE = "/overenskommelser/prov-2014/fordelning/"


def fits(page: Page) -> bool:
    """Say whether nothing but a table in its own box is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_allocation_to_the_reasons_and_the_decision(
    browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    world, decision = decided(EVERYBODY_MET.replace("B1,2326,met", "B1,2326,not_met"), simulated=True)
    page = browser_page(width=width)
    sign_in(page, reader(world.ostersund))
    page.goto(PAGE)
    axe(page)
    assert fits(page)
    page.get_by_label("Namn eller kod").fill("Berg")
    page.get_by_role("button", name="Visa").click()
    page.get_by_role("link", name="0 ◇").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Varför 0\skr\?"))
    expect(page.get_by_text("kommunen inte har uppfyllt målet B1").first).to_be_visible()
    axe(page)
    assert fits(page)
    page.goto(f"/overenskommelser/prov-2014/beslut/{decision.pk}/")
    axe(page)
    assert fits(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_job_shows_its_progress_until_its_result(
    browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    world, run = computed()
    page = browser_page(width=width)
    sign_in(page, user_of(world, "preparer"))
    page.goto(PAGE)
    page.get_by_role("button", name="Beräkna på nytt").click()
    page.wait_for_url("**/arbeten/*/")
    axe(page)
    assert fits(page)
    Job.objects.update(
        state=JobState.RUNNING, lease_until=factories.AN_INSTANT, step="Räknar", done=1, total=3
    )
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "1")
    Job.objects.update(
        state=JobState.DONE, lease_until=None, finished_at=factories.AN_INSTANT, result={"run": run.pk}
    )
    page.get_by_role("link", name="Se fördelningen").click()
    page.wait_for_url(f"**{PAGE}{run.pk}/")


def test_a_refusal_is_read_out_above_the_page(browser_page: BrowserPages, axe: AccessibilityCheck) -> None:
    world, decision = decided(state=DecisionState.DRAFT)
    page = browser_page(width=360)
    sign_in(page, user_of(world, "approver"))
    page.goto(f"/overenskommelser/prov-2014/beslut/{decision.pk}/")
    decision.division.state = "superseded"
    decision.division.save()
    page.get_by_role("button", name="Godkänn beslutet").click()
    expect(page.get_by_role("alert")).to_contain_text("Det gick inte")
    axe(page)
    # Chromium notes every answer of 4xx; here that answer is what was asked for.
    assert [fault for fault in browser_page.faults if "422" not in fault] == []
    browser_page.faults.clear()

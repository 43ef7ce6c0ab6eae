"""Home and the county board while reports come in, in a real browser: what is fetched, fits, and can be heard."""

from datetime import UTC, datetime

import pytest
import time_machine

from payouts.services import make_forecast
from prio.accounts.roles import Role
from tests import factories as make
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.desk.conftest import World
from tests.desk.test_in_browser import SIDEWAYS, WIDTHS

NOON = datetime(2014, 10, 1, 10, tzinfo=UTC)
BOARD = "/overenskommelser/prov-2014/lan/23/"


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_home_fetches_what_it_is_worth_and_fits(
    transactional_db: None, world: World, browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    reporter = make.person(Role.REPORTER, organisation=world.ostersund.organisation)
    with time_machine.travel(NOON, tick=True):
        make_forecast(world.agreement.code)
        page = browser_page(width=width, height=800)
        sign_in(page, reporter)
        page.locator(".worth-part").wait_for()
        assert "om ni når målet" in page.locator(".worth-part").inner_text()
        assert page.evaluate(SIDEWAYS) == 0
        axe(page)


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_the_board_fits_and_follows_what_happens(
    transactional_db: None, world: World, browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    coordinator = make.person(Role.COUNTY_COORDINATOR, county=world.jamtland)
    with time_machine.travel(NOON, tick=True):
        make_forecast(world.agreement.code)
        page = browser_page(width=width, height=800)
        sign_in(page, coordinator)
        page.goto(BOARD)
        assert page.evaluate(SIDEWAYS) == 0
        axe(page)
        make.report(world.agreement, "B1", world.are, "declined")
        page.evaluate(
            "htmx.ajax('GET', document.querySelector('[hx-get]').getAttribute('hx-get'), '[hx-get]')"
        )
        page.locator("text=Avstår").wait_for()
        axe(page)

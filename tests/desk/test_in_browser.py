"""The pages in a real browser: nothing scrolls sideways on a phone, and a screen reader misses nothing."""

import pytest

from prio.accounts.models import User
from prio.accounts.roles import Role
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.desk.conftest import World

WIDTHS = (360, 1280)
AGREEMENT = "/overenskommelser/prov-2014/"
PAGES = ("/", "/overenskommelser/", AGREEMENT, f"{AGREEMENT}lan/", f"{AGREEMENT}lan/23/", "/losenord/")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def auditor(transactional_db: None, world: World) -> User:
    """Somebody who sees a decided year with real and simulated verdicts."""
    from assessment.models import Outcome
    from tests import factories as make

    make.verdicts(world.agreement, "GK1", [world.ostersund, world.gotland_kommun, *world.regions])
    make.verdicts(world.agreement, "GK1", [world.are], Outcome.NOT_MET)
    make.verdicts(world.agreement, "B1", world.kommuner, Outcome.MET_WITH_REMARK, simulated=True)
    counties = {world.jamtland: (100_000, 80_000, True), world.gotland: (57_000, 57_000, True)}
    run = make.run(world.agreement, {"B1": {world.ostersund: 600_000}}, counties=counties, simulated=True)
    make.decision(run)
    return make.person(Role.AUDITOR)


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_the_screen_and_pass_axe(
    auditor: User, browser_page: BrowserPages, axe: AccessibilityCheck, width: int
) -> None:
    page = browser_page(width=width, height=800)
    for address in ("/logga-in/", "/om/"):
        page.goto(address)
        assert page.evaluate(SIDEWAYS) == 0, address
        axe(page)
    sign_in(page, auditor)
    for address in PAGES:
        page.goto(address)
        assert page.evaluate(SIDEWAYS) == 0, address
        axe(page)
    page.goto(AGREEMENT)
    page.locator("details.fold").evaluate_all("folds => folds.forEach((fold) => { fold.open = true })")
    assert page.evaluate(SIDEWAYS) == 0
    axe(page)


@pytest.mark.slow
def test_the_keyboard_reaches_the_content_first_and_closes_the_menu(
    auditor: User, browser_page: BrowserPages
) -> None:
    page = browser_page(width=1280, height=800)
    sign_in(page, auditor)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"
    menu = page.locator("details.me")
    menu.locator("summary").press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None


@pytest.mark.slow
def test_a_link_to_a_requirement_opens_it(auditor: User, browser_page: BrowserPages) -> None:
    page = browser_page(width=360, height=800)
    sign_in(page, auditor)
    page.goto(f"{AGREEMENT}#A1")
    assert page.locator("#A1").get_attribute("open") is not None
    assert page.locator("#B1").get_attribute("open") is None


IN_SIGHT = """() => {
  const box = document.querySelector(".scroll"), edge = box.getBoundingClientRect().right;
  return [...box.querySelectorAll("tbody tr")].every(row =>
    [...row.cells].slice(0, 3).every(cell => {
      const text = document.createRange();
      text.selectNodeContents(cell.querySelector(".num, a") ?? cell);
      return text.getBoundingClientRect().right <= edge;
    }));
}"""


@pytest.mark.slow
def test_name_kronor_and_share_are_in_sight_on_a_phone_without_scrolling(
    auditor: User, browser_page: BrowserPages
) -> None:
    page = browser_page(width=360, height=800)
    sign_in(page, auditor)
    page.goto(f"{AGREEMENT}lan/")
    assert page.locator(".scroll thead th").all_inner_texts()[:3] == ["Län", "Kronor", "Andel mot gränsen"]
    assert page.evaluate(IN_SIGHT)

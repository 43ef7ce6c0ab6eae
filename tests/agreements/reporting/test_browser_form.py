"""The form of a report in a real browser: by keyboard, with a bad connection, with somebody else in the same report."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from agreements.models import Report
from prio import clock
from prio.accounts.models import User
from tests import factories
from tests.agreements.reporting.form_world import EVERY_TYPE, address
from tests.browser import AccessibilityCheck, BrowserPages, sign_in
from tests.reporting import Place, make_place

pytestmark = pytest.mark.slow

WIDTHS = (360, 1280)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AT = "(({ id, name, checked }) => [id, name ?? '', checked])(document.activeElement)"
LOOK_NOW = "window.dispatchEvent(new Event('focus'))"
Visitor = Callable[..., Page]


def open_now() -> str:
    """The agreement with its days around today: a browser's own clock cannot be set."""
    today = clock.today()

    def day(after: int) -> date:
        return today + timedelta(days=after)

    dates = f"opens: {day(-30)}, closes: {day(20)}, final: {day(60)}, payment: {day(90)}"
    text = EVERY_TYPE.replace(
        "opens: 2014-03-01, closes: 2014-10-14, final: 2014-11-30, payment: 2014-12-31", dates
    )
    return text.replace(", closes: 2014-09-01", "").replace(", closes: 2014-11-02", "")


@pytest.fixture
def place(transactional_db: None) -> Place:
    return make_place(open_now())


@pytest.fixture
def visit(place: Place, browser_page: BrowserPages) -> Visitor:
    """`visit(actor, width)` opens the form as somebody."""

    def opened(user_id: int, width: int = 1280) -> Page:
        page = browser_page(width=width, height=900)
        sign_in(page, User.objects.get(pk=user_id))
        page.goto(address())
        return page

    return opened


def field(page: Page, name: str) -> Locator:
    return page.locator(f'[id="{name}"]')


def report() -> Report:
    return Report.objects.get(requirement__code="ALLT")


def saved(page: Page) -> None:
    """Wait until nothing waits to be sent."""
    page.wait_for_function(
        "() => !Object.keys(localStorage).some((name) => name.startsWith('prio:'))", timeout=15_000
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_a_whole_report_is_filled_in_with_the_keyboard_alone(
    place: Place, visit: Visitor, axe: AccessibilityCheck, width: int
) -> None:
    page = visit(place.reporter.user_id, width)
    axe(page)
    typed = {
        "q.plans": "9", "q.need": "10", "q.people.women": "3", "q.people.men": "4", "q.rate": "12,5 %",
        "q.cost": "1 234,50", "q.decided": "1 mars 2014", "q.years.from": "2014", "q.years.to": "2015",
        "q.page": "www.ostersund.se/stod", "q.contact.name": "Karin", "q.asked.0.organisation": "NSPH",
        "q.visits.2014-01": "12", "q.places.0.name": "Väst", "q.areas.oro.link": "https://www.ostersund.se/oro",
        "q.why": "För att vi vet.",
    }  # fmt: skip
    chosen = {"q.sure": "q.sure.ja", "q.way": "q.way.a"}
    page.locator(".skip").focus()
    for _ in range(150):
        page.keyboard.press("Tab")
        at = page.evaluate(AT)
        if at[0] in typed:
            page.keyboard.type(typed.pop(at[0]))
        elif at[1] in chosen:
            chosen.pop(at[1])
            page.keyboard.press("Space")
            if at[1] == "q.sure":
                expect(page.locator("#question-why")).to_be_visible()
        elif not typed:
            break
    assert typed == {}
    assert chosen == {}
    page.keyboard.press("Tab")
    saved(page)
    answers = report().answers
    assert answers["people"] == {"women": 3, "men": 4}
    assert answers["decided"] == "2014-03-01"
    assert answers["page"] == "https://www.ostersund.se/stod"
    assert answers["why"] == "För att vi vet."
    assert answers["sure"] is True
    assert page.evaluate(SIDEWAYS) == 0
    expect(page.locator("#standing")).to_contain_text("16 av 17 frågor besvarade")
    axe(page)


def test_rows_are_added_and_removed_by_keyboard(place: Place, visit: Visitor) -> None:
    page = visit(place.reporter.user_id)
    field(page, "q.asked.0.organisation").fill("NSPH")
    page.locator('[name="add"][value="q.asked"]').press("Enter")
    expect(field(page, "q.asked.1.organisation")).to_be_focused()
    page.keyboard.type("Attention")
    saved(page)
    assert [one["organisation"] for one in report().answers["asked"]] == ["NSPH", "Attention"]
    page.locator('[name="remove"][value="q.asked.0"]').press("Enter")
    saved(page)
    assert [one["organisation"] for one in report().answers["asked"]] == ["Attention"]


def test_what_is_wrong_is_said_at_the_field_while_one_stays_in_it(
    place: Place, visit: Visitor, axe: AccessibilityCheck
) -> None:
    page = visit(place.reporter.user_id)
    field(page, "q.plans").press_sequentially("många")
    expect(field(page, "error.q.plans")).to_contain_text("är inte ett antal")
    expect(field(page, "q.plans")).to_be_focused()
    expect(field(page, "q.plans")).to_have_attribute("aria-invalid", "true")
    axe(page)
    page.reload()
    expect(field(page, "q.plans")).to_have_value("många")
    expect(page.locator(".errors")).to_contain_text("är inte ett antal")
    field(page, "q.plans").fill("12")
    expect(field(page, "error.q.plans")).to_have_text("")
    expect(page.locator(".errors")).to_have_count(0)
    assert report().answers == {"plans": 12}


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(
    place: Place, visit: Visitor, browser_page: BrowserPages
) -> None:
    page = visit(place.reporter.user_id)
    page.context.set_offline(True)
    field(page, "q.plans").fill("170")
    field(page, "q.need").fill("172")
    page.keyboard.press("Tab")
    expect(page.locator("#unsent")).to_contain_text("Inte sparat än – vi försöker igen")
    assert not Report.objects.filter(requirement__code="ALLT").exists()
    page.context.set_offline(False)
    expect(page.locator("#unsent")).to_be_hidden()
    saved(page)
    assert report().answers == {"plans": 170, "need": 172}
    forget_the_lost_connection(browser_page)


def test_what_a_closed_window_left_unsent_is_saved_by_the_next(
    place: Place, visit: Visitor, browser_page: BrowserPages
) -> None:
    page = visit(place.reporter.user_id)
    page.context.set_offline(True)
    field(page, "q.plans").fill("170")
    page.keyboard.press("Tab")
    expect(page.locator("#unsent")).to_be_visible()
    page.close(run_before_unload=False)
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(address())
    saved(again)
    expect(field(again, "q.plans")).to_have_value("170")
    assert report().answers == {"plans": 170}
    forget_the_lost_connection(browser_page)


def test_two_see_each_others_changes_and_a_clash_shows_both(
    place: Place, visit: Visitor, axe: AccessibilityCheck
) -> None:
    one, other = visit(place.reporter.user_id), visit(place.colleague.user_id, 360)
    field(one, "q.plans").fill("172")
    one.keyboard.press("Tab")
    saved(one)
    field(other, "q.plans").fill("170")
    clash = field(other, "clash.plans")
    expect(clash).to_contain_text("skrev 172")
    expect(clash).to_contain_text("ni skrev 170")
    assert report().answers == {"plans": 172}
    axe(other)
    other.locator('[name="mine"]').press("Enter")
    expect(clash).to_be_empty()
    saved(other)
    assert report().answers == {"plans": 170}
    expect(field(one, "q.plans")).to_have_value("170", timeout=15_000)
    expect(field(one, "status.plans")).to_contain_text(f"Ändrat av {place.colleague.name}")


def test_a_field_that_somebody_writes_in_is_not_taken_from_them(place: Place, visit: Visitor) -> None:
    one, other = visit(place.reporter.user_id), visit(place.colleague.user_id)
    field(other, "q.why").evaluate("field => field.closest('.question').classList.remove('not_asked')")
    field(other, "q.plans").focus()
    field(one, "q.plans").fill("172")
    one.keyboard.press("Tab")
    saved(one)
    expect(field(other, "status.plans")).to_contain_text("Ändrat av", timeout=15_000)
    expect(field(other, "q.plans")).to_have_value("")
    expect(field(other, "q.plans")).to_be_focused()


def test_their_answer_can_be_kept(place: Place, visit: Visitor) -> None:
    one, other = visit(place.reporter.user_id), visit(place.colleague.user_id)
    field(one, "q.plans").fill("172")
    one.keyboard.press("Tab")
    saved(one)
    field(other, "q.plans").fill("170")
    other.locator('[name="theirs"]').press("Enter")
    expect(field(other, "q.plans")).to_have_value("172")
    saved(other)
    assert report().answers == {"plans": 172}


def test_a_session_that_ends_while_one_writes_loses_nothing(place: Place, visit: Visitor) -> None:
    page = visit(place.reporter.user_id)
    page.context.clear_cookies(name="sessionid")
    field(page, "q.plans").fill("170")
    page.keyboard.press("Tab")
    expect(page.locator("#unsent")).to_contain_text("Ni är utloggad.")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Logga in i en ny flik").press("Enter")
    tab = opened.value
    tab.fill("#id_username", User.objects.get(pk=place.reporter.user_id).username)
    tab.fill("#id_password", factories.PASSWORD)
    tab.click("main button")
    tab.wait_for_url("**/")
    tab.close()
    page.bring_to_front()
    page.evaluate(LOOK_NOW)
    saved(page)
    expect(page.locator("#unsent")).to_be_hidden()
    assert report().answers == {"plans": 170}


def test_what_the_server_refuses_stays_in_the_field_and_in_the_browser_until_it_is_put_right(
    place: Place, visit: Visitor, axe: AccessibilityCheck
) -> None:
    page = visit(place.reporter.user_id, 360)
    summary, status = field(page, "q.asked.0.summary"), field(page, "status.asked")
    summary.fill("Anna, 19121212-1212, var med.")
    page.keyboard.press("Tab")
    expect(field(page, "error.q.asked")).to_contain_text("personnummer")
    expect(field(page, "q.asked.0.organisation")).to_have_attribute("aria-invalid", "true")
    expect(status).to_have_text("Inte sparat. Rätta svaret.")
    expect(page.locator("#unsent")).to_contain_text("Ett svar är inte sparat.")
    axe(page)
    asked: list[str] = []

    def go(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.once("dialog", go)
    page.reload()
    assert asked == ["beforeunload"]
    expect(summary).to_have_value("Anna, 19121212-1212, var med.")
    expect(status).to_have_text("Inte sparat. Rätta svaret.")
    assert "asked" not in report().typed
    field(page, "q.asked.0.organisation").fill("NSPH")
    summary.fill("Anna var med.")
    page.keyboard.press("Tab")
    saved(page)
    expect(page.locator("#unsent")).to_be_hidden()
    expect(field(page, "error.q.asked")).to_be_empty()
    assert report().answers["asked"][0]["summary"] == "Anna var med."


def test_what_was_refused_and_is_taken_away_again_leaves_nothing_behind(place: Place, visit: Visitor) -> None:
    page = visit(place.reporter.user_id)
    field(page, "q.asked.0.organisation").fill("19121212-1212")
    page.keyboard.press("Tab")
    expect(field(page, "status.asked")).to_have_text("Inte sparat. Rätta svaret.")
    field(page, "q.asked.0.organisation").fill("")
    page.keyboard.press("Tab")
    saved(page)
    expect(field(page, "status.asked")).not_to_contain_text("Inte sparat")
    expect(page.locator("#unsent")).to_be_hidden()


def test_back_and_reload_make_no_second_draft(place: Place, visit: Visitor) -> None:
    page = visit(place.reporter.user_id)
    field(page, "q.plans").fill("1")
    page.keyboard.press("Tab")
    saved(page)
    page.goto("/")
    page.go_back()
    expect(field(page, "q.plans")).to_have_value("1")
    page.reload()
    field(page, "q.plans").fill("2")
    page.keyboard.press("Tab")
    saved(page)
    assert Report.objects.filter(requirement__code="ALLT").count() == 1
    assert report().answers == {"plans": 2}


def test_without_javascript_the_form_is_saved_whole(place: Place, browser_page: BrowserPages) -> None:
    visitor = browser_page.browser.new_context(
        base_url=browser_page.address, java_script_enabled=False, viewport={"width": 360, "height": 800}
    )
    page = visitor.new_page()
    sign_in(page, User.objects.get(pk=place.reporter.user_id))
    page.goto(address())
    expect(page.locator("#question-why")).to_contain_text("Besvaras bara om svaret är ja")
    expect(field(page, "q.why")).to_be_visible()
    field(page, "q.plans").fill("9")
    field(page, "q.need").fill("tio")
    page.get_by_role("button", name="Spara", exact=True).last.press("Enter")
    expect(page.locator(".errors")).to_contain_text("är inte ett antal")
    expect(field(page, "q.need")).to_have_value("tio")
    assert report().answers == {"plans": 9}
    visitor.close()


def forget_the_lost_connection(pages: BrowserPages) -> None:
    """That requests failed was the point; nothing else may have gone wrong."""
    pages.faults[:] = [fault for fault in pages.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_an_answer_that_the_server_cannot_take_is_not_in_the_way_of_the_others(
    place: Place, visit: Visitor, browser_page: BrowserPages
) -> None:
    page = visit(place.reporter.user_id)

    def broken_for_one(route: Route) -> None:
        if "question=plans" in (route.request.post_data or ""):
            route.fulfill(status=500)
        else:
            route.continue_()

    page.route("**/svar/", broken_for_one)
    field(page, "q.plans").fill("9")
    field(page, "q.need").fill("10")
    field(page, "q.cost").fill("12")
    page.keyboard.press("Tab")
    shelves = "() => Object.keys(localStorage).filter((name) => name.startsWith('prio:')).length === 1"
    page.wait_for_function(shelves, timeout=15_000)
    assert (report().answers["need"], report().answers["cost"]) == (10, 12)
    assert "plans" not in report().answers
    page.close()  # or it tries again
    browser_page.faults[:] = [fault for fault in browser_page.faults if "status of 500" not in fault]

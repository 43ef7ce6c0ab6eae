"""Next year is set up in a browser without a programmer, and then a report on it can be begun."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from agreements.domain.loading import load_definition
from agreements.models import AgreementDraft, Report
from agreements.services import publish
from agreements.services.draft_opinions import approve_draft, comment
from agreements.services.drafting import copy_agreement, restore_revision, save_text
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from tests import factories
from tests.browser import AccessibilityCheck, BrowserPages, sign_in

pytestmark = pytest.mark.slow

LAST_YEAR = Path(__file__).resolve().parents[3] / "agreements" / "definitions" / "prio-2015.yaml"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def year_before_now() -> str:
    """PRIO 2015 as if it were last year's: a year later its days lie around today."""
    year = clock.today().year

    def day(after: int) -> date:
        return clock.today() + timedelta(days=after - 365)

    text = re.sub(r"201[456]", lambda found: str(int(found[0]) - 2016 + year), LAST_YEAR.read_text())
    text = re.sub(r"(?<=[ {])closes: \d{4}-\d\d-\d\d", f"closes: {day(200)}", text)
    dates = f"opens: {day(-30)}, closes: {day(200)}, preliminary: {day(210)}, final: {day(260)}, payment: {day(290)}"
    text = re.sub(r"^dates: .*$", f"dates: {{{dates}}}", text, flags=re.MULTILINE)
    return re.sub(r"completion_closes: \S+}", f"completion_closes: {day(230)}}}", text)


@pytest.fixture
def people(transactional_db: None) -> dict[Role, User]:
    county = factories.county()
    kommun = factories.kommun("2380", "Östersund", county)
    definition = load_definition(year_before_now(), "prio.yaml")
    assert definition.population_date
    factories.population({kommun: 60_000}, definition.population_date.replace(year=definition.year))
    publish(definition, source_file="prio.yaml")
    national = (Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER, Role.SKR_ADMINISTRATOR, Role.ASSESSOR)
    reporter = factories.person(Role.REPORTER, organisation=kommun.organisation)
    return {role: factories.person(role) for role in national} | {Role.REPORTER: reporter}


@dataclass
class Journey:
    """One year on its way: the people, their pages, and the address of the draft."""

    people: dict[Role, User]
    open: BrowserPages
    axe: AccessibilityCheck
    home: str = ""

    def page_of(self, role: Role) -> Page:
        page = self.open()
        sign_in(page, self.people[role])
        return page

    def looks_right(self, page: Page) -> None:
        """Nothing scrolls sideways on a phone or a screen, and axe finds nothing."""
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(SIDEWAYS) <= 0, page.url
            self.axe(page)


def saved(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Sparat. Kontrollerna är gjorda på nytt.")).to_be_visible()


def copied_by_keyboard(journey: Journey, page: Page) -> None:
    page.goto(f"/overenskommelser/prio-{clock.today().year - 1}/")
    page.get_by_role("link", name="Kopiera till nästa år").press("Enter")
    expect(page.get_by_label("Kod")).to_have_value(f"prio-{clock.today().year}")
    journey.looks_right(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Börja utkastet").press("Enter")
    expect(page.get_by_text("Inga fel")).to_be_visible()
    journey.looks_right(page)
    journey.home = page.url


def text_pot_and_limit_are_changed(journey: Journey, page: Page) -> None:
    page.get_by_role("link", name="GK1 Samverkansöverenskommelse").click()
    page.get_by_label("Kravets text").fill(
        "I länet finns en överenskommelse om samverkan, undertecknad av alla."
    )
    journey.looks_right(page)
    saved(page)
    page.goto(journey.home)
    page.get_by_role("link", name=re.compile(r"^A1 ")).first.click()
    page.get_by_label("Pott, kronor").fill("60 000 000")
    saved(page)
    page.locator(".rule .what a").nth(1).press("Enter")
    page.get_by_label("Minst, procent").fill("95")
    journey.looks_right(page)
    saved(page)


def sum_that_no_longer_agrees_is_mended(journey: Journey, page: Page) -> None:
    page.goto(journey.home)
    expect(page.get_by_role("heading", name="Att rätta")).to_be_visible()
    page.locator(".faults a").first.press("Enter")
    total = page.locator(".field.wrong").filter(has_text="Hela överenskommelsen")
    expect(total).to_contain_text("det skiljer 10")
    journey.looks_right(page)
    page.get_by_label("Hela överenskommelsen, kronor").fill("706 000 000")
    saved(page)
    expect(page.locator(".field.wrong")).to_have_count(0)
    for place in ("prova/0/", "text/", "lydelser/", "lydelser/1/", "ta-bort/requirements/0/"):
        page.goto(f"{journey.home}{place}")
        journey.looks_right(page)


def spoken_of_and_approved(journey: Journey, page: Page) -> None:
    assessor = journey.page_of(Role.ASSESSOR)
    assessor.goto(journey.home)
    assessor.get_by_label(re.compile("^Kommentera")).fill("Räcker 95 procent?")
    assessor.get_by_role("button", name="Spara kommentaren").click()
    expect(assessor.get_by_text("Öppen", exact=True)).to_be_visible()
    page.goto(journey.home)
    page.get_by_text("Svara").first.click()
    page.get_by_label("Svar", exact=True).fill("Ja, efter samråd.")
    page.get_by_role("button", name="Svara").click()
    expect(page.get_by_text("Besvarad", exact=True)).to_be_visible()
    page.get_by_role("button", name=re.compile("^Godkänn revision")).click()
    expect(page.get_by_text("Godkänd", exact=True)).to_have_count(1)
    draft = AgreementDraft.objects.get()
    for role in (Role.SKR_ADMINISTRATOR, Role.ASSESSOR):
        approve_draft(actor_of(journey.people[role], clock.today()), draft.pk, base=draft.revision)


def published_by_a_second_person(journey: Journey) -> None:
    page = journey.page_of(Role.MINISTRY_APPROVER)
    page.goto(journey.home)
    expect(page.get_by_text("Godkänd", exact=True)).to_have_count(3)
    journey.looks_right(page)
    page.get_by_role("link", name="Publicera", exact=True).press("Enter")
    page.get_by_label("Jag har sett detta och publicerar ändå").check()  # what last year set is not confirmed
    journey.looks_right(page)
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Publicera revision")).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(clock.today().year))
    page.get_by_role("link", name="Kravtrappan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kravtrappan")
    expect(page.get_by_text("Höjt från 90 % till 95 %").first).to_be_visible()
    journey.looks_right(page)


def report_is_begun(journey: Journey) -> None:
    year = clock.today().year
    page = journey.page_of(Role.REPORTER)
    page.goto(f"/overenskommelser/prio-{year}/rapportering/2380/GK1/")
    expect(page.get_by_text("undertecknad av alla").first).to_be_visible()
    page.locator('[id="q.followed_up_on"]').fill(f"{year}-03")
    with page.expect_navigation():
        page.get_by_role("button", name="Spara", exact=True).last.click()
    reports = Report.objects.filter(requirement__agreement__code=f"prio-{year}", party__code="2380")
    assert reports.exists()


def test_next_year_from_copy_to_the_first_report(
    people: dict[Role, User], browser_page: BrowserPages, axe: AccessibilityCheck
) -> None:
    journey = Journey(people, browser_page, axe)
    page = journey.page_of(Role.MINISTRY_PREPARER)
    copied_by_keyboard(journey, page)
    text_pot_and_limit_are_changed(journey, page)
    sum_that_no_longer_agrees_is_mended(journey, page)
    spoken_of_and_approved(journey, page)
    published_by_a_second_person(journey)
    report_is_begun(journey)


def test_word_without_end_makes_nothing_scroll_sideways(
    people: dict[Role, User], browser_page: BrowserPages, axe: AccessibilityCheck
) -> None:
    long, actor = "Samverkansöverenskommelse" * 7, actor_of(people[Role.MINISTRY_PREPARER], clock.today())
    code = "x" * 50
    draft = copy_agreement(actor, f"prio-{clock.today().year - 1}", code=code, title=long)
    text = draft.text.replace("GK1", f"GK{'1' * 50}", 1)
    text = re.sub(r"(?m)^    name: .*$", f"    name: {long}", text, count=2)
    text = re.sub(r"(?m)^( +)label: .*$", rf"\1label: {long}", text, count=1)
    save_text(actor, draft.pk, f"{text}fel: {long}\n", base=1)
    comment(actor, draft.pk, long * 3)
    journey = Journey(people, browser_page, axe, f"/utkast/{draft.pk}/")
    page = journey.page_of(Role.MINISTRY_PREPARER)
    places = (
        "",
        "del/villkor/",
        "del/requirements/0/",
        "del/requirements/0/questions/0/",
        "lydelser/",
        "lydelser/1/",
    )
    for place in (*places, "ta-bort/requirements/0/", "text/", "../"):
        page.goto(f"{journey.home}{place}")
        journey.looks_right(page)
    restore_revision(actor, draft.pk, 1, base=2)
    approver = journey.page_of(Role.MINISTRY_APPROVER)
    for place in ("publicera/", "prova/0/"):
        approver.goto(f"{journey.home}{place}")
        journey.looks_right(approver)

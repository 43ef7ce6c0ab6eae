"""A kommun reports: the reporter answers everything and asks for a signature, the signer reads, signs and is told."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from agreements.models import HandIn, Report
from prio.accounts.models import User
from tests.journeys.conftest import SitDown, check_files
from tests.journeys.keyboard import Keyboard
from tests.journeys.places import AGREEMENT, REPORTING
from tests.reporting import Place, the_report

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", [360, 1280])
def test_a_kommun_answers_signs_and_has_its_receipt(
    place: Place, sit_down: SitDown, agreement_file: Path, coordinator: User, width: int
) -> None:
    reporter = sit_down(place.reporter, width)
    expect(reporter.page.locator("main .button:not(.quiet):visible")).to_have_count(1)
    reporter.follow(re.compile("GK1"), "link", to="/GK1/$")
    answer_gk1(reporter, agreement_file)
    answer_gk2(reporter)
    answer_b1(reporter)
    ask_for_a_signature(reporter)
    assert HandIn.objects.count() == 0

    signer = sit_down(place.signer, width)
    sign(signer)
    for address in ("/", REPORTING):
        reporter.open(address)
        expect(reporter.page.get_by_text("Inlämnad", exact=True)).to_have_count(3)
    board = sit_down(coordinator, width)
    board.open(f"{AGREEMENT}lan/23/")
    row = board.page.locator("tr", has=board.page.get_by_role("rowheader", name="Östersund"))
    expect(row.get_by_text("Inlämnad", exact=True)).to_have_count(3)
    board.reads("Gränsen är nådd")


def answer_gk1(reporter: Keyboard, file: Path) -> None:
    """Answer a grundkrav with a file, and see the self-check change."""
    page = reporter.page
    check = page.locator("#self-check")
    expect(check.get_by_text("Uppfyllt", exact=True)).to_have_count(0)
    reporter.choose("Ja")
    expect(check.get_by_text("Uppfyllt", exact=True)).to_have_count(1)
    reporter.attach(re.compile("Bifoga filer"), file)
    expect(page.locator(".files")).to_contain_text("Kontrolleras")
    check_files()
    expect(page.locator(".files").get_by_role("link", name=file.name)).to_be_visible()
    reporter.tick("mål")
    reporter.tick("ansvar")
    reporter.write("Hur arbetar ni?", "Vi möts varje månad.")
    reporter.tab()
    reporter.saved()
    expect(check.get_by_text("Uppfyllt", exact=True)).to_have_count(4)
    reporter.reads("Sparat kl.")
    reporter.reads("3 av 3 frågor besvarade")
    reporter.look()
    report = the_report("GK1")
    assert report.answers["decided"] is True
    assert report.answers["plan"]["name"] == file.name
    assert report.answers["plan"]["sections"] == ["mål", "ansvar"]
    reporter.follow("Till alla krav", to="/rapportering/$")


def answer_gk2(reporter: Keyboard) -> None:
    """Make a mistake, read the message at the field, and put it right."""
    page = reporter.page
    reporter.follow(re.compile("Börja med GK2"), to="/GK2/$")
    reporter.write("När följde ni upp?", "32 mars")
    reporter.tab()
    field = page.get_by_label("När följde ni upp?")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("mars"))
    expect(page.locator(".question .error:visible")).to_have_count(1)
    reporter.look()
    assert the_report("GK2").answers == {}
    reporter.tab(back=True)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("mars 2014")
    reporter.tab()
    expect(page.locator(".question .error:visible")).to_have_count(0)
    reporter.saved()
    assert the_report("GK2").answers == {"followed": "2014-03"}
    reporter.follow("Till alla krav", to="/rapportering/$")


def answer_b1(reporter: Keyboard) -> None:
    """Answer a goal with every other type of question."""
    reporter.follow(re.compile("Börja med B1"), to="/B1/$")
    reporter.write("Antal planer", "1 520")
    reporter.write("Antal som behöver", "1 720")
    reporter.tab()
    reporter.reads(re.compile(r"1\s520 av 1\s720 = 88,4 procent"), "#self-check")
    reporter.tab(back=True)
    reporter.write("Kvinnor", "3")
    reporter.write("Män", "4")
    reporter.write("Svarsfrekvens", "12,5 %")
    reporter.write("Kostnad", "1 234,50")
    reporter.write("Från och med", "2014")
    reporter.write("Till och med", "2015")
    reporter.choose("En plan")
    reporter.write("Webbsidans adress", "www.ostersund.se")
    reporter.write(re.compile("^Namn"), "Karin Östlund")
    reporter.write("Organisation", "NSPH")
    reporter.press("Lägg till en organisation", "button")
    reporter.page.wait_for_function("document.activeElement.id === 'q.asked.1.organisation'")
    reporter.page.keyboard.type("Attention")
    reporter.write(re.compile("(?i)januari"), "12")
    reporter.write(re.compile("(?i)februari"), "0")
    reporter.write(re.compile("Enhetens namn|^Namn"), "Väst")
    reporter.write("Anställda", "7")
    reporter.write(re.compile("(?i)^(webbadress|oro)"), "https://www.ostersund.se/oro")
    reporter.tab()
    reporter.saved()
    reporter.look()
    answers = the_report("B1").answers
    assert answers["plans"] == 1520
    assert answers["people"] == {"women": 3, "men": 4}
    assert (answers["rate"], answers["cost"]) == ("12.5", "1234.50")
    assert answers["years"] == {"from": "2014", "to": "2015"}
    assert answers["way"] == "plan"
    assert [one["organisation"] for one in answers["asked"]] == ["NSPH", "Attention"]
    assert answers["visits"] == {"2014-01": 12, "2014-02": 0}
    assert answers["places"][0]["staff"] == 7
    assert answers["areas"]["oro"]["link"] == "https://www.ostersund.se/oro"
    reporter.reads("13 av 13 frågor besvarade")
    reporter.follow("Till alla krav", to="/rapportering/$")


def ask_for_a_signature(reporter: Keyboard) -> None:
    """Everything is answered: the one next step is to read it through and ask for a signature."""
    reporter.follow(re.compile("Läs igenom"), "link", to="/lamna-in/$")
    reporter.follow("Be om underskrift", "button", to="/rapportering/$")
    expect(reporter.page.locator(".report-row").get_by_text("Väntar på underskrift")).to_have_count(3)
    assert Report.objects.filter(ready_at=None).count() == 0


def sign(signer: Keyboard) -> None:
    """Read the message and the answers, sign, and save the receipt."""
    page = signer.page
    signer.press(re.compile("oläst"))
    signer.follow("Meddelanden", "link", to="/meddelanden/$")
    signer.follow(re.compile("Klart att skriva under"), "link", to=r"/meddelanden/\d+/$")
    signer.follow("Gå till sidan", to="/lamna-in/$")
    signer.press(re.compile("Läs svaren"))
    signer.reads("Vi möts varje månad.")
    for code in ("GK1", "GK2", "B1"):
        assert page.is_checked(f"#krav-{code}")
    signer.tick(re.compile("behörig"))
    signer.follow(re.compile("Lämna in 3 rapporter"), "button", to=r"/kvitto/1/$")
    made = HandIn.objects.get()
    signer.reads(made.reference)
    assert not made.late
    signer.tab_to("Spara kvittot (PDF)")
    address = page.evaluate("document.activeElement.href")
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
    expect(page.get_by_role("link", name="Tillbaka", exact=True)).to_be_visible()

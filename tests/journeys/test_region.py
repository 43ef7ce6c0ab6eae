"""A region reports: it declines one goal with a reason, hands in, takes back and hands in again before the last day."""

import re

import pytest
from playwright.sync_api import expect

from agreements.models import HandIn, Report, ReportState, Submission
from prio.accounts.roles import Role
from tests.journeys.conftest import SitDown
from tests.journeys.keyboard import Keyboard
from tests.journeys.places import REPORTING, answer
from tests.reporting import Place, actor_for

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", [360, 1280])
def test_a_region_declines_a_goal_and_hands_in_twice(place: Place, sit_down: SitDown, width: int) -> None:
    reporting, signing = actor_for(place.region, Role.REPORTER), actor_for(place.region, Role.SIGNER)
    answer(reporting, "GK1", "23", {"decided": True, "how": "Tillsammans med kommunerna."})
    answer(reporting, "GK2", "23", {"followed": "2014-03"})
    reporter = sit_down(reporting, width)
    reporter.open(REPORTING)
    expect(reporter.page.locator(".report-row", has_text="Planer").first).to_contain_text("Regionens planer")
    reporter.follow(re.compile("Börja med A1"), to="/23/A1/$")
    reporter.write("Antal planer", "356")
    reporter.tab()
    reporter.saved()

    signer = sit_down(signing, width)
    decline(signer)
    hand_in(signer, 1)
    take_back(signer)
    assert Report.objects.get(requirement__code="A1").state == ReportState.DRAFT
    answer(reporting, "A1", "23", {"plans": 360})
    hand_in(signer, 2)
    assert list(
        Submission.objects.filter(report__requirement__code="A1").values_list("number", "answers__plans")
    ) == [(1, 356), (2, 360)]
    signer.open(REPORTING)
    signer.follow(re.compile("Inlämningar av A1"), to="/versioner/$")
    signer.reads("har lämnat in 2 gånger")
    expect(signer.page.locator("del")).to_contain_text("356")
    expect(signer.page.locator("ins")).to_contain_text("360")


def decline(signer: Keyboard) -> None:
    """Say no to a goal: first without a reason, then with one."""
    signer.open(REPORTING)
    signer.follow(re.compile("Avstå .* från A2"), to="/A2/avsta/$")
    signer.tab_to("Varför avstår ni?")
    signer.page.keyboard.type("Vi har ingen första linje i år.")
    signer.follow("Avstå från A2", "button", to="/rapportering/$")
    signer.reads("Ni avstår från A2.")
    signer.reads("Ert skäl: Vi har ingen första linje i år.")
    assert Report.objects.get(requirement__code="A2").state == ReportState.DECLINED


def hand_in(signer: Keyboard, number: int) -> None:
    """Read through and hand in everything that is ready."""
    signer.open(REPORTING)
    signer.follow(re.compile("^Granska och lämna in|^Läs igenom och lämna in"), "link", to="/lamna-in/$")
    if number == 1:
        signer.tick(re.compile("GK1"))  # the file is missing: that is said, and hinders nobody
    signer.tick(re.compile("behörig"))
    signer.follow(re.compile("^Lämna in"), "button", to=r"/kvitto/\d+/$")
    assert HandIn.objects.count() == number


def take_back(signer: Keyboard) -> None:
    """Take a report back; the page says first what that means."""
    signer.open(REPORTING)
    row = signer.page.locator("#\\32 3-A1")
    signer.tab_to(re.compile("A1"), "link")
    while signer.focused()[1] != "Ta tillbaka …":
        signer.tab()
    signer.page.keyboard.press("Enter")
    expect(row).to_contain_text("inte längre inlämnad")
    signer.follow("Ta tillbaka A1", "button", to="/rapportering/$")
    signer.reads("A1 är tillbaka hos er som utkast.")
    expect(row).to_contain_text("Utkast")

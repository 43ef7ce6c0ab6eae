"""Those who assess: a completion is asked for, answered and handed in again; of two late reports one is accepted."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from agreements.models import CompletionRequest, Report, ReportState, Submission
from assessment.models import RecusalDeclaration
from prio import clock
from prio.accounts.models import User
from tests.journeys.conftest import SitDown
from tests.journeys.keyboard import Keyboard
from tests.journeys.places import AGREEMENT, REPORTING, SUBMITTED, answer, hand_over, open_today
from tests.reporting import Place, make_place

pytestmark = pytest.mark.slow


@pytest.fixture
def place(transactional_db: None) -> Place:
    """Östersund has handed in a goal in time; its other one and Berg's came after their last day."""
    made = make_place(open_today(with_late=True))
    answer(made.signer, "B1", "2380", {"plans": 152, "need": 172, "contact": {"name": "Karin"}})
    hand_over(made.signer, "2380", "B1")
    for assesses in (made.assessor, made.lead):
        RecusalDeclaration.objects.create(
            user_id=assesses.user_id, year=clock.today().year, declared_at=clock.now()
        )
    for actor, party in ((made.signer, "2380"), (made.neighbour, "2326")):
        answer(actor, "B2", party, {"made": True})
        assert hand_over(actor, party, "B2").late
    return made


@pytest.mark.parametrize("width", [360, 1280])
def test_a_completion_is_asked_for_answered_and_handed_in_again(
    place: Place, sit_down: SitDown, width: int
) -> None:
    assessor = sit_down(place.assessor, width)
    assessor.open(AGREEMENT)
    assessor.follow("Inlämnat", "link", to="/rapporter/$")
    assessor.pick("Läge", "Alla inlämnade")
    assessor.follow("Visa", "button", to="lage=alla")
    assessor.follow("Östersund, B1", "link", to="/rapporter/2380/B1/$")
    assessor.reads("88,4 procent")
    assessor.follow("Öppna ärendet", "link", to="/bedomning/slutlig/2380/B1/$")
    assessor.press(re.compile("^Begär komplettering"))
    assessor.pick("Vad gäller det?", "Antal planer")
    assessor.write("Vad behövs?", "Räkna även med planerna från december.")
    assessor.write("Sista dag", (clock.today() + timedelta(days=5)).isoformat())
    assessor.follow("Begär komplettering", "button", to="/bedomning/slutlig/2380/B1/$")
    assessor.reads("Kompletteringen är begärd.")
    assert CompletionRequest.objects.get().question == "plans"

    reporter = sit_down(place.reporter, width)
    reporter.reads("Bedömaren ber er komplettera B1")
    reporter.press(re.compile("oläst"))
    reporter.follow("Meddelanden", "link", to="/meddelanden/$")
    reporter.follow(re.compile("Komplettering begärd"), "link", to=r"/meddelanden/\d+/$")
    reporter.reads("Räkna även med planerna från december.")
    reporter.follow("Gå till sidan", to="/2380/B1/$")
    expect(reporter.page.locator("#question-plans")).to_contain_text("Bedömaren begär komplettering")
    reporter.write("Antal planer", "160")
    reporter.tab()
    reporter.saved()
    reporter.reads("160 av 172 = 93,0", "#self-check")

    hand_in_again(sit_down(place.signer, width))
    assert list(
        Submission.objects.filter(report__requirement__code="B1").values_list("number", "answers__plans")
    ) == [(1, 152), (2, 160)]
    for keyboard, address in (
        (reporter, f"{REPORTING}2380/B1/versioner/"),
        (assessor, f"{SUBMITTED}2380/B1/"),
    ):
        keyboard.open(address)
        keyboard.reads("Svarar på begäran om ”Antal planer”")
        expect(keyboard.page.locator("del")).to_contain_text("152")
        expect(keyboard.page.locator("ins")).to_contain_text("160")
        expect(keyboard.page.locator("section.handed")).to_have_count(2)


def hand_in_again(signer: Keyboard) -> None:
    """What is asked for is ready: home leads to it."""
    signer.open(REPORTING)
    signer.follow(re.compile("^Granska och lämna in|^Läs igenom och lämna in"), "link", to="/lamna-in/$")
    signer.tick(re.compile("behörig"))
    signer.follow(re.compile("^Lämna in"), "button", to="/kvitto/4/$")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_late_report_is_accepted_and_another_refused(place: Place, sit_down: SitDown, width: int) -> None:
    lead = sit_down(place.lead, width)
    lead.open(SUBMITTED)
    lead.reads("2 rapporter kom efter sista dagen och väntar på beslut.")
    decide(lead, "Östersund, B2", "Godta", "Bara några minuter för sent.")
    lead.reads("Det som kom för sent är godtaget.")
    decide(lead, "Berg, B2", "Godta inte", "Ingen förklaring har lämnats.")
    lead.reads("Det som kom för sent är inte godtaget.")
    states = dict(Report.objects.filter(requirement__code="B2").values_list("party__code", "state"))
    assert states == {"2380": ReportState.HANDED_IN, "2326": ReportState.REFUSED}

    told = sit_down(User.objects.get(pk=place.neighbour.user_id), width)
    told.press(re.compile("oläst"))
    told.follow("Meddelanden", "link", to="/meddelanden/$")
    told.follow(re.compile("godtas inte"), "link", to=r"/meddelanden/\d+/$")
    told.reads("Skäl: Ingen förklaring har lämnats.")
    told.follow("Gå till sidan", to="/2326/B2/$")
    told.reads("godtogs inte")


def decide(lead: Keyboard, whose: str, button: str, reason: str) -> None:
    """Decide about a late report, from the list."""
    lead.open(SUBMITTED)
    lead.follow(whose, "link", to="/rapporter/.*/B2/$")
    lead.follow("Öppna ärendet", "link", to="/bedomning/slutlig/.*/B2/$")
    lead.write("Skäl", reason)
    lead.follow(button, "button", to="/B2/$")

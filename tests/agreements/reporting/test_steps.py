"""Taking back, declining, taking part after all, confirming: each with what it means and what happened."""

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from agreements.models import Report
from prio.accounts.roles import Role
from tests.agreements.reporting.conftest import Browser
from tests.reporting import (
    CODE,
    LATE,
    Place,
    actor_for,
    handed_in_last_year,
    make_place,
    press,
    save,
    the_report,
)

HOME = f"/overenskommelser/{CODE}/rapportering/"
REPORT = f"{HOME}2380/GK1/"


@pytest.fixture
def place(db: None, in_time: time_machine.Traveller) -> Place:
    return make_place()


@pytest.fixture
def client(place: Place, browser_of: Browser) -> Client:
    """The signer's client."""
    return browser_of(place.signer)


def step(client: Client, verb: str, **more: object) -> HttpResponse:
    return client.post(f"{REPORT}steg/", {"verb": verb, **more}, follow=True)  # type: ignore[return-value]  # the test client's own class


class TestTakingBack:
    """Before the last day a signer may take a report back."""

    def test_what_it_means_stands_at_the_button(self, place: Place, client: Client) -> None:
        save(place.reporter, "decided", True)
        press(place.signer, "GK1")
        html = client.get(HOME).content.decode()
        assert "inte längre inlämnad" in html
        assert "Det ni lämnade in finns kvar i ärendet." in html

    def test_makes_it_a_draft_and_says_so(self, place: Place, client: Client) -> None:
        save(place.reporter, "decided", True)
        press(place.signer, "GK1")
        html = step(client, "take_back").content.decode()
        assert the_report().state == "draft"
        assert "GK1 är tillbaka hos er som utkast." in html

    def test_is_refused_after_the_last_day_with_a_message(
        self, place: Place, browser_of: Browser, in_time: time_machine.Traveller
    ) -> None:
        save(place.reporter, "decided", True)
        press(place.signer, "GK1")
        in_time.move_to(LATE)
        html = step(browser_of(place.signer), "take_back").content.decode()
        assert "Tiden för att lämna in har gått ut." in html
        assert the_report().state == "handed_in"

    def test_is_not_offered_to_a_reporter(self, place: Place, browser_of: Browser) -> None:
        save(place.reporter, "decided", True)
        press(place.signer, "GK1")
        assert "Ta tillbaka" not in browser_of(place.reporter).get(HOME).content.decode()
        assert "behörighet" in step(browser_of(place.reporter), "take_back").content.decode()


class TestDeclining:
    """Whoever does not take part says why; it can be undone until the last day."""

    def test_the_page_says_what_it_means(self, place: Place, client: Client) -> None:
        html = client.get(f"{REPORT}avsta/").content.decode()
        for said in ("inga fler påminnelser", "räknas ni som ”avstår”", "tisdag 14\u00a0oktober 2014"):
            assert said in html

    def test_a_grundkrav_has_the_alarm(self, place: Place, client: Client) -> None:
        assert 'class="alarm"' in client.get(f"{REPORT}avsta/").content.decode()
        assert 'class="alarm"' not in client.get(f"{HOME}2380/B1/avsta/").content.decode()

    def test_needs_a_reason_and_keeps_what_was_typed(self, place: Place, client: Client) -> None:
        answer = client.post(f"{REPORT}avsta/", {"reason": "   "})
        assert (answer.status_code, Report.objects.count()) == (422, 0)
        assert "Ange ett skäl." in answer.content.decode()
        long = "x" * 1001
        assert long in client.post(f"{REPORT}avsta/", {"reason": long}).content.decode()

    def test_is_kept_with_its_reason_and_told(self, place: Place, client: Client) -> None:
        answer = client.post(f"{REPORT}avsta/", {"reason": "Vi deltar inte i år."}, follow=True)
        assert (the_report().state, the_report().reason) == ("declined", "Vi deltar inte i år.")
        html = answer.content.decode()
        assert "Ni avstår från GK1. Ni får inga fler påminnelser om det." in html
        assert "Ert skäl: Vi deltar inte i år." in html

    def test_can_be_undone(self, place: Place, client: Client) -> None:
        client.post(f"{REPORT}avsta/", {"reason": "Nej."})
        html = step(client, "resume").content.decode()
        assert the_report().state == "draft"
        assert "Ni deltar i GK1 igen." in html

    def test_a_reporter_reads_that_the_signer_does_it(self, place: Place, browser_of: Browser) -> None:
        html = browser_of(place.reporter).get(f"{REPORT}avsta/").content.decode()
        assert "Bara er behöriga undertecknare kan avstå." in html
        assert "<textarea" not in html

    def test_nobody_declines_what_is_read_from_a_register(self, place: Place, client: Client) -> None:
        assert client.get(f"{HOME}2380/R1/avsta/").status_code == 404


class TestConfirming:
    """Last year's answers and a new wording are confirmed, and one is back in the report."""

    def test_of_last_years_answers_leads_back_to_the_report(self, place: Place, client: Client) -> None:
        handed_in_last_year(place, {"decided": True, "how": "Vi möts."})
        save(place.reporter, "meetings", 3)
        answer = client.post(f"{REPORT}steg/", {"verb": "confirm_prefilled", "question": ["decided"]})
        assert answer.headers["Location"] == REPORT
        assert set(the_report().prefilled) == {"how"}

    def test_of_a_wording_leads_back_to_the_report(self, place: Place, client: Client) -> None:
        save(place.reporter, "decided", True)
        answer = client.post(f"{REPORT}steg/", {"verb": "confirm_wording"})
        assert answer.headers["Location"] == REPORT


@pytest.mark.parametrize("verb", ["hand_in", "accept_late", "", "__class__"])
def test_an_unknown_step_does_not_exist(place: Place, client: Client, verb: str) -> None:
    assert step(client, verb).status_code == 404


def test_anothers_report_does_not_exist(place: Place, browser_of: Browser) -> None:
    client = browser_of(place.neighbour)
    assert step(client, "take_back").status_code == 404
    assert client.get(f"{REPORT}avsta/").status_code == 404
    assert client.post(f"{REPORT}avsta/", {"reason": "Nej."}).status_code == 404


def test_who_only_reads_changes_nothing(place: Place, browser_of: Browser) -> None:
    client = browser_of(actor_for(place.ostersund, Role.READER))
    assert client.post(f"{REPORT}avsta/", {"reason": "Nej."}).status_code == 422
    assert not Report.objects.exists()

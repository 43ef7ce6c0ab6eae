"""What was handed in, for those who assess: never a draft, and what they may decide."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from agreements.models import CompletionRequest
from agreements.services.deciding import request_completion
from agreements.services.leaving import decline, take_back
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.mail.models import Message
from tests import factories
from tests.agreements.reporting.conftest import Browser
from tests.reporting import CODE, IN_TIME, LATE, Place, key_of, make_place, press, save, the_report

LIST = f"/overenskommelser/{CODE}/rapporter/"
PAGE = f"{LIST}2380/B1/"
DUE = date(2014, 11, 10)


@pytest.fixture
def place(db: None, in_time: time_machine.Traveller) -> Place:
    made = make_place()
    save(made.reporter, "made", True, requirement="B1")
    save(made.reporter, "people", {"women": 3, "men": 4}, None, requirement="B1")
    return made


@pytest.fixture
def assessor(place: Place, browser_of: Browser) -> Client:
    return browser_of(place.assessor)


@pytest.fixture
def lead(place: Place, browser_of: Browser) -> Client:
    return browser_of(place.lead)


def coordinator(place: Place) -> Actor:
    return actor_of(factories.person(Role.COUNTY_COORDINATOR, county=place.county), IN_TIME.date())


class TestOneReport:
    """An assessor reads what was handed in and nothing else."""

    def test_a_draft_is_never_shown(self, place: Place, assessor: Client) -> None:
        html = assessor.get(PAGE).content.decode()
        assert "Kvinnor" not in html
        assert "Inget är inlämnat." in html

    def test_what_is_handed_in_is_read_with_its_self_check(self, place: Place, assessor: Client) -> None:
        press(place.signer, "B1")
        save(place.reporter, "decided", True)
        html = assessor.get(PAGE).content.decode()
        assert "Kvinnor: 3" in html
        assert "Inventeringen är gjord." in html

    def test_a_draft_after_taking_back_stays_hidden(self, place: Place, assessor: Client) -> None:
        press(place.signer, "B1")
        take_back(place.signer, key_of("B1"), arrived_at=IN_TIME)
        save(place.reporter, "people", {"women": 777, "men": 0}, None, requirement="B1")
        assert "777" not in assessor.get(PAGE).content.decode()

    def test_who_declines_is_shown_with_the_reason(self, place: Place, assessor: Client) -> None:
        decline(place.signer, key_of("B1"), "Vi hinner inte.", arrived_at=IN_TIME)
        assert "Vi hinner inte." in assessor.get(PAGE).content.decode()

    def test_the_county_reads_its_own(self, place: Place, browser_of: Browser) -> None:
        press(place.signer, "B1")
        html = browser_of(coordinator(place)).get(PAGE).content.decode()
        assert "Kvinnor: 3" in html
        assert "<textarea" not in html

    def test_for_others_it_does_not_exist(self, place: Place, browser_of: Browser) -> None:
        press(place.signer, "B1")
        assert browser_of(place.neighbour).get(PAGE).status_code == 404
        assert browser_of(place.neighbour).post(PAGE, {"verb": "accept_late"}).status_code == 404


class TestCompletion:
    """An assessor asks for more, on one question and until a day."""

    def ask(self, client: Client, **more: str) -> str:
        posted = {
            "verb": "request_completion",
            "question": "people",
            "text": "Dela på kön.",
            "due": "10 nov 2014",
        }
        return client.post(PAGE, {**posted, **more}, follow=True).content.decode()

    def test_is_asked_for_and_told(self, place: Place, assessor: Client) -> None:
        press(place.signer, "B1")
        html = self.ask(assessor)
        assert "Kompletteringen är begärd." in html
        made = CompletionRequest.objects.get()
        assert (made.question, made.text, made.due) == ("people", "Dela på kön.", DUE)
        assert the_report("B1").state == "returned"
        assert Message.objects.filter(to=place.reporter.user_id, body__contains="Dela på kön.").exists()

    def test_may_be_about_the_whole_report(self, place: Place, assessor: Client) -> None:
        press(place.signer, "B1")
        assert "Gäller hela rapporten" in self.ask(assessor, question="", due="2014-11-10")

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"due": "snart"}, "Sista dagen går inte att tolka."),
            ({"due": ""}, "Ange sista dag med år, månad och dag"),
            ({"due": "2014-11"}, "Ange sista dag med år, månad och dag"),
            ({"due": "2014-05-01"}, "i dag eller senare"),
            ({"text": " "}, "Skriv vad som behövs."),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
        self, place: Place, assessor: Client, wrong: dict[str, str], said: str
    ) -> None:
        press(place.signer, "B1")
        html = self.ask(assessor, **wrong)
        assert said in html
        assert 'value="people" selected' in html
        assert not CompletionRequest.objects.exists()

    def test_is_not_for_who_only_reads(self, place: Place, browser_of: Browser) -> None:
        press(place.signer, "B1")
        auditor = actor_of(factories.person(Role.AUDITOR), IN_TIME.date())
        client = browser_of(auditor)
        assert "<textarea" not in client.get(PAGE).content.decode()
        assert "behörighet" in self.ask(client)


class TestLate:
    """Who leads the assessment decides about what came late."""

    @pytest.fixture
    def late(self, place: Place, in_time: time_machine.Traveller) -> None:
        press(place.signer, "B1", at=LATE)

    def test_is_accepted_with_a_reason(self, place: Place, late: None, lead: Client) -> None:
        html = lead.post(PAGE, {"verb": "accept_late", "reason": "Driftstopp."}, follow=True).content.decode()
        assert the_report("B1").state == "handed_in"
        assert "Den sena rapporten är godtagen." in html
        assert "Driftstopp." in html

    def test_is_refused_with_a_reason(self, place: Place, late: None, lead: Client) -> None:
        html = lead.post(PAGE, {"verb": "refuse_late", "reason": "Inget skäl."}, follow=True).content.decode()
        assert the_report("B1").state == "refused"
        assert "Sen, godtogs inte" in html

    def test_needs_a_reason(self, place: Place, late: None, lead: Client) -> None:
        answer = lead.post(PAGE, {"verb": "accept_late", "reason": ""})
        assert (answer.status_code, the_report("B1").state) == (422, "late")
        assert "Ange ett skäl." in answer.content.decode()

    def test_is_not_for_another_assessor(self, place: Place, late: None, assessor: Client) -> None:
        assert "Godta" not in assessor.get(PAGE).content.decode()
        assert assessor.post(PAGE, {"verb": "accept_late", "reason": "Ja."}).status_code == 422
        assert the_report("B1").state == "late"

    def test_an_unknown_step_does_not_exist(self, place: Place, late: None, lead: Client) -> None:
        assert lead.post(PAGE, {"verb": "hand_in"}).status_code == 404


class TestTheList:
    """What waits for a decision first; narrowed by state, county and requirement; fifty on a page."""

    def rows(self, client: Client, query: str = "") -> list[str]:
        html = client.get(LIST + query).content.decode()
        return [part.split("<span")[0] for part in html.split('<th scope="row"><a href="')[1:]]

    def test_shows_what_waits_and_no_draft(self, place: Place, assessor: Client) -> None:
        save(place.reporter, "decided", True)
        assert self.rows(assessor) == []
        press(place.signer, "B1", at=LATE)
        assert self.rows(assessor) == [f'{LIST}2380/B1/">Östersund']
        assert self.rows(assessor, "?lage=alla") == [f'{LIST}2380/B1/">Östersund'], (
            "the draft of GK1 is hidden"
        )

    def test_is_narrowed(self, place: Place, assessor: Client) -> None:
        save(place.reporter, "decided", True)
        press(place.signer, "GK1", "B1")
        request_completion(place.assessor, key_of("B1"), "", "Mer.", DUE)
        assert len(self.rows(assessor)) == 1
        assert len(self.rows(assessor, "?lage=alla")) == 2
        assert len(self.rows(assessor, "?lage=handed_in")) == 1
        assert len(self.rows(assessor, "?lage=alla&krav=GK1")) == 1
        assert len(self.rows(assessor, "?lage=alla&lan=23")) == 2
        assert self.rows(assessor, "?lage=alla&lan=09") == []
        assert len(self.rows(assessor, "?lage=alla&sida=99")) == 2

    def test_has_fifty_on_a_page(self, place: Place, assessor: Client) -> None:
        for number in range(51):
            other = factories.kommun(f"24{number:02}", f"Kommun {number:02}", place.county)
            factories.report(place.agreement, "B1", other, "late")
        assert len(self.rows(assessor)) == 50
        assert len(self.rows(assessor, "?sida=2")) == 1
        assert 'href="?sida=2"' in assessor.get(LIST).content.decode()

    def test_a_county_sees_its_own(self, place: Place, browser_of: Browser) -> None:
        gotland = factories.county("09", "I", "Gotlands län")
        elsewhere = factories.kommun("0980", "Gotland", gotland)
        factories.report(place.agreement, "B1", elsewhere, "late")
        press(place.signer, "B1", at=LATE)
        client = browser_of(coordinator(place))
        assert self.rows(client) == [f'{LIST}2380/B1/">Östersund']
        assert self.rows(client, "?lan=09") == []

    def test_is_not_for_those_who_report(self, place: Place, browser_of: Browser) -> None:
        assert browser_of(place.signer).get(LIST).status_code == 404

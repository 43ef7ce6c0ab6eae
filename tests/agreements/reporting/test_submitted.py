"""What was handed in, for those who assess: never a draft, and what they may decide."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from agreements.services.deciding import request_completion
from agreements.services.leaving import decline, take_back
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
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


class TestWhoAssesses:
    """The page is for reading; who assesses is led to the case, where the steps are."""

    def test_is_led_to_the_case(self, place: Place, assessor: Client, browser_of: Browser) -> None:
        press(place.signer, "B1")
        case = f"/overenskommelser/{CODE}/bedomning/slutlig/2380/B1/"
        assert f'href="{case}"' in assessor.get(PAGE).content.decode()
        assert case not in browser_of(coordinator(place)).get(PAGE).content.decode()
        auditor = actor_of(factories.person(Role.AUDITOR), IN_TIME.date())
        assert case not in browser_of(auditor).get(PAGE).content.decode()

    def test_does_nothing_here(self, place: Place, assessor: Client, lead: Client) -> None:
        press(place.signer, "B1", at=LATE)
        for client in (assessor, lead):
            assert "<textarea" not in client.get(PAGE).content.decode()
            assert client.post(PAGE, {"verb": "accept_late", "reason": "Ja."}).status_code == 405
        assert the_report("B1").state == "late"


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

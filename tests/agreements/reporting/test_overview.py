"""The reporter's home: what is open, what is missing, the one next step, and a warning that cannot be missed."""

import re
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from agreements.selectors.overview import PartyOverview, overview
from agreements.selectors.own_reports import own_reports
from agreements.services.deciding import extend, request_completion
from agreements.services.leaving import ask_for_signature, decline
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.clock import STOCKHOLM
from tests import factories
from tests.agreements.reporting.conftest import Browser
from tests.reporting import (
    BEFORE_OPENING,
    CODE,
    IN_TIME,
    LATE,
    REPORTING_YEAR,
    Place,
    actor_for,
    key_of,
    make_place,
    press,
    save,
)

GK2 = """\
  - code: GK2
    kind: grundkrav
    name: Information
    parties: [municipality]
    text: Information finns.
    questions: [{key: there, type: yes_no, label: Finns den?}]
    rule: {all: [{key: c1, yes: there, text: Informationen finns.}]}
"""
FOR_REGIONS = """
code: annat-2014
title: Annat 2014
year: 2014
assessor: SKL
budget: {total: 1, lines: [{name: Stöd, recipient: SKL, amount: 1}]}
requirements:
  - code: X1
    kind: grundkrav
    name: Något
    parties: [region]
    text: Något finns.
    questions: [{key: there, type: yes_no, label: Finns det?}]
    rule: {all: [{key: c1, yes: there, text: Det finns.}]}
"""
AFTER = datetime(2014, 12, 1, 12, 0, tzinfo=STOCKHOLM)
PAGE = f"/overenskommelser/{CODE}/rapportering/"


@pytest.fixture
def place(db: None, in_time: time_machine.Traveller) -> Place:
    return make_place()


def home(actor: Actor) -> PartyOverview:
    own = own_reports(actor, CODE)
    assert own is not None
    (found,) = overview(own)
    return found


def answered(place: Place) -> None:
    """Everything that B1 asks, and all of GK1 but the document, which needs a file."""
    for question, value in {
        "decided": True,
        "how": "Vi möts.",
        "meetings": 4,
        "early": 1,
        "later": "Så.",
    }.items():
        save(place.reporter, question, value, None)
    save(place.reporter, "made", True, requirement="B1")
    save(place.reporter, "people", {"women": 1, "men": 2}, None, requirement="B1")


class TestTheWarning:
    """A missing grundkrav cannot be missed."""

    def test_stands_first_as_an_alarm_in_words_and_shape(self, place: Place, client: Client) -> None:
        html = client.get(PAGE).content.decode()
        alarm = html[html.index('class="alarm" role="alert"') :]
        assert html.index('class="alarm"') < html.index("Nästa steg") < html.index('class="reports"')
        assert "Östersund: GK1 är inte inlämnat" in alarm
        assert "Utan grundkravet får kommunen inga pengar, vilka mål ni än når." in alarm
        assert "<svg" in alarm[: alarm.index("</h3>")]

    def test_fetches_the_consequence_in_kronor(self, place: Place, client: Client) -> None:
        html = client.get(PAGE).content.decode()
        assert f'hx-get="{PAGE}2380/varde/"' in html
        assert 'id="lost-prov-2014-2380"' in html

    def test_goes_when_every_grundkrav_is_handed_in(self, place: Place, client: Client) -> None:
        answered(place)
        press(place.signer, "GK1")
        assert 'class="alarm"' not in client.get(PAGE).content.decode()

    def test_stays_for_who_declines_a_grundkrav(self, place: Place) -> None:
        decline(place.signer, key_of(), "Vi deltar inte.", arrived_at=IN_TIME)
        assert home(place.signer).missing_grundkrav == ("GK1",)

    def test_two_are_called_both(self, db: None, in_time: time_machine.Traveller) -> None:
        place = make_place(REPORTING_YEAR.replace("  - code: B1", f"{GK2}  - code: B1"))
        assert (
            home(place.signer).alarm == "Utan båda grundkraven får kommunen inga pengar, vilka mål ni än når."
        )
        assert home(place.signer).alarm_heading == "GK1 och GK2 är inte inlämnade"


class TestTheNextStep:
    """One thing to do next, the most pressing."""

    def test_is_to_begin_with_the_grundkrav(self, place: Place) -> None:
        assert home(place.reporter).next_step.heading == "Börja med GK1 Samverkan"

    def test_is_to_go_on_with_what_is_begun(self, place: Place) -> None:
        save(place.reporter, "decided", True)
        step = home(place.reporter).next_step
        assert (step.label, step.to, step.requirement) == ("Fortsätt med GK1", "report", "GK1")
        assert step.text == "5 frågor utan svar."

    def test_names_what_is_in_the_way(self, place: Place) -> None:
        save(place.reporter, "meetings", None, typed={"": "cirka tio"})
        save(place.reporter, "made", True, requirement="B1")
        assert "går inte att tolka" in home(place.reporter).next_step.text

    def test_is_to_ask_for_a_signature_and_then_to_wait(self, place: Place) -> None:
        answered(place)
        press(place.signer, "GK1")
        assert home(place.reporter).next_step.label == "Läs igenom och be om underskrift"
        ask_for_signature(place.reporter, CODE, "2380")
        assert home(place.reporter).next_step.heading == "Väntar på underskrift"

    def test_is_to_hand_in_for_who_signs(self, place: Place) -> None:
        answered(place)
        press(place.signer, "GK1")
        step = home(place.signer).next_step
        assert (step.heading, step.to) == ("Läs igenom och lämna in", "hand_in")

    def test_is_the_completion_before_everything(self, place: Place) -> None:
        answered(place)
        press(place.signer, "B1")
        due = clock.today().replace(month=7)
        request_completion(place.assessor, key_of("B1"), "people", "Dela på kön.", due)
        assert home(place.reporter).next_step.label == "Komplettera B1"

    def test_is_nothing_when_all_is_handed_in(self, place: Place) -> None:
        answered(place)
        press(place.signer, "GK1", "B1")
        assert home(place.reporter).next_step.heading == "Allt är inlämnat"

    def test_says_that_answers_are_missing_in_what_is_handed_in_while_there_is_time(
        self, place: Place, browser_of: Browser, in_time: time_machine.Traveller
    ) -> None:
        answered(place)
        save(place.reporter, "made", False, None, requirement="B1")
        press(place.signer, "GK1", "B1")
        assert "Men svar saknas i GK1." in home(place.signer).next_step.text
        page = browser_of(place.signer).get(PAGE).content.decode()
        assert re.search("Inlämnad utan svar på 1.fråga: ”Planen”.", page.replace("&nbsp;", " "))
        assert "Räcker inte: svaren uppfyller inte kravet" in page
        in_time.move_to(LATE)
        assert "Inlämnad utan svar" not in browser_of(place.signer).get(PAGE).content.decode()

    def test_tells_that_what_is_handed_in_now_is_late(
        self, place: Place, in_time: time_machine.Traveller
    ) -> None:
        in_time.move_to(LATE)
        assert "räknas som sent" in home(place.reporter).next_step.text

    def test_is_to_wait_until_reporting_opens(self, place: Place, in_time: time_machine.Traveller) -> None:
        in_time.move_to(BEFORE_OPENING)
        assert home(place.reporter).next_step.heading == "Rapporteringen öppnar lördag 1\u00a0mars 2014"

    def test_who_only_reads_has_nothing_to_press(self, place: Place, browser_of: Browser) -> None:
        reader = actor_for(place.ostersund, Role.READER)
        assert home(reader).next_step.label == ""
        html = browser_of(reader).get(PAGE).content.decode()
        assert "Avstå …" not in html
        assert ">Börja<" not in html


class TestTheList:
    """Grundkrav first, then the goals; each with its state, what is missing and its last day."""

    def test_counts_and_names_what_is_missing(self, place: Place, client: Client) -> None:
        save(place.reporter, "decided", True)
        html = client.get(PAGE).content.decode()
        assert "1 av 6 besvarade" in html
        assert "Saknas: ”Hur arbetar ni?”, ”Hur många möten?”, ”Planen” och 2 till" in html

    def test_a_last_day_has_clock_zone_and_days_left(self, place: Place, client: Client) -> None:
        html = client.get(PAGE).content.decode()
        assert "tisdag 14\u00a0oktober 2014 kl.\u00a024.00 (svensk tid)" in html
        assert "om 135\u00a0dagar" in html

    def test_more_time_moves_the_last_day(self, place: Place, client: Client) -> None:
        later = clock.today().replace(month=10, day=20)
        extend(place.lead, CODE, "B1", "2380", later, "Sjukdom.")
        html = client.get(PAGE).content.decode()
        assert "måndag 20\u00a0oktober 2014" in html

    def test_what_is_read_from_a_register_is_marked(self, place: Place, client: Client) -> None:
        html = client.get(PAGE).content.decode()
        assert "Läses ur register" in html[html.index("Väntetider") :]

    def test_receipts_are_listed(self, place: Place, client: Client) -> None:
        answered(place)
        made = press(place.signer, "B1")
        html = client.get(PAGE).content.decode()
        assert f'href="{PAGE}2380/kvitto/1/">Kvitto {made.reference}</a>' in html

    def test_gotland_has_a_list_for_each_of_its_parties(self, place: Place, browser_of: Browser) -> None:
        county = factories.county("09", "I", "Gotlands län")
        kommun = factories.kommun("0980", "Gotland", county)
        factories.region("09", "Gotlands kommun", county, kommun.organisation)
        html = browser_of(actor_for(kommun, Role.SIGNER)).get(PAGE).content.decode()
        assert re.findall(r'class="party" id="part-(\d+)"', html) == ["09", "0980"]
        assert html.count('class="alarm"') == 2
        assert html.rindex('class="alarm"') < html.index('class="party"'), "both stand before everything"

    def test_nothing_that_concerns_one_is_said(self, place: Place, browser_of: Browser) -> None:
        factories.agreement(FOR_REGIONS)
        answer = browser_of(place.reporter).get("/overenskommelser/annat-2014/rapportering/")
        assert "Inget i överenskommelsen gäller er" in answer.content.decode()


def test_an_agreement_that_is_assessed_waits_for_nothing(
    place: Place, browser_of: Browser, in_time: time_machine.Traveller
) -> None:
    in_time.move_to(AFTER)
    html = browser_of(place.signer).get(PAGE).content.decode()
    assert 'class="alarm"' not in html
    assert "Insamlingen är avslutad." in html
    assert ">Börja<" not in html


def test_the_list_is_for_those_who_act_for_an_organisation(place: Place, browser_of: Browser) -> None:
    assert browser_of(place.assessor).get(PAGE).status_code == 404
    assert browser_of(place.reporter).get("/overenskommelser/finns-inte/rapportering/").status_code == 404

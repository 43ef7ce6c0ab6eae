"""Every time a report was handed in stays readable, with what differs and what was asked for in between."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from agreements.services.deciding import request_completion
from tests.agreements.reporting.conftest import Browser
from tests.reporting import CODE, Place, handed_in_last_year, key_of, make_place, press, save

PAGE = f"/overenskommelser/{CODE}/rapportering/2380/B1/versioner/"
DUE = date(2014, 11, 10)


@pytest.fixture
def place(db: None, in_time: time_machine.Traveller) -> Place:
    made = make_place()
    save(made.reporter, "made", False, requirement="B1")
    save(made.reporter, "people", {"women": 3, "men": 4}, None, requirement="B1")
    return made


def completed(place: Place) -> None:
    """Handed in, sent back with a question, answered and handed in again."""
    press(place.signer, "B1")
    request_completion(place.assessor, key_of("B1"), "people", "Dela på kön.", DUE)
    save(place.reporter, "people", {"women": 30, "men": 40}, None, requirement="B1")
    press(place.signer, "B1")


def test_nothing_handed_in_says_what_will_be_here(place: Place, client: Client) -> None:
    html = client.get(PAGE).content.decode()
    assert "har inte lämnat in än" in html
    assert "Här syns varje inlämning" in html


def test_every_submission_has_answers_signature_receipt_and_self_check(place: Place, client: Client) -> None:
    press(place.signer, "B1")
    html = client.get(PAGE).content.decode()
    for said in (
        "Inlämning 1",
        "Kvinnor: 3",
        "undertecknad av Ulla Berg",
        "kvitto/1/",
        "Inventeringen är gjord.",
    ):
        assert said in html


def test_differences_between_two_stand_in_words(place: Place, client: Client) -> None:
    completed(place)
    html = client.get(PAGE).content.decode()
    newest = html[html.index("Inlämning 2") : html.index("Inlämning 1")]
    assert "<del>Kvinnor: 3; Män: 4; Tillsammans: 7</del>" in newest
    assert "<ins>Kvinnor: 30; Män: 40; Tillsammans: 70</ins>" in newest
    assert "Är inventeringen gjord?</dt><dd><p><span" not in newest.split("</dl>")[0]


def test_a_request_stands_with_its_question_and_day_until_it_is_answered(
    place: Place, client: Client
) -> None:
    press(place.signer, "B1")
    request_completion(place.assessor, key_of("B1"), "people", "Dela på kön.", DUE)
    html = client.get(PAGE).content.decode()
    asked = html[html.index("Komplettering begärd") :]
    assert "Gäller frågan ”Hur många”" in asked
    assert "måndag 10\u00a0november 2014 kl.\u00a024.00 (svensk tid)" in asked


def test_afterwards_the_submission_says_what_it_answers(place: Place, client: Client) -> None:
    completed(place)
    html = client.get(PAGE).content.decode()
    assert "Komplettering begärd" not in html
    assert "Svarar på begäran om ”Hur många”:" in html[html.index("Inlämning 2") : html.index("Inlämning 1")]


def test_last_years_report_stands_below(place: Place, client: Client) -> None:
    handed_in_last_year(place, {"decided": True, "how": "Vi möts varje månad."})
    html = client.get(PAGE.replace("B1", "GK1")).content.decode()
    last = html[html.index("Förra gången") :]
    assert "Prov på psykisk hälsa 2013" in last
    assert "Vi möts varje månad." in last


def test_the_draft_is_not_among_them(place: Place, client: Client) -> None:
    press(place.signer, "B1")
    request_completion(place.assessor, key_of("B1"), "", "Mer.", DUE)
    save(place.reporter, "people", {"women": 777, "men": 0}, None, requirement="B1")
    assert "777" not in client.get(PAGE).content.decode()


def test_the_page_is_the_organisations_own(place: Place, browser_of: Browser) -> None:
    press(place.signer, "B1")
    for actor in (place.neighbour, place.assessor):
        assert browser_of(actor).get(PAGE).status_code == 404

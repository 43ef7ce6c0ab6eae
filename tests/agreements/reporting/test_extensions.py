"""More time: decided by who leads the assessment, with a reason that everybody reads."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from agreements.models import Extension
from tests.agreements.reporting.conftest import Browser
from tests.reporting import CODE, Place, make_place

PAGE = f"/overenskommelser/{CODE}/forlangningar/"


@pytest.fixture
def place(db: None, in_time: time_machine.Traveller) -> Place:
    return make_place()


@pytest.fixture
def lead(place: Place, browser_of: Browser) -> Client:
    return browser_of(place.lead)


def decide(client: Client, **more: str) -> str:
    posted = {"party": "2380", "requirement": "B1", "until": "20 oktober 2014", "reason": "Sjukdom."}
    return client.post(PAGE, {**posted, **more}, follow=True).content.decode()


def test_none_is_said(place: Place, client: Client) -> None:
    assert "Ingen har fått mer tid." in client.get(PAGE).content.decode()


def test_a_decision_is_kept_and_read_by_everybody(place: Place, lead: Client, browser_of: Browser) -> None:
    assert "Förlängt till och med måndag 20\u00a0oktober 2014." in decide(lead)
    made = Extension.objects.get()
    assert (made.until, made.reason, made.party, made.decided_by_id) == (
        date(2014, 10, 20),
        "Sjukdom.",
        place.ostersund,
        place.lead.user_id,
    )
    html = browser_of(place.neighbour).get(PAGE).content.decode()
    for said in ("Östersund", "B1", "20\u00a0okt\u00a02014", "Sjukdom."):
        assert said in html
    assert "<textarea" not in html


def test_may_be_for_all(place: Place, lead: Client) -> None:
    html = decide(lead, party="", requirement="")
    assert "Alla krav och mål" in html
    made = Extension.objects.get()
    assert (made.party, made.requirement) == (None, None)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": " "}, "Ange ett skäl."),
        ({"until": "2014-10-14"}, "senare än den som gäller nu"),
        ({"until": "i morgon"}, "går inte att tolka"),
        ({"party": "9999"}, "inget sådant krav"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    place: Place, lead: Client, wrong: dict[str, str], said: str
) -> None:
    html = decide(lead, **wrong)
    assert said in html
    assert 'value="B1" selected' in html
    assert not Extension.objects.exists()


def test_nobody_else_decides(place: Place, browser_of: Browser) -> None:
    for actor in (place.signer, place.assessor):
        client = browser_of(actor)
        assert "<textarea" not in client.get(PAGE).content.decode()
        assert client.post(PAGE, {"until": "2014-10-20", "reason": "Ja."}).status_code == 404
    assert not Extension.objects.exists()


def test_an_unknown_agreement_does_not_exist(place: Place, lead: Client) -> None:
    assert lead.get(PAGE.replace(CODE, "finns-inte")).status_code == 404

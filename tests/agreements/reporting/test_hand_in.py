"""The page to sign: everything to read through, one press, one hand-in."""

import re
from uuid import UUID, uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from agreements.models import HandIn, Report, Submission
from agreements.services.leaving import decline
from prio.accounts.roles import Actor, Role
from prio.mail.models import Message
from tests.agreements.reporting.conftest import Browser
from tests.reporting import (
    CODE,
    IN_TIME,
    LATE,
    Place,
    actor_for,
    handed_in_last_year,
    key_of,
    make_place,
    press,
    save,
)

PAGE = f"/overenskommelser/{CODE}/rapportering/2380/lamna-in/"
RECEIPT = f"/overenskommelser/{CODE}/rapportering/2380/kvitto/1/"


@pytest.fixture
def place(db: None, in_time: time_machine.Traveller) -> Place:
    made = make_place()
    save(made.reporter, "decided", True)
    save(made.reporter, "made", True, requirement="B1")
    save(made.reporter, "people", {"women": 21, "men": 20}, None, requirement="B1")
    return made


@pytest.fixture
def client(place: Place, browser_of: Browser) -> Client:
    """The signer's client."""
    return browser_of(place.signer)


def page(client: Client) -> str:
    return client.get(PAGE).content.decode()


def key_on(html: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', html)
    assert found
    return found[1]


def seen_on(html: str) -> dict[str, str]:
    return dict(re.findall(r'name="(sedd\.\w+)" value="(\d+)"', html))


def ticked(html: str) -> list[str]:
    return re.findall(r'name="krav" value="(\w+)" id="krav-\w+" checked', html)


def sign(client: Client, *requirements: str, key: str = "", **more: str) -> HttpResponse:
    posted = {
        "verb": "hand_in",
        "krav": requirements,
        "key": key or key_on(page(client)),
        "behorig": "ja",
        **more,
    }
    return client.post(PAGE, posted)  # type: ignore[return-value]  # the test client's own class


class TestReadingThrough:
    """What is handed in stands in words, with everything that is wrong with it."""

    def test_answers_stand_in_words(self, place: Place, client: Client) -> None:
        html = page(client)
        assert "Kvinnor: 21" in html
        assert "Tillsammans: 41" in html

    def test_what_has_no_answer_is_named(self, place: Place, client: Client) -> None:
        html = page(client)
        assert "5 frågor har inget svar." in html.replace("\u00a0", " ")
        assert "<li>Hur många möten?</li>" in html

    def test_what_is_ready_is_chosen_beforehand(self, place: Place, client: Client) -> None:
        assert ticked(page(client)) == ["B1"]

    def test_the_self_check_counts_as_it_will_be_frozen(self, place: Place, client: Client) -> None:
        html = page(client)
        first = html[html.index("rubrik-GK1") : html.index("rubrik-B1")]
        assert "Överenskommelsen är beslutad." in first
        assert "Inte avgjort" in first or "Inte besvarat" in first, "a question of it closes later"
        assert "Uppfyllt" in html[html.index("rubrik-B1") :]

    def test_what_stops_it_is_named_and_cannot_be_chosen(self, place: Place, client: Client) -> None:
        save(place.reporter, "people", None, None, requirement="B1", typed={"women": "några"})
        html = page(client)
        assert "Kan inte lämnas in än." in html
        assert "går inte att tolka" in html
        assert 'id="krav-B1"' not in html

    def test_last_years_unconfirmed_answers_stop_it(self, place: Place, client: Client) -> None:
        Report.objects.all().delete()
        handed_in_last_year(place, {"how": "Vi träffas."})
        save(place.reporter, "decided", True)
        html = page(client)
        assert "är ifyllt från förra året" in html
        assert "Svaret är taget från ett tidigare år." in html

    def test_an_unlikely_figure_without_a_comment_is_told_and_stops_nobody(
        self, place: Place, client: Client
    ) -> None:
        handed_in_last_year(place, {"meetings": 10})
        save(place.reporter, "meetings", 900, None)
        assert "Ovanliga siffror utan kommentar" in page(client)
        save(place.reporter, "meetings", 900, None, comment="Vi räknar nu alla möten.")
        assert "Ovanliga siffror utan kommentar" not in page(client)

    def test_a_missing_grundkrav_is_an_alarm_here_too(self, place: Place, client: Client) -> None:
        html = page(client)
        assert html.index('class="alarm" role="alert"') < html.index("Det här lämnas in")
        assert "Inte med i den här inlämningen" not in html

    def test_a_grundkrav_that_cannot_be_in_it_is_named(self, place: Place, client: Client) -> None:
        decline(place.signer, key_of(), "Nej.", arrived_at=IN_TIME)
        assert "Inte med i den här inlämningen: GK1." in page(client)

    def test_nothing_to_hand_in_says_so(self, place: Place, client: Client) -> None:
        Report.objects.all().delete()
        assert "Det finns inget att lämna in just nu." in page(client)


class TestSigning:
    """One press hands in all that is chosen."""

    def test_leads_to_the_receipt(self, place: Place, client: Client) -> None:
        answer = sign(client, "GK1", "B1")
        assert (answer.status_code, answer.headers["Location"]) == (302, RECEIPT)
        made = HandIn.objects.get()
        assert made.signed_as.endswith(", behörig undertecknare, Östersund")
        assert made.at == IN_TIME
        assert made.submissions.count() == 2

    def test_a_second_press_is_the_same_hand_in(self, place: Place, client: Client) -> None:
        key = key_on(page(client))
        first, second = sign(client, "B1", key=key), sign(client, "B1", key=key)
        assert first.headers["Location"] == second.headers["Location"] == RECEIPT
        assert (HandIn.objects.count(), Submission.objects.count()) == (1, 1)

    def test_a_page_that_one_went_back_to_hands_in_nothing_else_and_is_drawn_with_another_key(
        self, place: Place, client: Client
    ) -> None:
        key = key_on(page(client))
        sign(client, "B1", key=key)
        answer = sign(client, "GK1", key=key)
        html = answer.content.decode()
        assert (answer.status_code, HandIn.objects.count()) == (422, 1)
        assert "Inget nytt lämnades in" in html
        assert sign(client, "GK1", key=key_on(html)).status_code == 302
        assert HandIn.objects.count() == 2

    def test_nobody_signs_what_a_colleague_changed_after_it_was_read(
        self, place: Place, client: Client
    ) -> None:
        read = page(client)
        save(place.colleague, "made", False, None, requirement="B1")
        answer = sign(client, "B1", **seen_on(read))
        html = answer.content.decode()
        assert answer.status_code == 422
        assert f"B1 Inventering: ändrat av {place.colleague.name}." in html
        assert not HandIn.objects.exists()
        assert sign(client, "B1", **seen_on(html)).status_code == 302

    def test_so_is_a_press_in_a_second_tab(self, place: Place, client: Client) -> None:
        sign(client, "B1")
        assert sign(client, "B1", key=str(uuid4())).headers["Location"] == RECEIPT
        assert HandIn.objects.count() == 1

    def test_who_signs_says_that_they_may(self, place: Place, client: Client) -> None:
        answer = sign(client, "B1", behorig="")
        assert answer.status_code == 422
        assert "Kryssa i att ni är behörig att lämna in för Östersund." in answer.content.decode()
        assert not HandIn.objects.exists()

    def test_an_error_leaves_everything_ticked_and_the_key_as_it_was(
        self, place: Place, client: Client
    ) -> None:
        key = str(uuid4())
        html = sign(client, "GK1", "B1", key=key, behorig="").content.decode()
        assert ticked(html) == ["GK1", "B1"]
        assert key_on(html) == key

    def test_nothing_is_handed_in_when_something_is_in_the_way(self, place: Place, client: Client) -> None:
        save(place.reporter, "people", None, None, requirement="B1", typed={"women": "några"})
        answer = sign(client, "GK1", "B1")
        assert answer.status_code == 422
        assert "B1 Inventering" in answer.content.decode()
        assert not HandIn.objects.exists()

    def test_nothing_chosen_is_refused(self, place: Place, client: Client) -> None:
        answer = sign(client)
        assert answer.status_code == 422
        assert "Välj minst ett krav" in answer.content.decode()

    def test_a_broken_key_hands_in_all_the_same(self, place: Place, client: Client) -> None:
        assert sign(client, "B1", key="sönder").status_code == 302
        assert isinstance(HandIn.objects.get().key, UUID)

    def test_after_the_last_day_it_says_late_before_and_marks_it(
        self, place: Place, browser_of: Browser, in_time: time_machine.Traveller
    ) -> None:
        in_time.move_to(LATE)
        client = browser_of(place.signer)
        html = page(client)
        assert "Sista dagen har passerat för något av det här." in html
        assert "Kommer för sent" in html
        sign(client, "B1")
        assert HandIn.objects.get().late
        assert "Kom efter sista dagen" in client.get(RECEIPT).content.decode()


class TestWhoMay:
    """A reporter asks for a signature; somebody else's page does not exist."""

    def test_a_reporter_asks_the_signer(self, place: Place, browser_of: Browser) -> None:
        client = browser_of(place.reporter)
        html = page(client)
        assert "Be om underskrift" in html
        assert 'name="krav"' not in html
        answer = client.post(PAGE, {"verb": "ask"})
        assert answer.status_code == 302
        assert Message.objects.filter(key__startswith="signature:", to=place.signer.user_id).exists()

    def test_a_reporter_cannot_hand_in(self, place: Place, browser_of: Browser) -> None:
        answer = sign(browser_of(place.reporter), "B1")
        assert answer.status_code == 422
        assert "Bara en behörig undertecknare kan lämna in." in answer.content.decode()

    def test_a_reader_reads(self, place: Place, browser_of: Browser) -> None:
        html = page(browser_of(actor_for(place.ostersund, Role.HEAD)))
        assert "Kvinnor: 21" in html
        assert "<button" not in html[html.index('id="lamna-in"') :]

    @pytest.mark.parametrize("who", ["neighbour", "assessor"])
    def test_anothers_page_does_not_exist(self, place: Place, browser_of: Browser, who: str) -> None:
        actor: Actor = getattr(place, who)
        assert browser_of(actor).get(PAGE).status_code == 404
        assert browser_of(actor).post(PAGE, {"verb": "hand_in", "krav": "B1"}).status_code == 404

    def test_an_unknown_requirement_does_not_exist(self, place: Place, client: Client) -> None:
        assert sign(client, "B1", "B9").status_code == 404

    def test_a_supplement_can_be_chosen_again(self, place: Place, client: Client) -> None:
        press(place.signer, "GK1")
        save(place.reporter, "later", "Så kontrollerade vi.", None, at=LATE)
        assert 'id="krav-GK1"' in page(client)

"""The party's own side: what it is told, what it answers, how it was judged, on its pages and by API. Never by whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.test import Client

from assessment.models import Communication, PreliminaryRequest, RoundKind, Verdict, VerdictState
from assessment.services.communicating import communicate, note_silence
from assessment.services.correcting import begin_correction
from assessment.services.findings import send_findings
from assessment.services.judging import approve, prepare, send_back
from prio.accounts.models import ApiToken, User
from prio.accounts.roles import Role
from prio.accounts.tokens import make_token
from tests import factories
from tests.assessment.judging import (
    CODE,
    FAILED,
    MET,
    Court,
    at,
    finding,
    hand_in_all,
    key,
    make_court,
    open_and_assess,
    reject,
    verdict,
)

pytestmark = pytest.mark.django_db

DUE = date(2014, 11, 3)
AFTER = "2014-11-05 12:00+01:00"
REPORT = f"/overenskommelser/{CODE}/rapportering/2326/GK1/"
OWN = f"{REPORT}bedomning/"
API = f"/api/agreements/{CODE}/reports/2326/GK1/"


@pytest.fixture
def court() -> Iterator[Court]:
    with at():
        made = make_court()
        hand_in_all(made)
        yield made


@pytest.fixture
def signer(court: Court, client: Client) -> Client:
    client.force_login(court.people["signer"])
    return client


def told(court: Court) -> Communication:
    """A verdict against Berg on GK1 is sent to it."""
    open_and_assess(court)
    prepared = reject(court, court.world.berg)
    return communicate(court.assessor, key("GK1", court.world.berg), revision=prepared.revision, due=DUE)


@contextmanager
def later(court: Court, signer: Client) -> Iterator[None]:
    """After the last day; the signer has signed in again."""
    with at(AFTER):
        signer.force_login(court.people["signer"])
        yield


def berg(court: Court, role: Role) -> User:
    return factories.person(role, organisation=court.world.berg.organisation)


class TestAnswering:
    """One answer, also late, as long as nothing is decided; what was typed is kept."""

    def test_the_material_and_the_last_day_are_shown_and_no_assessors_name(
        self, court: Court, signer: Client
    ) -> None:
        told(court)
        page = signer.get(OWN).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        for words in ("Inga samråd är redovisade.", "Samråden är inte hållna.", "3 november 2014"):
            assert words in page
        assert str(court.people["assessor"]) not in page

    def test_an_answer_is_taken_and_a_double_click_is_one(self, court: Court, signer: Client) -> None:
        made = told(court)
        for _ in range(2):
            assert signer.post(OWN, {"answer": "Vi hade två möten."}).status_code == 302
        made.refresh_from_db()
        assert (made.answer, made.answered_by_id) == ("Vi hade två möten.", court.signer.user_id)
        assert verdict("GK1", court.world.berg).state == VerdictState.ANSWERED
        page = signer.get(OWN).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        assert "Ert yttrande" in page
        assert "<textarea" not in page

    def test_another_answer_after_it_is_refused_and_shown(self, court: Court, signer: Client) -> None:
        told(court)
        signer.post(OWN, {"answer": "Det första."})
        again = signer.post(OWN, {"answer": "Det andra."})
        assert again.status_code == 422
        assert "Ni har redan yttrat er." in again.content.decode()
        assert "Det andra." in again.content.decode()
        assert Communication.objects.get().answer == "Det första."

    @pytest.mark.parametrize(
        ("text", "words"),
        [("   ", "Skriv ett yttrande."), ("x" * 20_001, "Högst 20000 får plats."), ("a\x00b", "tecken")],
    )
    def test_bad_text_is_refused_and_kept(self, court: Court, signer: Client, text: str, words: str) -> None:
        told(court)
        answer = signer.post(OWN, {"answer": text})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert text.replace("\x00", "").strip()[:50] in answer.content.decode().replace("\x00", "")
        assert not Communication.objects.get().answer

    def test_a_reporter_may_and_a_reader_may_not(self, court: Court, client: Client) -> None:
        told(court)
        client.force_login(berg(court, Role.READER))
        assert "lämnar yttrandet" in client.get(OWN).content.decode()
        assert client.post(OWN, {"answer": "Nej."}).status_code == 422
        client.force_login(berg(court, Role.REPORTER))
        assert client.post(OWN, {"answer": "Jo."}).status_code == 302

    def test_after_the_last_day_it_is_still_read(self, court: Court, signer: Client) -> None:
        told(court)
        with later(court, signer):
            assert "läses ändå" in signer.get(OWN).content.decode()
            assert signer.post(OWN, {"answer": "Sent."}).status_code == 302

    def test_also_after_somebody_noted_that_none_had_come(self, court: Court, signer: Client) -> None:
        told(court)
        with later(court, signer):
            now = verdict("GK1", court.world.berg)
            note_silence(court.assessor, key("GK1", court.world.berg), revision=now.revision)
            assert signer.post(OWN, {"answer": "Sent."}).status_code == 302
        assert Communication.objects.get().answer == "Sent."

    def test_once_it_is_decided_it_is_refused_and_what_was_typed_stays(
        self, court: Court, signer: Client
    ) -> None:
        told(court)
        with later(court, signer):
            now = verdict("GK1", court.world.berg)
            approve(court.second, key("GK1", court.world.berg), revision=now.revision)
            answer = signer.post(OWN, {"answer": "För sent."})
        assert answer.status_code == 422
        assert "För sent." in answer.content.decode()

    def test_what_is_taken_back_meanwhile_is_refused(self, court: Court, signer: Client) -> None:
        told(court)
        now = verdict("GK1", court.world.berg)
        send_back(
            court.assessor,
            RoundKind.FINAL,
            key("GK1", court.world.berg),
            revision=now.revision,
            reason="Fel.",
        )
        assert signer.post(OWN, {"answer": "Vi hade möten."}).status_code == 422

    def test_somebody_elses_is_not_found(self, court: Court, client: Client) -> None:
        told(court)
        for user in (factories.person(Role.SIGNER, organisation=court.world.ostersund.organisation),
                     court.people["assessor"]):  # fmt: skip
            client.force_login(user)
            assert client.get(OWN).status_code == 404
            assert client.post(OWN, {"answer": "Vi."}).status_code == 404


class TestReading:
    """Nothing before it is sent; then everything with its reasons, also what was replaced."""

    def test_before_anything_is_told_it_says_so(self, court: Court, signer: Client) -> None:
        open_and_assess(court)
        reject(court, court.world.berg)
        page = signer.get(OWN).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        assert "Inget är bedömt än." in page
        assert "samråd är redovisade" not in page

    def test_a_finding_says_what_fails_and_until_when_it_can_be_mended(
        self, court: Court, signer: Client
    ) -> None:
        open_and_assess(court, RoundKind.PRELIMINARY, sample_percent=None)
        prepare(
            court.assessor, RoundKind.PRELIMINARY, key("GK1", court.world.berg), revision=0,
            criteria={"c2": FAILED}, outcome="not_met", motivation="Inga samråd är redovisade.",
        )  # fmt: skip
        assert "Inget är bedömt än." in signer.get(OWN).content.decode()
        send_findings(court.lead, CODE)
        page = signer.get(OWN).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        assert "Preliminär bedömning" in page
        assert "Ni kan rätta det till och med" in page
        assert "14 november 2014" in page
        part = signer.get(OWN, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert "Kan rättas till och med" in part
        data = signer.get(f"{API}finding/").json()
        assert (data["outcome"], data["can_mend"], data["completion_closes"]) == (
            "not_met",
            True,
            "2014-11-14",
        )
        assert data["said"] == [
            {"criterion": "Samråd har hållits.", "met": False, "reason": "Samråden är inte hållna."}
        ]
        assert finding("GK1", court.world.berg).state == "sent"

    def test_a_correction_shows_its_kind_its_reason_and_what_it_replaced(
        self, court: Court, signer: Client
    ) -> None:
        case = key("GK1", court.world.berg)
        told(court)
        with later(court, signer):
            approve(court.second, case, revision=verdict("GK1", court.world.berg).revision)
            now = verdict("GK1", court.world.berg)
            begin_correction(
                court.assessor, case, revision=now.revision, correction="change", reason="Protokoll kom fram."
            )
            assert "Protokoll kom fram." not in signer.get(OWN).content.decode()
            prepare(
                court.assessor, RoundKind.FINAL, case, revision=0, criteria={"c2": MET}, outcome="met",
                motivation="Möten är redovisade.",
            )  # fmt: skip
            approve(court.second, case, revision=verdict("GK1", court.world.berg).revision)
            page = signer.get(OWN).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        for words in ("Ändring av bedömningen", "Protokoll kom fram.", "Ersatt bedömning: Ej uppfyllt"):
            assert words in page
        assert str(court.people["second"]) not in page

    def test_the_page_takes_few_queries(
        self, court: Court, signer: Client, django_assert_max_num_queries: object
    ) -> None:
        told(court)
        with django_assert_max_num_queries(14):  # type: ignore[operator]
            signer.get(OWN)

    def test_what_waits_for_an_answer_stands_first_on_the_reports_page(
        self, court: Court, signer: Client
    ) -> None:
        told(court)
        part = signer.get(OWN, headers={"HX-Request": "true"}).content.decode()
        assert '<div id="answer-first" hx-swap-oob="true">' in part
        assert '<div id="answer-first">' in signer.get(REPORT).content.decode()

    def test_the_reports_page_fetches_it(self, court: Court, signer: Client) -> None:
        page = signer.get(REPORT).content.decode()
        assert f'hx-get="{OWN}"' in page


class TestAsking:
    """A preliminary assessment on request."""

    ASK = f"/overenskommelser/{CODE}/rapportering/2326/forhandsgranskning/"

    @pytest.fixture(autouse=True)
    def _on_request(self, court: Court) -> None:
        version = court.world.agreement.versions.get()
        plain = version.plain | {"preliminary": {"for": "on_request", "covers": "grundkrav"}}
        type(version).objects.filter(pk=version.pk).update(plain=plain, sha256="2" * 64)

    def test_it_is_asked_for_once_and_says_by_whom(self, court: Court, signer: Client) -> None:
        assert "Be om förhandsgranskning" in signer.get(OWN).content.decode()
        for _ in range(2):
            answer = signer.post(self.ASK, {"back": OWN})
            assert (answer.status_code, answer["Location"]) == (302, OWN)
        assert PreliminaryRequest.objects.count() == 1
        page = signer.get(OWN).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        assert "bad om förhandsgranskning" in page
        assert str(court.people["signer"]) in page

    def test_a_reader_may_not(self, court: Court, client: Client) -> None:
        client.force_login(berg(court, Role.READER))
        assert "Be om förhandsgranskning" not in client.get(OWN).content.decode()
        client.post(self.ASK, {"back": "https://example.org/"})
        assert not PreliminaryRequest.objects.exists()

    def test_another_site_is_nowhere_to_go_back_to(self, court: Court, signer: Client) -> None:
        answer = signer.post(self.ASK, {"back": "//example.org/"})
        assert answer["Location"] == f"/overenskommelser/{CODE}/rapportering/"

    def test_by_api(self, court: Court, signer: Client) -> None:
        address = f"/api/agreements/{CODE}/preliminary-requests/2326/"
        assert signer.post(address).json()["party"] == "2326"
        assert signer.post(address).status_code == 200
        assert PreliminaryRequest.objects.count() == 1
        assert signer.post(f"/api/agreements/{CODE}/preliminary-requests/2380/").status_code == 403


class TestApi:
    """The same by API, with the same rights."""

    def key_of(self, court: Court, *, may_hand_in: bool) -> dict[str, str]:
        made = make_token(court.signer, court.world.berg.organisation_id, "Treserva", may_hand_in=may_hand_in)
        return {"Authorization": f"Bearer {made.key}"}

    def test_an_answer_by_a_key_that_may_hand_in(self, court: Court) -> None:
        told(court)
        headers = self.key_of(court, may_hand_in=True)
        client = Client()
        assert client.get(f"{API}communication/", headers=headers).json()["open"] is True
        sent = {"text": "Vi hade två möten."}
        for _ in range(2):
            answer = client.post(f"{API}communication/", sent, "application/json", headers=headers)
            assert answer.status_code == 200
            assert (answer.json()["answer"], answer.json()["open"]) == ("Vi hade två möten.", False)
        other = client.post(f"{API}communication/", {"text": "Mer."}, "application/json", headers=headers)
        assert other.status_code == 409

    def test_a_key_that_only_fills_in_may_read_it_and_not_answer(self, court: Court) -> None:
        told(court)
        headers = self.key_of(court, may_hand_in=False)
        assert Client().get(f"{API}communication/", headers=headers).status_code == 200
        answer = Client().post(f"{API}communication/", {"text": "Vi."}, "application/json", headers=headers)
        assert answer.status_code == 403
        assert ApiToken.objects.count() == 1

    @pytest.mark.parametrize("sent", [{}, {"text": ""}, {"text": "x" * 20_001}, {"text": "Ja", "more": 1}])
    def test_the_wrong_shape_is_told(self, court: Court, signer: Client, sent: dict[str, object]) -> None:
        told(court)
        answer = signer.post(f"{API}communication/", sent, "application/json")
        assert answer.status_code == 422
        assert answer.json()["problems"]

    def test_where_nothing_is_sent_there_is_nothing(self, court: Court, signer: Client) -> None:
        for name in ("finding", "communication"):
            assert signer.get(f"{API}{name}/").status_code == 404
        assert signer.post(f"{API}communication/", {"text": "Vi."}, "application/json").status_code == 404
        assert not Verdict.objects.exists()

"""The page of a case: who may not, the report, two at once, precedents, history."""

from collections.abc import Iterator

import pytest
from django.test import Client

from agreements.models import CompletionRequest
from assessment.models import Outcome, PhraseUse, Recusal, RecusalDeclaration, RoundKind
from assessment.services.correcting import begin_correction
from assessment.services.judging import approve, prepare
from assessment.services.phrases import add_phrase
from prio import clock
from tests.assessment.case_world import SENT, client_of, page_of, post
from tests.assessment.judging import (
    CODE,
    FAILED,
    MET,
    Court,
    at,
    hand_in,
    hand_in_all,
    judge,
    key,
    make_court,
    open_and_assess,
    reject,
    verdict,
)

AFTER_THE_ANSWER = "2014-11-06 12:00+01:00"


@pytest.fixture
def court(db: None) -> Iterator[Court]:
    with at():
        made = make_court()
        hand_in_all(made)
        open_and_assess(made)
        yield made


@pytest.fixture
def first(court: Court) -> Client:
    return client_of(court.assessor)


@pytest.fixture
def second(court: Court) -> Client:
    return client_of(court.second)


def read(client: Client, court: Court, requirement: str = "GK1", kind: str = "slutlig") -> str:
    return client.get(page_of(requirement, court.world.berg, kind)).content.decode()


class TestWhoMayNot:
    """Jäv, no declaration, another authority: the case is read and nothing is done in it."""

    def test_who_is_recused_reads_and_does_nothing(self, court: Court, first: Client) -> None:
        berg = court.world.berg
        Recusal.objects.create(
            user=court.people["assessor"], party=berg, reason="Hemkommun", since=clock.now()
        )
        html = read(first, court)
        assert "Du är jävig i ärenden från Berg." in html
        assert "Två möten." in html
        assert 'name="verb"' not in html
        for verb, sent in (("prepare", SENT | {"motivation": "Nej."}), ("request_completion", ASKED)):
            answer = post(first, "GK1", berg, verb, **sent)
            assert answer.status_code == 422
            assert "Du är jävig" in answer.content.decode()
        assert not CompletionRequest.objects.exists()

    def test_who_has_declared_nothing_is_led_to_do_it(self, court: Court, first: Client) -> None:
        RecusalDeclaration.objects.filter(user=court.assessor.user_id).delete()
        html = read(first, court)
        assert '<a href="/jav/">' in html
        assert 'name="verb"' not in html

    def test_another_authority_s_case_is_only_read(self, court: Court) -> None:
        html = read(client_of(court.skr), court)
        assert "Kravet bedöms av en annan myndighet" in html
        assert 'name="verb"' not in html


ASKED = {"question": "how", "text": "Skicka protokollen.", "due": "2014-11-10"}


class TestTheReport:
    """Completion and late reports are dealt with in the case, and nowhere else."""

    def test_a_completion_is_asked_for_once_however_often_the_button_is_pressed(
        self, court: Court, first: Client
    ) -> None:
        berg = court.world.berg
        add_phrase(court.lead, CODE, "GK1", PhraseUse.COMPLETION, "Komplettera med protokoll.")
        assert "Komplettera med protokoll." in read(first, court)
        for _ in range(2):
            assert post(first, "GK1", berg, "request_completion", **ASKED).status_code == 302
        assert CompletionRequest.objects.get().text == "Skicka protokollen."
        html = read(first, court)
        assert "Komplettering begärd" in html
        assert "En komplettering är begärd." in html, "that is in the way of judging"

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"due": "snart"}, "Sista dagen går inte att tolka."),
            ({"due": "2014-05-01"}, "i dag eller senare"),
            ({"text": " "}, "Skriv vad som behövs."),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
        self, court: Court, first: Client, wrong: dict[str, str], said: str
    ) -> None:
        answer = post(first, "GK1", court.world.berg, "request_completion", **ASKED | wrong)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert 'value="how" selected' in answer.content.decode()

    def test_no_completion_is_asked_for_after_the_final_verdict(self, court: Court, first: Client) -> None:
        berg = court.world.berg
        judge(court, "B1", berg)
        assert 'value="request_completion"' not in read(first, court, "B1")
        asked = {"question": "", "text": "Skicka talen.", "due": "2014-11-10"}
        answer = post(first, "B1", berg, "request_completion", **asked)
        assert (answer.status_code, "Bedömningen är slutlig." in answer.content.decode()) == (422, True)
        begin_correction(
            court.assessor,
            key("B1", berg),
            revision=verdict("B1", berg).revision,
            correction="change",
            reason="Nytt.",
        )
        assert post(first, "B1", berg, "request_completion", **asked).status_code == 302

    def test_the_lead_decides_on_what_came_late(self, court: Court, first: Client) -> None:
        berg = court.world.berg
        report = verdict("GK1", berg).submission
        assert report
        type(report.report).objects.filter(pk=report.report_id).update(state="late")
        assert "accept_late" not in read(first, court)
        lead = client_of(court.lead)
        assert 'value="accept_late"' in read(lead, court)
        assert post(lead, "GK1", berg, "accept_late", reason="").status_code == 422
        assert post(lead, "GK1", berg, "accept_late", reason="Driftstopp.").status_code == 302
        report.report.refresh_from_db()
        assert report.report.state == "handed_in"


class TestTwoAtOnce:
    """Two assessors, two tabs, two presses: one step is taken, and who comes second is told what happened."""

    def test_who_is_second_is_told_who_did_what_and_keeps_what_was_typed(
        self, court: Court, second: Client
    ) -> None:
        berg = court.world.berg
        reject(court, berg)
        answer = second.post(
            page_of("GK1", berg),
            {"verb": "prepare", "revision": 0, "met.c2": "ja", "outcome": "met", "motivation": "Mina skäl."},
        )
        html = answer.content.decode()
        assert answer.status_code == 422
        name = str(court.people["assessor"])
        assert f"{name} beredde bedömningen: ej uppfyllt" in html
        assert "Mina skäl." in html
        assert verdict("GK1", berg).outcome == Outcome.NOT_MET

    def test_what_somebody_else_did_is_told_before_what_is_missing_in_the_form(
        self, court: Court, second: Client
    ) -> None:
        berg = court.world.berg
        reject(court, berg)
        answer = second.post(page_of("GK1", berg), {"verb": "prepare", "revision": 0, "motivation": "Skäl."})
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Ärendet har ändrats sedan du läste det" in html
        assert "Välj ett utfall." not in html
        assert "Skäl." in html

    def test_the_same_button_pressed_twice_is_one_step(
        self, court: Court, first: Client, second: Client
    ) -> None:
        berg = court.world.berg
        sent = {"verb": "prepare", "revision": 0, **SENT, "motivation": "Inga samråd."}
        assert [first.post(page_of("GK1", berg), sent).status_code for _ in range(2)] == [302, 302]
        assert verdict("GK1", berg).revision == 1
        approval = {"verb": "approve", "revision": 1, "not_heard": "needless", "not_heard_reason": "Sagt."}
        assert [second.post(page_of("GK1", berg), approval).status_code for _ in range(2)] == [302, 302]
        assert verdict("GK1", berg).revision == 2

    def test_a_revision_that_is_no_number_is_one_that_nobody_has_read(
        self, court: Court, first: Client
    ) -> None:
        answer = post(first, "GK1", court.world.berg, "prepare", revision="²", **SENT, motivation="Nej.")
        assert answer.status_code == 422

    def test_the_queue_s_filters_come_along(self, court: Court, first: Client) -> None:
        place = f"{page_of('GK1', court.world.berg)}?lan=23"
        html = first.get(place).content.decode()
        assert f"/overenskommelser/{CODE}/bedomning/slutlig/?lan=23" in html
        answer = first.post(place, {"verb": "prepare", "revision": 0, "met.c2": "ja", "outcome": "met"})
        assert answer.headers["Location"] == place


class TestTheNextCase:
    """From one case to the next of the same list."""

    def test_it_is_of_the_same_list_and_the_filters_come_along(self, court: Court, first: Client) -> None:
        place = f"{page_of('GK2', court.world.berg)}nasta/?krav=GK2"
        following = first.get(place).headers["Location"]
        assert following.startswith(f"/overenskommelser/{CODE}/bedomning/slutlig/")
        assert following.endswith("/GK2/?krav=GK2")
        assert following != f"{page_of('GK2', court.world.berg)}?krav=GK2"

    def test_it_is_for_who_reads_all(self, court: Court) -> None:
        place = f"{page_of('GK2', court.world.berg)}nasta/"
        assert client_of(court.signer).get(place).status_code == 404


class TestPrecedents:
    """Earlier rejections and remarks on the same demand, those that fell on the same criterion first."""

    def test_the_most_alike_come_first_and_are_found_by_text(self, court: Court, first: Client) -> None:
        world = court.world
        post(first, "GK1", world.region, "prepare", **{"met.c2": "ja", "outcome": "met_with_remark"},
             motivation="Skriv tydligare ÅTAGANDEN.")  # fmt: skip
        approve(court.second, key("GK1", world.region), revision=1)
        reject(court, world.ostersund)
        approve(
            court.second, key("GK1", world.ostersund), revision=1,
            not_heard="needless", not_heard_reason="Sagt.",
        )  # fmt: skip
        html = read(first, court)
        assert html.index("Östersund <span") < html.index("Jämtlands läns landsting <span")
        assert "1\u00a0villkor gemensamt" in html
        found = first.get(f"{page_of('GK1', world.berg)}?prejudikat=åtaganden").content.decode()
        assert "Jämtlands läns landsting <span" in found
        assert "Östersund <span" not in found

    def test_what_is_met_or_not_final_is_none(self, court: Court, first: Client) -> None:
        reject(court, court.world.ostersund)
        assert "Ingen har fått avslag eller anmärkning på kravet." in read(first, court)


class TestHistory:
    """Every step with who, when and what."""

    def test_every_step_is_told(self, court: Court, second: Client) -> None:
        berg = court.world.berg
        reject(court, berg)
        approve(court.second, key("GK1", berg), revision=1, not_heard="needless", not_heard_reason="Sagt.")
        made = begin_correction(
            court.lead, key("GK1", berg), revision=2, correction="slip", reason="Fel rad lästes."
        )
        prepare(court.lead, RoundKind.FINAL, key("GK1", berg), revision=made.revision,
                criteria={"c2": MET}, outcome=Outcome.MET, motivation="Rätt rad.")  # fmt: skip
        approve(court.assessor, key("GK1", berg), revision=1)
        html = read(second, court)
        for text in ("beredde bedömningen: ej uppfyllt", "gjorde bedömningen slutlig: uppfyllt", "Berg lämnade in",
                     "påbörjade en rättelse", "Fel rad lästes.", "Inte hörd: det är uppenbart obehövligt"):  # fmt: skip
            assert text in html

    def test_what_changed_since_the_preliminary_finding_is_shown(self, court: Court, first: Client) -> None:
        berg = court.world.berg
        open_and_assess(court, RoundKind.PRELIMINARY)
        prepare(court.assessor, RoundKind.PRELIMINARY, key("GK1", berg), revision=0,
                criteria={"c2": FAILED}, outcome=Outcome.NOT_MET, motivation="Visa samråden.")  # fmt: skip
        hand_in(court, "GK1", berg, {"decided": True, "how": "Tre möten till."})
        html = read(first, court)
        assert "Visa samråden." in html
        assert "<ins>Tre möten till.</ins>" in html

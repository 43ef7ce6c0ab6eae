"""The page of a case: what it shows, to whom, what can be done in it, and what is in the way."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agreements.models import CompletionRequest
from assessment.models import Outcome, PhraseUse, Recusal, RecusalDeclaration, RoundKind, VerdictState
from assessment.services.communicating import answer_communication, communicate
from assessment.services.correcting import begin_correction
from assessment.services.judging import approve, prepare
from assessment.services.phrases import add_phrase
from prio import clock
from prio.accounts.roles import READS_ALL, Role
from tests import factories
from tests.assessment.case_world import SENT, client_of, page_of, post
from tests.assessment.judging import (
    CODE,
    FAILED,
    MET,
    Court,
    at,
    decide_all,
    finding,
    hand_in,
    hand_in_all,
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


class TestReading:
    """Who reads what every party hands in reads its cases; nobody else knows of them."""

    def test_it_shows_what_is_asked_answered_and_proposed(self, court: Court, first: Client) -> None:
        html = read(first, court)
        for text in ("Läs hur samråden har gått till.", "Två möten.", "Har samråd hållits?", "Bedöm"):
            assert text in html

    @pytest.mark.parametrize("role", Role)
    def test_who_reads_it(self, court: Court, role: Role) -> None:
        berg = court.world.berg
        user = factories.person(role, organisation=berg.organisation, county=berg.counties.get().county)
        found = client_of(user).get(page_of("GK1", berg)).status_code
        assert found == (200 if role in READS_ALL else 404)

    def test_who_assesses_nothing_can_do_nothing(self, court: Court) -> None:
        auditor = client_of(factories.person(Role.AUDITOR))
        assert 'name="verb"' not in read(auditor, court)
        answer = post(auditor, "GK1", court.world.berg, "prepare", **SENT, motivation="Nej.")
        assert answer.status_code == 422
        assert verdict("GK1", court.world.berg).state == VerdictState.PROPOSED

    def test_a_case_that_nothing_is_proposed_in_shows_what_was_handed_in(
        self, court: Court, first: Client
    ) -> None:
        verdict("GK1", court.world.berg).delete()
        html = read(first, court)
        assert "Två möten." in html
        assert "Inget förslag än" in html

    def test_there_is_no_preliminary_case_of_a_goal(self, court: Court, first: Client) -> None:
        assert first.get(page_of("B1", court.world.berg, "preliminar")).status_code == 404
        assert first.get(page_of("GK1", court.world.berg, "preliminar")).status_code == 200

    def test_it_takes_at_most_twenty_queries(
        self, court: Court, first: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        read(first, court)
        with django_assert_max_num_queries(20):
            read(first, court)


class TestJudging:
    """A rejection is prepared with reasons, told, answered and approved by another."""

    def test_a_rejection_waits_for_another_assessor(
        self, court: Court, first: Client, second: Client
    ) -> None:
        answer = post(first, "GK1", court.world.berg, "prepare", **SENT, motivation="Inga samråd.")
        assert answer.status_code == 302
        made = verdict("GK1", court.world.berg)
        assert (made.state, made.outcome, made.judged["c2"]["reason"]) == (
            VerdictState.PREPARED, Outcome.NOT_MET, "Samråden är inte hållna.",
        )  # fmt: skip
        assert "Den som beredde bedömningen kan inte också godkänna den." in read(first, court)
        assert "Organisationen ska få yttra sig först." in read(second, court)

    def test_what_is_met_as_proposed_is_final_at_once(self, court: Court, first: Client) -> None:
        sent = {"met.c2": "ja", "outcome": "met"}
        html = post(first, "GK1", court.world.berg, "prepare", **sent).status_code
        assert (html, verdict("GK1", court.world.berg).state) == (302, VerdictState.FINAL)

    def test_the_proposal_follows_what_is_ticked_and_writes_nothing(
        self, court: Court, first: Client
    ) -> None:
        berg = court.world.berg
        before = verdict("GK1", berg)
        html = first.post(
            f"{page_of('GK1', berg)}forslag/", {"met.c2": "nej", "outcome": "met"}
        ).content.decode()
        assert "Förslaget: ej uppfyllt" in html
        assert "ett annat än förslaget. Motivera varför." in html
        assert "En annan bedömare godkänner" in html
        after = verdict("GK1", berg)
        assert (after.judged, after.revision, after.state) == (before.judged, before.revision, before.state)

    def test_a_verdict_against_the_proposed_one_needs_a_motivation_and_nothing_typed_is_lost(
        self, court: Court, first: Client
    ) -> None:
        answer = post(first, "GK1", court.world.berg, "prepare", **SENT | {"outcome": "met"})
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Skriv en motivering" in html
        assert "Samråden är inte hållna.</textarea>" in html
        assert 'value="nej" aria-describedby="fraga-c2" checked' in html

    def test_an_unchosen_outcome_is_asked_for(self, court: Court, first: Client) -> None:
        answer = post(first, "GK1", court.world.berg, "prepare")
        assert (answer.status_code, "Välj ett utfall." in answer.content.decode()) == (422, True)

    def test_a_phrase_is_the_reason_also_without_script(self, court: Court, first: Client) -> None:
        add_phrase(court.lead, CODE, "GK1", PhraseUse.NOT_MET, "Samråd saknas.", "c2")
        assert '<option value="Samråd saknas.">' in read(first, court)
        sent = SENT | {"phrase.c2": "Samråd saknas.", "motivation_phrase": "Samråd saknas."}
        post(first, "GK1", court.world.berg, "prepare", **sent)
        made = verdict("GK1", court.world.berg)
        assert made.judged["c2"]["reason"] == "Samråd saknas.\nSamråden är inte hållna."
        assert made.motivation == "Samråd saknas."

    def test_it_is_sent_to_be_answered_and_the_answer_is_shown(
        self, court: Court, first: Client, second: Client
    ) -> None:
        berg = court.world.berg
        reject(court, berg)
        html = read(first, court)
        assert "Ni kan yttra er om GK1 Samverkan" in html, "the letter is shown beforehand"
        early = post(first, "GK1", berg, "communicate", due="2014-10-21")
        assert early.status_code == 422
        assert "Tidigast måndag 3\u00a0november 2014." in early.content.decode()
        assert post(first, "GK1", berg, "communicate", due="3 november 2014").status_code == 302
        answer_communication(court.signer, key("GK1", berg), "Vi höll två samråd.")
        assert "Vi höll två samråd." in read(second, court)
        assert post(second, "GK1", berg, "approve").status_code == 302
        assert verdict("GK1", berg).state == VerdictState.FINAL

    def test_silence_is_noted_when_the_time_is_over(
        self, court: Court, first: Client, second: Client
    ) -> None:
        berg = court.world.berg
        made = reject(court, berg)
        communicate(
            court.assessor,
            key("GK1", berg),
            revision=made.revision,
            due=date(2014, 11, 5),
        )
        assert "Organisationen har fortfarande tid att yttra sig." in read(first, court)
        with at(AFTER_THE_ANSWER):
            assert post(client_of(court.assessor), "GK1", berg, "note_silence").status_code == 302
            assert verdict("GK1", berg).state == VerdictState.ANSWERED

    def test_not_hearing_the_organisation_needs_a_chosen_reason_and_words(
        self, court: Court, second: Client
    ) -> None:
        berg = court.world.berg
        reject(court, berg)
        assert "Godkänn utan att organisationen hörs" in read(second, court)
        without = post(second, "GK1", berg, "approve", not_heard="needless")
        assert without.status_code == 422
        post(second, "GK1", berg, "approve", not_heard="needless", not_heard_reason="De har redan sagt sitt.")
        made = verdict("GK1", berg)
        assert (made.state, made.not_heard_reason) == (VerdictState.FINAL, "De har redan sagt sitt.")

    def test_it_is_sent_back_with_a_reason(self, court: Court, first: Client, second: Client) -> None:
        berg = court.world.berg
        reject(court, berg)
        assert post(second, "GK1", berg, "return", reason=" ").status_code == 422
        post(second, "GK1", berg, "return", reason="Läs bilagan.")
        assert verdict("GK1", berg).state == VerdictState.PROPOSED
        html = read(first, court)
        assert "Läs bilagan." in html
        assert "Inga samråd är redovisade.</textarea>" in html, "what was judged is there to be changed"

    def test_a_correction_is_begun_and_given_up_and_both_stay_in_the_history(
        self, court: Court, first: Client
    ) -> None:
        berg = court.world.berg
        decide_all(court)
        post(first, "B1", berg, "begin_correction", correction="change", reason="Fel fil lästes.")
        html = first.get(page_of("B1", berg)).content.decode()
        assert "Se vad ändringen gör med fördelningen" in html
        assert verdict("B1", berg).state == VerdictState.PROPOSED
        post(first, "B1", berg, "abandon", reason="Det var rätt fil.")
        assert verdict("B1", berg).state == VerdictState.FINAL
        html = first.get(page_of("B1", berg)).content.decode()
        assert "påbörjade en ändring av bedömningen" in html
        assert "Det var rätt fil." in html

    def test_a_step_that_is_none_does_not_exist(self, court: Court, first: Client) -> None:
        assert post(first, "GK1", court.world.berg, "answer").status_code == 404

    def test_a_finding_is_prepared_and_taken_back(self, court: Court, first: Client) -> None:
        open_and_assess(court, RoundKind.PRELIMINARY)
        berg = court.world.berg
        place = page_of("GK1", berg, "preliminar")
        sent = {"verb": "prepare", "revision": 0, **SENT, "motivation": "Visa samråden."}
        assert first.post(place, sent).status_code == 302
        assert finding("GK1", berg).state == "prepared"
        assert first.post(place, {"verb": "return", "revision": 1}).status_code == 302
        assert finding("GK1", berg).state == "proposed"
        assert (
            first.post(place, {"verb": "communicate", "revision": 2, "due": "2014-12-01"}).status_code == 422
        )


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

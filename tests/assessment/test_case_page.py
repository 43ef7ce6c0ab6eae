"""The page of a case: what it shows, to whom, what can be done in it, and what is in the way."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessment.models import Outcome, PhraseUse, RoundKind, VerdictState
from assessment.services.communicating import answer_communication, communicate
from assessment.services.judging import approve
from assessment.services.phrases import add_phrase
from prio.accounts.roles import READS_ALL, Role
from tests import factories
from tests.assessment.case_world import SENT, client_of, page_of, post
from tests.assessment.judging import (
    CODE,
    Court,
    at,
    decide_all,
    finding,
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


class TestReading:
    """Who reads what every party hands in reads its cases; nobody else knows of them."""

    def test_it_shows_what_is_asked_answered_and_proposed(self, court: Court, first: Client) -> None:
        html = read(first, court)
        for text in ("Läs hur samråden har gått till.", "Två möten.", "Har samråd hållits?", "Bedöm"):
            assert text in html

    def test_it_says_that_what_was_judged_has_been_changed_since(self, court: Court, first: Client) -> None:
        judge(court, "GK1", court.world.berg)
        assert "Organisationen har ändrat sin inlämning" not in read(first, court)
        hand_in(court, "GK1", court.world.berg, {"held": True})
        assert "Organisationen har ändrat sin inlämning" in read(first, court)

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

    def test_a_correction_begins_with_the_outcome_that_its_motivation_is_about(
        self, court: Court, first: Client
    ) -> None:
        berg = court.world.berg
        judge(court, "B1", berg, Outcome.MET_WITH_REMARK, motivation="Talen är sena.")
        approve(court.second, key("B1", berg), revision=verdict("B1", berg).revision)
        post(first, "B1", berg, "begin_correction", correction="change", reason="Fel fil lästes.")
        html = read(first, court, "B1")
        assert "Talen är sena.</textarea>" in html
        assert 'value="met_with_remark" checked' in html

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

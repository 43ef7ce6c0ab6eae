"""Questions and answers: who asks, who answers, who sees what, and an answer that becomes a part of the criterion."""

import re

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from agreements.models import PublicQuestion
from agreements.services import questions as services
from agreements.services.questions import LONGEST_ANSWER, LONGEST_QUESTION, MOST_OPEN, answer, ask
from prio import clock
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from prio.audit.models import Event
from prio.mail.models import Message
from prio.refused import Refused
from tests import factories
from tests.agreements.asking import (
    CODE,
    LIST,
    TEXT,
    acting,
    address,
    answered,
    page,
    person,
    signed_in,
    words,
)
from tests.world import World, make_world

ASKS = ("reader", "reporter", "signer", "head", "recipient", "county_coordinator")
ANSWERS = ("assessor", "lead_assessor", "skr_administrator")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


class TestAsking:
    """A question."""

    @pytest.mark.parametrize("role", Role)
    def test_who_acts_for_an_organisation_or_a_county_asks(self, world: World, role: Role) -> None:
        actor = acting(role, world)
        if role in ASKS:
            assert ask(actor, CODE, "GK1", TEXT).requirement.code == "GK1"  # type: ignore[union-attr]  # it has one
        else:
            with pytest.raises(Refused):
                ask(actor, CODE, "GK1", TEXT)

    def test_it_may_be_about_the_whole_agreement(self, world: World) -> None:
        assert ask(acting(Role.READER, world), CODE, "", TEXT).requirement is None

    def test_the_same_again_is_the_same_question(self, world: World) -> None:
        asker = acting(Role.REPORTER, world)
        first = ask(asker, CODE, "GK1", TEXT)
        assert ask(asker, CODE, "GK1", f"  {TEXT}\r\n").pk == first.pk
        assert ask(asker, CODE, "B1", TEXT).pk != first.pk

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("  ", "Frågan är tom"),
            ("Vad?", "Frågan är för kort. Skriv minst 10 tecken"),
            ("x" * (LONGEST_QUESTION + 1), "Frågan har 2001 tecken. Högst 2000 får plats"),
            ("Vad gäller\x07 här då?", "tecken som inte kan visas"),
            ("Vad gäller\x00 här då?", "tecken som inte kan visas"),
            ("Räknas 19121212-1212 som deltagare?", "Frågan innehåller ett personnummer."),
        ],
    )
    def test_bad_input_is_told_at_the_field_and_what_was_typed_stays(
        self, world: World, text: str, said: str
    ) -> None:
        client = signed_in(person(Role.REPORTER, world))
        response = client.post(LIST, {"requirement": "GK1", "text": text})
        html = response.content.decode()
        assert response.status_code == 422
        assert said in words(html)
        assert 'id="id_text_error"' in html
        assert text.replace("\x00", "\x00").strip() in html
        assert not PublicQuestion.objects.exists()

    def test_line_breaks_count_as_one_character(self, world: World) -> None:
        text = "rad\r\n" * (LONGEST_QUESTION // 4)
        assert len(ask(acting(Role.REPORTER, world), CODE, "", text).text) == LONGEST_QUESTION - 1

    def test_an_unknown_requirement_is_refused(self, world: World) -> None:
        client = signed_in(person(Role.REPORTER, world))
        response = client.post(LIST, {"requirement": "GK9", "text": TEXT})
        assert response.status_code == 422
        assert "Kravet finns inte i överenskommelsen" in response.content.decode()

    def test_an_organisation_has_twenty_open_questions_at_most(self, world: World) -> None:
        first, second = acting(Role.REPORTER, world), acting(Role.SIGNER, world)
        other = actor_of(factories.person(Role.REPORTER, organisation=world.berg.organisation), clock.today())
        for number in range(MOST_OPEN):
            ask((first, second)[number % 2], CODE, "GK1", f"{TEXT} {number}")
        with pytest.raises(Refused, match="20 frågor som väntar på svar"):
            ask(first, CODE, "GK1", TEXT)
        ask(other, CODE, "GK1", TEXT)
        answer(acting(Role.ASSESSOR, world), PublicQuestion.objects.earliest("pk").pk, "Ja.", seen="")
        ask(first, CODE, "GK1", TEXT)

    def test_who_only_reads_sees_no_form_and_cannot_post(self, world: World) -> None:
        payer = person(Role.PAYER, world)
        assert "Ställ en fråga" not in page(payer)
        response = signed_in(payer).post(LIST, {"requirement": "", "text": TEXT})
        assert response.status_code == 422
        assert not PublicQuestion.objects.exists()


class TestAnswering:
    """An answer, and an answer that is changed."""

    @pytest.mark.parametrize("role", Role)
    def test_assessors_and_skr_answer(self, world: World, role: Role) -> None:
        asked = ask(acting(Role.REPORTER, world), CODE, "GK1", TEXT)
        actor = acting(role, world)
        if role in ANSWERS:
            assert answer(actor, asked.pk, "Ja.", seen="").answered_by_id == actor.user_id
        else:
            with pytest.raises(Refused):
                answer(actor, asked.pk, "Ja.", seen="")

    def test_who_asked_gets_a_message(self, world: World) -> None:
        asker = acting(Role.REPORTER, world)
        asked = ask(asker, CODE, "GK1", TEXT)
        answer(acting(Role.ASSESSOR, world), asked.pk, "Ja.", seen="")
        message = Message.objects.get()
        assert (message.to_id, message.subject) == (asker.user_id, "Er fråga är besvarad: GK1")
        assert TEXT in message.body
        assert message.path == address(asked)

    def test_a_changed_answer_keeps_the_old_one_and_shows_that_it_changed(self, world: World) -> None:
        with time_machine.travel("2014-05-01 12:00+02:00", tick=False):
            asked = answered(world, said="Ja.")
        with time_machine.travel("2014-05-09 12:00+02:00", tick=False):
            second = acting(Role.ASSESSOR, world)
            answer(second, asked.pk, "Nej.", seen=services.stamp(asked))
        event = Event.objects.get(verb="answer_changed")
        assert event.facts == {"before": "Ja.", "after": "Nej."}
        reader = person(Role.READER, world)
        assert "Nej. Svaret ändrades fredag 9 maj 2014" in page(reader).replace("\xa0", " ")
        one = page(reader, address(asked)).replace("\xa0", " ")
        assert "ändrade svaret fredag 9 maj 2014 kl. 12.00" in one
        assert "Så löd svaret tidigare Ja." in one
        assert Message.objects.filter(subject="Svaret på er fråga är ändrat: GK1").count() == 1

    def test_the_same_answer_again_changes_nothing(self, world: World) -> None:
        asked = answered(world, said="Ja.")
        answer(acting(Role.ASSESSOR, world), asked.pk, " Ja. ", seen="")
        assert Event.objects.filter(aggregate="question").count() == 2
        assert Message.objects.count() == 1

    def test_two_who_answer_at_once_see_each_other(self, world: World) -> None:
        asked = answered(world, said="Ja.")
        client = signed_in(person(Role.LEAD_ASSESSOR, world))
        late = {"verb": "answer", "answer-text": "Nej, aldrig.", "answer-seen": ""}
        response = client.post(address(asked), late)
        html = response.content.decode()
        assert response.status_code == 422
        assert "Någon annan har svarat medan ni skrev." in words(html)
        assert "Nej, aldrig." in html
        assert PublicQuestion.objects.get().answer == "Ja."
        seen = re.search(r'name="answer-seen" value="([^"]+)"', html)
        assert seen
        again = client.post(address(asked), {**late, "answer-seen": seen[1]})
        assert (again.status_code, PublicQuestion.objects.get().answer) == (302, "Nej, aldrig.")

    @pytest.mark.parametrize(
        ("text", "said"), [("", "Svaret är tomt"), ("x" * (LONGEST_ANSWER + 1), "Svaret har 4001 tecken")]
    )
    def test_bad_input_is_told_at_the_field(self, world: World, text: str, said: str) -> None:
        asked = ask(acting(Role.REPORTER, world), CODE, "GK1", TEXT)
        client = signed_in(person(Role.ASSESSOR, world))
        response = client.post(address(asked), {"verb": "answer", "answer-text": text, "answer-seen": ""})
        assert response.status_code == 422
        assert said in words(response.content.decode())

    def test_for_who_does_not_answer_there_is_no_such_step(self, world: World) -> None:
        asked = answered(world)
        client = signed_in(person(Role.REPORTER, world))
        posted = {"verb": "answer", "answer-text": "Nej.", "answer-seen": ""}
        assert client.post(address(asked), posted).status_code == 404
        assert signed_in(person(Role.ASSESSOR, world)).post(address(asked), {"verb": "x"}).status_code == 404


class TestWhoSeesWhat:
    """The list and the page of one question."""

    def test_an_unanswered_question_is_seen_by_who_asked_and_who_answers(self, world: World) -> None:
        asker = person(Role.REPORTER, world)
        asked = ask(actor_of(asker, clock.today()), CODE, "GK1", TEXT)
        colleague = person(Role.SIGNER, world)
        for user, sees in ((asker, True), (person(Role.ASSESSOR, world), True), (colleague, False)):
            assert (TEXT in page(user)) is sees
            assert signed_in(user).get(address(asked)).status_code == (200 if sees else 404)

    def test_an_answered_question_is_everybodys_and_nobody_sees_who_asked(self, world: World) -> None:
        asked = answered(world)
        asker = str(asked.asked_by)
        reader = factories.person(Role.RECIPIENT, organisation=world.berg.organisation)
        for text in (page(reader), page(reader, address(asked))):
            assert TEXT in text
            assert "Ja, om fullmäktige har delegerat." in text
            assert asker not in text
            assert "Östersund" not in text
        assert f"av {asker}, Östersund" in page(person(Role.ASSESSOR, world), address(asked))

    def test_a_question_of_another_agreement_is_not_found_under_this_one(self, world: World) -> None:
        factories.agreement(factories.TINY_AGREEMENT.replace(CODE, "annan-2014"))
        other = ask(acting(Role.REPORTER, world), "annan-2014", "GK1", TEXT)
        client = signed_in(person(Role.ASSESSOR, world))
        assert client.get(address(other)).status_code == 404
        assert client.get("/overenskommelser/finns-inte/fragor/").status_code == 404

    @pytest.mark.parametrize(
        ("narrowed", "shown"),
        [
            ("?krav=GK1", {"beslut"}),
            ("?krav=hela", {"datum"}),
            ("?krav=finns-inte", {"beslut", "datum"}),
            ("?sok=FULLMÄKTIGE beslut", {"beslut"}),
            ("?sok=datum", {"datum"}),
            ("?sok=100%25", set()),
            ("?krav=B1", set()),
            ("?sok=%00&sida=99", {"beslut", "datum"}),
        ],
    )
    def test_search_and_filter(self, world: World, narrowed: str, shown: set[str]) -> None:
        answered(world, "Är det ett beslut?", "Ja, fullmäktige beslutar.".replace("fullmä", "FULLMÄ"))
        asked = ask(acting(Role.REPORTER, world), CODE, "", "Vilket datum gäller?")
        answer(acting(Role.ASSESSOR, world), asked.pk, "Den första mars.", seen="")
        text = page(person(Role.READER, world), f"{LIST}{narrowed}")
        both = {"beslut": "Är det ett beslut?", "datum": "Vilket datum gäller?"}
        assert {key for key, said in both.items() if said in text} == shown

    def test_the_form_is_about_the_requirement_that_one_comes_from(self, world: World) -> None:
        html = signed_in(person(Role.READER, world)).get(f"{LIST}?krav=B1").content.decode()
        assert '<option value="B1" selected>B1 Inventering</option>' in html

    def test_many_questions_are_shown_page_by_page_with_as_many_queries(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for number in range(35):
            answered(world, f"Fråga om beslut nummer {number}?")
        client = signed_in(person(Role.READER, world))
        client.get(LIST)
        with django_assert_max_num_queries(12):
            first = client.get(f"{LIST}?krav=GK1").content.decode()
        assert first.count('<article class="card asked"') == 30
        assert "krav=GK1&amp;sok=&amp;sida=2" in first
        assert client.get(f"{LIST}?sida=2").content.decode().count('<article class="card asked"') == 5

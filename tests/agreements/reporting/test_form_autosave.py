"""One question saved at a time: what the server answers with, what others changed, and how cheap that is."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from agreements.models import Report
from tests.agreements.reporting.form_world import Answer, address, autosave
from tests.reporting import Place, handed_in_last_year, press, save, the_report

pytestmark = pytest.mark.sqlite_default


def text_of(answer: Answer) -> str:
    return answer.content.decode()


def blocks_in(answer: Answer) -> set[str]:
    return set(re.findall(r'id="question-([a-z_]+)"', text_of(answer)))


def part(answer: Answer, start: str, end: str = "</") -> str:
    html = text_of(answer)
    return html[html.index(start) :].split(end)[0]


def test_a_save_answers_with_the_question_the_self_check_the_progress_and_the_clock(client: Client) -> None:
    autosave(client, "sure", {"": "ja"})
    answer = autosave(client, "plans", {"": "9"})
    assert blocks_in(answer) == {"plans"}
    assert "Sparat kl. 12.00" in part(answer, 'id="saved"')
    assert "2 av 17 frågor besvarade" in text_of(answer)
    assert "Räcker det?" in text_of(answer)
    assert 'data-revision="3"' in part(answer, 'id="standing"', ">")


def test_the_first_save_answers_with_every_question_since_last_years_answers_came(
    client: Client, place: Place
) -> None:
    handed_in_last_year(place, {"how": "Vi möts."})
    posted = {"question": "meetings", "base.meetings": "0", "q.meetings": "3"}
    answer = client.post(address("GK1", part="svar/"), posted)
    assert {"decided", "how", "meetings", "plan"} <= blocks_in(answer)
    assert "Från 2013, bekräfta eller ändra" in text_of(answer)


def test_a_question_that_hangs_on_the_answer_comes_along(client: Client) -> None:
    autosave(client, "plans", {"": "9"})
    answer = autosave(client, "sure", {"": "ja"})
    assert blocks_in(answer) == {"sure", "why"}
    assert "not_asked" not in part(answer, "<div class=", "question-why")
    answer = autosave(client, "sure", {"": "nej"})
    assert re.search(r'class="question field not_asked open" id="question-why"', text_of(answer))
    assert "Besvaras bara om svaret är ja på ”Är ni säkra?”." in text_of(answer)


def test_a_part_and_its_whole_come_along_when_they_stop_to_fit(client: Client) -> None:
    autosave(client, "plans", {"": "9"})
    answer = autosave(client, "need", {"": "8"})
    assert blocks_in(answer) == {"need", "plans"}
    answer = autosave(client, "need", {"": "10"})
    assert blocks_in(answer) == {"need", "plans"}
    assert "fler än det som det är en del av" not in text_of(answer)


def test_what_cannot_be_read_is_kept_and_said(client: Client) -> None:
    answer = autosave(client, "plans", {"": "många"})
    assert "är inte ett antal" in part(answer, 'id="error.q.plans"')
    assert the_report("ALLT").typed == {"plans": {"": "många"}}


def test_a_clash_shows_both_and_overwrites_nothing(client: Client, place: Place) -> None:
    save(place.colleague, "plans", 172, requirement="ALLT")
    answer = autosave(client, "plans", {"": "170"}, base=0)
    assert "skrev 172" in text_of(answer)
    assert "ni skrev 170" in text_of(answer)
    assert 'name="base.plans" value="0"' in text_of(answer)
    revision = the_report("ALLT").revision
    assert the_report("ALLT").answers == {"plans": 172}
    autosave(client, "plans", {"": "170"}, base=0, **{"mine": "plans", "clash.plans": str(revision)})
    assert the_report("ALLT").answers == {"plans": 170}


def test_a_save_whose_answer_was_lost_is_no_clash_with_itself(client: Client) -> None:
    autosave(client, "plans", {"": "17"}, tab="one")
    answer = autosave(client, "plans", {"": "170"}, base=0, tab="one")
    assert "Inget är överskrivet" not in text_of(answer)
    assert the_report("ALLT").answers == {"plans": 170}


def test_a_save_that_is_refused_says_why_and_keeps_what_was_typed(client: Client, place: Place) -> None:
    save(place.reporter, "plans", 1, requirement="ALLT")
    Report.objects.update(state="handed_in")
    answer = autosave(client, "plans", {"": "170"})
    assert "Svaren kan inte ändras" in part(answer, "data-refused")
    assert the_report("ALLT").answers == {"plans": 1}


def test_an_unknown_question_and_one_of_a_register_do_not_exist(client: Client) -> None:
    for question in ("", "nothing", "waits"):
        assert autosave(client, question, {"": "1"}).status_code == 404


def test_looking_for_changes_costs_little_and_says_nothing_where_there_are_none(
    client: Client, place: Place, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    save(place.colleague, "plans", 172, requirement="ALLT")
    revision = the_report("ALLT").revision
    with django_assert_max_num_queries(5):
        answer = client.get(f"{address(part='andringar/')}?sedan={revision}&lage=draft")
    assert (answer.status_code, answer.content) == (204, b"")


def test_what_others_changed_comes_with_their_name_and_the_clock(client: Client, place: Place) -> None:
    save(place.reporter, "need", 200, requirement="ALLT")
    before = the_report("ALLT").revision
    save(place.colleague, "plans", 172, requirement="ALLT")
    answer = client.get(f"{address(part='andringar/')}?sedan={before}&lage=draft")
    assert blocks_in(answer) == {"plans"}
    assert f"Ändrat av {place.colleague.name} kl. 12.00" in text_of(answer)
    assert 'value="172"' in text_of(answer)


def test_a_report_that_was_handed_in_meanwhile_is_told(client: Client, place: Place) -> None:
    save(place.reporter, "made", True, requirement="B1")
    save(place.reporter, "decided", True)
    revision = the_report().revision
    press(place.signer, "GK1")
    answer = client.get(f"{address('GK1', part='andringar/')}?sedan={revision}&lage=draft")
    assert 'data-state="handed_in"' in text_of(answer)


@pytest.fixture
def filled(client: Client, place: Place) -> None:
    """A report with an answer of every kind, and one of last year's."""
    handed_in_last_year(place, {"how": "Vi möts."})
    autosave(client, "page", {"": "https://www.ostersund.se"})
    autosave(client, "plans", {"": "9"})
    autosave(client, "need", {"": "10"})


def test_the_page_takes_at_most_fifteen_queries(
    client: Client, filled: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(address())
    with django_assert_max_num_queries(15):
        client.get(address())


def test_an_autosave_takes_few_queries(
    client: Client, filled: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Who asks (4), what it stands on (2), the lock and the write (3), what the answer shows (2), and in a test the
    two of a savepoint."""
    newest = Report.objects.get(requirement__code="ALLT").revision
    cache.clear()
    with django_assert_max_num_queries(13):
        autosave(client, "plans", {"": "8"}, base=newest)

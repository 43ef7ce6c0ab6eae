"""The pages of messages: a person's own, and what did not arrive."""

import pytest
from django.test import Client
from pytest_django import Settings

from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.mail.models import Message, MessageState
from prio.mail.services import write
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(client: Client, anna: User) -> Client:
    """Anna's browser, with two messages waiting for her."""
    write(
        "a", anna.pk, "Påminnelse om PRIO", "Första raden.\n\n<b>Andra</b> raden.", path="/overenskommelser/"
    )
    write("b", anna.pk, "Kvitto", "Tack.")
    client.force_login(anna)
    return client


def number(key: str) -> int:
    return Message.objects.get(key=key).pk


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_inbox_shows_ones_own_the_newest_first(own: Client) -> None:
    write("c", factories.person().pk, "Till någon annan", "Hemligt.")
    shown = page(own, "/meddelanden/")
    assert shown.index("Kvitto") < shown.index("Påminnelse om PRIO")
    assert "Till någon annan" not in shown
    assert "2\u00a0olästa meddelanden" in shown


def test_an_empty_inbox_says_what_would_be_there(client: Client, anna: User) -> None:
    client.force_login(anna)
    assert "Här finns inget än" in page(client, "/meddelanden/")


@pytest.mark.parametrize(
    ("leaves", "words"),
    [(False, "Den här installationen skickar ingen e-post"), (True, "skickas också som e-post")],
)
def test_it_says_whether_mail_leaves(own: Client, settings: Settings, leaves: bool, words: str) -> None:
    settings.MAIL_LEAVES = leaves
    assert words in page(own, "/meddelanden/")


def test_old_messages_are_on_pages_of_their_own(own: Client, anna: User) -> None:
    for count in range(30):
        write(f"x{count}", anna.pk, f"Nummer {count}", "Text.")
    assert "Sida 1 av 2" in page(own, "/meddelanden/")
    assert "Påminnelse om PRIO" not in page(own, "/meddelanden/")
    assert "Påminnelse om PRIO" in page(own, "/meddelanden/?sida=2")
    assert "Påminnelse om PRIO" in page(own, "/meddelanden/?sida=99")  # a link that is too old


def test_a_message_shows_its_text_as_text(own: Client) -> None:
    shown = page(own, f"/meddelanden/{number('a')}/")
    assert "&lt;b&gt;Andra&lt;/b&gt; raden." in shown
    assert "Markera som läst" in shown


def test_reading_changes_nothing_until_one_says_so(own: Client) -> None:
    address = f"/meddelanden/{number('a')}/"
    own.get(address)
    assert Message.objects.get(key="a").read_at is None
    own.post(f"{address}last/")
    read = Message.objects.get(key="a").read_at
    assert read
    own.post(f"{address}last/")
    assert Message.objects.get(key="a").read_at == read
    assert "Markera som läst" not in page(own, address)
    assert "1\u00a0oläst meddelande" in page(own, "/meddelanden/")


def test_going_on_to_the_page_marks_it_as_read(own: Client) -> None:
    answer = own.post(f"/meddelanden/{number('a')}/last/", {"vidare": "1"})
    assert answer.headers["Location"] == "/overenskommelser/"
    assert Message.objects.get(key="a").read_at


def test_only_what_was_on_the_page_is_marked_with_the_button_for_all(own: Client, anna: User) -> None:
    stranger = factories.person()
    write("s", stranger.pk, "Till någon annan", "Text.")
    shown = [number("a"), number("b"), number("s")]
    write("c", anna.pk, "Kom medan sidan lästes", "Text.")
    own.post("/meddelanden/lasta/", {"meddelande": [*shown, "x", "9" * 40]})
    assert set(Message.objects.filter(read_at=None).values_list("key", flat=True)) == {"c", "s"}


def test_the_head_of_every_page_counts_what_is_unread(own: Client) -> None:
    assert 'class="unread num">2<' in page(own, "/")
    own.post("/meddelanden/lasta/", {"meddelande": [number("a"), number("b")]})
    assert 'class="unread' not in page(own, "/")


def test_somebody_elses_message_does_not_exist(own: Client) -> None:
    write("s", factories.person().pk, "Till någon annan", "Text.")
    for address in (f"/meddelanden/{number('s')}/", f"/meddelanden/{number('s') + 1000}/"):
        assert own.get(address).status_code == 404
        assert own.post(f"{address}last/").status_code == 404
    assert Message.objects.get(key="s").read_at is None


def test_what_was_no_longer_needed_is_not_shown(own: Client) -> None:
    Message.objects.filter(key="a").update(state=MessageState.WITHDRAWN)
    assert "Påminnelse om PRIO" not in page(own, "/meddelanden/")
    assert own.get(f"/meddelanden/{number('a')}/").status_code == 404


def test_the_administrator_sees_what_did_not_arrive_without_its_text_and_has_it_sent_again(
    client: Client, own: Client
) -> None:
    Message.objects.filter(key="a").update(state=MessageState.FAILED, fault="550 no such mailbox", attempts=1)
    client.force_login(factories.person(Role.ADMINISTRATOR))
    shown = page(client, "/meddelanden/ej-framme/")
    assert "Påminnelse om PRIO" in shown
    assert "550 no such mailbox" in shown
    assert "Första raden" not in shown
    assert "Kvitto" not in shown
    told = client.post("/meddelanden/ej-framme/", {"meddelande": number("a")}, follow=True)
    assert "skickas igen" in told.content.decode()
    assert Message.objects.get(key="a").state == MessageState.WAITING


@pytest.mark.parametrize("posted", ["", "x", "-1", "9" * 40, "²"])
def test_sending_nothing_again_is_no_page(client: Client, db: None, posted: str) -> None:
    client.force_login(factories.person(Role.ADMINISTRATOR))
    assert client.post("/meddelanden/ej-framme/", {"meddelande": posted}).status_code == 404


def test_sending_again_what_has_left_is_refused_in_words(client: Client, own: Client) -> None:
    client.force_login(factories.person(Role.ADMINISTRATOR))
    told = client.post("/meddelanden/ej-framme/", {"meddelande": number("a")}, follow=True)
    assert "väntar på att skickas" in told.content.decode()


def test_nobody_else_sees_what_did_not_arrive(client: Client, own: Client) -> None:
    Message.objects.filter(key="a").update(state=MessageState.FAILED)
    for role in (None, Role.LEAD_ASSESSOR, Role.AUDITOR):
        client.force_login(factories.person(role))
        assert client.get("/meddelanden/ej-framme/").status_code == 404
        assert client.post("/meddelanden/ej-framme/", {"meddelande": number("a")}).status_code == 404
    assert Message.objects.get(key="a").state == MessageState.FAILED

"""A message is sent once, asked about just before, and tried again only while it is certain that it has not left."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.audit.models import Event
from prio.mail import registry
from prio.mail.models import Message, MessageState
from prio.mail.sending import ATTEMPTS, LEASE, PAUSES, claim, send, send_again, send_waiting
from prio.mail.services import write
from prio.refused import Refused
from tests import factories
from tests.mail.sink import Sink

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=clock.STOCKHOLM)


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Traveller]:
    """A clock that stands until it is moved."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def message(anna: User) -> Message:
    write("kvitto:1:7", anna.pk, "Kvitto på er inlämning – åäö", "Tack.\n\nAllt är här.", path="/kvitto/1/")
    return Message.objects.get()


@pytest.fixture
def administrator() -> Actor:
    return actor_of(factories.person(Role.ADMINISTRATOR), clock.today())


def after(message: Message) -> Message:
    """The message as it stands now."""
    return Message.objects.get(pk=message.pk)


def test_it_is_handed_to_the_mail_server_once(message: Message, sink: Sink) -> None:
    assert send_waiting() == 1
    assert send_waiting() == 0
    assert send(message.key)
    assert len(sink.received) == 1
    done = after(message)
    assert (done.state, done.attempts, done.lease_until, done.fault) == (MessageState.SENT, 1, None, "")
    assert done.sent_at


def test_the_mail_says_what_the_message_says_and_where(message: Message, anna: User, sink: Sink) -> None:
    send_waiting()
    (mail,) = sink.mails
    text = mail.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert (
        text.decode()
        .replace("\r\n", "\n")
        .startswith("Tack.\n\nAllt är här.\n\nhttps://prio.example/kvitto/1/\n\n-- \nPrio")
    )
    assert "https://prio.example/meddelanden/" in text.decode()
    assert mail["To"] == anna.email
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"


def test_the_same_message_has_the_same_id_for_the_mail_servers(
    message: Message, administrator: Actor, sink: Sink
) -> None:
    send_waiting()
    Message.objects.filter(pk=message.pk).update(state=MessageState.UNCERTAIN, sent_at=None)
    send_again(administrator, message.pk)
    send_waiting()
    write("kvitto:2:7", message.to_id, "Ett annat", "Text.")
    send_waiting()
    first, second, other = (mail["Message-ID"] for mail in sink.mails)
    assert first == second != other
    assert first.endswith("@prio.example>")


def test_an_installation_without_mail_keeps_it_here(message: Message, settings: Settings) -> None:
    assert not settings.MAIL_LEAVES
    send_waiting()
    assert after(message).state == MessageState.HERE_ONLY


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"email": ""}, {"demonstration": True}],
    ids=["closed", "none", "made up"],
)
def test_nothing_leaves_for_an_account_without_an_address(
    message: Message, anna: User, sink: Sink, change: Mapping[str, Any]
) -> None:
    User.objects.filter(pk=anna.pk).update(**change)
    send_waiting()
    assert after(message).state == MessageState.HERE_ONLY
    assert sink.received == []


@pytest.mark.parametrize(("needed", "state"), [(True, MessageState.SENT), (False, MessageState.WITHDRAWN)])
def test_who_asked_for_it_says_just_before_whether_it_is_still_needed(
    anna: User, sink: Sink, monkeypatch: pytest.MonkeyPatch, needed: bool, state: MessageState
) -> None:
    asked: list[Mapping[str, Any]] = []

    def check(facts: Mapping[str, Any]) -> bool:
        asked.append(facts)
        return needed

    monkeypatch.setitem(registry._checks, "prov", check)
    write("a", anna.pk, "Påminnelse", "Text.", kind="prov", facts={"day": 7})
    assert asked == []
    send_waiting()
    assert asked == [{"day": 7}]
    assert Message.objects.get().state == state
    assert len(sink.received) == int(needed)


def test_what_cannot_be_asked_about_waits_and_does_not_hold_up_the_rest(
    anna: User, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(facts: Mapping[str, Any]) -> bool:
        raise LookupError("no such thing")

    monkeypatch.setitem(registry._checks, "prov", broken)
    write("a", anna.pk, "Påminnelse", "Text.", kind="prov")
    write("b", anna.pk, "Kvitto", "Text.")
    assert send_waiting() == 2
    assert Message.objects.get(key="a").state == MessageState.WAITING
    assert Message.objects.get(key="a").fault == "no such thing"
    assert Message.objects.get(key="b").state == MessageState.SENT


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
def test_while_the_server_says_later_it_is_tried_again_with_growing_pauses_and_then_given_up(
    message: Message, sink: Sink, travel: time_machine.Traveller, command: str
) -> None:
    sink.answers[command] = "451 come back later"
    for pause in PAUSES:
        send_waiting()
        waiting = after(message)
        assert (waiting.state, waiting.fault) == (MessageState.WAITING, "451 come back later")
        assert waiting.lease_until == clock.now() + pause
        travel.shift(pause - timedelta(seconds=1))
        assert send_waiting() == 0
        travel.shift(timedelta(seconds=1))
    send_waiting()
    assert (after(message).state, after(message).attempts) == (MessageState.FAILED, ATTEMPTS)
    travel.shift(timedelta(days=30))
    assert send_waiting() == 0


def test_it_arrives_when_the_server_has_come_to_itself(
    message: Message, sink: Sink, travel: time_machine.Traveller
) -> None:
    sink.answers["RCPT"] = "450 greylisted"
    send_waiting()
    sink.answers.clear()
    travel.shift(PAUSES[0])
    send_waiting()
    done = after(message)
    assert (done.state, done.attempts, done.fault) == (MessageState.SENT, 2, "")
    assert len(sink.received) == 1


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
def test_what_the_server_will_never_take_is_not_tried_again(
    message: Message, sink: Sink, command: str
) -> None:
    sink.answers[command] = "550 no such mailbox"
    send_waiting()
    done = after(message)
    assert (done.state, done.attempts, done.fault) == (MessageState.FAILED, 1, "550 no such mailbox")


def test_while_no_server_answers_everything_waits_and_no_attempt_is_used_up(
    message: Message, sink: Sink, settings: Settings, travel: time_machine.Traveller
) -> None:
    write("b", message.to_id, "Ett till", "Text.")
    sink.shutdown()
    sink.server_close()
    for _ in range(ATTEMPTS + 1):
        assert send_waiting() == 0
        travel.shift(timedelta(minutes=2))
    for key in (message.key, "b"):
        waiting = Message.objects.get(key=key)
        assert (waiting.state, waiting.attempts) == (MessageState.WAITING, 0)
    assert "refused" in after(message).fault


def test_a_connection_that_breaks_when_the_mail_is_over_leaves_it_uncertain(
    message: Message, sink: Sink, travel: time_machine.Traveller
) -> None:
    sink.breaks = True
    send_waiting()
    assert after(message).state == MessageState.UNCERTAIN
    assert len(sink.received) == 1
    sink.breaks = False
    travel.shift(timedelta(days=2))
    send_waiting()
    assert len(sink.received) == 1


def test_a_claim_is_had_by_one_and_its_lease_runs_out_into_uncertainty(
    message: Message, sink: Sink, travel: time_machine.Traveller
) -> None:
    assert claim(message.key)
    assert claim(message.key) is None
    travel.shift(LEASE)
    send_waiting()
    assert after(message).state == MessageState.SENDING
    travel.shift(timedelta(seconds=1))
    send_waiting()
    assert after(message).state == MessageState.UNCERTAIN
    assert sink.received == []


def test_a_worker_that_was_slower_than_its_lease_still_tells_that_it_was_sent(
    message: Message, sink: Sink, travel: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(facts: Mapping[str, Any]) -> bool:
        travel.shift(LEASE + timedelta(seconds=1))
        send_waiting()  # another round gives it up
        assert after(message).state == MessageState.UNCERTAIN
        return True

    monkeypatch.setitem(registry._checks, "", meanwhile)
    send(message.key)
    assert after(message).state == MessageState.SENT


def test_an_administrator_has_it_sent_again_and_the_log_says_so(
    message: Message, administrator: Actor, sink: Sink
) -> None:
    sink.answers["RCPT"] = "550 no such mailbox"
    send_waiting()
    sink.answers.clear()
    send_again(administrator, message.pk)
    send_waiting()
    assert after(message).state == MessageState.SENT
    event = Event.objects.get(aggregate="message")
    assert (event.verb, event.by_id) == ("send_again", administrator.user_id)
    assert event.facts == {"state": "failed", "fault": "550 no such mailbox"}


def test_what_is_sent_or_waits_is_not_sent_again(message: Message, administrator: Actor, sink: Sink) -> None:
    with pytest.raises(Refused, match="väntar"):
        send_again(administrator, message.pk)
    send_waiting()
    with pytest.raises(Refused, match="redan skickat"):
        send_again(administrator, message.pk)


def test_nobody_else_has_a_message_sent_again(message: Message) -> None:
    assessor = actor_of(factories.person(Role.LEAD_ASSESSOR), clock.today())
    Message.objects.update(state=MessageState.FAILED)
    with pytest.raises(Refused, match="systemadministratör"):
        send_again(assessor, message.pk)

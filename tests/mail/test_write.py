"""A message is written once, together with what it tells of."""

import threading

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from prio.accounts.models import Membership, User
from prio.accounts.roles import Role
from prio.mail.models import Message, MessageState
from prio.mail.services import LONGEST_KEY, LONGEST_SUBJECT, Letter, write, write_many
from prio.mail.signals import messages_written
from tests import factories
from tests.payouts.applying import NUMBERS, applicant

pytestmark = pytest.mark.django_db


def test_it_waits_to_be_sent_with_all_that_it_says(anna: User) -> None:
    write("a", anna.pk, "Kvitto", "Tack.", kind="receipt", facts={"number": 1}, path="/kvitto/")
    written = Message.objects.get()
    assert (written.to, written.subject, written.body) == (anna, "Kvitto", "Tack.")
    assert (written.kind, written.facts, written.path) == ("receipt", {"number": 1}, "/kvitto/")
    assert (written.state, written.attempts, written.read_at) == (MessageState.WAITING, 0, None)


def test_the_same_thing_is_told_once(anna: User) -> None:
    write("a", anna.pk, "Först", "Första gången.")
    write("a", anna.pk, "Sedan", "Andra gången.")
    assert Message.objects.get().subject == "Först"


def test_what_was_not_done_is_not_told(anna: User) -> None:
    with transaction.atomic():
        write("a", anna.pk, "Kvitto", "Tack.")
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_it_is_put_on_the_queue_after_commit_alone(
    anna: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ordered: list[tuple[str, ...]] = []

    def note(keys: tuple[str, ...], **_: object) -> None:
        ordered.append(keys)

    messages_written.connect(note)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            write("a", anna.pk, "Kvitto", "Tack.")
            assert ordered == []
        assert ordered == [("a",)]
    finally:
        messages_written.disconnect(note)


def test_a_queue_that_does_not_answer_stops_nothing(
    anna: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    def broken(**_: object) -> None:
        raise ConnectionError("no queue")

    messages_written.connect(broken)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            write("a", anna.pk, "Kvitto", "Tack.")
    finally:
        messages_written.disconnect(broken)
    assert Message.objects.get().state == MessageState.WAITING


def test_hundreds_are_written_in_a_handful_of_queries(
    anna: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        assert write_many(Letter(f"a{n}", anna.pk, "Hej", "Hej.") for n in range(300)) == 300
    assert Message.objects.count() == 300


def test_a_subject_is_one_line_that_fits_a_mail(anna: User) -> None:
    write("a", anna.pk, "Två\r\nBcc: rader", "Text.")
    write("b", anna.pk, "x" * 500, "Text.")
    assert Message.objects.get(key="a").subject == "Två Bcc: rader"
    assert Message.objects.get(key="b").subject == "x" * (LONGEST_SUBJECT - 1) + "…"


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("a" * (LONGEST_KEY + 1), ""),
        ("a", "https://evil.example/"),
        ("a", "//evil.example/"),
        ("a", "kvitto/"),
    ],
)
def test_a_key_that_is_too_long_or_a_page_elsewhere_is_a_fault_of_the_caller(
    anna: User, key: str, path: str
) -> None:
    with pytest.raises(ValueError, match="message"):
        write(key, anna.pk, "Kvitto", "Tack.", path=path)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_that_write_the_same_at_once_write_it_once_and_neither_fails(anna: User) -> None:
    both_there = threading.Barrier(2)
    faults: list[Exception] = []

    def tell(words: str) -> None:
        try:
            with transaction.atomic():
                both_there.wait()
                write("a", anna.pk, words, words)
                Message.objects.filter(key="a").count()  # the transaction is still usable
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=tell, args=(words,)) for words in ("Ena", "Andra")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Message.objects.count() == 1


def test_whose_it_is_stands_in_the_subject_for_who_speaks_for_more_than_one() -> None:
    one, several = factories.person(), factories.person()
    for user, numbers in ((one, NUMBERS[:1]), (several, NUMBERS[1:3])):
        for number in numbers:
            body = applicant(number, f"Förening {number}").organisation
            Membership.objects.create(user=user, role=Role.SIGNER, organisation=body, valid_from="2012-01-01")
    write_many(
        Letter(f"brev:{user.pk}", user.pk, "Brev om beslut 1", "Text.", whose="Verkstaden")
        for user in (one, several)
    )
    assert Message.objects.get(to=one).subject == "Brev om beslut 1"
    assert Message.objects.get(to=several).subject == "Verkstaden: Brev om beslut 1"
    write_many([Letter("kvitto", several.pk, "Kvitto: Verkstaden har lämnat in", "", whose="Verkstaden")])
    assert Message.objects.get(key="kvitto").subject == "Kvitto: Verkstaden har lämnat in"

"""The log: in order, in the caller's transaction, and sealed so that a change or a deletion shows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from pytest_django.fixtures import DjangoAssertNumQueries

from prio import clock
from prio.audit.models import Event, Seal
from prio.audit.services import SETTLED_AFTER, broken_seals, chained_hash, record, seal_events
from prio.audit.tasks import seal_log
from tests import factories

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def time() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def settle(time: time_machine.Traveller) -> None:
    time.shift(SETTLED_AFTER + timedelta(seconds=1))


def sealed(time: time_machine.Traveller, number: int = 3) -> Seal:
    """Several events that have settled, under one seal."""
    for one in range(number):
        record("run", 7, f"step-{one}", facts={"number": one, "text": "åäö"})
    settle(time)
    seal = seal_events()
    assert seal
    return seal


class TestRecording:
    """Writing what happened."""

    def test_events_of_one_thing_come_in_order(self) -> None:
        verbs = ("computed", "proposed", "approved")
        assert [record("run", 7, verb).sequence for verb in verbs] == [1, 2, 3]
        assert [event.verb for event in Event.objects.order_by("sequence")] == list(verbs)

    def test_each_thing_has_an_order_of_its_own(self) -> None:
        record("run", 7, "computed")
        assert record("run", 8, "computed").sequence == 1
        assert record("decision", 7, "prepared").sequence == 1

    def test_it_says_who_when_and_what(self, time: time_machine.Traveller) -> None:
        person = factories.person()
        record("round", 5, "assessed", by_id=person.pk, facts={"new": 3})
        event = Event.objects.get()
        assert (event.aggregate, event.aggregate_id, event.verb) == ("round", "5", "assessed")
        assert (event.by, event.at, event.facts) == (person, NOON, {"new": 3})
        assert str(event) == "round 5: assessed"

    def test_it_is_undone_with_the_transaction_of_the_caller(self) -> None:
        with transaction.atomic():
            record("run", 7, "computed")
            transaction.set_rollback(True)
        assert not Event.objects.exists()

    def test_events_come_in_order_says_the_database_too(self) -> None:
        record("run", 7, "computed")
        with pytest.raises(IntegrityError, match=r"events_come_in_order|UNIQUE"), transaction.atomic():
            record("run", 7, "computed", is_first=True)

    def test_it_costs_two_queries_and_one_for_what_was_just_made(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(2):
            record("run", 7, "computed")
        with django_assert_num_queries(1):
            record("run", 8, "computed", is_first=True)


class TestSealing:
    """Hashing what has settled, batch after batch."""

    def test_a_seal_covers_what_came_since_the_last_one(self, time: time_machine.Traveller) -> None:
        first, second = sealed(time, 3), sealed(time, 2)
        events = list(Event.objects.order_by("pk").values_list("pk", flat=True))
        assert (first.first_event, first.last_event) == (events[0], events[2])
        assert (second.first_event, second.last_event) == (events[3], events[4])

    def test_each_seal_is_chained_to_the_one_before(self, time: time_machine.Traveller) -> None:
        first, second = sealed(time), sealed(time)
        assert first.previous == ""
        assert second.previous == first.sha256 != second.sha256
        assert list(broken_seals()) == []

    def test_nothing_new_makes_no_seal(self, time: time_machine.Traveller) -> None:
        assert seal_events() is None
        sealed(time)
        assert seal_events() is None
        assert Seal.objects.count() == 1

    def test_what_may_still_be_on_its_way_to_its_commit_waits(self, time: time_machine.Traveller) -> None:
        record("run", 7, "computed")
        time.shift(SETTLED_AFTER)
        assert seal_events() is None
        time.shift(timedelta(microseconds=1))
        assert seal_events()

    def test_an_event_numbered_before_one_that_is_older_is_not_left_behind(
        self, time: time_machine.Traveller
    ) -> None:
        first = record("run", 7, "computed")
        second = record("run", 8, "computed")
        Event.objects.filter(pk=first.pk).update(at=NOON + timedelta(seconds=1))
        time.move_to(NOON + SETTLED_AFTER + timedelta(milliseconds=500))
        assert seal_events() is None
        settle(time)
        seal = seal_events()
        assert seal
        assert (seal.first_event, seal.last_event) == (first.pk, second.pk)
        assert list(broken_seals()) == []

    def test_the_task_seals(self, time: time_machine.Traveller) -> None:
        record("run", 7, "computed")
        settle(time)
        seal_log()
        assert Seal.objects.get().sealed_at == clock.now()

    def test_the_hash_is_of_everything_that_the_events_say(self, time: time_machine.Traveller) -> None:
        seal = sealed(time)
        events = list(Event.objects.order_by("pk"))
        assert chained_hash("", events) == seal.sha256
        assert chained_hash("x", events) != seal.sha256
        assert chained_hash("", events[::-1]) != seal.sha256


class TestBreaking:
    """Whoever changes the log is found out."""

    @pytest.mark.parametrize(
        "change",
        [
            {"verb": "approved"},
            {"facts": {"number": 2}},
            {"aggregate": "decision"},
            {"aggregate_id": "70"},
            {"sequence": 99},
            {"at": NOON - timedelta(microseconds=1)},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_a_changed_event_breaks_its_seal(
        self, time: time_machine.Traveller, change: dict[str, object]
    ) -> None:
        before, seal, after = sealed(time), sealed(time), sealed(time)
        Event.objects.filter(pk=seal.first_event).update(**change)
        assert list(broken_seals()) == [seal]
        assert before != seal != after

    def test_an_event_put_on_somebody_else_breaks_its_seal(self, time: time_machine.Traveller) -> None:
        seal = sealed(time)
        Event.objects.filter(pk=seal.last_event).update(by=factories.person())
        assert list(broken_seals()) == [seal]

    def test_a_deleted_event_breaks_its_seal(self, time: time_machine.Traveller) -> None:
        seal = sealed(time)
        Event.objects.filter(pk=seal.first_event + 1).delete()
        assert list(broken_seals()) == [seal]

    def test_an_event_put_in_between_breaks_its_seal(self, time: time_machine.Traveller) -> None:
        seal = sealed(time)
        middle = Event.objects.get(pk=seal.first_event + 1)
        middle.delete()
        Event.objects.create(
            pk=seal.first_event + 1,
            aggregate="run",
            aggregate_id="7",
            sequence=2,
            verb="step-1",
            at=clock.now(),
        )
        assert list(broken_seals()) == [seal]

    def test_a_seal_that_is_made_anew_breaks_the_chain_after_it(self, time: time_machine.Traveller) -> None:
        seal, after = sealed(time), sealed(time)
        Event.objects.filter(pk=seal.first_event).update(verb="approved")
        events = list(Event.objects.filter(pk__range=(seal.first_event, seal.last_event)).order_by("pk"))
        Seal.objects.filter(pk=seal.pk).update(sha256=chained_hash("", events))
        assert list(broken_seals()) == [after]

    def test_a_deleted_seal_breaks_the_chain_after_it(self, time: time_machine.Traveller) -> None:
        seal, after = sealed(time), sealed(time)
        seal.delete()
        assert list(broken_seals()) == [after]


class TestConstraints:
    """What no service can get past."""

    def test_seal_covers_events_in_order(self, time: time_machine.Traveller) -> None:
        seal = sealed(time)
        with pytest.raises(IntegrityError, match="seal_covers_events_in_order"), transaction.atomic():
            Seal.objects.filter(pk=seal.pk).update(first_event=seal.last_event + 1)

    def test_an_event_is_sealed_once(self, time: time_machine.Traveller) -> None:
        seal = sealed(time)
        with pytest.raises(IntegrityError), transaction.atomic():
            Seal.objects.create(
                first_event=seal.first_event, last_event=99, sha256="2" * 64, sealed_at=clock.now()
            )

"""Many who register at once, on PostgreSQL: numbers without a hole or a clash, and nobody waits in a ring."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connections, transaction

from agreements.models import Case, CaseCounter, CaseEntry, Direction, EntryKind
from agreements.services.cases import CaseKey, NewEntry, register_entries, register_entry
from tests import factories
from tests.factories import AN_INSTANT
from tests.reporting import Place, make_place, press, save

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def place(transactional_db: None) -> Place:
    made = make_place()
    save(made.reporter, "decided", True)
    save(made.reporter, "made", False, requirement="B1")
    return made


def at_once(work: Sequence[Callable[[], object]]) -> None:
    """Do everything in the same moment, each with a connection and a transaction of its own."""
    start = Barrier(len(work))

    def one(do: Callable[[], object]) -> None:
        try:
            start.wait(20)
            with transaction.atomic():
                do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(work)) as threads:
        for done in [threads.submit(one, do) for do in work]:
            done.result(60)


def new(key: CaseKey, title: str) -> NewEntry:
    return NewEntry(key, EntryKind.OTHER, Direction.IN, AN_INSTANT, title)


def without_a_hole() -> None:
    for case in Case.objects.prefetch_related("entries"):
        assert [entry.number for entry in case.entries.all()] == list(range(1, case.last_entry + 1))
    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert numbers == list(range(1, CaseCounter.objects.get().last + 1))


def test_two_hand_ins_and_a_letter_at_once_get_a_number_each(place: Place) -> None:
    key = CaseKey(place.agreement.pk, place.ostersund.pk)
    at_once(
        [
            partial(press, place.signer, "GK1"),
            partial(press, place.signer, "B1"),
            partial(register_entry, new(key, "Ett brev")),
        ]
    )
    assert CaseEntry.objects.count() == 3
    assert Case.objects.count() == 1
    without_a_hole()


def test_batches_and_single_entries_at_once_wait_for_each_other_in_one_order(place: Place) -> None:
    parties = [factories.kommun(f"24{number:02}", f"Kommun {number:02}", place.county) for number in range(8)]
    keys = [CaseKey(place.agreement.pk), *(CaseKey(place.agreement.pk, party.pk) for party in parties)]
    forwards, backwards = [new(key, "Fram") for key in keys], [new(key, "Bak") for key in reversed(keys)]
    at_once(
        [
            *(partial(register_entries, batch) for batch in (forwards, backwards) for _ in range(3)),
            *(partial(register_entry, new(key, "En")) for key in keys[:4]),
        ]
    )
    assert CaseEntry.objects.count() == 6 * len(keys) + 4
    assert Case.objects.count() == len(keys)
    without_a_hole()

"""Entries of cases: one sequence of numbers in each case, without a hole or a clash."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agreements.models import Case, CaseCounter, CaseEntry, Direction, EntryKind, HandIn, Secrecy
from agreements.services.cases import (
    CaseKey,
    NewEntry,
    locked_case,
    open_case,
    register_entries,
    register_entry,
)
from prio.audit.models import Event
from tests import factories
from tests.factories import AN_INSTANT
from tests.reporting import IN_TIME, Place, make_place, press, save


@pytest.fixture
def place(db: None) -> Place:
    made = make_place()
    save(made.reporter, "decided", True)
    save(made.reporter, "made", False, requirement="B1")
    return made


def own(place: Place) -> CaseKey:
    return CaseKey(place.agreement.pk)


def of(place: Place) -> CaseKey:
    return CaseKey(place.agreement.pk, place.ostersund.pk)


def new(case: CaseKey, title: str = "Ett brev", **more: object) -> NewEntry:
    return NewEntry(case, EntryKind.OTHER, Direction.IN, AN_INSTANT, title, **more)  # type: ignore[arg-type]  # fields


def test_hand_ins_and_other_entries_share_one_sequence(place: Place) -> None:
    assert press(place.signer, "GK1").reference == "2014-00001-1"
    assert register_entry(new(of(place))).reference == "2014-00001-2"
    assert press(place.signer, "B1").reference == "2014-00001-3"
    assert list(CaseEntry.objects.values_list("number", "kind")) == [
        (1, "hand_in"),
        (2, "other"),
        (3, "hand_in"),
    ]


def test_what_is_handed_in_is_an_entry_with_party_and_title(place: Place) -> None:
    made = press(place.signer, "GK1", "B1")
    entry = CaseEntry.objects.get()
    assert (entry.direction, entry.at, entry.correspondent, entry.by_id) == (
        "in",
        IN_TIME,
        "Östersund",
        place.signer.user_id,
    )
    assert entry.title == "Inlämning till Prov på psykisk hälsa 2014: GK1, B1"
    assert (entry.thing, entry.thing_id) == ("hand_in", str(made.pk))


def test_what_concerns_no_single_party_stands_in_the_agreements_own_case(place: Place) -> None:
    first, second = register_entry(new(own(place))), register_entry(new(own(place)))
    assert (first.case.party, first.reference, second.reference) == (None, "2014-00001-1", "2014-00001-2")
    assert register_entry(new(of(place))).reference == "2014-00002-1"


def test_many_entries_are_numbered_in_order_with_few_queries(place: Place) -> None:
    others = [factories.kommun(f"24{number:02}", f"Kommun {number:02}", place.county) for number in range(60)]
    register_entry(new(of(place)))
    keys = [own(place), of(place), *(CaseKey(place.agreement.pk, party.pk) for party in others)]
    batch = [new(key, f"Brev {round_}") for round_ in (1, 2) for key in keys]
    with CaptureQueriesContext(connection) as captured:
        made = register_entries(batch)
    assert len(captured) <= 12
    assert [entry.title for entry in made] == [one.title for one in batch]
    assert CaseEntry.objects.count() == 1 + len(batch)
    for case in Case.objects.prefetch_related("entries"):
        numbers = [entry.number for entry in case.entries.all()]
        assert numbers == list(range(1, case.last_entry + 1))
    assert CaseCounter.objects.get().last == Case.objects.count() == 62
    assert Event.objects.filter(aggregate="case", verb="opened").count() == 62
    with CaptureQueriesContext(connection) as captured:
        register_entries(batch)
    assert len(captured) == 4, "the cases are there: look, lock, count, write"


def test_nothing_to_register_asks_nothing(place: Place) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert register_entries([]) == []
    assert len(captured) == 0


def test_one_entry_in_a_case_that_is_there_takes_three_queries(place: Place) -> None:
    register_entry(new(of(place)))
    with CaptureQueriesContext(connection) as captured:
        register_entry(new(of(place)))
    assert len(captured) == 3


def test_what_is_too_long_for_the_list_is_cut(place: Place) -> None:
    entry = register_entry(new(of(place), "x" * 400, correspondent="y" * 400))
    entry.refresh_from_db()
    assert (len(entry.title), len(entry.correspondent)) == (300, 200)


def test_earlier_hand_ins_become_entries_with_the_numbers_of_their_receipts(place: Place) -> None:
    press(place.signer, "GK1")
    press(place.signer, "B1")
    before = list(CaseEntry.objects.values("case", "number", "kind", "at", "title", "thing_id"))
    CaseEntry.objects.all().delete()
    Case.objects.update(last_entry=0)
    migration = import_module("agreements.migrations.0004_case_entries")
    migration.register_what_was_handed_in(apps, None)
    assert list(CaseEntry.objects.values("case", "number", "kind", "at", "title", "thing_id")) == before
    assert Case.objects.get().last_entry == HandIn.objects.count() == 2


def is_refused(write: Callable[[], object], *, by: str) -> None:
    """PostgreSQL names the constraint; SQLite names a check, but of what is unique only the columns."""
    with pytest.raises(IntegrityError, match=f"{by}|UNIQUE constraint failed"), transaction.atomic():
        write()


def test_one_own_case_per_agreement(place: Place) -> None:
    register_entry(new(own(place)))
    again = Case(agreement=place.agreement, year=2014, number=99, opened_at=AN_INSTANT)
    is_refused(again.save, by="one_own_case_per_agreement")
    assert open_case(AN_INSTANT, None).agreement is None
    assert open_case(AN_INSTANT, None).reference == "2014-00003", (
        "cases of no agreement are as many as they need be"
    )


def test_case_of_a_party_has_an_agreement(place: Place) -> None:
    stray = Case(party=place.berg, year=2014, number=99, opened_at=AN_INSTANT)
    is_refused(stray.save, by="case_of_a_party_has_an_agreement")


def test_secret_case_has_a_paragraph(place: Place) -> None:
    case = locked_case(of(place), AN_INSTANT, None)
    case.secrecy = Secrecy.SECRET
    is_refused(case.save, by="secret_case_has_a_paragraph")
    case.secrecy_support = "25 kap. 1 § OSL"
    case.save()


def test_case_entries_are_numbered(place: Place) -> None:
    entry = register_entry(new(of(place)))
    entry.pk = None
    is_refused(lambda: entry.save(force_insert=True), by="case_entries_are_numbered")


def test_case_entry_says_what_it_concerns(place: Place) -> None:
    entry = register_entry(new(of(place)))
    entry.title = ""
    is_refused(entry.save, by="case_entry_says_what_it_concerns")


@pytest.mark.parametrize("half", ["thing", "thing_id"])
def test_case_entry_names_a_whole_thing(place: Place, half: str) -> None:
    entry = register_entry(new(of(place)))
    setattr(entry, half, "1")
    is_refused(entry.save, by="case_entry_names_a_whole_thing")


def test_secret_entry_has_a_paragraph(place: Place) -> None:
    entry = register_entry(new(of(place)))
    entry.secrecy = Secrecy.SECRET
    is_refused(entry.save, by="secret_entry_has_a_paragraph")

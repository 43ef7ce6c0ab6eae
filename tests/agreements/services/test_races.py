"""Many people in the same moment, on PostgreSQL: no answer is lost, nothing is handed in twice or by halves."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Event
from time import sleep
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from agreements.domain.seal import submission_sha256
from agreements.models import Case, CaseCounter, Extension, HandIn, Report, Submission
from agreements.services.drafts import Change, Saved, begin, save_answers
from agreements.services.handing_in import KeyIsUsed
from prio.mail.models import Message
from tests import factories
from tests.agreements.services.at_once import at_once
from tests.reporting import IN_TIME, LATE, Place, key_of, make_place, press, save, the_report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

PRESSES = 20


@pytest.fixture
def place(transactional_db: None) -> Place:
    return make_place()


def until_somebody_waits_for_a_lock() -> None:
    """Look until another connection to this database waits for a lock."""
    for _ in range(2000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE NOT granted AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
        sleep(0.01)
    raise AssertionError("nobody waits for the lock")


def test_two_people_begin_one_report(place: Place) -> None:
    found = at_once([lambda: begin(place.reporter, key_of()).pk, lambda: begin(place.colleague, key_of()).pk])
    assert len(set(found)) == 1
    assert Report.objects.count() == 1


def test_answers_to_different_questions_at_once_are_all_kept(place: Place) -> None:
    answers = {"decided": True, "how": "I team.", "meetings": 12, "early": "1", "later": "Två läste."}
    people = [place.reporter, place.colleague, place.signer]

    def saver(number: int, question: str, value: object) -> Callable[[], Saved]:
        return lambda: save(people[number % len(people)], question, value)

    found = at_once([saver(number, *answer) for number, answer in enumerate(answers.items())])
    assert [one.clashes for one in found if isinstance(one, Saved)] == [()] * len(answers)
    assert the_report().answers == answers
    assert the_report().revision == 1 + len(answers)


def test_one_question_at_once_gives_one_answer_and_one_clash(place: Place) -> None:
    base = begin(place.reporter, key_of()).revision
    found = at_once(
        [lambda: save(place.reporter, "how", "A", base), lambda: save(place.colleague, "how", "B", base)]
    )
    saved = [one for one in found if isinstance(one, Saved)]
    assert sorted(len(one.clashes) for one in saved) == [0, 1]
    [clash] = [clash for one in saved for clash in one.clashes]
    assert clash.theirs == the_report().answers["how"]
    assert {clash.mine, clash.theirs} == {"A", "B"}


@pytest.mark.parametrize("same_key", [True, False], ids=["one key", "a key each"])
def test_many_presses_are_one_hand_in(place: Place, same_key: bool) -> None:
    save(place.reporter, "decided", True)
    save(place.reporter, "made", True, requirement="B1")
    keys = [uuid4()] * PRESSES if same_key else [uuid4() for _ in range(PRESSES)]

    def presser(key: UUID) -> Callable[[], int]:
        return lambda: press(place.signer, "GK1", "B1", key=key).pk

    found = at_once([presser(key) for key in keys])
    assert len(set(found)) == 1
    assert (HandIn.objects.count(), Submission.objects.count(), Case.objects.count()) == (1, 2, 1)
    assert Message.objects.filter(key__startswith="receipt:").count() == 3


def test_one_key_for_two_reports_is_one_hand_in(place: Place) -> None:
    """They share no report and so no lock: the key itself, unique, decides."""
    save(place.reporter, "decided", True)
    save(place.reporter, "made", True, requirement="B1")
    key = uuid4()
    found = at_once(
        [
            lambda: press(place.signer, "GK1", key=key).pk,
            lambda: press(place.signer, "B1", key=key).pk,
        ]
    )
    assert len([one for one in found if isinstance(one, int)]) == 1
    assert len([one for one in found if isinstance(one, KeyIsUsed)]) == 1, (
        "nobody is told that it is handed in"
    )
    assert Submission.objects.count() == 1


def test_reports_of_one_party_handed_in_apart_share_the_case(place: Place) -> None:
    save(place.reporter, "decided", True)
    save(place.reporter, "made", True, requirement="B1")
    found = at_once([lambda: press(place.signer, "GK1").number, lambda: press(place.signer, "B1").number])
    assert sorted(one for one in found if isinstance(one, int)) == [1, 2]
    assert (Case.objects.count(), CaseCounter.objects.get().last) == (1, 1)


def test_parties_handing_in_at_once_get_numbers_of_their_own(place: Place) -> None:
    save(place.reporter, "made", True, requirement="B1")
    factories.report(place.agreement, "B1", place.berg, "draft")
    at_once(
        [
            lambda: press(place.signer, "B1").pk,
            lambda: press(place.neighbour, "B1", party="2326").pk,
        ]
    )
    assert sorted(Case.objects.values_list("number", flat=True)) == [1, 2]


def test_two_sets_in_opposite_order_do_not_wait_for_each_other(place: Place) -> None:
    save(place.reporter, "decided", True)
    save(place.reporter, "made", True, requirement="B1")
    found = at_once(
        [lambda: press(place.signer, "GK1", "B1").pk, lambda: press(place.signer, "B1", "GK1").pk] * 4
    )
    assert len(set(found)) == 1


@pytest.mark.parametrize("round_", range(5))
def test_a_save_is_in_the_submission_or_refused_never_by_halves(place: Place, round_: int) -> None:
    pair = [Change("decided", True, 0), Change("how", "före", 0)]
    base = save_answers(place.reporter, key_of(), pair, arrived_at=IN_TIME).revision
    other = [Change("decided", False, base), Change("how", "efter", base)]
    pressed, saved = at_once(
        [
            lambda: press(place.signer, "GK1"),
            lambda: save_answers(place.colleague, key_of(), other, arrived_at=IN_TIME),
        ]
    )
    assert isinstance(pressed, HandIn)
    submission = Submission.objects.get()
    came_first = isinstance(saved, Saved)
    expected = {"decided": False, "how": "efter"} if came_first else {"decided": True, "how": "före"}
    assert submission.answers == the_report().answers == expected
    assert submission.sha256 == submission_sha256(key_of(), 1, expected, {})
    assert came_first or "kan inte ändras: läget är ”Inlämnad”" in str(saved)


def test_more_time_decided_while_the_hand_in_waited_for_the_lock_counts(place: Place) -> None:
    """The last day is read under the lock, not before it."""
    save(place.reporter, "made", True, requirement="B1")
    locked = Event()

    def decide() -> None:
        with transaction.atomic():
            Report.objects.select_for_update(of=("self",)).get(pk=the_report("B1").pk)
            locked.set()
            until_somebody_waits_for_a_lock()
            Extension.objects.create(
                agreement=place.agreement,
                until=date(2014, 10, 20),
                reason="Driftstopp.",
                decided_by_id=place.lead.user_id,
                decided_at=IN_TIME,
            )

    def late() -> bool:
        assert locked.wait(20)
        return press(place.signer, "B1", at=LATE + timedelta(hours=1)).late

    found = at_once([decide, late])
    assert found == [None, False]
    assert the_report("B1").state == "handed_in"

"""Jobs when two persons click, or two workers reach for them, in the same moment: on PostgreSQL, really at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connections

from prio.jobs import services
from prio.jobs.models import Job, JobState
from prio.jobs.registry import Progress
from tests import factories
from tests.jobs.trial import Queue, Work, ordered

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

AT_ONCE = 8
T = TypeVar("T")


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(monkeypatch)


@pytest.fixture
def work(queue: Queue) -> Work:
    return Work()


def at_once(do: Callable[[], T]) -> list[T]:
    """Do it in several threads, each with a connection of its own, starting in the same moment."""
    start = Barrier(AT_ONCE)

    def one() -> T:
        try:
            start.wait(10)
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return [done.result(30) for done in [threads.submit(one) for _ in range(AT_ONCE)]]


def test_orders_at_once_give_one_job_that_is_sent_once(work: Work, queue: Queue) -> None:
    person = factories.person()
    jobs = at_once(lambda: ordered(person).pk)
    assert len(set(jobs)) == 1
    assert queue.sent == [jobs[0]]


def test_claims_at_once_give_it_to_one(work: Work) -> None:
    job = ordered()
    claimed = [one for one in at_once(lambda: services.claim(job.pk)) if one]
    assert [one.attempts for one in claimed] == [1]


def test_delivered_to_many_workers_at_once_it_is_done_once(work: Work) -> None:
    job = ordered()
    at_once(lambda: services.run(job.pk))
    assert work.times == 1
    assert Job.objects.get(pk=job.pk).state == JobState.DONE


def test_how_far_it_is_is_seen_from_outside_while_it_goes_on(work: Work) -> None:
    job = ordered()
    seen: list[tuple[str, str, int, int]] = []

    def look() -> None:
        try:
            found = Job.objects.get(pk=job.pk)
            seen.append((found.state, found.step, found.done, found.total))
        finally:
            connections.close_all()

    def halfway(progress: Progress) -> None:
        progress("Bedömer GK1", 1, 2)
        with ThreadPoolExecutor(1) as outside:
            outside.submit(look).result(10)

    work.also = halfway
    services.run(job.pk)
    assert seen == [(JobState.RUNNING, "Bedömer GK1", 1, 2)]

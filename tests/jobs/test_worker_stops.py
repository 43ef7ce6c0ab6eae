"""The pre-check of a round by a real worker: stopped in the middle, killed in the middle, done once all the same."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from kombu import Connection

from assessment.models import AssessmentRound, RoundKind, Verdict
from assessment.services.rounds import open_round
from assessment.tasks import ASSESS
from prio import clock
from prio.accounts.selectors import actor_of
from prio.audit.models import Event
from prio.jobs import services
from prio.jobs.models import Job, JobState
from prio.jobs.tasks import run_job
from tests.assessment.judging import CODE, Court, hand_in_all, make_court
from tests.jobs.test_worker import ended, processes_of
from tests.worker import Worker

CASES = 9


@pytest.fixture
def court(celery_worker: Worker) -> Court:
    """Everybody has handed in and the final round is open, committed, so that the worker sees it."""
    made = make_court()
    hand_in_all(made)
    open_round(made.lead, CODE, RoundKind.FINAL, sample_percent=0)
    return made


def order(court: Court) -> Job:
    return services.order(ASSESS, CODE, court.lead.user_id, {"agreement": CODE, "kind": "final"})


@contextmanager
def held_up() -> Iterator[None]:
    """While this goes on the worker waits for the round: it stands in its first part for as long as we like."""
    holding = connection.copy()
    try:
        holding.set_autocommit(False)
        with holding.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {AssessmentRound._meta.db_table} FOR UPDATE")
        yield
        holding.rollback()
    finally:
        holding.close()


def stands_in_its_first_part(job: Job) -> bool:
    return Job.objects.get(pk=job.pk).step == "Bedömer GK1"


def test_one_that_is_stopped_keeps_what_it_has_done_and_goes_on_with_the_rest(
    celery_worker: Worker, court: Court
) -> None:
    lead = actor_of(court.people["lead"], clock.today())
    with held_up():
        job = order(court)
        celery_worker.wait_until(lambda: stands_in_its_first_part(job))
        services.request_stop(lead, Job.objects.get(pk=job.pk))
    stopped = ended(celery_worker, job)
    assert stopped.state == JobState.STOPPED
    assert set(Verdict.objects.values_list("requirement__code", flat=True)) == {"GK1"}
    first = set(Verdict.objects.values_list("pk", flat=True))

    done = ended(celery_worker, services.go_on(lead, stopped))
    assert (done.state, done.result["new"], done.result["unchanged"]) == (JobState.DONE, CASES - 3, 3)
    assert Verdict.objects.count() == CASES
    assert first < set(Verdict.objects.values_list("pk", flat=True))
    assert Event.objects.filter(aggregate="round", verb="assessed", facts__requirement="GK1").count() == 1


def test_one_whose_worker_was_killed_goes_on_and_does_nothing_twice(
    celery_worker: Worker, court: Court
) -> None:
    with held_up():
        job = order(court)
        celery_worker.wait_until(lambda: stands_in_its_first_part(job))
        for process in processes_of(celery_worker):
            os.kill(process, signal.SIGKILL)
        celery_worker.wait_until(lambda: "WorkerLostError" in celery_worker.written())
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    assert services.recover() == 1
    done = ended(celery_worker, job)
    assert (done.state, done.attempts) == (JobState.DONE, 2)
    assert Verdict.objects.count() == CASES
    for code in ("GK1", "GK2", "A1", "B1"):
        told = Event.objects.filter(aggregate="round", verb="assessed", facts__requirement=code)
        assert told.count() == 1


def test_one_ordered_while_redis_was_away_waits_and_is_done_when_it_is_back(
    celery_worker: Worker, court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setattr("prio.jobs.tasks.run_job.delay", send_to_nobody)
        job = order(court)
    waiting = Job.objects.get(pk=job.pk)
    assert (waiting.state, waiting.attempts) == (JobState.QUEUED, 0)
    assert services.recover() == 1  # as the clock asks every minute
    assert ended(celery_worker, job).state == JobState.DONE
    assert Verdict.objects.count() == CASES


def send_to_nobody(job_id: str) -> None:
    """Send it where no Redis listens."""
    with Connection("redis://127.0.0.1:1/0") as nobody:
        run_job.apply_async((job_id,), connection=nobody, retry=False)

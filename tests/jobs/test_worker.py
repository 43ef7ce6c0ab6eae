"""The chain's jobs done by a real Celery worker to their end, also when one is killed in the middle."""

import os
import signal
from datetime import timedelta

import pytest
from celery import current_app
from django.db import connection

from assessment.models import AssessmentRound, Verdict
from assessment.services import load_outcomes
from assessment.tasks import ASSESS
from payouts.models import AllocationRun, Decision, DecisionState
from payouts.services import approve_decision, approve_run, compute_run, prepare_decision, propose_run
from payouts.services.decisions import ISSUE_DECISION
from payouts.tasks import ALLOCATE
from prio import clock
from prio.jobs import services
from prio.jobs.models import Job, JobState
from tests.worker import Worker
from tests.world import EVERYBODY_MET, World, make_world

SECONDS = 60


@pytest.fixture
def world(celery_worker: Worker) -> World:
    """The small world, committed, so that the worker sees it."""
    made = make_world()
    load_outcomes(made.code, "utfall.csv", EVERYBODY_MET.encode())
    return made


def order(world: World, kind: str) -> Job:
    return services.order(kind, world.code, world.preparer.user_id, {"agreement": world.code})


def ended(worker: Worker, job: Job) -> Job:
    """Wait for the job, and return how it ended."""
    worker.wait_until(lambda: not Job.objects.get(pk=job.pk).is_live, SECONDS)
    return Job.objects.get(pk=job.pk)


def test_it_assesses(celery_worker: Worker, world: World) -> None:
    Verdict.objects.filter(requirement__code="B1").delete()
    done = ended(celery_worker, order(world, ASSESS))
    assert (done.state, done.result) == (
        JobState.DONE,
        {"new": 2, "changed": 0, "unchanged": 0, "decided_already": 4, "withdrawn": 0},
    )
    assert Verdict.objects.filter(state="proposed").count() == 2
    assert done.total == done.done > 0


def test_it_allocates(celery_worker: Worker, world: World) -> None:
    done = ended(celery_worker, order(world, ALLOCATE))
    assert done.state == JobState.DONE
    assert AllocationRun.objects.get(pk=done.result["run"]).distributed == 1_000_000


def test_it_makes_the_document_of_an_approved_decision(celery_worker: Worker, world: World) -> None:
    run = compute_run(world.code)
    propose_run(run.pk, world.preparer)
    approve_run(run.pk, world.approver)
    decision = prepare_decision(run.pk, world.preparer)
    approve_decision(decision.pk, world.approver)  # orders the job
    done = ended(celery_worker, Job.objects.get(kind=ISSUE_DECISION, subject=decision.reference))
    assert (done.state, done.result) == (JobState.DONE, {"decision": decision.pk})
    issued = Decision.objects.select_related("document").get(pk=decision.pk)
    assert issued.state == DecisionState.IN_FORCE
    assert issued.document
    assert bytes(issued.document.content).startswith(b"%PDF-")


def test_what_it_is_refused_is_the_jobs_message(celery_worker: Worker, world: World) -> None:
    Verdict.objects.filter(requirement__code="B1").delete()
    failed = ended(celery_worker, order(world, ALLOCATE))
    assert failed.state == JobState.FAILED
    assert "2 slutliga bedömningar saknas" in failed.message
    assert not AllocationRun.objects.exists()


def test_one_that_was_killed_in_the_middle_is_done_by_the_next(celery_worker: Worker, world: World) -> None:
    holding = connection.copy()
    try:
        # The allocation waits for this lock: the worker is in the middle of it for as long as we like.
        holding.set_autocommit(False)
        with holding.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {AssessmentRound._meta.db_table} FOR UPDATE")
        job = order(world, ALLOCATE)
        celery_worker.wait_until(lambda: Job.objects.get(pk=job.pk).step == "Hämtar underlaget och räknar")
        for process in processes_of(celery_worker):
            os.kill(process, signal.SIGKILL)
        celery_worker.wait_until(lambda: "WorkerLostError" in celery_worker.written())
        holding.rollback()
    finally:
        holding.close()
    assert Job.objects.get(pk=job.pk).state == JobState.RUNNING
    assert services.recover() == 0  # its lease still holds: nobody knows yet

    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    assert services.recover() == 1
    done = ended(celery_worker, job)
    assert (done.state, done.attempts) == (JobState.DONE, 2)
    assert AllocationRun.objects.count() == 1


def processes_of(worker: Worker) -> list[int]:
    """The processes that do the worker's tasks."""
    stats = current_app.control.inspect(destination=[worker.name], timeout=5).stats()
    assert stats
    processes: list[int] = stats[worker.name]["pool"]["processes"]
    return processes

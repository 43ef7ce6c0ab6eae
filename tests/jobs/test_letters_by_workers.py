"""The letters of a decision made by a real worker: killed in the middle it goes on, and nothing is made twice."""

import os
import signal
from datetime import timedelta

import pytest

from assessment.services import load_outcomes
from payouts.models import Decision, DecisionLetter, LetterState
from payouts.services import (
    approve_decision,
    approve_run,
    compute_run,
    issue_decision,
    prepare_decision,
    propose_run,
)
from payouts.services.letters import order_letters
from prio import clock
from prio.audit.models import Event
from prio.jobs import services
from prio.jobs.models import Job, JobState
from tests.jobs.test_worker import ended, processes_of
from tests.worker import Worker
from tests.world import EVERYBODY_MET, World, make_world


@pytest.fixture
def world(celery_worker: Worker) -> World:
    """The small world, committed, so that the worker sees it."""
    made = make_world()
    load_outcomes(made.code, "utfall.csv", EVERYBODY_MET.encode())
    return made


@pytest.fixture
def decision(world: World) -> Decision:
    """A decision in force, whose letters are written down and not made."""
    run = compute_run(world.code)
    propose_run(run.pk, world.preparer)
    draft = prepare_decision(approve_run(run.pk, world.approver).pk, world.preparer)
    approve_decision(draft.pk, world.approver, order_document=False)
    return issue_decision(draft.pk)


def test_a_worker_that_is_killed_in_the_middle_goes_on_and_makes_nothing_twice(
    celery_worker: Worker, world: World, decision: Decision
) -> None:
    last = DecisionLetter.objects.order_by("-organisation__code")[0]
    # The last letter is taken already, by a worker that is gone: the job makes the others, and waits for it.
    DecisionLetter.objects.filter(pk=last.pk).update(claimed_until=clock.now() + timedelta(minutes=10))
    job = order_letters(decision.pk, world.preparer)
    made = DecisionLetter.objects.filter(state=LetterState.MADE)
    celery_worker.wait_until(lambda: made.count() == 2, 60)
    for process in processes_of(celery_worker):
        os.kill(process, signal.SIGKILL)
    celery_worker.wait_until(lambda: "WorkerLostError" in celery_worker.written())
    before = dict(made.values_list("pk", "document_id"))
    assert Job.objects.get(pk=job.pk).state == JobState.RUNNING
    DecisionLetter.objects.filter(pk=last.pk).update(claimed_until=clock.now() - timedelta(seconds=1))
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    services.recover()
    done = ended(celery_worker, job)
    assert (done.state, done.attempts, done.result) == (JobState.DONE, 2, {"letters": 3, "faulty": []})
    assert made.count() == 3
    assert before.items() <= dict(made.values_list("pk", "document_id")).items()
    assert Event.objects.filter(aggregate="letter", verb="made").count() == 3

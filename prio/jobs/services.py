"""Ordering a job, claiming it, telling how far it is, ending it."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from prio import clock
from prio.accounts.roles import Actor, Role
from prio.jobs.models import Job, JobState
from prio.jobs.registry import JobStopped, can_go_on, work_of
from prio.jobs.signals import job_ordered
from prio.refused import NotPermitted, Refused

LEASE = timedelta(minutes=5)
ATTEMPTS = 3
LIVE = (JobState.QUEUED, JobState.RUNNING)

logger = logging.getLogger(__name__)


def order(kind: str, subject: str, by_id: int, parameters: Mapping[str, Any] | None = None) -> Job:
    """Order a job and send it after commit; a live one of the same kind and subject is returned instead.

    Two clicks, or two tabs, give one job.
    """
    job, created = Job.objects.get_or_create(
        kind=kind,
        subject=subject,
        state__in=LIVE,
        defaults={
            "state": JobState.QUEUED,
            "parameters": dict(parameters or {}),
            "by_id": by_id,
            "created_at": clock.now(),
        },
    )
    if created:
        # Where the queue does not answer the job waits: `recover` sends it again.
        transaction.on_commit(lambda: job_ordered.send(sender=Job, job_id=job.pk), robust=True)
    return job


def claim(job_id: UUID) -> Job | None:
    """Take the job if nobody else has it: queued, or running with a lease that ran out. None if it is not to be had."""
    now = clock.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id, attempts__lt=ATTEMPTS, stop_requested=False).update(
        state=JobState.RUNNING, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return Job.objects.get(pk=job_id) if taken else None


def run(job_id: UUID) -> None:
    """Claim the job, do its work and write how it ended. Delivered twice, it is done once."""
    job = claim(job_id)
    if job is None:
        return

    def progress(step: str, done: int = 0, total: int = 0) -> None:
        mine = Job.objects.filter(pk=job_id, attempts=job.attempts, state=JobState.RUNNING)
        told = mine.filter(stop_requested=False).update(
            step=step, done=done, total=total, lease_until=clock.now() + LEASE
        )
        if not told and mine.filter(stop_requested=True).exists():
            raise JobStopped

    try:
        result = work_of(job.kind)(progress, job.by_id, job.parameters)
    except JobStopped:
        _finish(job, JobState.STOPPED)
    except Refused as refusal:
        _finish(job, JobState.FAILED, message=str(refusal), refused=True)
    except Exception:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _finish(
            job,
            JobState.FAILED,
            message="Något gick fel. Inget är ändrat. Försök igen, eller kontakta förvaltningen.",
        )
    else:
        _finish(job, JobState.DONE, result=result)


def _finish(
    job: Job,
    state: JobState,
    *,
    message: str = "",
    refused: bool = False,
    result: Mapping[str, Any] | None = None,
) -> None:
    Job.objects.filter(pk=job.pk, attempts=job.attempts).update(
        state=state,
        message=message,
        refused=refused,
        result=dict(result or {}),
        finished_at=clock.now(),
        lease_until=None,
    )


def request_stop(actor: Actor, job: Job) -> None:
    """Ask for a job to be stopped: one that waits is stopped at once, one that runs after the part that it is at.

    What has ended meanwhile has ended, and asking twice is asking once.

    Args:
        actor: who ordered it, or administers.
        job: a job that the actor may follow.

    Raises:
        Refused: somebody else ordered it, or such a job is done whole or not at all.
    """
    if not may_stop(actor, job):
        raise NotPermitted("Bara den som beställde arbetet, eller en administratör, stoppar det.")
    if not can_go_on(job.kind):
        raise Refused("Arbetet görs helt eller inte alls, och går inte att stoppa.")
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if not waiting.update(state=JobState.STOPPED, stop_requested=True, finished_at=clock.now()):
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(stop_requested=True)


def go_on(actor: Actor, job: Job) -> Job:
    """Order a stopped job again: what it had done is not done twice. Two clicks are one job.

    Raises:
        Refused: somebody else ordered it, or it is not stopped.
    """
    if job.by_id != actor.user_id:
        raise NotPermitted("Bara den som beställde arbetet låter det fortsätta.")
    if job.state != JobState.STOPPED:
        raise Refused("Arbetet är inte stoppat.")
    return order(job.kind, job.subject, actor.user_id, job.parameters)


def may_stop(actor: Actor, job: Job) -> bool:
    """Say whether the actor may stop a job that they follow."""
    return job.by_id == actor.user_id or actor.is_any(Role.ADMINISTRATOR)


def recover() -> int:
    """Send again what waits or was left by a worker that stopped; give up what was tried too often.

    What was to be stopped when its worker was lost is stopped.

    Returns:
        the number of jobs sent again.
    """
    now = clock.now()
    lost = Q(state=JobState.RUNNING, lease_until__lt=now) | Q(state=JobState.QUEUED)
    Job.objects.filter(lost, stop_requested=True).update(
        state=JobState.STOPPED, finished_at=now, lease_until=None
    )
    Job.objects.filter(lost, attempts__gte=ATTEMPTS).update(
        state=JobState.FAILED,
        finished_at=now,
        lease_until=None,
        message="Arbetet avbröts flera gånger och gavs upp. Inget är ändrat. Kontakta förvaltningen.",
    )
    waiting = list(
        Job.objects.filter(lost, attempts__lt=ATTEMPTS).order_by("created_at").values_list("pk", flat=True)
    )
    for job_id in waiting:
        job_ordered.send(sender=Job, job_id=job_id)
    return len(waiting)


def release_own() -> None:
    """At the start of the embedded worker: whatever ran in this installation ran in a process that has ended."""
    Job.objects.filter(state=JobState.RUNNING).update(state=JobState.QUEUED, lease_until=None)

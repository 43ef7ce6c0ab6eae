"""Reading how far a job is."""

from uuid import UUID

from django.db.models import QuerySet

from prio.accounts.roles import Actor, Role
from prio.jobs.models import Job
from prio.jobs.services import LIVE


def visible_jobs(actor: Actor) -> QuerySet[Job]:
    """Return the jobs that `actor` may follow: all for who reads all or administers, otherwise their own."""
    if actor.reads_all or actor.is_any(Role.ADMINISTRATOR):
        return Job.objects.all()
    return Job.objects.filter(by_id=actor.user_id)


def job_of(actor: Actor, job_id: UUID) -> Job | None:
    """Return the job, or None if there is none that `actor` may follow: one query."""
    return visible_jobs(actor).filter(pk=job_id).first()


def live_jobs(actor: Actor, *subjects: str) -> list[Job]:
    """Return the jobs on `subjects` that wait or run and that `actor` may follow, oldest first: one query."""
    return list(visible_jobs(actor).filter(subject__in=subjects, state__in=LIVE).order_by("created_at"))

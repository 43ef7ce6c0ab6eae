"""The Celery tasks: one that runs any job, one that finds what was lost."""

from uuid import UUID

from celery import shared_task
from django.dispatch import receiver

from prio.jobs import services
from prio.jobs.signals import job_ordered


@shared_task
def run_job(job_id: str) -> None:
    """Run the job with that id."""
    services.run(UUID(job_id))


@shared_task
def recover_jobs() -> None:
    """Send again the jobs that a stopped worker left."""
    services.recover()


@receiver(job_ordered)
def send_job(sender: object, job_id: UUID, **_: object) -> None:
    """Put an ordered job on the queue."""
    run_job.delay(str(job_id))

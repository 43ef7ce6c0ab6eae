"""The log's background work."""

from celery import shared_task

from prio.audit.services import seal_events


@shared_task
def seal_log() -> None:
    """Seal what came since the last time."""
    seal_events()

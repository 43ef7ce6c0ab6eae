"""The background work of agreements and reports."""

from celery import shared_task

from agreements import reminders


@shared_task
def remind() -> None:
    """Write the reminders that are due."""
    reminders.remind()

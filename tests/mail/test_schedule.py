"""What the clock orders exists, and mail and reminders are among it."""

from celery import current_app
from django.conf import settings


def test_every_task_of_the_clock_exists() -> None:
    current_app.loader.import_default_modules()
    ordered = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert ordered <= set(current_app.tasks)
    assert {"prio.mail.tasks.send_waiting", "agreements.tasks.remind"} <= ordered

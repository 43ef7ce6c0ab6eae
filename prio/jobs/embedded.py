"""A worker inside the web process, for an installation without Redis."""

import os
import sys
import threading

from celery import Celery
from celery.beat import Scheduler, Service
from django.apps import apps
from django.conf import settings

from prio.jobs import services


def is_serving() -> bool:
    """Say whether this process answers web requests with the development server (not its reloader's parent)."""
    return (
        len(sys.argv) > 1
        and sys.argv[1] == "runserver"
        and ("--noreload" in sys.argv or "RUN_MAIN" in os.environ)
    )


def start_worker(app: Celery) -> tuple[threading.Thread, threading.Thread]:
    """Start the worker and the clock, each in a daemon thread; what an earlier process left undone is sent again.

    The clock orders what comes round by itself, such as the sealing of the log. It remembers nothing between starts.
    """

    def work() -> None:
        apps.ready_event.wait()  # this process still starts: Django warns of who asks the database before
        services.release_own()
        services.recover()
        controller = app.WorkController(
            pool="threads", concurrency=2, without_gossip=True, without_mingle=True, without_heartbeat=True
        )
        controller.start()

    def keep_time() -> None:
        apps.ready_event.wait()
        Service(app, scheduler_cls=Scheduler).start()

    threads = (
        threading.Thread(target=work, name="embedded-worker", daemon=True),
        threading.Thread(target=keep_time, name="embedded-clock", daemon=True),
    )
    for thread in threads:
        thread.start()
    return threads


def start_if_needed(app: Celery) -> None:
    """Start the worker when this process serves and there is no broker outside it."""
    if settings.CELERY_BROKER_URL.startswith("memory://") and is_serving():
        start_worker(app)

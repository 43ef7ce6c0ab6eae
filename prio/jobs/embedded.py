"""A worker inside the web process, for an installation without Redis."""

import os
import sys
import threading

from celery import Celery
from django.conf import settings

from prio.jobs import services


def is_serving() -> bool:
    """Say whether this process answers web requests with the development server (not its reloader's parent)."""
    return (
        len(sys.argv) > 1
        and sys.argv[1] == "runserver"
        and ("--noreload" in sys.argv or "RUN_MAIN" in os.environ)
    )


def start_worker(app: Celery) -> threading.Thread:
    """Start the worker in a daemon thread and send again what an earlier process left undone."""

    def work() -> None:
        services.release_own()
        services.recover()
        controller = app.WorkController(
            pool="threads", concurrency=2, without_gossip=True, without_mingle=True, without_heartbeat=True
        )
        controller.start()

    thread = threading.Thread(target=work, name="embedded-worker", daemon=True)
    thread.start()
    return thread


def start_if_needed(app: Celery) -> None:
    """Start the worker when this process serves and there is no broker outside it."""
    if settings.CELERY_BROKER_URL.startswith("memory://") and is_serving():
        start_worker(app)

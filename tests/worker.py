"""A real Celery worker beside the tests: its own process, the same database, the same Redis."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from celery import current_app

from tests.servers import process

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 60
SECONDS_TO_REST = 30
SECONDS_TO_ANSWER = 10
# The worker's own process is kept from other machines too, as is what it forks.
START = "from tests.network import block; block(); from celery.__main__ import main; main()"


class WorkerFailed(RuntimeError):
    """The worker did not start or did not get where a test waits for it; the message holds what it wrote."""


@dataclass(frozen=True)
class Worker:
    """A running worker."""

    name: str
    log: Path

    def written(self) -> str:
        """Return all that the worker has written."""
        return self.log.read_text(errors="replace")

    def wait_until(self, reached: Callable[[], bool], seconds: float = 30) -> None:
        """Wait until `reached()`, at most `seconds`; a failure shows what the worker has written."""
        last_moment = time.monotonic() + seconds
        while not reached():
            if time.monotonic() > last_moment:
                raise WorkerFailed(f"not reached within {seconds} s: {self.written()}")
            time.sleep(0.05)

    def wake(self) -> None:
        """Take what is queued from now on; what other tests left in the queue is forgotten."""
        current_app.control.purge()
        self._tell("add_consumer")

    def sleep(self) -> None:
        """Take nothing more: the tests that have not asked for a worker order jobs that stay as they are."""
        self._tell("cancel_consumer")
        self.come_to_rest()

    def _tell(self, order: str) -> None:
        queue = current_app.conf.task_default_queue
        told = current_app.control.broadcast(
            order,
            arguments={"queue": queue},
            destination=[self.name],
            reply=True,
            limit=1,
            timeout=SECONDS_TO_ANSWER,
        )
        if not told or "ok" not in told[0][self.name]:
            raise WorkerFailed(f"{order}: {told}, {self.written()}")

    def come_to_rest(self) -> None:
        """Forget what is queued and wait for what is being done, so that the tables can be emptied."""
        current_app.control.purge()
        self.wait_until(lambda: not self._busy(), SECONDS_TO_REST)

    def _busy(self) -> bool:
        # An inspection that names its worker returns as soon as that one has answered.
        inspect = current_app.control.inspect(destination=[self.name], timeout=SECONDS_TO_ANSWER)
        return any(
            tasks for answer in (inspect.active(), inspect.reserved()) for tasks in (answer or {}).values()
        )


@contextmanager
def running_worker(database: Mapping[str, Any], folder: Path) -> Iterator[Worker]:
    """Run a worker on `database` (Django's settings of a PostgreSQL connection) and on this process's own broker."""
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    worker = Worker(name=f"prio@{number}", log=folder / "worker.log")
    command = [
        *(sys.executable, "-W", "default", "-c", START, "-A", "prio.celery", "worker"),
        *("--hostname", worker.name, "--concurrency", "2", "--loglevel", "INFO"),
        *("--queues", "nothing"),  # until a test wakes it
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "prio.settings.test",
        "DATABASE_URL": database_url(database),
        "PYTHONPATH": str(ROOT),
    }
    with process(command, worker.log, folder=ROOT, environment=environment, end_with=signal.SIGTERM) as child:
        last_moment = time.monotonic() + SECONDS_TO_START
        while f"{worker.name} ready." not in worker.written():
            if child.poll() is not None or time.monotonic() > last_moment:
                raise WorkerFailed(f"the worker did not start: {worker.written()}")
            time.sleep(0.05)
        yield worker


def database_url(settings: Mapping[str, Any]) -> str:
    """Write Django's settings of a PostgreSQL connection as the address that DATABASE_URL takes."""
    password = f":{quote(settings['PASSWORD'], safe='')}" if settings["PASSWORD"] else ""
    place = f"{settings['HOST']}:{settings['PORT']}"
    return f"postgres://{quote(settings['USER'], safe='')}{password}@{place}/{settings['NAME']}"

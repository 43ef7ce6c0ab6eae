"""Jobs of kinds that only the tests know, and what is put on the queue."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from prio.accounts.models import User
from prio.jobs.models import Job
from prio.jobs.registry import Progress, register
from prio.jobs.services import order
from tests import factories


class Queue:
    """What was put on the queue, instead of a broker. `answers` False: the broker is away."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[UUID] = []
        self.answers = True
        monkeypatch.setattr("prio.jobs.tasks.run_job.delay", self._delay)

    def _delay(self, job_id: str) -> None:
        if not self.answers:
            raise ConnectionError("nobody answers")
        self.sent.append(UUID(job_id))


class Work:
    """Work that counts how often it was done, and does `also` meanwhile."""

    def __init__(self, kind: str = "try") -> None:
        self.times = 0
        self.also: Any = None
        register(kind, self)

    def __call__(self, progress: Progress, by_id: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
        self.times += 1
        if self.also is not None:
            self.also(progress)
        return {"by": by_id, **parameters}


def ordered(
    by: User | None = None, *, kind: str = "try", subject: str = "prov-2014", **parameters: Any
) -> Job:
    """Order a job, by somebody new unless told."""
    return order(kind, subject, (by or factories.person()).pk, parameters)

"""What kinds of jobs there are: each app names its own when it starts."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol


class Progress(Protocol):
    """How a job tells how far it is."""

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        """Show `step` (Swedish, for the person who waits) with `done` of `total` parts."""


class JobStopped(Exception):
    """Somebody asked for the job to be stopped: told to the work by its progress, between two parts."""


Work = Callable[[Progress, int, Mapping[str, Any]], dict[str, Any]]
_works: dict[str, Work] = {}
_goes_on: set[str] = set()


def register(kind: str, work: Work, *, goes_on: bool = False) -> None:
    """Let jobs of `kind` be done by `work(progress, user_id, parameters)`, which returns the result to show.

    goes_on: it can be stopped between two parts, and ordered again does only what is left.
    """
    _works[kind] = work
    if goes_on:
        _goes_on.add(kind)


def can_go_on(kind: str) -> bool:
    """Say whether jobs of `kind` may be stopped, because the next one goes on where they were."""
    return kind in _goes_on


def work_of(kind: str) -> Work:
    """Return what does jobs of `kind`.

    Raises:
        KeyError: nobody registered that kind.
    """
    return _works[kind]


def silent(step: str, done: int = 0, total: int = 0) -> None:
    """Tell nobody: the progress of work that nobody watches."""

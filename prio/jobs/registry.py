"""What kinds of jobs there are: each app names its own when it starts."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol


class Progress(Protocol):
    """How a job tells how far it is."""

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        """Show `step` (Swedish, for the person who waits) with `done` of `total` parts."""


Work = Callable[[Progress, int, Mapping[str, Any]], dict[str, Any]]
_works: dict[str, Work] = {}


def register(kind: str, work: Work) -> None:
    """Let jobs of `kind` be done by `work(progress, user_id, parameters)`, which returns the result to show."""
    _works[kind] = work


def work_of(kind: str) -> Work:
    """Return what does jobs of `kind`.

    Raises:
        KeyError: nobody registered that kind.
    """
    return _works[kind]


def silent(step: str, done: int = 0, total: int = 0) -> None:
    """Tell nobody: the progress of work that nobody watches."""

"""Several people in the same moment, each with a connection of their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

from prio.refused import Refused

T = TypeVar("T")


def at_once(work: Sequence[Callable[[], T]]) -> list[T | Refused]:
    """Do everything in the same moment, each with a connection of its own; a refusal is a result too."""
    start = Barrier(len(work))

    def one(do: Callable[[], T]) -> T | Refused:
        try:
            start.wait(20)
            return do()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(work)) as threads:
        return [done.result(60) for done in [threads.submit(one, do) for do in work]]

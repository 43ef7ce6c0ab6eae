"""When a request reached the server: what a deadline is compared with.

Requests wait before anything here runs when all threads are busy, as in the last minutes before a deadline. So the
proxy in front, which waits for nobody, says in X-Request-Start when it took the request.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpResponse

from prio import clock
from prio.accounts.requests import ActorRequest

LONGEST_WAIT = timedelta(minutes=5)  # what would have waited longer is not believed
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Seconds since 1970, with or without decimals ("t=1413324000.123" of nginx), or milliseconds, or microseconds.
_TOLD = re.compile(r"(?:t=)?(?:(\d{10})(?:\.(\d{1,6}))?|(\d{13})|(\d{16}))", re.ASCII)
_DIGITS = 16  # of microseconds


class ArrivalMiddleware:
    """The first middleware: notes the moment as `request.arrived_at`, before anything that may take time."""

    def __init__(self, get_response: Callable[[ActorRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ActorRequest) -> HttpResponse:
        """Answer the request with `request.arrived_at` set (Stockholm's clock is in prio.clock)."""
        told = str(request.META.get("HTTP_X_REQUEST_START", "")) if settings.PROXY_TELLS_ARRIVAL else ""
        request.arrived_at = arrival(told, clock.now())
        return self.get_response(request)


def arrival(told: str, now: datetime) -> datetime:
    """Return when a request arrived.

    Args:
        told: X-Request-Start, empty where nobody in front is believed.
        now: when a thread took the request: what counts where nothing readable is told, or a moment that lies ahead
            or more than `LONGEST_WAIT` back.
    """
    found = _TOLD.fullmatch(told.strip())
    if found is None:
        return now
    digits = "".join(part for part in found.groups() if part)
    moment = _EPOCH + timedelta(microseconds=int(digits.ljust(_DIGITS, "0")))
    return moment if now - LONGEST_WAIT <= moment <= now else now

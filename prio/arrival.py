"""When a request reached the server: what a deadline is compared with."""

from collections.abc import Callable

from django.http import HttpResponse

from prio import clock
from prio.accounts.requests import ActorRequest


class ArrivalMiddleware:
    """The first middleware: notes the moment as `request.arrived_at`, before anything that may take time."""

    def __init__(self, get_response: Callable[[ActorRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ActorRequest) -> HttpResponse:
        """Answer the request with `request.arrived_at` set (Stockholm's clock is in prio.clock)."""
        request.arrived_at = clock.now()
        return self.get_response(request)

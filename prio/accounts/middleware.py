"""Puts the actor on the request, when somebody asks for it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from prio import clock
from prio.accounts.selectors import actor_of


class ActorMiddleware:
    """Gives each signed-in request its `actor`, read from the database at first use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with `request.actor` set."""
        request.actor = SimpleLazyObject(lambda: actor_of(request.user, clock.today()))
        return self.get_response(request)

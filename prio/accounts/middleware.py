"""Puts the actor on the request, when somebody asks for it."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from prio import clock
from prio.accounts.models import User
from prio.accounts.requests import ActorRequest
from prio.accounts.roles import Actor
from prio.accounts.selectors import actor_of


class ActorMiddleware:
    """Gives each signed-in request its `actor`, read from the database at first use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ActorRequest) -> HttpResponse:
        """Answer the request with `request.actor` set."""
        lazily = SimpleLazyObject(lambda: actor_of(cast("User", request.user), clock.today()))
        request.actor = cast("Actor", lazily)
        return self.get_response(request)

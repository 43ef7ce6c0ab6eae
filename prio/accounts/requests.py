"""What the middleware leaves on a request, for the type checker."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from prio.accounts.roles import Actor


class ActorRequest(HttpRequest):
    """A request with who is acting (ActorMiddleware) and whether htmx asks (HtmxMiddleware)."""

    actor: Actor
    htmx: HtmxDetails

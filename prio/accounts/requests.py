"""What the middleware leaves on a request, for the type checker."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from prio.accounts.roles import Actor

# Where a view leaves what `prio.desk.navigation.frame_of` takes of an agreement, if it has read it.
KNOWN_AGREEMENT = "known_agreement"


class ActorRequest(HttpRequest):
    """A request with who is acting (ActorMiddleware), whether htmx asks (HtmxMiddleware) and when it came."""

    arrived_at: datetime
    actor: Actor
    htmx: HtmxDetails

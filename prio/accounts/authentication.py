"""How the API knows who asks: a key in the Authorization header, or a browser's session; and how often they may."""

from typing import cast

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from prio.accounts.models import ApiToken, User
from prio.accounts.requests import ActorRequest
from prio.accounts.roles import Actor
from prio.accounts.tokens import actor_with, token_of

SCHEME = "bearer"
PARTS = 2  # the scheme and the key


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer prio_…`: the request acts for the key's organisation, and for no other."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return who made the key, and the key; None when there is none, so that the session is asked.

        Raises:
            AuthenticationFailed: there is one, and it does not hold.
        """
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != SCHEME.encode():
            return None
        token = token_of(parts[1].decode("latin-1")) if len(parts) == PARTS else None
        actor = actor_with(token) if token else None
        if token is None or actor is None:
            raise AuthenticationFailed
        cast("ActorRequest", request._request).actor = actor
        return token.made_by, token

    def authenticate_header(self, request: Request) -> str:
        """Return what an answer to nobody asks for."""
        return 'Bearer realm="Prio"'


class TokenScheme(OpenApiAuthenticationExtension):
    """How the key is described to those who read the schema."""

    target_class = TokenAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the scheme."""
        return {"type": "http", "scheme": SCHEME, "bearerFormat": "prio_…"}


class ApiThrottle(SimpleRateThrottle):
    """So many requests a minute for each key, and for each person who is signed in.

    Counted in the cache of each process: with several web processes the limit is as many times higher.
    """

    scope = "api"

    def get_cache_key(self, request: Request, view: object) -> str | None:
        """Return whose requests are counted together; nobody's before it is known who asks."""
        if isinstance(request.auth, ApiToken):
            return f"api-token-{request.auth.pk}"
        return f"api-user-{request.user.pk}" if request.user else None


def acting(request: Request) -> Actor:
    """Return who is acting: the middleware or the key left it on the request that this one wraps."""
    return cast("ActorRequest", request._request).actor

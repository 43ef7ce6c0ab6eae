"""Which address a visitor has: the lock-out after wrong passwords counts by it."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the visitor's address.

    Behind TLS (SECURE_COOKIES) the one proxy in front adds it last to X-Forwarded-For; what stands before it there is
    the visitor's own word and is not believed.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.SECURE_COOKIES:
        return direct
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    return forwarded[-1].strip() or direct

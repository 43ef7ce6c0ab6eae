"""What lies under /api/ and is no address."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView


@extend_schema(exclude=True)
class NoSuchAddress(APIView):
    """Any address that there is not: refused in the shape of every refusal, and 401 to who is not signed in."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Look at who asks, as everywhere.

        Raises:
            Http404: always, to who is signed in.
        """
        super().initial(request, *args, **kwargs)
        raise Http404

"""What every address of the API does with a request: who acts, when it came, and what its body says."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from agreements.api.json_bodies import UnreadableBody
from agreements.api.plain_words import TEXT
from agreements.api.shapes import ProblemSerializer
from prio.accounts.requests import ActorRequest

UNKNOWN = "Det finns inget sådant fält."
_NAMES = {
    400: "Anropet går inte att läsa",
    401: "Ingen är inloggad, och ingen nyckel som gäller skickades",
    403: "Rollen räcker inte",
    404: "Finns inte, eller är någon annans",
    409: "Läget, tiden eller någon annans ändring är i vägen",
    413: "För stort",
    415: "Fel slag av innehåll",
    422: "Fel form; problems säger var",
    429: "För många anrop",
}
READS = (401, 404, 429)
WRITES = (400, 401, 403, 404, 409, 413, 415, 422, 429)

Answers = dict[int, Any]


def answers(found: Mapping[int, Any], refusals: tuple[int, ...] = READS) -> Answers:
    """Return what an address answers, for the schema: what was found by status, and the refusals."""
    refused: Answers = {code: OpenApiResponse(ProblemSerializer, _NAMES[code]) for code in refusals}
    return refused | dict(found)


def arrived_at(request: Request) -> datetime:
    """Return when the request reached the server: what a last day is compared with."""
    return cast("ActorRequest", request._request).arrived_at


def body(request: Request, shape: type[serializers.Serializer]) -> dict[str, Any]:
    """Return the body of a request, read as `shape`.

    Raises:
        UnreadableBody: it is no JSON, or no object.
        ValidationError: a field is missing, unknown or of another shape.
    """
    data = request.data
    if not isinstance(data, Mapping):
        raise UnreadableBody("Anropet ska innehålla ett JSON-objekt: {…}.")
    read = shape(data=data)
    unknown = {key: [UNKNOWN] for key in data if key not in read.fields}
    no_text = {name: [TEXT] for name, field in read.fields.items() if _is_no_text(field, data.get(name))}
    if not read.is_valid() or unknown or no_text:
        raise ValidationError({**read.errors, **no_text, **unknown})
    found: dict[str, Any] = read.validated_data
    return found


def _is_no_text(field: serializers.Field, value: object) -> bool:
    """Say whether a number was sent where text is asked for: the framework would take it as its figures."""
    return isinstance(field, serializers.CharField) and isinstance(value, int | float)

"""How the API says no: one shape, with the right status, in the words of the pages."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from agreements.api.json_bodies import UnreadableBody
from agreements.services.evidence import NoSuchFile
from agreements.services.under_lock import NoSuchReport
from prio.refused import NotPermitted, Refused

NOT_FOUND = "Det finns inget här, eller så är det någon annans."
SHAPE = "Något i anropet har fel form. Se problems."
SAID = {
    status.HTTP_400_BAD_REQUEST: "Anropet går inte att läsa.",
    status.HTTP_401_UNAUTHORIZED: (
        "Logga in, eller skicka en API-nyckel som gäller i huvudet Authorization: Bearer prio_…"
    ),
    status.HTTP_403_FORBIDDEN: "Ni får inte göra det här. Från en webbläsare behövs huvudet X-CSRFToken.",
    status.HTTP_404_NOT_FOUND: NOT_FOUND,
    status.HTTP_405_METHOD_NOT_ALLOWED: "Adressen tar inte emot den metoden. Vilka den tar emot står i huvudet Allow.",
    status.HTTP_406_NOT_ACCEPTABLE: "Svaret finns bara som JSON. Skicka Accept: application/json.",
    status.HTTP_413_REQUEST_ENTITY_TOO_LARGE: "Anropet är för stort.",
    status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: "Innehållet har ett slag som inte tas emot här. Se Content-Type.",
    status.HTTP_429_TOO_MANY_REQUESTS: "Det är för många anrop. Vänta så länge som Retry-After säger.",
}


def problem_data(
    message: str, details: tuple[str, ...] = (), problems: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the shape of every refusal. problems: what is wrong, by the question or field that it is about."""
    return {"message": message, "details": list(details), "problems": dict(problems or {})}


def answer_refusal(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the answer to a request that was refused; None for what is nobody's refusal but a fault."""
    found = _refusal(error)
    if found is None:
        return None
    set_rollback()
    code, data = found
    return Response(data, status=code, headers=_headers(error))


def _refusal(error: Exception) -> tuple[int, dict[str, Any]] | None:
    match error:
        case NoSuchReport() | NoSuchFile() | Http404():
            return status.HTTP_404_NOT_FOUND, problem_data(NOT_FOUND)
        case NotPermitted():
            return status.HTTP_403_FORBIDDEN, problem_data(error.message, error.details)
        case Refused():
            return status.HTTP_409_CONFLICT, problem_data(error.message, error.details)
        case exceptions.ValidationError():
            return status.HTTP_422_UNPROCESSABLE_ENTITY, problem_data(SHAPE, (), dict(_flat(error.detail)))
        case UnreadableBody():
            return status.HTTP_400_BAD_REQUEST, problem_data(str(error.detail))
        case exceptions.APIException():
            return error.status_code, problem_data(SAID.get(error.status_code, str(error.detail)))
        case PermissionDenied():
            return status.HTTP_403_FORBIDDEN, problem_data(SAID[status.HTTP_403_FORBIDDEN])
        case RequestDataTooBig():
            code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
            return code, problem_data(SAID[code])
        case SuspiciousOperation():
            return status.HTTP_400_BAD_REQUEST, problem_data(SAID[status.HTTP_400_BAD_REQUEST])
    return None


def _headers(error: Exception) -> dict[str, str]:
    headers = {}
    if asks := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(asks)
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def _flat(detail: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every fault of a body with the name of its field: `questions.0`."""
    if isinstance(detail, Mapping):
        for key, below in detail.items():
            yield from _flat(below, f"{name}.{key}" if name else str(key))
    elif isinstance(detail, list | tuple) and any(isinstance(one, Mapping) for one in detail):
        for index, below in enumerate(detail):
            yield from _flat(below, f"{name}.{index}")
    elif isinstance(detail, list | tuple):
        yield name, " ".join(str(one) for one in detail)
    else:
        yield name, str(detail)

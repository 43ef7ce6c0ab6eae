"""Reading the JSON that is sent to the API: what has two meanings, or cannot be kept, is refused before it is used."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from agreements.domain.bounds import LONGEST_KEY

DEEPEST = 20  # lists and tables inside each other, the body itself included
LONGEST_NUMBER = 20  # digits


class UnreadableBody(ParseError):
    """What was sent cannot be read; the text says why, in Swedish."""


class StrictJSONParser(BaseParser):
    """JSON in UTF-8, at most settings.DATA_UPLOAD_MAX_MEMORY_SIZE bytes, where every key stands once."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return what was sent.

        Raises:
            UnreadableBody: it is not such JSON.
            RequestDataTooBig: there is more of it than a request may hold.
        """
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        content = stream.read(most + 1)
        if len(content) > most:
            raise RequestDataTooBig
        return read_json(content)


def read_json(content: bytes) -> object:
    """Return what JSON in UTF-8 says; a number with a fraction is a float, which no answer accepts.

    Raises:
        UnreadableBody: it is no JSON, has a key twice or one that cannot be kept, or is too deep.
    """
    try:
        found = json.loads(
            content.decode(), object_pairs_hook=_table, parse_int=_whole, parse_constant=_constant
        )
    except UnicodeDecodeError:
        raise UnreadableBody("Anropet ska vara skrivet i UTF-8.") from None
    except RecursionError:
        raise UnreadableBody("Anropet har för många nivåer.") from None
    except json.JSONDecodeError as fault:
        where = f"rad {fault.lineno}, tecken {fault.colno}"
        raise UnreadableBody(f"Anropet är inte JSON som går att läsa: felet finns på {where}.") from None
    except ValueError as fault:
        raise UnreadableBody(f"Anropet är inte JSON som går att läsa: {fault}.") from None
    if _is_too_deep(found):
        raise UnreadableBody("Anropet har för många nivåer.")
    return found


def _table(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if len(key) > LONGEST_KEY or "\x00" in key or not _can_be_written(key):
            raise UnreadableBody(
                "En nyckel i anropet är för lång eller innehåller tecken som inte kan sparas."
            )
        if key in found:
            raise UnreadableBody(f"”{key}” står två gånger i samma objekt. Skicka det en gång.")
        found[key] = value
    return found


def _can_be_written(text: str) -> bool:
    """Say whether a text can be written as UTF-8: half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise UnreadableBody(f"Ett tal i anropet har fler än {LONGEST_NUMBER} siffror.")
    return int(digits)


def _constant(name: str) -> object:
    raise UnreadableBody(f"{name} är inget tal i JSON.")


def _is_too_deep(value: object) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [part for one in level for part in _parts(one)]
        if not level:
            return False
    return True


def _parts(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []

"""What people type, made ready to be read: spaces, dashes and invisible characters of every kind."""

import re
from collections.abc import Mapping, Sequence

_SHORT = 40

# PostgreSQL keeps neither of them in JSON, and nobody types them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Copied along from web pages, sheets and documents without being seen.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_DASHES = re.compile("[\u2010-\u2015\u2212\u207b\u02d7\ufe58\ufe63\uff0d]")
_SPACES = re.compile(r"\s+")


class NotUnderstood(ValueError):
    """What was typed cannot be read; the text says in Swedish how to write it."""


def storable(text: str) -> str:
    """Return the text without what cannot be stored, with one kind of line break."""
    return _UNSTORABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    """Return the text on one line, with single spaces and without what cannot be seen."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def plain_signs(text: str) -> str:
    """Return the text on one line with `-` for every dash and minus sign."""
    return _DASHES.sub("-", one_line(text))


def shown(text: str) -> str:
    """Return what was typed as it is quoted in a message, cut off when it is long."""
    text = one_line(text)
    return f"”{text[:_SHORT]}…”" if len(text) > _SHORT else f"”{text}”"


def raw_of(data: Mapping[str, Sequence[str]]) -> dict[str, list[str] | str]:
    """Return all that was typed, by part: a text, or a list where a part has several (ticked boxes)."""
    return {
        part: [storable(text) for text in texts]
        if len(texts) != 1 or part == "sections"
        else storable(texts[0])
        for part, texts in data.items()
    }

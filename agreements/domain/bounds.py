"""How large an answer may be, and what can be kept at all: checked before anything is stored."""

from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_TEXT = 20_000  # characters of one text
LONGEST_COMMENT = 2_000  # characters
MOST_ENTRIES = 200  # of a list or a table
MOST_FIELDS = 2_000  # of what was typed into one question, where every part of every row is a field
LONGEST_KEY = 200  # characters
DEEPEST = 6  # lists and tables inside each other
LARGEST_NUMBER = 10**15
LARGEST_ANSWER = 200_000  # characters in all


@dataclass(frozen=True, slots=True)
class _Limits:
    longest: int
    most: int


class _Unfit(Exception):
    """Something that cannot be kept; the text says why, in Swedish."""


def cannot_be_kept(value: object, *, longest: int = LONGEST_TEXT, most: int = MOST_ENTRIES) -> str | None:
    """Return why `value` cannot be kept as an answer, in Swedish; None when it can.

    Args:
        value: what came from outside: it should be plain JSON without fractions written as numbers.
        longest: characters that one text may have.
        most: entries that one list or table may have.
    """
    try:
        size = _size(value, _Limits(longest, most), 0)
    except _Unfit as fault:
        return str(fault)
    if size > LARGEST_ANSWER:
        return f"Svaret är för stort: högst {LARGEST_ANSWER} tecken får plats."
    return None


def _size(value: object, limits: _Limits, depth: int) -> int:
    """Return about how many characters it takes. Raises _Unfit."""
    match value:
        case None | bool():
            return 1
        case int():
            if abs(value) > LARGEST_NUMBER:
                raise _Unfit("Talet är för stort.")
            return 1
        case str():
            return _size_of_text(value, limits.longest)
        case Mapping() | list() | tuple():
            return _size_of_parts(value, limits, depth)
    raise _Unfit("Svaret har en form som inte går att läsa.")


def _size_of_parts(
    value: Mapping[object, object] | list[object] | tuple[object, ...], limits: _Limits, depth: int
) -> int:
    if depth >= DEEPEST:
        raise _Unfit("Svaret har för många nivåer.")
    if len(value) > limits.most:
        raise _Unfit(f"Svaret har för många rader: högst {limits.most} får plats.")
    if not isinstance(value, Mapping):
        return sum(_size(part, limits, depth + 1) for part in value)
    if not all(isinstance(key, str) for key in value):
        raise _Unfit("Svaret har en form som inte går att läsa.")
    keys = sum(_size_of_text(str(key), LONGEST_KEY) for key in value)
    return keys + sum(_size(part, limits, depth + 1) for part in value.values())


def _size_of_text(text: str, longest: int) -> int:
    if len(text) > longest:
        raise _Unfit(f"Texten är {len(text)} tecken lång. Högst {longest} får plats.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _Unfit("Texten innehåller ett tecken som inte kan sparas.") from None
    if "\x00" in text:
        raise _Unfit("Texten innehåller ett tecken som inte kan sparas.")
    return len(text)

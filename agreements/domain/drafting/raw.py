"""A definition that is being written, as a tree of what stands in it, and the YAML text that the tree becomes.

Every value is the characters that are written, so that what is wrong stays as somebody typed it until it is mended.
"""

import json
import re
from collections.abc import Iterator

from agreements.domain.faults import FaultLog
from agreements.domain.source import Listing, Place, Scalar, Table, tree_of_plain, tree_of_yaml

Raw = str | None | list["Raw"] | dict[str, "Raw"]
Step = str | int
Path = tuple[Step, ...]

FILE = "utkastet"
_PLAIN = re.compile(
    r"[0-9]{1,15}|[0-9]{1,12}\.[0-9]{1,9}|[0-9]{4}-[0-9]{2}(-[0-9]{2})?|[A-Za-z_](?:[\w -]*\w)?"
)
_RESERVED = frozenset({"null", "Null", "NULL"})
_BLOCK = re.compile(
    r"[^\s#](?:[^\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*\S)?"
)
_UNSHOWN = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_INDENT = "  "


class NoSuchPlace(LookupError):
    """There is nothing at a path, or something that does not have what is asked of it."""


def raw_of_text(text: str) -> Raw:
    """Return the tree of a YAML text. Raises DefinitionFaults where the text is no sound YAML."""
    log = FaultLog(FILE)
    tree = tree_of_yaml(text, log)
    log.stop_if_any()
    return raw_of_place(tree)


def raw_of_plain(plain: object) -> Raw:
    """Return the tree of plain data (what `to_plain` gives). Raises DefinitionFaults where it is something else."""
    log = FaultLog(FILE)
    tree = tree_of_plain(plain, log)
    log.stop_if_any()
    return raw_of_place(tree)


def raw_of_place(place: Place | None) -> Raw:
    """Return what stands at a place without its lines."""
    match place:
        case Scalar():
            return None if place.unset else place.text
        case Listing():
            return [raw_of_place(item) for item in place.items]
        case Table():
            return {key: raw_of_place(below) for key, below in place.entries.items()}
        case _:
            return None


def text_of_raw(raw: Raw) -> str:
    """Return the tree as YAML, one value a line. It reads back as the same tree."""
    return "\n".join(_lines(raw, "")) + "\n"


def _lines(raw: Raw, indent: str) -> Iterator[str]:
    match raw:
        case dict() if raw:
            for key, value in raw.items():
                yield from _entry(f"{_one_line(key)}:", value, indent)
        case list() if raw:
            for value in raw:
                yield from _item(value, indent)
        case _:
            yield f"{indent}{_leaf(raw)}"


def _entry(start: str, value: Raw, indent: str) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield f"{indent}{start}"
        yield from _lines(value, indent + _INDENT)
    elif isinstance(value, str) and _is_block(value):
        yield f"{indent}{start} |-"
        yield from (f"{indent}{_INDENT}{line}" if line else "" for line in value.split("\n"))
    else:
        yield f"{indent}{start} {_leaf(value)}"


def _item(value: Raw, indent: str) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        first, *rest = _lines(value, indent + _INDENT)
        yield f"{indent}- {first[len(indent) + len(_INDENT) :]}"
        yield from rest
    else:
        yield from _entry("-", value, indent)


def _is_block(text: str) -> bool:
    return (
        "\n" in text
        and bool(_BLOCK.fullmatch(text))
        and all(line == line.rstrip() for line in text.split("\n"))
    )


def _leaf(raw: Raw) -> str:
    match raw:
        case None:
            return "null"
        case str():
            return _one_line(raw)
        case dict():
            return "{}"
        case _:
            return "[]"


def _one_line(text: str) -> str:
    """Without quotes where a word, a number or a day can stand so; otherwise in the quotes of JSON, which YAML has."""
    if _PLAIN.fullmatch(text) and text not in _RESERVED:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def at(raw: Raw, path: Path) -> Raw:
    """Return what stands at `path`. Raises NoSuchPlace."""
    for step in path:
        match raw, step:
            case dict(), str() if step in raw:
                raw = raw[step]
            case list(), int() if 0 <= step < len(raw):
                raw = raw[step]
            case _:
                raise NoSuchPlace(written(path))
    return raw


def text_at(raw: Raw, *path: Step) -> str:
    """Return the text that stands at `path`; empty where there is none."""
    try:
        found = at(raw, path)
    except NoSuchPlace:
        return ""
    return found if isinstance(found, str) else ""


def list_at(raw: Raw, *path: Step) -> list[Raw]:
    """Return the list that stands at `path`; empty where there is none."""
    try:
        found = at(raw, path)
    except NoSuchPlace:
        return []
    return found if isinstance(found, list) else []


def table_at(raw: Raw, *path: Step) -> dict[str, Raw]:
    """Return the table that stands at `path`; empty where there is none."""
    try:
        found = at(raw, path)
    except NoSuchPlace:
        return {}
    return found if isinstance(found, dict) else {}


def written(path: Path) -> str:
    """Return a path as it stands in an address: `requirements/0/questions/2`."""
    return "/".join(map(str, path))


def path_of(text: str) -> Path:
    """Return the path that `written` wrote. A number is a place in a list."""
    steps = (step for step in text.strip("/").split("/") if step)
    return tuple(int(step) if step.isascii() and step.isdigit() and len(step) < 6 else step for step in steps)


def copied(raw: Raw) -> Raw:
    """Return the tree anew, so that changing it leaves the first as it was."""
    match raw:
        case dict():
            return {key: copied(value) for key, value in raw.items()}
        case list():
            return [copied(value) for value in raw]
        case _:
            return raw


def texts_in(raw: Raw, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every text in the tree with its path."""
    match raw:
        case str():
            yield path, raw
        case dict():
            for key, value in raw.items():
                yield from texts_in(value, (*path, key))
        case list():
            for index, value in enumerate(raw):
                yield from texts_in(value, (*path, index))

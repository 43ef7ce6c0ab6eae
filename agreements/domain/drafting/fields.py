"""A field of a draft's forms: how a value of the text stands in it, and what of the text comes from what is typed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agreements.domain.drafting.raw import Path, Raw, list_at, table_at, text_at
from agreements.domain.typed_dates import day_typed
from agreements.domain.typed_text import NotUnderstood

_SPACES = str.maketrans("", "", "  \u00a0\u202f_")
_PAIR = ": "
_FIGURE = re.compile(r"-?[0-9]+([.,][0-9]+)?")


@dataclass(frozen=True, slots=True)
class Field:
    """One field. name: where the value stands below the piece, dotted.

    shape: `line`, `area`, `day`, `number`, `decimal`, `choice`, `ticks`, `lines` (a text a line), `pairs` (`key: label`
    a line), `when`, `follows`. options: value and label. keeps_unset: an empty one is written as unset, not left out.
    """

    name: str
    label: str
    shape: str = "line"
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    keeps_unset: bool = False
    group: str = ""

    @property
    def steps(self) -> Path:
        """Where the value stands below the piece."""
        return tuple(self.name.split("."))


def shown(piece: Raw, field: Field) -> list[str]:
    """Return what stands in the field: one text, or for ticks the chosen ones."""
    match field.shape:
        case "ticks":
            one = text_at(piece, *field.steps)
            return [one] if one else [text for text in list_at(piece, *field.steps) if isinstance(text, str)]
        case "lines":
            return ["\n".join(text for text in list_at(piece, *field.steps) if isinstance(text, str))]
        case "pairs":
            return ["\n".join(_pair(one) for one in list_at(piece, *field.steps))]
        case "when":
            return [_when(table_at(piece, *field.steps))]
        case "follows":
            return ["\n".join(_follows(piece, field))]
        case _:
            return [text_at(piece, *field.steps)]


def _pair(option: Raw) -> str:
    return option if isinstance(option, str) else f"{text_at(option, 'key')}{_PAIR}{text_at(option, 'label')}"


def _when(condition: Mapping[str, Raw]) -> str:
    for kind in ("yes", "no", "answered", "choice"):
        if key := text_at(dict(condition), kind):
            chosen = list_at(dict(condition), "is") or [text_at(dict(condition), "is")]
            options = ",".join(one for one in chosen if isinstance(one, str) and one)
            return f"{kind}:{key}:{options}" if kind == "choice" else f"{kind}:{key}"
    return ""


def _follows(piece: Raw, field: Field) -> list[str]:
    earlier = list_at(piece, *field.steps) or [table_at(piece, *field.steps)]
    return [f"{text_at(one, 'agreement')} {text_at(one, 'requirement')}" for one in earlier if one]


def read(field: Field, typed: Sequence[str]) -> Raw:
    """Return what comes of what was typed; None where nothing was. What cannot be read stands as it was typed."""
    if field.shape == "ticks":
        chosen: list[Raw] = list(typed)
        return chosen or None
    text = typed[-1].replace("\r\n", "\n").replace("\r", "\n").strip() if typed else ""
    if not text:
        return None
    match field.shape:
        case "number":
            return _figure(text)
        case "decimal":
            return _figure(text).replace(",", ".")
        case "day":
            return _day(text)
        case "lines":
            return [line.strip() for line in text.split("\n") if line.strip()]
        case "pairs":
            return [_read_pair(line.strip()) for line in text.split("\n") if line.strip()]
        case "when":
            return _read_when(text)
        case "follows":
            return _read_follows(text)
        case _:
            return text


def _figure(text: str) -> str:
    """Return a number without the spaces between its thousands; what is no number as it was typed."""
    close = text.translate(_SPACES)
    return close if _FIGURE.fullmatch(close) else text


def same_value(field: Field, one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether two things that stand in a field are the same when they are saved."""
    return read(field, one) == read(field, other)


def _day(text: str) -> str:
    try:
        return day_typed(text, "day")
    except NotUnderstood:
        return text


def _read_pair(line: str) -> Raw:
    key, separator, label = line.partition(_PAIR)
    return {"key": key.strip(), "label": label.strip()} if separator else line


def _read_when(text: str) -> Raw:
    kind, _, rest = text.partition(":")
    key, _, options = rest.partition(":")
    found: dict[str, Raw] = {kind: key}
    if kind == "choice":
        found["is"] = [one for one in options.split(",") if one]
    return found


def _read_follows(text: str) -> Raw:
    found: list[Raw] = []
    for line in text.split("\n"):
        agreement, _, requirement = line.strip().partition(" ")
        if agreement:
            found.append({"agreement": agreement, "requirement": requirement.strip()})
    return found[0] if len(found) == 1 else found


def changes(
    fields: Sequence[Field], typed: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Raw], tuple[str, ...]]:
    """Return what is set and what is taken away by what was typed in the fields of a piece, by dotted name.

    A field that was not sent at all is left as it is, except ticks, of which none may be ticked.
    """
    values: dict[str, Raw] = {}
    drop = []
    for field in fields:
        if field.name not in typed and field.shape != "ticks":
            continue
        value = read(field, typed.get(field.name, ()))
        if value is not None or field.keeps_unset:
            values[field.name] = value
        else:
            drop.append(field.name)
    return values, tuple(drop)

"""The pieces that a draft is made of, each with the fields of its form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agreements.domain.drafting.edits import group_kind, known_as
from agreements.domain.drafting.fields import Field, changes, shown
from agreements.domain.drafting.node_fields import is_inside_units, node_changes, node_fields, questions_for
from agreements.domain.drafting.question_fields import question_fields, tidied
from agreements.domain.drafting.raw import Path, Raw, at, list_at, text_at
from agreements.domain.drafting.term_fields import (
    LINE_FIELDS,
    NOT_OF_KIND,
    REQUIREMENT_FIELDS,
    SET_BY_FIELDS,
    TERM_FIELDS,
    requirement_fields,
)

__all__ = [
    "REQUIREMENT_FIELDS",
    "Piece",
    "is_inside_units",
    "piece_around",
    "piece_at",
    "piece_path",
    "set_by_typing",
]

_REQUIREMENT_DEPTH, _QUESTION_DEPTH, _FIELD_DEPTH = 2, 4, 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a draft with a form of its own. title: what it is called on the page."""

    kind: str
    path: Path
    raw: Raw
    title: str
    known_as: str
    fields: tuple[Field, ...]

    def shown(self) -> dict[str, list[str]]:
        """Return what stands in its fields, by name."""
        return {field.name: shown(self.raw, field) for field in self.fields}

    def words_in(self, field: Field, texts: Sequence[str]) -> list[str]:
        """Return what stands in a field as its page says it: a choice by its label."""
        labels = dict(field.options)
        return [labels.get(text, text) for text in texts if text]


def piece_at(raw: Raw, path: Path) -> Piece:
    """Return the piece at a path. Raises NoSuchPlace where there is none."""
    found = at(raw, path)
    kind = kind_of(path)
    return Piece(kind, path, found, _title(kind, found, path), known_as(found), fields_of(raw, path, kind))


def kind_of(path: Path) -> str:
    """Return what kind of piece stands at such a path."""
    if not path:
        return "terms"
    if "rule" in path:
        return "node"
    if path[0] == "requirements":
        depths = {_REQUIREMENT_DEPTH: "requirement", _QUESTION_DEPTH: "question", _FIELD_DEPTH: "question"}
        return depths.get(len(path), "")
    return {"budget": "line", "set_by": "set_by"}.get(str(path[0]), "")


def piece_path(path: Path) -> Path:
    """Return the path of the piece in whose form what stands at `path` is mended."""
    match path:
        case ("budget", "lines", int(), *_):
            return path[:3]
        case ("set_by", str(), *_):
            return path[:2]
        case ("requirements", int(), "questions", int(), "fields", int(), *_):
            return path[:_FIELD_DEPTH]
        case ("requirements", int(), "questions", int(), *_):
            return path[:_QUESTION_DEPTH]
        case ("requirements", int(), "rule", *_):
            return _node_path(path)
        case ("requirements", int(), *_):
            return path[:_REQUIREMENT_DEPTH]
        case _:
            return ()


def piece_around(path: Path) -> Path:
    """Return the path of the piece on whose page a piece is listed: a requirement, a question with units, or a unit's
    demand; empty for what stands on the page of the terms.
    """
    if path[:1] != ("requirements",):
        return ()
    if "where" in path:
        return path[: path.index("where")]
    return (
        path[:_QUESTION_DEPTH]
        if len(path) == _FIELD_DEPTH and "fields" in path
        else path[:_REQUIREMENT_DEPTH]
    )


def _node_path(path: Path) -> Path:
    """Return the innermost node on a path into a rule: what stands at a number, or the requirement for its top."""
    ends = [
        index + 1 for index, step in enumerate(path) if index > _REQUIREMENT_DEPTH and isinstance(step, int)
    ]
    return path[: ends[-1]] if ends else path[:_REQUIREMENT_DEPTH]


def fields_of(raw: Raw, path: Path, kind: str) -> tuple[Field, ...]:
    """Return the fields of the form of what stands at a path."""
    found = at(raw, path)
    match kind:
        case "terms":
            return TERM_FIELDS
        case "requirement":
            return requirement_fields(text_at(found, "kind"), list_at(found, "questions"))
        case "question":
            earlier = list_at(raw, *path[:-1])[: path[-1]] if isinstance(path[-1], int) else []
            return question_fields(found, earlier, inside_units=len(path) == _FIELD_DEPTH)
        case "line":
            return LINE_FIELDS
        case "set_by":
            return SET_BY_FIELDS
        case "node":
            return node_fields(found, questions_for(raw, path))
        case _:
            return ()


def set_by_typing(
    raw: Raw, path: Path, typed: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Raw], tuple[str, ...]]:
    """Return what is set and what is taken away when a piece's form is saved. Raises NoSuchPlace."""
    piece = piece_at(raw, path)
    values, drop = changes(piece.fields, typed)
    match piece.kind:
        case "question":
            gone = tidied(piece.raw, values)
            return _without(values, gone), (*drop, *gone)
        case "requirement":
            gone = NOT_OF_KIND.get(str(values.get("kind") or text_at(piece.raw, "kind")), ())
            return _without(values, gone), (*drop, *gone)
        case "node":
            return node_changes(piece.raw, values, drop)
        case _:
            return values, drop


def _without(values: Mapping[str, Raw], names: Sequence[str]) -> dict[str, Raw]:
    return {name: value for name, value in values.items() if name.partition(".")[0] not in names}


def _title(kind: str, found: Raw, path: Path) -> str:
    match kind:
        case "requirement":
            return f"{text_at(found, 'code')} {text_at(found, 'name')}".strip() or "Krav utan kod"
        case "question":
            return text_at(found, "label") or "Fråga utan rubrik"
        case "line":
            return text_at(found, "name") or "Rad utan namn"
        case "set_by":
            return str(path[-1])
        case "node":
            return text_at(found, "text") or (
                "Grupp av villkor" if group_kind(found) else "Villkor utan text"
            )
        case _:
            return "Villkor, datum och pengar"

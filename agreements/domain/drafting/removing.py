"""What is lost with a piece of a draft that is taken away."""

from collections.abc import Iterator
from dataclasses import dataclass

from agreements.domain.drafting.edits import group_kind
from agreements.domain.drafting.pieces import Piece
from agreements.domain.drafting.raw import Raw, list_at, table_at, text_at
from agreements.domain.rules import LEAF_KINDS

LONGEST_AMOUNT = 16  # digits


@dataclass(frozen=True, slots=True)
class Lost:
    """What goes with a piece. kronor: its money, 0 where it has none or it cannot be read."""

    kronor: int
    questions: int
    conditions: int


def lost_with(piece: Piece) -> Lost:
    """Return what goes when the piece is taken away."""
    raw = piece.raw
    match piece.kind:
        case "requirement":
            conditions = _leaves(table_at(raw, "rule"))
            return Lost(whole_kronor(text_at(raw, "pot")), len(list_at(raw, "questions")), sum(conditions))
        case "question":
            return Lost(0, len(list_at(raw, "fields")), 0)
        case "line":
            return Lost(whole_kronor(text_at(raw, "amount")), 0, 0)
        case "node":
            return Lost(0, 0, sum(_leaves(raw)) if group_kind(raw) else 0)
        case _:
            return Lost(0, 0, 0)


def whole_kronor(text: str) -> int:
    """Return the kronor that are written; 0 where there are none or they cannot be read."""
    digits = text.replace("_", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < LONGEST_AMOUNT else 0


def _leaves(raw: Raw) -> Iterator[int]:
    """Yield 1 for every condition in a rule."""
    match raw:
        case dict():
            if any(kind in raw for kind in LEAF_KINDS):
                yield 1
            for value in raw.values():
                yield from _leaves(value)
        case list():
            for value in raw:
                yield from _leaves(value)

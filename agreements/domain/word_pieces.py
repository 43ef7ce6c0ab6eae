"""Two wordings beside each other, word by word: what stays, what goes and what comes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

PieceKind = Literal["same", "removed", "added"]

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
# Longer than this (words of one times words of the other) a comparison takes seconds and nobody follows it by word.
_MOST_PAIRS = 9_000_000
# Wordings that have less than this in common are read more easily as a whole, one after the other.
_LEAST_COMMON_WORDS, _OF = 1, 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of two wordings: `same` in both, `removed` from the first or `added` in the second."""

    kind: PieceKind
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces of two wordings in reading order.

    The pieces that are same or removed make up `before`, those that are same or added make up `after`.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > _MOST_PAIRS:
        return _whole(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    blocks = list(_blocks(matcher, old, new))
    common = sum(not word.isspace() for kind, words in blocks if kind == "same" for word in words)
    shorter = min(sum(not word.isspace() for word in words) for words in (old, new))
    if common * _OF < shorter * _LEAST_COMMON_WORDS:
        return _whole(before, after)
    return tuple(_merged(blocks))


def _whole(before: str, after: str) -> tuple[Piece, ...]:
    both: tuple[tuple[PieceKind, str], ...] = (("removed", before), ("added", after))
    return tuple(Piece(kind, text) for kind, text in both if text)


Block = tuple[PieceKind, Sequence[str]]


def _blocks(matcher: "SequenceMatcher[str]", old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Yield the blocks in order. A space between two changes is a change too, so that changed words stay together."""
    codes = matcher.get_opcodes()
    for index, (tag, i1, i2, j1, j2) in enumerate(codes):
        between_changes = 0 < index < len(codes) - 1
        if tag == "equal" and not (between_changes and all(word.isspace() for word in old[i1:i2])):
            yield "same", old[i1:i2]
        else:
            yield "removed", old[i1:i2]
            yield "added", new[j1:j2]


def _merged(blocks: Sequence[Block]) -> Iterator[Piece]:
    """Yield pieces; neighbouring changes become one that goes and one that comes."""
    gone, come = "", ""
    for kind, words in blocks:
        text = "".join(words)
        if kind == "removed":
            gone += text
        elif kind == "added":
            come += text
        else:
            yield from _whole(gone, come)
            gone, come = "", ""
            yield Piece("same", text)
    yield from _whole(gone, come)

"""Masking a document before it is given out: what is proposed, and what stays of a text. Pure.

Everything that is masked is a text that is searched for, a whole line, or a personal identity number; those are
masked whoever chooses what. What is masked is replaced by one word of one length: nothing of it is left.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agreements.domain.personal_numbers import personal_number_spans

MASK = "[maskerat]"
SHORTEST_WORD = 2  # characters; a single letter would mask the whole text

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# A number in the Swedish or the international form: a zero or a plus first, then 7 to 14 digits with blanks or dashes.
_TELEPHONE = re.compile(r"(?<![\w.,+-])(?:\+|0)(?:[ \u00a0()/-]{0,3}[0-9]){7,14}(?![0-9])")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document: what it is called, and its text, which may have several rows.

    key: unique in the document. heading: begins a part of the document; it has no text. contacts: names of contact
    persons in it. signers: names of those who signed it as public officials.
    """

    key: str
    label: str
    text: str = ""
    heading: bool = False
    contacts: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A text that may have to be masked, and why. is_chosen: masked unless somebody says otherwise."""

    text: str
    why: str
    is_chosen: bool = True


class Piece(NamedTuple):
    """A piece of a text; a masked one has lost its text."""

    text: str
    is_masked: bool


@dataclass(frozen=True, slots=True)
class MaskedLine:
    """A line as it is given out. is_whole: all of its text is masked."""

    key: str
    label: tuple[Piece, ...]
    text: tuple[Piece, ...]
    heading: bool = False
    is_whole: bool = False

    @property
    def is_masked(self) -> bool:
        """Whether something of it is masked."""
        return self.is_whole or any(piece.is_masked for piece in (*self.label, *self.text))


def proposals(lines: Iterable[Line]) -> tuple[Proposal, ...]:
    """Return what may have to be masked, each text once: contact persons, addresses, telephone numbers, signers.

    Who signs for a body does so as a public official, whose name is seldom secret: it is proposed, and not chosen.
    """
    found: dict[str, Proposal] = {}
    for one in _found_in(lines):
        if len(one.text) >= SHORTEST_WORD:
            found.setdefault(one.text.casefold(), one)
    return tuple(found.values())


def _found_in(lines: Iterable[Line]) -> Iterator[Proposal]:
    lines = tuple(lines)
    for line in lines:
        yield from (Proposal(name.strip(), "kontaktperson") for name in line.contacts)
    for line in lines:
        for text in (line.label, line.text):
            yield from (Proposal(one.group(), "e-postadress") for one in _EMAIL.finditer(text))
            for one in _TELEPHONE.finditer(text):
                if not personal_number_spans(one.group()):
                    yield Proposal(one.group(), "telefonnummer")
    for line in lines:
        yield from (Proposal(name.strip(), "undertecknare", is_chosen=False) for name in line.signers)


def has_personal_number(lines: Iterable[Line]) -> bool:
    """Say whether a personal identity number stands in any line."""
    return any(personal_number_spans(text) for line in lines for text in (line.label, line.text))


def masked_lines(
    lines: Iterable[Line], words: Collection[str] = (), whole: Collection[str] = ()
) -> tuple[MaskedLine, ...]:
    """Return the lines without the words, and without all text of the lines that `whole` names by key."""
    pattern = _pattern(words)
    return tuple(
        MaskedLine(
            key=line.key,
            label=_pieces(line.label, pattern),
            text=(Piece(MASK, True),) if line.key in whole and line.text else _pieces(line.text, pattern),
            heading=line.heading,
            is_whole=line.key in whole,
        )
        for line in lines
    )


def masked_text(text: str, words: Collection[str] = ()) -> str:
    """Return a text without the words and without personal identity numbers."""
    return "".join(piece.text for piece in _pieces(text, _pattern(words)))


def _pattern(words: Collection[str]) -> re.Pattern[str] | None:
    """The longest first, so that no rest of a longer one stays; blanks are any blanks, letters large or small."""
    wanted = sorted(
        {word.strip() for word in words if len(word.strip()) >= SHORTEST_WORD}, key=len, reverse=True
    )
    if not wanted:
        return None
    return re.compile("|".join(_loose(word) for word in wanted), re.IGNORECASE)


def _loose(word: str) -> str:
    return r"\s+".join(re.escape(part) for part in _BLANKS.split(word))


def _pieces(text: str, pattern: re.Pattern[str] | None) -> tuple[Piece, ...]:
    spans = (
        [*personal_number_spans(text), *(one.span() for one in pattern.finditer(text))]
        if pattern
        else [*personal_number_spans(text)]
    )
    pieces = []
    place = 0
    for start, end in _joined(spans):
        if start > place:
            pieces.append(Piece(text[place:start], False))
        pieces.append(Piece(MASK, True))
        place = end
    if place < len(text):
        pieces.append(Piece(text[place:], False))
    return tuple(pieces)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap or touch become one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


class PagesNotUnderstood(ValueError):
    """Pages were written in a way that nobody can read, or do not exist; the message says which, in Swedish."""


def pages_of(text: str, count: int) -> tuple[int, ...]:
    """Return the pages that `text` names (`1-3, 5`), in order, each once.

    Args:
        text: page numbers and ranges with commas between.
        count: how many pages the document has.

    Raises:
        PagesNotUnderstood: it is not written so, or names a page that there is none of.
    """
    pages: set[int] = set()
    for part in filter(None, re.split(r"[,\s]+", re.sub(r"\s*[-–]\s*", "-", text.strip()))):
        found = re.fullmatch(r"([0-9]{1,6})(?:-([0-9]{1,6}))?", part)
        if not found:
            raise PagesNotUnderstood(f"”{part[:20]}” är inga sidor. Skriv till exempel 1-3, 5.")
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= count:
            raise PagesNotUnderstood(f"Sidorna {part} finns inte: filen har {count} sidor.")
        pages.update(range(first, last + 1))
    if not pages:
        raise PagesNotUnderstood("Ange vilka sidor som lämnas ut, till exempel 1-3, 5.")
    return tuple(sorted(pages))

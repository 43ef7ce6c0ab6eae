"""A draft with the loader's own checks: every fault with the place in the draft that it concerns."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from agreements.domain.definition import Definition
from agreements.domain.drafting.fault_words import in_words
from agreements.domain.drafting.own_faults import Known, OwnFault, own_faults
from agreements.domain.drafting.pieces import fields_of, kind_of, piece_path
from agreements.domain.drafting.raw import FILE, NoSuchPlace, Path, Raw, at, raw_of_place, text_at
from agreements.domain.drafting.warnings import Warned, warnings_of
from agreements.domain.drafting.yaml_words import in_swedish
from agreements.domain.faults import Fault
from agreements.domain.loading import read_text
from agreements.domain.source import Listing, Place, Table

NOTHING_KNOWN = Known()
_ABSENT = re.compile(r"Nyckeln ”([^”]+)” saknas\.$")


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """A fault, its line in the text (from 1), and the path of what it concerns (empty: the agreement as a whole).

    message: with the keys of the text. words: with the labels of the forms.
    """

    path: Path
    line: int
    requirement: str
    message: str
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a draft. definition: only where there is no fault. partial: with stand-ins for what is faulty.

    raw: what stands in the text; None where the text cannot be read as YAML, so that only the text can be changed.
    """

    definition: Definition | None
    partial: Definition | None
    raw: Raw
    faults: tuple[PlacedFault, ...]
    warnings: tuple[Warned, ...]

    @property
    def has_forms(self) -> bool:
        """Whether the draft can be changed in parts: its text is a table."""
        return isinstance(self.raw, dict)

    def faults_at(self, path: Path) -> tuple[PlacedFault, ...]:
        """Return the faults at a path or below it."""
        return tuple(fault for fault in self.faults if fault.path[: len(path)] == path)

    def warnings_at(self, path: Path) -> tuple[Warned, ...]:
        """Return the warnings at a path or below it."""
        return tuple(warned for warned in self.warnings if warned.path[: len(path)] == path)


def checked(text: str, *, on: date, known: Known = NOTHING_KNOWN) -> Checked:
    """Read a draft with every check that a file goes through when it is loaded or published, and what does not stop it.

    Args:
        text: the draft as YAML.
        on: the day that the criteria would become known.
        known: what is published, with which its code and what its requirements follow are compared.
    """
    found = read_text(text, FILE)
    raw = raw_of_place(found.tree)
    lines = paths_by_line(found.tree)
    faults = tuple(_placed(fault, lines, raw) for fault in found.faults)
    is_sound = not faults and found.definition is not None
    warned = (
        tuple(warnings_of(found.definition, raw, on=on, is_sound=is_sound, known=known))
        if found.definition
        else ()
    )
    own = tuple(_own(one, found.tree, raw) for one in own_faults(raw, known))
    return Checked(
        found.definition if is_sound and not own else None, found.definition, raw, (*own, *faults), warned
    )


def _own(fault: OwnFault, tree: Place | None, raw: Raw) -> PlacedFault:
    line = next((line for path, line in _walk(tree, ()) if path == fault.path), 1)
    is_inside = fault.path[:1] == ("requirements",)
    requirement = text_at(raw, *fault.path[:2], "code") if is_inside else ""
    return PlacedFault(fault.path, line, requirement, fault.words, fault.words)


def _placed(fault: Fault, lines: Mapping[int, list[Path]], raw: Raw) -> PlacedFault:
    paths = lines.get(fault.line, [()])
    path = _of_absent(fault.message, paths[0], raw) or _likeliest(fault.message, paths)
    message = in_swedish(fault.message)
    return PlacedFault(path, fault.line, fault.requirement or "", message, _in_words(message, path, raw))


def _in_words(message: str, path: Path, raw: Raw) -> str:
    piece = piece_path(path)
    try:
        fields = fields_of(raw, piece, kind_of(piece))
    except NoSuchPlace:
        fields = ()
    return in_words(message, fields, path[len(piece) :])


def _of_absent(message: str, first: Path, raw: Raw) -> Path:
    """Return where a value would stand that is left out: below the table that begins on the line; empty for others."""
    absent = _ABSENT.match(message)
    if absent is None:
        return ()
    return (*(first if isinstance(at(raw, first), dict) else first[:-1]), absent[1])


def _likeliest(message: str, paths: list[Path]) -> Path:
    """Several places may stand on one line: the one whose key the message names, otherwise what they share."""
    named = [path for path in paths if path and f"”{path[-1]}”" in message]
    if named:
        return max(named, key=lambda path: -len(path))
    return paths[0]


def paths_by_line(tree: Place | None) -> Mapping[int, list[Path]]:
    """Return every path by the line where it begins, the outermost first."""
    found: dict[int, list[Path]] = {}
    for path, line in _walk(tree, ()):
        found.setdefault(line, []).append(path)
    return found


def _walk(place: Place | None, path: Path) -> Iterator[tuple[Path, int]]:
    match place:
        case Table():
            for key, below in place.entries.items():
                yield (*path, key), place.key_lines[key]
                yield from _walk(below, (*path, key))
        case Listing():
            for index, item in enumerate(place.items):
                yield (*path, index), item.line
                yield from _walk(item, (*path, index))

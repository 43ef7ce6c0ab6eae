"""The files of an answer: a document may hold several, and a consultation has one of its own.

The first file of a document is the answer's own `name`, `file` and `sha256`; the others stand in `more`. Files that the
county's coordinator has attached for all its parties are marked `shared`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST_FILES = 10  # of one document

Plain = dict[str, object]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as an answer names it. file: its key."""

    file: str
    name: str
    sha256: str
    shared: bool = False

    def to_plain(self) -> Plain:
        """Return it as it stands in an answer."""
        plain: Plain = {"name": self.name, "file": self.file, "sha256": self.sha256}
        return plain | ({"shared": True} if self.shared else {})


class TooManyFiles(ValueError):
    """A document has as many files as it may have."""


def attached(value: object) -> tuple[Attached, ...]:
    """Return the files of a document, in their order; what has another shape holds none."""
    if not isinstance(value, Mapping):
        return ()
    more = value.get("more")
    others = more if isinstance(more, Sequence) and not isinstance(more, str) else ()
    return tuple(found for part in (value, *others) if (found := _attached(part)))


def with_file(value: object, file: Attached, sections: Sequence[str] | None = None) -> Plain:
    """Return a document with one more file; its ticked sections are kept, or become `sections`.

    Raises TooManyFiles.
    """
    files = [one for one in attached(value) if one.file != file.file]
    if len(files) >= MOST_FILES:
        raise TooManyFiles
    return _document(value, [*files, file], sections)


def without_file(value: object, file: str) -> Plain | None:
    """Return a document without the file of that key; None when no file is left."""
    files = [one for one in attached(value) if one.file != file]
    return _document(value, files, None) if files else None


def with_row_file(value: object, row: int, file: str | None) -> list[object] | None:
    """Return consultations where the one at `row` (from 0) has that file, or none; None if there is no such row."""
    if isinstance(value, str) or not isinstance(value, Sequence) or not 0 <= row < len(value):
        return None
    entry = value[row]
    if not isinstance(entry, Mapping):
        return None
    changed = {key: part for key, part in entry.items() if key != "file"} | ({"file": file} if file else {})
    return [changed if index == row else one for index, one in enumerate(value)]


def row_with_file(value: object, file: str) -> int | None:
    """Return which consultation (from 0) has that file; None when none has."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return None
    rows = (index for index, one in enumerate(value) if isinstance(one, Mapping) and one.get("file") == file)
    return next(rows, None)


def _document(value: object, files: Sequence[Attached], sections: Sequence[str] | None) -> Plain:
    ticked = value.get("sections") if isinstance(value, Mapping) else None
    kept = list(sections) if sections is not None else ticked
    plain = files[0].to_plain() | {"sections": kept if isinstance(kept, list) else []}
    return plain | ({"more": [one.to_plain() for one in files[1:]]} if files[1:] else {})


def _attached(part: object) -> Attached | None:
    if not isinstance(part, Mapping):
        return None
    file, name, sha256 = part.get("file"), part.get("name"), part.get("sha256")
    if not isinstance(file, str) or not file:
        return None
    return Attached(
        file,
        name if isinstance(name, str) else "",
        sha256 if isinstance(sha256, str) else "",
        part.get("shared") is True,
    )

"""What the diary knows of the things that are registered: each room names its own when it starts.

An entry has the kind and the key of its thing as plain values, since verdicts and decisions live in rooms above this
one. A kind that nobody has named is an entry without a link, and its document is the entry itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

from agreements.domain.masking import Line
from agreements.models import CaseEntry
from prio.accounts.roles import Actor

TITLE, CORRESPONDENT = "_title", "_correspondent"


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A file of a document. key: unique in it. read: gives its bytes. is_usable: it was checked and is there."""

    key: str
    name: str
    media_type: str
    size: int
    read: Callable[[], bytes]
    is_usable: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """What is behind an entry: its lines in order, and its files."""

    lines: tuple[Line, ...] = ()
    files: tuple[DocumentFile, ...] = ()


def _everybody(_: Actor) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Thing:
    """How a kind of thing is shown.

    link: the address of its page, "" for none; it is asked for every row of a list, so it reads nothing: the entry has
    its case with party and agreement. document: what it says, for who masks it. opens: who of those who read the diary
    may open the page.
    """

    link: Callable[[CaseEntry], str]
    document: Callable[[CaseEntry], Document] | None = None
    opens: Callable[[Actor], bool] = _everybody


_things: dict[str, Thing] = {}


def register_thing(kind: str, thing: Thing) -> None:
    """Let entries about things of `kind` be shown as `thing` says."""
    _things[kind] = thing


def link_of(entry: CaseEntry, actor: Actor) -> str:
    """Return the address of what the entry is about, or "" where there is none that the actor may open."""
    thing = _things.get(entry.thing)
    return thing.link(entry) if thing and thing.opens(actor) else ""


def document_of(entry: CaseEntry) -> Document:
    """Return what the entry is about as a document; its first lines say what stands in the diary."""
    thing = _things.get(entry.thing)
    found = thing.document(entry) if thing and thing.document else Document()
    about = [Line(TITLE, "Rör", entry.title)]
    if entry.correspondent:
        about.append(Line(CORRESPONDENT, "Till" if entry.direction == "out" else "Från", entry.correspondent))
    return Document((*about, *found.lines), found.files)

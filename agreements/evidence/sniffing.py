"""What a file is, by its content: libmagic's opinion and a look of our own, which must agree with the name."""

import re
from typing import IO

import magic

from agreements.domain.file_names import extension
from agreements.evidence.containers import ZIP_START, document_in
from agreements.evidence.kinds import CSV, JPEG, PDF, PNG, TEXT, WORDS, FileKind, kind_called
from agreements.evidence.text import decoded
from prio.refused import Refused

HEAD = 64 * 1024  # bytes that libmagic is shown
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
_TEXTS = (CSV, TEXT)
_HARMLESS_TEXT = re.compile(
    r"text/(?:plain|csv|tab-separated-values)|application/(?:csv|octet-stream|json)|inode/x-empty"
)
_MARKUP = re.compile(
    r"\A\s*<|<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?php)\b", re.IGNORECASE
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

_OLD_OFFICE = (
    "Filen är i ett äldre Office-format (.doc, .xls, .ppt) eller skyddad med lösenord. Där kan makron inte "
    "uteslutas. Spara den som PDF, eller i det nya formatet (.docx, .xlsx) utan lösenord, och försök igen."
)
_FOREIGN = f"Filen är av ett slag som inte tas emot. Det här tas emot: {WORDS}."


def kind_of(file: IO[bytes], size: int, name: str) -> FileKind:
    """Return what `file` (`size` bytes, called `name`) is, when that is allowed and is what its name says.

    Raises:
        Refused: it is of another kind than its name says, of one that is not taken, or unsafe to open.
    """
    wanted = kind_called(extension(name))
    found = _content_of(file, size, wanted)
    if wanted is None:
        ending = extension(name)
        says = f"ändelsen {ending}" if ending else "ingen ändelse"
        raise Refused(
            f"Filen ”{name}” har {says} men innehåller {found.name}. "
            f"Ge den ändelsen {' eller '.join(found.extensions)} och försök igen."
        )
    if found is not wanted:
        raise Refused(
            f"Filen ”{name}” heter som {wanted.name} men innehåller {found.name}. "
            "Rätta ändelsen i namnet eller välj rätt fil."
        )
    return found


def _content_of(file: IO[bytes], size: int, wanted: FileKind | None) -> FileKind:
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(_OLE_START):
        raise Refused(_OLD_OFFICE)
    if head.startswith(ZIP_START):
        return document_in(file, size)
    said = str(magic.from_buffer(head, mime=True))
    for start, kind in _STARTS.items():
        if head.startswith(start) and said == kind.media_type:
            return kind
    if _HARMLESS_TEXT.fullmatch(said) and not any(head.startswith(start) for start in _STARTS):
        file.seek(0)
        if _is_text(file.read()):
            return wanted if wanted in _TEXTS else TEXT
    called = f"Den heter som {wanted.name}, men är det inte. " if wanted else ""
    raise Refused(f"{called}{_FOREIGN}")


def _is_text(content: bytes) -> bool:
    text = decoded(content)
    return text is not None and not _CONTROLS.search(text) and not _MARKUP.search(text)

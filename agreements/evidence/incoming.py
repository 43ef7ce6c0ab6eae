"""A file on its way in: its name, size, kind and hash, looked at before anything is kept."""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from agreements.domain.file_names import safe_name
from agreements.domain.personal_numbers import personal_numbers
from agreements.evidence.kinds import PDF, FileKind
from agreements.evidence.pdf_files import refuse_locked
from agreements.evidence.sniffing import kind_of
from prio.refused import Refused
from prio.uploads import TooLarge

CHUNK = 256 * 1024
_MEGABYTE = 1024 * 1024
_NO_SCANNER = (
    "Filer tas inte emot just nu, för det finns ingen virussökning i den här installationen. "
    "Kontakta förvaltningen, eller ange en länk där det går."
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of a file that passed the first look. name: made safe; size in bytes."""

    name: str
    kind: FileKind
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that passed the first look. size in bytes; stored: where its content lies in the storage."""

    key: uuid.UUID
    name: str
    kind: FileKind
    size: int
    sha256: str
    stored: str


def searches_for_viruses() -> bool:
    """Say whether files are searched for viruses: every page that takes files says the same."""
    return bool(settings.CLAMD_URL)


def is_refused_unscanned() -> bool:
    """Say whether files are refused because nothing searches them for viruses."""
    return not searches_for_viruses() and settings.UNSCANNED_FILES != "accept"


@contextmanager
def taken_in(upload: UploadedFile) -> Iterator[Incoming]:
    """Look at a file and store its content, for a row that is made inside the context; without one it goes again.

    Raises:
        Refused: it is empty, too large, of another kind than its name says, of one that is not taken, or locked, or
            its name holds a personal identity number.
    """
    incoming = _stored(upload)
    try:
        yield incoming
    except BaseException:
        default_storage.delete(incoming.stored)
        raise


def look_at(upload: UploadedFile) -> Looked:
    """Look at a file before anything of it is kept; nothing is stored. Raises Refused, as `taken_in` does."""
    if is_refused_unscanned():
        raise Refused(_NO_SCANNER)
    name = safe_name(upload.name or "")
    if personal_numbers(name):
        raise Refused(
            "Filens namn innehåller ett personnummer. Döp om filen, kontrollera att det inte står i den heller, och "
            "bifoga den på nytt."
        )
    size = upload.size or 0
    if isinstance(upload, TooLarge) or size > settings.LARGEST_FILE:
        most = settings.LARGEST_FILE // _MEGABYTE
        raise Refused(
            f"Filen ”{name}” är {in_megabytes(size)} MB. Högst {most} MB tas emot. Dela upp den eller gör den mindre."
        )
    if not size:
        raise Refused(f"Filen ”{name}” är tom. Kontrollera att ni valde rätt fil.")
    content = cast("IO[bytes]", upload)
    kind = kind_of(content, size, name)
    if kind is PDF:
        refuse_locked(content)
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks(CHUNK):
        digest.update(chunk)
    upload.seek(0)
    return Looked(name, kind, size, digest.hexdigest())


def _stored(upload: UploadedFile) -> Incoming:
    looked = look_at(upload)
    key = uuid.uuid4()
    # The storage may move or close what it is given; the name that it returns is where the content lies.
    stored = default_storage.save(f"evidence/{key}", File(cast("IO[bytes]", upload)))
    return Incoming(key, looked.name, looked.kind, looked.size, looked.sha256, stored)


def in_megabytes(size: int) -> str:
    """Return a size in megabytes as it is said: whole, from one."""
    return str(max(1, -(-size // _MEGABYTE)))

"""A file that is looked through at once, while its sender waits: virus, script, personal identity number.

Evidence is checked by a job, since many large files come on a last day. What is handed in here is one file that is
registered with its number in the same press, and nothing that has to be taken back may stand in the diary.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from agreements.evidence.incoming import in_megabytes, look_at
from agreements.services.evidence_checks import VIRUS, is_scanned, look_into
from prio.refused import Refused

LARGEST = 20 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that may be kept. size in bytes; note: what could not be looked at in it, in Swedish."""

    name: str
    media_type: str
    size: int
    sha256: str
    content: bytes
    note: str


def looked_through(upload: UploadedFile) -> ReceivedFile:
    """Return an uploaded file that has been looked through; nothing is stored, and no lock is held.

    Raises:
        Refused: it is empty, too large, of another kind than its name says or one that is not taken, locked, harmful,
            or holds personal identity numbers; or the scanner does not answer.
    """
    if (upload.size or 0) > LARGEST:
        most = in_megabytes(LARGEST)
        raise Refused(f"Filen är {in_megabytes(upload.size or 0)} MB. Högst {most} MB tas emot här.")
    looked = look_at(upload)
    upload.seek(0)
    content: bytes = upload.read()
    with tempfile.NamedTemporaryFile(prefix="prio-received-") as copy:
        copy.write(content)
        copy.flush()
        path = Path(copy.name)
        scanned = is_scanned(path)
        if scanned is False:
            raise Refused(VIRUS)
        finding = look_into(looked.kind.media_type, path, scanned)
    if finding.reason:
        raise Refused(finding.reason)
    return ReceivedFile(
        looked.name, looked.kind.media_type, looked.size, looked.sha256, content, finding.note
    )

"""Whether a PDF can be read by others and does nothing by itself."""

import re
import sys
import tempfile
from pathlib import Path
from typing import IO

from agreements.evidence import pdf_look
from agreements.evidence.limits import run_limited
from prio.refused import Refused

CHUNK = 1024 * 1024
_MOST_OF_A_NAME = 32  # bytes before a piece that may hold the beginning of the word
_ENCRYPT = re.compile(rb"/Encrypt\b")

_WHY = {
    "locked": (
        "PDF-filen är skyddad med lösenord och kan inte läsas av den som bedömer. "
        "Ta bort lösenordet och bifoga den på nytt."
    ),
    "broken": "PDF-filen är skadad eller för krånglig att läsa. Skapa den på nytt och bifoga den igen.",
    "active": (
        "PDF-filen innehåller ett skript eller startar ett program. Skriv ut den till en ny PDF (Skriv ut, Spara som "
        "PDF) och bifoga den."
    ),
}


def refuse_locked(file: IO[bytes]) -> None:
    """Refuse a PDF that cannot be opened without a password. Quick for all others: only those that say so are opened.

    Raises:
        Refused: it needs a password.
    """
    if not _says_encrypted(file):
        return
    with tempfile.NamedTemporaryFile(prefix="prio-pdf-", suffix=".pdf") as copy:
        file.seek(0)
        while chunk := file.read(CHUNK):
            copy.write(chunk)
        copy.flush()
        if _look(Path(copy.name)) == "locked":
            raise Refused(_WHY["locked"])


def refuse_harmful(path: Path) -> None:
    """Look through a whole PDF.

    Raises:
        Refused: it is locked or damaged, or it holds a script.
    """
    state = _look(path)
    if state != "plain":
        raise Refused(_WHY[state])


def _look(path: Path) -> str:
    done = run_limited([sys.executable, "-I", pdf_look.__file__, path])
    said = done.stdout.decode("ascii", "replace") if done else ""
    return said if said == "plain" or said in _WHY else "broken"


def _says_encrypted(file: IO[bytes]) -> bool:
    file.seek(0)
    before = b""
    while chunk := file.read(CHUNK):
        if _ENCRYPT.search(before + chunk):
            return True
        before = chunk[-_MOST_OF_A_NAME:]
    return False

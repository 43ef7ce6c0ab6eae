"""The words in a file: a PDF's by pdftotext, held within limits, and a text file's by its encoding."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from agreements.evidence.limits import run_limited


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a file. is_whole: all of them could be read; there may be none, as on a scanned page."""

    text: str
    is_whole: bool


def decoded(content: bytes) -> str | None:
    """Return the text in `content`: UTF-8 or UTF-16, marked or not, else Windows' Western; None if it is none."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as(content, "utf-16")
    text = _as(content, "utf-8-sig")
    if text is not None and "\0" not in text:
        return text
    if b"\0" in content:
        return _as(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    return _as(content, "cp1252") or _as(content, "latin-1")


def _as(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def words_in_pdf(path: Path) -> Words:
    """Return the words in the PDF at `path`, as many of them as could be read within the limits.

    pdftotext reads a file that a stranger made, and may fail: that is said, and is no fault of the file.
    """
    with tempfile.TemporaryDirectory(prefix="prio-pdf-") as folder:
        words = Path(folder) / "words.txt"
        done = run_limited(["pdftotext", "-q", "-enc", "UTF-8", "-layout", path, words])
        text = words.read_text("utf-8", errors="replace") if words.exists() else ""
        return Words(text, is_whole=done is not None and done.returncode == 0)

"""Giving out some pages of a PDF that a stranger made."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from agreements.evidence import pdf_pages
from agreements.evidence.limits import run_limited

PDF = "application/pdf"


class UnreadablePdf(ValueError):
    """The file cannot be taken apart: it is damaged, too large or too hard to read."""


def page_count(content: bytes) -> int:
    """Return how many pages a PDF has. Raises UnreadablePdf."""
    with tempfile.TemporaryDirectory(prefix="prio-pdf-") as folder:
        source = Path(folder, "whole.pdf")
        source.write_bytes(content)
        return int(_run("count", source) or b"0")


def some_pages(content: bytes, pages: Sequence[int]) -> bytes:
    """Return a PDF of these pages, counted from 1, with nothing of the others in it. Raises UnreadablePdf."""
    with tempfile.TemporaryDirectory(prefix="prio-pdf-") as folder:
        source, target = Path(folder, "whole.pdf"), Path(folder, "some.pdf")
        source.write_bytes(content)
        _run("keep", source, target, ",".join(map(str, pages)))
        return target.read_bytes()


def _run(*arguments: str | Path) -> bytes:
    done = run_limited([sys.executable, "-I", pdf_pages.__file__, *arguments])
    if done is None or done.returncode != 0:
        raise UnreadablePdf
    return done.stdout

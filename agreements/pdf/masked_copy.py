"""The copy of documents that somebody asked for, as a PDF: PDF/A-3a and PDF/UA-1, without anything that is masked.

It is drawn from lines that have lost what is masked (agreements.domain.masking): it was never in the HTML.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.template.loader import render_to_string

from agreements.domain.masking import MaskedLine
from prio.pdf.render import FILED, render_pdf

TEMPLATE = "agreements/diary/copy_pdf.html"
STYLESHEET = Path(__file__).with_name("masked_copy.css")
SIMULATED_MARK = "SIMULERADE UPPGIFTER – ingen verklig handling"


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file of a document. given: in words, what is given of it. named: what the file that comes along is called."""

    name: str
    given: str
    named: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class CopiedEntry:
    """A document of the copy. outcome: a value of `Outcome`; support, reason: empty for a whole one."""

    reference: str
    kind: str
    at: datetime
    outcome: str
    outcome_label: str
    support: str
    reason: str
    lines: tuple[MaskedLine, ...]
    files: tuple[GivenFile, ...]

    @property
    def is_withheld(self) -> bool:
        """Whether nothing of it is given out."""
        return self.outcome == "withheld"


@dataclass(frozen=True, slots=True)
class MaskedCopy:
    """What the copy says. received: the day that the request came. made_by: the registrar, a public official."""

    reference: str
    received: date
    made_at: datetime
    made_by: str
    entries: Sequence[CopiedEntry]
    simulated: bool

    @property
    def kept_back(self) -> tuple[CopiedEntry, ...]:
        """The documents that are masked or not given out at all."""
        return tuple(entry for entry in self.entries if entry.outcome != "whole")

    @property
    def title(self) -> str:
        """Its heading."""
        return "Maskerad kopia av allmänna handlingar" if self.kept_back else "Kopia av allmänna handlingar"


def render_copy(copy: MaskedCopy) -> bytes:
    """Return the copy as a PDF; the same copy gives the same bytes. Raises MissingFont."""
    title = f"{copy.title}, {copy.reference}"
    if copy.simulated:
        title = f"{SIMULATED_MARK}. {title}"
    context = {
        "copy": copy,
        "title": title,
        "created": copy.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "simulated_mark": SIMULATED_MARK,
    }
    return render_pdf(render_to_string(TEMPLATE, context), STYLESHEET, over=FILED)

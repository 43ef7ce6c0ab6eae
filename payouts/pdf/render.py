"""From what a decision says to the bytes of its PDF. The same content gives the same bytes."""

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from pathlib import Path
from threading import Lock

from django.template.loader import render_to_string
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from payouts.pdf.archive import complete_headings, mark_accessible
from payouts.pdf.content import DecisionContent
from payouts.pdf.fonts import font_face_rules, font_files
from payouts.pdf.letter import letter

TEMPLATE = "payouts/pdf/decision.html"
STYLESHEET = Path(__file__).with_name("decision.css")
PDF_VARIANT = "pdf/a-3a"
SIMULATED_MARK = "SIMULERADE UPPGIFTER – inte ett verkligt beslut"
# Pango's fonts must not be used by two threads at once.
_one_at_a_time = Lock()


class OnlyOwnFiles(URLFetcher):
    """Gives the renderer the given files and refuses every other address."""

    def __init__(self, files: frozenset[str]) -> None:
        super().__init__(allowed_protocols=["file"])
        self._files = files

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the file at `url`. Raises FatalURLFetchingError, which stops the rendering, for any other."""
        if url not in self._files:
            raise FatalURLFetchingError(f"a decision fetches nothing from outside: {url}")
        return super().fetch(url, headers)


@dataclass(frozen=True, slots=True)
class Press:
    """What every rendering in this process shares: the fonts, the parsed stylesheet, and what may be fetched."""

    fonts: FontConfiguration
    stylesheet: CSS
    fetcher: OnlyOwnFiles


@cache
def press() -> Press:
    """Prepare the press, once per process. Raises MissingFont."""
    files = font_files()
    fetcher = OnlyOwnFiles(frozenset(path.as_uri() for path in files.values()))
    fonts = FontConfiguration()
    css = f"{font_face_rules(files)}\n{STYLESHEET.read_text(encoding='utf-8')}"
    return Press(fonts, CSS(string=css, font_config=fonts, url_fetcher=fetcher), fetcher)


def decision_html(content: DecisionContent) -> str:
    """Return the decision as HTML; its style comes with the rendering."""
    words = letter(content, hashlib.sha256(content.csv).hexdigest())
    title = f"{words.kind} {content.heading.reference}: {words.matter}"
    if content.simulated:
        title = f"{SIMULATED_MARK}. {title}"
    context = {"content": content, "letter": words, "title": title, "simulated_mark": SIMULATED_MARK}
    return render_to_string(TEMPLATE, context)


def attachment(content: DecisionContent) -> Attachment:
    """Return the file with every amount, dated as the decision, so that the document's bytes do not vary."""
    day = datetime.combine(content.heading.decided_on, time(0))
    return Attachment(
        file_obj=io.BytesIO(content.csv),
        name=content.csv_name,
        description="Fördelningen: varje belopp med exakt andel",
        created=day,
        modified=day,
        relationship="Data",
    )


def render_decision(content: DecisionContent) -> bytes:
    """Return the decision as a PDF: PDF/A-3a and PDF/UA-1, with the allocation's CSV file attached.

    The same content gives the same bytes. Raises MissingFont when the typefaces are not installed.
    """
    html = decision_html(content)
    with _one_at_a_time:
        shared = press()
        document = HTML(string=html, url_fetcher=shared.fetcher).render(
            font_config=shared.fonts, stylesheets=[shared.stylesheet], pdf_variant=PDF_VARIANT, pdf_tags=True
        )
        document.metadata.attachments = [attachment(content)]
        mark_accessible(document)
        pdf = document.write_pdf(finisher=complete_headings, pdf_variant=PDF_VARIANT, pdf_tags=True)
    if pdf is None:
        raise TypeError("WeasyPrint gives the bytes of a document that has no target")
    return pdf

"""From HTML and a stylesheet to the bytes of a PDF that lasts, PDF/A-3a and PDF/UA-1.

The same HTML gives the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from prio.pdf.archive import complete_headings, mark_accessible
from prio.pdf.fonts import font_face_rules, font_files

PDF_VARIANT = "pdf/a-3a"
# What is printed and filed looks alike: receipts, copies of documents.
FILED = Path(__file__).with_name("filed.css")
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
            raise FatalURLFetchingError(f"a document fetches nothing from outside: {url}")
        return super().fetch(url, headers)


@dataclass(frozen=True, slots=True)
class Press:
    """What every rendering with one stylesheet shares: the fonts, the parsed stylesheet, and what may be fetched."""

    fonts: FontConfiguration
    stylesheet: CSS
    fetcher: OnlyOwnFiles


@cache
def press(*stylesheets: Path) -> Press:
    """Prepare the press for stylesheets, the later over the earlier, once per process. Raises MissingFont."""
    files = font_files()
    fetcher = OnlyOwnFiles(frozenset(path.as_uri() for path in files.values()))
    fonts = FontConfiguration()
    css = "\n".join([font_face_rules(files), *(one.read_text(encoding="utf-8") for one in stylesheets)])
    return Press(fonts, CSS(string=css, font_config=fonts, url_fetcher=fetcher), fetcher)


def render_pdf(
    html: str, stylesheet: Path, attachments: Sequence[Attachment] = (), *, over: Path | None = None
) -> bytes:
    """Return `html` as a PDF: PDF/A-3a and PDF/UA-1, with the attachments. over: a stylesheet that the first goes over.

    The same arguments give the same bytes; the dates are those that the HTML's metadata names (dcterms.created and
    dcterms.modified). Raises MissingFont when the typefaces are not installed.
    """
    with _one_at_a_time:
        shared = press(*([over] if over else []), stylesheet)
        document = HTML(string=html, url_fetcher=shared.fetcher).render(
            font_config=shared.fonts, stylesheets=[shared.stylesheet], pdf_variant=PDF_VARIANT, pdf_tags=True
        )
        document.metadata.attachments = list(attachments)
        mark_accessible(document)
        pdf = document.write_pdf(finisher=complete_headings, pdf_variant=PDF_VARIANT, pdf_tags=True)
    if pdf is None:
        raise TypeError("WeasyPrint gives the bytes of a document that has no target")
    return pdf

"""The decision as PDF beside WeasyPrint alone."""

from weasyprint import HTML

from bench.frame import Measured, figure, milliseconds
from payouts.pdf.content import DecisionContent
from payouts.pdf.render import PDF_VARIANT, attachment, decision_html, press, render_decision
from tests.payouts.pdf.real_year import real_year

YEAR = "prio-2014"


def bare_render(html: str, content: DecisionContent) -> bytes | None:
    """Let WeasyPrint alone make a PDF of the same HTML, variant, tags and attachment, with all that can be shared."""
    shared = press()
    return HTML(string=html, url_fetcher=shared.fetcher).write_pdf(
        font_config=shared.fonts,
        stylesheets=[shared.stylesheet],
        pdf_variant=PDF_VARIANT,
        pdf_tags=True,
        attachments=[attachment(content)],
    )


@figure("the decision PDF with its 311-row annex", unit="ms", at_most_times_floor=1.15)
def full_year() -> Measured:
    """A year in which every kommun and every region met everything."""
    content = real_year(YEAR, everybody=True)
    html = decision_html(content)
    return Measured(
        milliseconds(lambda: render_decision(content), rounds=4),
        floor=milliseconds(lambda: bare_render(html, content), rounds=4),
    )

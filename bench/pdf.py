"""The decision as PDF beside WeasyPrint alone."""

import time
from collections.abc import Callable

from weasyprint import HTML

from bench.frame import Measured, figure
from payouts.pdf.content import DecisionContent
from payouts.pdf.render import STYLESHEET, attachment, decision_html, render_decision
from prio.pdf.render import PDF_VARIANT, press
from tests.payouts.pdf.real_year import real_year

YEAR = "prio-2014"
ROUNDS = 6


def bare_render(html: str, content: DecisionContent) -> bytes | None:
    """Let WeasyPrint alone make a PDF of the same HTML, variant, tags and attachment, with all that can be shared."""
    shared = press(STYLESHEET)
    return HTML(string=html, url_fetcher=shared.fetcher).write_pdf(
        font_config=shared.fonts,
        stylesheets=[shared.stylesheet],
        pdf_variant=PDF_VARIANT,
        pdf_tags=True,
        attachments=[attachment(content)],
    )


@figure("the decision PDF with its 311-row annex", unit="ms", at_most_times_floor=1.15)
def full_year() -> Measured:
    """A year in which every kommun and every region met everything.

    Both take seconds, in which a shared machine changes its pace: they run by turns, and processor time counts.
    """
    content = real_year(YEAR, everybody=True)
    html = decision_html(content)
    ours, bare = _by_turns(lambda: render_decision(content), lambda: bare_render(html, content))
    return Measured(ours, floor=bare)


def _by_turns(*works: Callable[[], object]) -> list[float]:
    """Run each of `works` in every round, after one that warms up; return the shortest of each, in milliseconds."""
    for work in works:
        work()
    rounds = [[_processor_time(work) for work in works] for _ in range(ROUNDS)]
    return [min(times) * 1000 for times in zip(*rounds, strict=True)]


def _processor_time(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start

"""The letters of a decision: one beside WeasyPrint alone, 311 by one worker and by two, and the memory of it all."""

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from multiprocessing.queues import Queue

from django.db import connections
from weasyprint import HTML

from bench.chain import YEAR, demonstration
from bench.frame import Measured, figure
from bench.pdf import ROUNDS
from payouts.models import Decision, DecisionLetter, LetterState
from payouts.pdf.letters.content import LetterContent
from payouts.pdf.letters.render import DECISION, STYLESHEET, attachment, letter_html, render_letter
from payouts.pdf.letters.source import letter_source
from payouts.pdf.render import render_decision
from payouts.services.letters import help_with_letters, make_letters, order_making
from prio.audit.models import Event
from prio.jobs.models import Job
from prio.pdf.render import PDF_VARIANT, press
from tests.payouts.pdf.real_year import real_year

LETTERS = 12
MEGABYTE = 1024  # of the kilobytes that the system counts in
FORKED = multiprocessing.get_context("fork")


@cache
def year() -> Decision:
    """The decision of a whole year, whose letters are written down and not made."""
    demonstration()
    return Decision.objects.get(agreement__code=YEAR)


def unmake() -> None:
    """Let every letter be made anew."""
    letters = DecisionLetter.objects.filter(decision=year())
    letters.update(state=LetterState.ORDERED, document=None, made_at=None, claimed_until=None)
    Event.objects.filter(aggregate="letter").delete()
    Job.objects.all().delete()


def contents(most: int) -> Iterator[LetterContent]:
    """What some letters say, evenly spread over the country."""
    source = letter_source(year().pk)
    letters = list(DecisionLetter.objects.filter(decision=year()).values_list("reference", "organisation_id"))
    for reference, organisation in letters[:: max(1, len(letters) // most)][:most]:
        yield source.content(reference, organisation)


def bare_render(html: str, content: LetterContent) -> bytes | None:
    """Let WeasyPrint alone make a PDF of the same HTML, variant, tags and attachment, with all that can be shared."""
    shared = press(DECISION, STYLESHEET)
    return HTML(string=html, url_fetcher=shared.fetcher).write_pdf(
        font_config=shared.fonts,
        stylesheets=[shared.stylesheet],
        pdf_variant=PDF_VARIANT,
        pdf_tags=True,
        attachments=[attachment(content)],
    )


@figure("a letter, PDF/A-3a and PDF/UA-1", unit="ms", at_most_times_floor=1.15)
def one_letter() -> Measured:
    """A letter of 2014, the mean of twelve, each by turns with WeasyPrint alone, in processor time."""
    pairs = [(content, letter_html(content)) for content in contents(LETTERS)]
    ours, bare = [], []
    for content, html in pairs:
        works = partial(render_letter, content), partial(bare_render, html, content)
        rounds = [[_processor(work) for work in works] for _ in range(ROUNDS)]
        ours.append(min(own for own, _ in rounds))
        bare.append(min(alone for _, alone in rounds))
    return Measured(sum(ours) / len(pairs) * 1000, sum(bare) / len(pairs) * 1000)


def _processor(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@cache
def made() -> dict[str, float]:
    """Make all letters with one worker, then with two: seconds of each, and how the first one's memory grew."""
    unmake()
    one, grown = _timed(_make_alone)
    count = DecisionLetter.objects.filter(decision=year(), state=LetterState.MADE).count()
    unmake()
    order_making(year(), year().prepared_by_id)
    two, _ = _timed(_make, _help)
    return {"one": one, "two": two, "letters": count, "grown": grown}


def _timed(*works: Callable[[int, "Queue[float]"], None]) -> tuple[float, float]:
    """Run each in a process of its own; return the seconds until all are done, and what the first one says."""
    said: Queue[float] = FORKED.Queue()
    decision = year().pk
    connections.close_all()
    start = time.perf_counter()
    processes = [FORKED.Process(target=work, args=(decision, said)) for work in works]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    elapsed = time.perf_counter() - start
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed")
    return elapsed, said.get()


def _make_alone(decision: int, said: "Queue[float]") -> None:
    """Make them all; say by how many megabytes the memory grew after the first hundred."""
    at_hundred = 0.0

    def tell(step: str, done: int = 0, total: int = 0) -> None:
        nonlocal at_hundred
        if done == min(100, total // 2):
            at_hundred = _memory()

    make_letters(decision, progress=tell)
    said.put(_memory() - at_hundred)


def _make(decision: int, said: "Queue[float]") -> None:
    make_letters(decision)
    said.put(0)


def _help(decision: int, said: "Queue[float]") -> None:
    help_with_letters(decision)
    said.put(0)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


@figure("311 letters by two workers", unit="s", at_most=20)
def two_workers() -> Measured:
    """Every letter of 2014, made and stored; the floor is one worker's time."""
    return Measured(made()["two"], made()["one"])


@figure("311 letters by two workers, part of one worker's time", unit="times", at_most=0.6)
def two_beside_one() -> Measured:
    """Needs two cores that nobody else uses."""
    return Measured(made()["two"] / made()["one"])


@figure("a worker's memory after 100 letters of 311, growth", unit="MB", at_most=15)
def memory_is_flat() -> Measured:
    """How much higher the highest use is at the end than after the first hundred."""
    return Measured(made()["grown"])


@figure("the decision with its 311-row annex, from nothing", unit="s", at_most=5)
def decision_time() -> Measured:
    """In a process that has drawn nothing before."""
    return Measured(_decision()[0])


@figure("the decision with its 311-row annex, memory", unit="MB", at_most=400)
def decision_memory() -> Measured:
    """The highest use of that process."""
    return Measured(_decision()[1])


@cache
def _decision() -> tuple[float, float]:
    said: Queue[tuple[float, float]] = FORKED.Queue()
    connections.close_all()
    process = FORKED.Process(target=_draw, args=(said,))
    process.start()
    found = said.get()
    process.join()
    return found


def _draw(said: "Queue[tuple[float, float]]") -> None:
    start = time.perf_counter()
    render_decision(real_year(YEAR, everybody=True))
    said.put((time.perf_counter() - start, _memory()))

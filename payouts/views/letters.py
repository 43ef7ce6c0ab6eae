"""The pages of a decision's letters: the list, one letter, its file, a county's letters as one file."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessment.selectors import published_version
from payouts.lives import letter_life_of
from payouts.models import DecisionLetter, LetterState
from payouts.selectors.letters import (
    UNREAD,
    LettersPage,
    county_file,
    letter_name,
    letter_of,
    letters_page,
)
from payouts.selectors.unchanged import unchanged_by
from payouts.services.letter_sending import RECEIVES, open_letter, order_sending, resend_letters
from payouts.services.letters import MAKE_LETTERS, SEND_LETTERS, order_letters
from payouts.views.files import stored_file
from prio.accounts.requests import ActorRequest
from prio.jobs.selectors import live_jobs
from prio.refused import Refused

REFUSED = 422
ON_A_PAGE = 60
ZIP = "application/zip"


@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: ActorRequest, code: str, decision_id: int) -> HttpResponse:
    """Show a decision's letters, as far as they are to be seen; make them, send them, send unread ones again."""
    page = _page_of(request, code, decision_id)
    if request.method != "POST":
        return _show_all(request, page)
    step = _STEPS.get(request.POST.get("verb", ""))
    if step is None or not request.actor.reads_all:
        raise Http404
    try:
        return redirect(step(request, page))
    except Refused as refusal:
        return _show_all(request, page, refusal)


def _page_of(request: ActorRequest, code: str, decision_id: int) -> LettersPage:
    county, only_unread = request.GET.get("lan", ""), request.GET.get("visa") == UNREAD
    page = letters_page(request.actor, code, decision_id, county=county, only_unread=only_unread)
    if page is None:
        raise Http404
    return page


def _show_all(request: ActorRequest, page: LettersPage, refusal: Refused | None = None) -> HttpResponse:
    actor, counts = request.actor, page.counts
    may = page.holds and letter_life_of(page.decision).may("make", LetterState.ORDERED, actor.roles)
    running = [
        job for job in live_jobs(actor, page.decision.reference) if job.kind in {MAKE_LETTERS, SEND_LETTERS}
    ]
    context = {
        "page": page,
        "decision": page.decision,
        "rows": Paginator(page.rows, ON_A_PAGE).get_page(request.GET.get("sida")),
        "jobs": running,
        "is_judged": published_version(page.decision.agreement.code).definition.is_reported,
        "may_make": may and not running and (counts.to_make or not counts.total),
        "may_send": may and not running and counts.to_send,
        "may_resend": may and not running and counts.unread,
        "refusal": refusal,
    }
    return render(request, "payouts/letters.html", context, status=REFUSED if refusal else None)


def _make(request: ActorRequest, page: LettersPage) -> str:
    return reverse("job", args=[order_letters(page.decision.pk, request.actor).pk])


def _send(request: ActorRequest, page: LettersPage) -> str:
    return reverse("job", args=[order_sending(page.decision.pk, request.actor).pk])


def _resend(request: ActorRequest, page: LettersPage) -> str:
    """Send one unread letter again, or all of them."""
    one = request.POST.get("brev", "")
    chosen = None
    if one:
        chosen = [row.letter.pk for row in page.rows if row.letter.organisation.code == one]
    sent = resend_letters(page.decision.pk, request.actor, chosen)
    messages.success(request, "Brevet är skickat igen." if sent == 1 else f"{sent} brev är skickade igen.")
    return reverse("letters", args=[page.decision.agreement.code, page.decision.pk])


_STEPS: dict[str, Callable[[ActorRequest, LettersPage], str]] = {
    "make": _make,
    "send": _send,
    "resend": _resend,
}


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: ActorRequest, code: str, decision_id: int, organisation: str) -> HttpResponse:
    """Show one letter. Opening it is a press: what the organisation's first press notes is the proof of reading."""
    found = _letter(request, code, decision_id, organisation)
    if request.method == "POST":
        try:
            open_letter(found.pk, request.actor)
        except Refused as refusal:
            return _show(request, found, refusal)
        return redirect("letter_pdf", code, decision_id, organisation)
    return _show(request, found)


def _letter(request: ActorRequest, code: str, decision_id: int, organisation: str) -> DecisionLetter:
    found = letter_of(request.actor, code, decision_id, organisation)
    if found is None:
        raise Http404
    return found


def _opens(request: ActorRequest, found: DecisionLetter) -> bool:
    """Whether this person is to open an unread letter with a press: who speaks for its organisation. Others read it."""
    return found.state == LetterState.SENT and request.actor.is_for(found.organisation_id, *RECEIVES)


def _show(request: ActorRequest, found: DecisionLetter, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "letter": found,
        "decision": found.decision,
        "unchanged": unchanged_by(found),
        "opens": _opens(request, found),
        "reads": found.state == LetterState.SENT and found.organisation_id in request.actor.organisations,
        "refusal": refusal,
    }
    return render(request, "payouts/letter.html", context, status=REFUSED if refusal else None)


@require_safe
def letter_pdf(request: ActorRequest, code: str, decision_id: int, organisation: str) -> HttpResponseBase:
    """Send the stored bytes of a letter. Who speaks for its organisation opens it first, if nobody of them has."""
    found = _letter(request, code, decision_id, organisation)
    if found.document is None:
        raise Http404
    if _opens(request, found):
        return redirect("letter", code, decision_id, organisation)
    return stored_file(request, found.document, letter_name(found))


@require_safe
def county_letters(request: ActorRequest, code: str, decision_id: int, county: str) -> HttpResponse:
    """Send a county's letters as one file, with a list of their checksums."""
    content = county_file(request.actor, code, decision_id, county)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=ZIP)
    response["Content-Disposition"] = f'attachment; filename="brev-{code}-{decision_id}-lan-{county}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response

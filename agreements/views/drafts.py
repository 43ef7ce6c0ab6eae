"""Drafts of agreements: the list, one draft with its checks and opinions, its text, and the steps of its life."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agreements.domain.drafting.copying import proposed_code, proposed_title
from agreements.domain.drafting.pieces import piece_path
from agreements.domain.drafting.raw import written
from agreements.domain.drafting.term_fields import KINDS
from agreements.domain.typed_text import storable
from agreements.selectors.agreements import published_version
from agreements.selectors.drafts import DraftPage, draft_page, drafts_page
from agreements.services.draft_opinions import answer_comment, approve_draft, comment
from agreements.services.drafting import (
    NotSettled,
    Overtaken,
    begin_draft,
    copy_agreement,
    discard_draft,
    publish_draft,
    save_text,
)
from agreements.views.report_posted import revision_of
from prio import clock
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
def drafts(request: ActorRequest) -> HttpResponse:
    """Show the drafts, and begin one: as a copy of a year, or from nothing."""
    page = drafts_page(request.actor)
    if page is None:
        raise Http404
    typed, refusal = _proposal(request), None
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in ("kopia", "kod", "namn", "ar")}
        try:
            draft = _begin(request, typed)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(
                request, "Utkastet är påbörjat. Ingen annan än ni som arbetar med det ser det än."
            )
            return HttpResponseRedirect(reverse("draft", args=[draft]))
    context = {"page": page, "typed": typed, "refusal": refusal}
    return render(request, "agreements/drafts/list.html", context, status=REFUSED if refusal else None)


def _proposal(request: ActorRequest) -> dict[str, str]:
    """Return code and name for the next year of the agreement that the address names."""
    version = published_version(request.actor, storable(request.GET.get("kopia", "")))
    if version is None:
        return {"kopia": "", "kod": "", "namn": "", "ar": str(clock.today().year + 1)}
    definition = version.definition
    return {
        "kopia": definition.code,
        "kod": proposed_code(definition),
        "namn": proposed_title(definition),
        "ar": str(definition.year + 1),
    }


def _begin(request: ActorRequest, typed: Mapping[str, str]) -> int:
    if typed["kopia"]:
        return copy_agreement(request.actor, typed["kopia"], code=typed["kod"], title=typed["namn"]).pk
    year = typed["ar"].strip()
    if not (year.isascii() and year.isdigit() and len(year) == len("2016")):
        raise Refused("Året ska skrivas med fyra siffror, till exempel 2016.")
    return begin_draft(request.actor, code=typed["kod"], title=typed["namn"], year=int(year)).pk


def page_of(request: ActorRequest, draft_id: int) -> DraftPage:
    """Return the draft as the actor may see it. Raises Http404."""
    page = draft_page(request.actor, draft_id)
    if page is None:
        raise Http404
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: ActorRequest, draft_id: int) -> HttpResponse:
    """Show a draft, and take the steps of its life: comment, answer, approve, publish, discard."""
    page = page_of(request, draft_id)
    if request.method != "POST":
        return show_draft(request, page)
    step = _STEPS.get(request.POST.get("verb", ""))
    if step is None:
        raise Http404
    try:
        return HttpResponseRedirect(step(request, page))
    except Refused as refusal:
        return show_draft(request, page_of(request, draft_id), refusal)


def show_draft(request: ActorRequest, page: DraftPage, refusal: Refused | None = None) -> HttpResponse:
    """Draw the page of a draft; with a refusal what was typed stands in its fields."""
    general = [one for one in page.checked.faults if one.path[:1] != ("requirements",) or len(one.path) < 2]
    context: dict[str, Any] = {
        "page": page,
        "draft": page.draft,
        "kinds": KINDS,
        "refusal": refusal,
        "typed_comment": request.POST.get("text", "") if refusal else "",
        "general_faults": [(written(piece_path(one.path)), one) for one in general],
        "warnings": [
            (written(piece_path(one.path)), page.code_at(one.path), one) for one in page.checked.warnings
        ],
    }
    return render(request, "agreements/drafts/draft.html", context, status=REFUSED if refusal else None)


def _comment(request: ActorRequest, page: DraftPage) -> str:
    requirement = request.POST.get("krav", "")
    comment(request.actor, page.draft.pk, request.POST.get("text", ""), requirement=requirement)
    messages.success(request, "Kommentaren är sparad.")
    return _back(request, page)


def _answer(request: ActorRequest, page: DraftPage) -> str:
    number = revision_of(request.POST.get("kommentar", ""))
    answer_comment(request.actor, page.draft.pk, number, request.POST.get("text", ""))
    messages.success(request, "Svaret är sparat.")
    return _back(request, page)


def _back(request: ActorRequest, page: DraftPage) -> str:
    place = request.POST.get("plats", "")
    if any(written(row.path) == place for row in page.requirements):
        return reverse("draft_piece", args=[page.draft.pk, place]) + "#kommentarer"
    return reverse("draft", args=[page.draft.pk]) + "#kommentarer"


def _approve(request: ActorRequest, page: DraftPage) -> str:
    approve_draft(request.actor, page.draft.pk, base=revision_of(request.POST.get("base", "")))
    messages.success(request, "Ni har godkänt utkastet som det står.")
    return reverse("draft", args=[page.draft.pk]) + "#godkand"


def _discard(request: ActorRequest, page: DraftPage) -> str:
    discard_draft(request.actor, page.draft.pk)
    messages.success(request, "Utkastet är kastat.")
    return reverse("drafts")


_STEPS: dict[str, Callable[[ActorRequest, DraftPage], str]] = {
    "comment": _comment,
    "answer": _answer,
    "approve": _approve,
    "discard": _discard,
}


@require_http_methods(["GET", "HEAD", "POST"])
def draft_publish(request: ActorRequest, draft_id: int) -> HttpResponse:
    """Show what is not settled in a draft, and publish it when who does it has seen that."""
    page, refusal = page_of(request, draft_id), None
    if request.method == "POST":
        has_seen = request.POST.get("sett", "") == page.points_mark
        base = revision_of(request.POST.get("base", ""))
        try:
            version = publish_draft(request.actor, draft_id, base=base, despite=has_seen)
        except Refused as refused:
            refusal, page = refused, page_of(request, draft_id)
        else:
            messages.success(request, "Överenskommelsen är publicerad. Alla som är inloggade kan läsa den.")
            return HttpResponseRedirect(reverse("agreement", args=[version.agreement.code]))
    if not page.may_publish and refusal is None:
        raise Http404
    context = {
        "page": page,
        "draft": page.draft,
        "refusal": None if isinstance(refusal, NotSettled) else refusal,
        "unseen": isinstance(refusal, NotSettled),
    }
    return render(request, "agreements/drafts/publish.html", context, status=REFUSED if refusal else None)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_text(request: ActorRequest, draft_id: int) -> HttpResponse:
    """Show the whole draft as text with its faults by line, and take the changed text."""
    page = page_of(request, draft_id)
    text, refusal = page.draft.text, None
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            saved = save_text(request.actor, draft_id, text, base=revision_of(request.POST.get("base", "")))
        except Refused as refused:
            refusal, page = refused, page_of(request, draft_id)
        else:
            messages.success(request, f"Texten är sparad som revision {saved.revision}.")
            return HttpResponseRedirect(reverse("draft_text", args=[draft_id]))
    context = {
        "page": page,
        "draft": page.draft,
        "text": text,
        "refusal": refusal,
        "overtaken": isinstance(refusal, Overtaken),
    }
    return render(request, "agreements/drafts/text.html", context, status=REFUSED if refusal else None)

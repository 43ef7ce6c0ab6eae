"""Taking a piece of a draft away, once somebody has seen what goes with it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agreements.domain.drafting.edits import Edit, Moved, known_as
from agreements.domain.drafting.pieces import Piece, piece_around, piece_at
from agreements.domain.drafting.raw import NoSuchPlace, Path, Raw, at, path_of, written
from agreements.domain.drafting.removing import Lost, lost_with
from agreements.draft_forms import title_of
from agreements.selectors.drafts import DraftPage
from agreements.services.drafting import edit_draft
from agreements.views.drafts import REFUSED, page_of
from agreements.views.report_posted import revision_of
from prio.accounts.requests import ActorRequest
from prio.refused import Refused


@dataclass(frozen=True, slots=True)
class Removal:
    """What is to be taken away, what goes with it, and the page that it stands on."""

    piece: Piece
    title: str
    lost: Lost
    back: str


@require_http_methods(["GET", "HEAD", "POST"])
def draft_remove(request: ActorRequest, draft_id: int, place: str) -> HttpResponse:
    """Ask whether a piece is to be taken away, and take it away; what is posted names the piece and the revision.

    A second press takes nothing: the revision is another then. What is asked about is not put into other words either:
    a page that was refused leads back to the draft.
    """
    page, path = page_of(request, draft_id), path_of(place)
    if request.method != "POST":
        return _ask(request, page, path)
    title = _title(page, path)
    named, base = request.POST.get("kand", ""), revision_of(request.POST.get("base", ""))
    try:
        edit_draft(request.actor, draft_id, lambda raw: _removing(raw, path, named), base=base)
    except Refused as refusal:
        context = {"page": page, "draft": page.draft, "refusal": refusal, "typed": []}
        return render(request, "agreements/drafts/lost.html", context, status=REFUSED)
    messages.success(
        request,
        f"Borttaget: {title}. Utkastet som det var finns kvar under Tidigare lydelser.",
    )
    return HttpResponseRedirect(_back(page, path))


def _title(page: DraftPage, path: Path) -> str:
    try:
        return title_of(piece_at(page.checked.raw, path), page.checked)
    except NoSuchPlace:
        return ""


def _removing(raw: Raw, path: Path, named: str) -> Edit:
    """Return the removal of the piece that was asked about. Raises Moved where another stands there."""
    if known_as(at(raw, path)) != named:
        raise Moved(written(path))
    return Edit("remove", path, named)


def _ask(request: ActorRequest, page: DraftPage, path: Path) -> HttpResponse:
    if not page.may_edit or not path:
        raise Http404
    try:
        piece = piece_at(page.checked.raw, path)
    except NoSuchPlace as error:
        raise Http404 from error
    if not piece.kind:
        raise Http404
    back = _back(page, path)
    context = {
        "page": page,
        "draft": page.draft,
        "removal": Removal(piece, title_of(piece, page.checked), lost_with(piece), back),
        "above": [],
    }
    return render(request, "agreements/drafts/remove.html", context)


def _back(page: DraftPage, path: Path) -> str:
    """Return the address of the page where the piece is listed."""
    if path[:1] == ("requirements",) and len(path) == len(("requirements", 0)):
        return reverse("draft", args=[page.draft.pk]) + "#krav"
    anchor = "regel" if {"rule", "where"} & set(path) else "lista"
    around = written(piece_around(path)) or "villkor"
    return reverse("draft_piece", args=[page.draft.pk, around]) + f"#{anchor}"

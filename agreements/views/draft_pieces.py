"""One piece of a draft: its form, and adding, moving and taking away what is below it."""

import re
import unicodedata
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agreements.domain.drafting.edits import Edit, NotPossible
from agreements.domain.drafting.pieces import piece_at, set_by_typing
from agreements.domain.drafting.raw import (
    NoSuchPlace,
    Path,
    Raw,
    list_at,
    path_of,
    raw_of_text,
    table_at,
    text_at,
    written,
)
from agreements.domain.drafting.rule_tree import new_leaf, next_key
from agreements.domain.drafting.term_fields import KINDS
from agreements.domain.drafting.warnings import TO_CONFIRM
from agreements.domain.faults import DefinitionFaults
from agreements.draft_forms import PREFIX, PieceView
from agreements.selectors.draft_revisions import text_of_revision
from agreements.selectors.drafts import DraftPage
from agreements.services.drafting import Overtaken, edit_draft
from agreements.views.drafts import REFUSED, page_of
from agreements.views.report_posted import revision_of
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

_SAVED = "Sparat. Kontrollerna är gjorda på nytt."
_PIECES = ("requirement", "question", "field", "line", "set_by", "leaf")
_NOT_KEY = re.compile(r"[^a-z0-9]+")
_LONGEST_KEY = 40


@require_http_methods(["GET", "HEAD", "POST"])
def draft_piece(request: ActorRequest, draft_id: int, place: str) -> HttpResponse:
    """Show the form of a piece, and change the piece or what is below it."""
    page = page_of(request, draft_id)
    path = () if place == "villkor" else path_of(place)
    if request.method != "POST":
        return _show(request, page, path)
    verb = request.POST.get("verb", "save")
    if verb == "remove":
        below = written(path_of(request.POST.get("plats", "")))
        return HttpResponseRedirect(
            reverse("draft_remove", args=[draft_id, below]) if below else request.path
        )
    edit_of, target = (
        (_saving, path) if verb == "save" else (_changing, path_of(request.POST.get("plats", "")))
    )
    posted = request.POST
    try:
        draft = edit_draft(
            request.actor,
            draft_id,
            lambda raw: edit_of(raw, target, posted),
            base=revision_of(posted.get("base", "")),
        )
    except Refused as refusal:
        return _show(request, page_of(request, draft_id), path, refusal, is_form=verb == "save")
    messages.success(request, _SAVED)
    after = page_of(request, draft.pk)
    return HttpResponseRedirect(_next_address(after, path, target, verb, posted))


def _saving(raw: Raw, path: Path, posted: QueryDict) -> Edit:
    values, drop = set_by_typing(raw, path, typed_in(posted))
    return Edit("set", path, posted.get("kand", ""), values, drop)


def typed_in(posted: QueryDict) -> dict[str, list[str]]:
    """Return what was typed in the fields of a form, by the name of the field."""
    return {name.removeprefix(PREFIX): posted.getlist(name) for name in posted if name.startswith(PREFIX)}


def _changing(raw: Raw, path: Path, posted: QueryDict) -> Edit:
    """Return the change that a button asks for: `add` with what was typed beside it, or a move of what stands there."""
    verb = posted.get("verb", "")
    if verb != "add":
        return Edit(verb, path, posted.get("kand", ""), item=posted.get("grupp") or None)
    made = _NEW.get(posted.get("slag", ""))
    if made is None:
        raise NotPossible("Välj vad som ska läggas till.")
    return Edit("add", path, item=made(raw, path, posted))


def _requirement(raw: Raw, path: Path, posted: QueryDict) -> Raw:
    code, name, kind = (posted.get(one, "").strip() for one in ("kod", "namn", "typ"))
    if not code or not name or kind not in dict(KINDS):
        raise NotPossible("Ange kod, namn och slag för kravet.")
    if any(text_at(one, "code") == code for one in list_at(raw, *path)):
        raise NotPossible(f"Det finns redan ett krav med koden {code}.")
    made: dict[str, Raw] = {
        "code": code,
        "kind": kind,
        "name": name,
        "parties": ["municipality"],
        "text": None,
    }
    if kind == "application_grant":
        return made | {"parties": ["applicant"], "pot": None}
    return made if kind == "grundkrav" else made | {"pot": None, "allocation": "shared"}


def _question(raw: Raw, path: Path, posted: QueryDict) -> Raw:
    label, kind = posted.get("namn", "").strip(), posted.get("typ", "")
    if not label:
        raise NotPossible("Skriv frågan.")
    taken = {text_at(one, "key") for one in list_at(raw, *path)} | ({"name"} if "fields" in path else set())
    return {"key": _key_of(label, taken), "type": kind, "label": label}


def _key_of(label: str, taken: set[str]) -> str:
    """Return a key made of the words of a label, that no other question has."""
    plain = unicodedata.normalize("NFKD", label.lower()).encode("ascii", "ignore").decode()
    key = _NOT_KEY.sub("_", plain).strip("_")[:_LONGEST_KEY].strip("_")
    key = key if key and key[0].isalpha() else f"q_{key}".strip("_")
    number, found = 2, key
    while found in taken:
        found, number = f"{key}_{number}", number + 1
    return found


def _line(raw: Raw, path: Path, posted: QueryDict) -> Raw:
    name = posted.get("namn", "").strip()
    if not name:
        raise NotPossible("Skriv vad pengarna är till.")
    return {"name": name, "recipient": None, "amount": None}


def _set_by(raw: Raw, path: Path, posted: QueryDict) -> Raw:
    name = posted.get("typ", "")
    if not name:
        raise NotPossible("Välj vad som är bestämt.")
    return {"known": name, "who": TO_CONFIRM, "note": None}


def _leaf(raw: Raw, path: Path, posted: QueryDict) -> Raw:
    return new_leaf(posted.get("typ", ""), next_key(table_at(raw, *path[:2], "rule")))


_NEW: dict[str, Callable[[Raw, Path, QueryDict], Raw]] = {
    "requirement": _requirement,
    "question": _question,
    "field": _question,
    "line": _line,
    "set_by": _set_by,
    "leaf": _leaf,
}


def _next_address(page: DraftPage, path: Path, target: Path, verb: str, posted: QueryDict) -> str:
    """Return where to go: to what was added, to the draft from its list of requirements, otherwise back."""
    draft = page.draft.pk
    if verb == "add":
        added = _added(page, target, posted)
        if added is not None:
            return reverse("draft_piece", args=[draft, written(added)])
    if target[:1] == ("requirements",) and len(target) <= len(("requirements", 0)) and verb != "save":
        return reverse("draft", args=[draft]) + "#krav"
    if verb == "save":
        return reverse("draft_piece", args=[draft, written(path) or "villkor"])
    anchor = "regel" if {"rule", "where"} & set(target) else "lista"
    return reverse("draft_piece", args=[draft, written(path) or "villkor"]) + f"#{anchor}"


def _added(page: DraftPage, target: Path, posted: QueryDict) -> Path | None:
    """Return the path of what was just added: last in its list, by its name, or the node with the highest key."""
    raw, kind = page.checked.raw, posted.get("slag", "")
    if kind == "set_by":
        return ("set_by", posted.get("typ", ""))
    if kind != "leaf":
        return (*target, len(list_at(raw, *target)) - 1)
    rule = table_at(raw, *target[:2], "rule")
    newest = f"c{int(next_key(rule)[1:]) - 1}"
    return _path_of_key(rule, newest, (*target[:2], "rule"))


def _path_of_key(node: Raw, key: str, path: Path) -> Path | None:
    if text_at(node, "key") == key:
        return path
    inner = (
        list(node.items())
        if isinstance(node, dict)
        else list(enumerate(node))
        if isinstance(node, list)
        else []
    )
    for step, below in inner:
        if (found := _path_of_key(below, key, (*path, step))) is not None:
            return found
    return None


def _show(
    request: ActorRequest,
    page: DraftPage,
    path: Path,
    refusal: Refused | None = None,
    *,
    is_form: bool = False,
) -> HttpResponse:
    if not page.checked.has_forms:
        return HttpResponseRedirect(reverse("draft_text", args=[page.draft.pk]))
    try:
        piece = piece_at(page.checked.raw, path)
    except NoSuchPlace as error:
        if refusal is None:
            raise Http404 from error
        return _show_lost(request, page, refusal)
    if not piece.kind:
        raise Http404
    code = text_at(page.checked.raw, *path[:2], "code") if path[:1] == ("requirements",) else ""
    context = {
        "page": page,
        "draft": page.draft,
        "view": PieceView(
            piece,
            page.checked,
            typed_in(request.POST) if is_form else None,
            _drawn(request, page, path) if isinstance(refusal, Overtaken) else None,
        ),
        "refusal": refusal,
        "posted": {name: request.POST.get(name, "") if refusal else "" for name in ("namn", "typ")},
        "code": code,
        "comments": page.comments_on(code) if piece.kind == "requirement" and code else [],
        "above": _above(page, path),
        "number": path[1] if len(path) > 1 and isinstance(path[1], int) else "",
    }
    return render(request, "agreements/drafts/piece.html", context, status=REFUSED if refusal else None)


def _drawn(request: ActorRequest, page: DraftPage, path: Path) -> dict[str, list[str]] | None:
    """Return what stood in the form that was posted; None where that revision was not kept, or another stood there."""
    text = text_of_revision(page.draft, revision_of(request.POST.get("base", "")))
    if text is None:
        return None
    try:
        piece = piece_at(raw_of_text(text), path)
    except (DefinitionFaults, NoSuchPlace):
        return None
    return piece.shown() if piece.known_as == request.POST.get("kand", "") else None


def _show_lost(request: ActorRequest, page: DraftPage, refusal: Refused) -> HttpResponse:
    """What was changed is gone: what was typed is shown to be copied."""
    typed = [text for texts in typed_in(request.POST).values() for text in texts if text.strip()]
    context = {"page": page, "draft": page.draft, "refusal": refusal, "typed": typed}
    return render(request, "agreements/drafts/lost.html", context, status=REFUSED)


def _above(page: DraftPage, path: Path) -> list[tuple[str, str]]:
    """Return the pieces around this one, address and title, the outermost first."""
    raw, draft = page.checked.raw, page.draft.pk
    found = []
    depths = (2, 4) if path[2:3] == ("questions",) else (2,)
    for depth in depths if path[:1] == ("requirements",) else ():
        if len(path) > depth:
            around = piece_at(raw, path[:depth])
            found.append((reverse("draft_piece", args=[draft, written(around.path)]), around.title))
    if path[:1] in {("budget",), ("set_by",)}:
        found.append((reverse("draft_piece", args=[draft, "villkor"]), "Villkor, datum och pengar"))
    return found

"""Requests for access to documents: the list, one request, one of its documents, and the copy."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, time

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from agreements.models import AccessCopy, AccessRequestEntry, Channel
from agreements.models.access import Outcome
from agreements.selectors.access import (
    entries_of,
    entry_page,
    found_documents,
    request_list,
    request_page,
)
from agreements.selectors.diary import reads_requests
from agreements.services import access, access_copies
from agreements.services.access_decisions import Decided, decide_on_entry
from agreements.views.days import posted_day
from prio import clock
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422
NOON = time(12)  # of a day when nobody noted the hour
REQUEST_FIELDS = ("text", "requester", "channel", "received")
OUTCOMES = [choice for choice in Outcome.choices if choice[0] != Outcome.UNTESTED]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def access_requests(request: ActorRequest) -> HttpResponse:
    """The requests, and registering one."""
    refusal = None
    posted = {name: request.POST.get(name, "").strip() for name in REQUEST_FIELDS}
    if not reads_requests(request.actor):
        raise Http404
    if request.method == "POST":
        try:
            made = access.register_request(
                request.actor,
                posted["text"],
                requester=posted["requester"],
                channel=posted["channel"],
                received_at=_received(posted["received"], request.arrived_at),
            )
        except Refused as error:
            refusal = error
        else:
            messages.success(
                request, f"Begäran är registrerad som {made.case.reference}. Välj nu handlingarna."
            )
            return redirect("access_request", made.pk)
    context = {
        "list": request_list(request.actor, request.GET.get("sida", "")),
        "channels": Channel.choices,
        "posted": posted,
        "refusal": refusal,
        "today": clock.today(),
    }
    return render(request, "agreements/diary/requests.html", context, status=REFUSED if refusal else None)


def _received(text: str, now: datetime) -> datetime:
    """Return when a request came: now for today, which is what an empty field means; noon of an earlier day."""
    day = posted_day(text) if text else now.astimezone(clock.STOCKHOLM).date()
    if day == now.astimezone(clock.STOCKHOLM).date():
        return now
    return datetime.combine(day, NOON, clock.STOCKHOLM)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def access_request(request: ActorRequest, request_id: int) -> HttpResponse:
    """One request: what is asked for, its documents, its copies, its log."""
    if request_page(request.actor, request_id) is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        step = _STEPS.get(request.POST.get("verb", ""))
        if step is None:
            raise Http404
        try:
            messages.success(request, step(request, request_id))
        except Refused as error:
            refusal = error
        else:
            return redirect("access_request", request_id)
    sought = request.GET.get("hitta", "").replace("\0", "").strip()[:2000]
    context = {
        "page": request_page(request.actor, request_id),
        "sought": sought,
        "found": found_documents(request.actor, request_id, sought),
        "refusal": refusal,
        "posted": {name: request.POST.get(name, "") for name in ("verb", "words")},
    }
    return render(request, "agreements/diary/request.html", context, status=REFUSED if refusal else None)


def _pick(request: ActorRequest, request_id: int) -> str:
    new = access.pick_entries(request.actor, request_id, entries_of(request.POST.getlist("entry")))
    return f"{new} valda." if new != 1 else "En handling är vald."


def _unpick(request: ActorRequest, request_id: int) -> str:
    picked = request.POST.get("picked", "")
    try:
        access.unpick_entry(request.actor, request_id, int(picked) if picked.isdecimal() else 0)
    except (AccessRequestEntry.DoesNotExist, OverflowError):
        raise Http404 from None
    return "Handlingen är borttagen ur begäran."


def _make(request: ActorRequest, request_id: int) -> str:
    made = access_copies.make_copy(request.actor, request_id)
    return f"Kopian är gjord: {len(made)} filer." if len(made) > 1 else "Kopian är gjord."


def _reopen(request: ActorRequest, request_id: int) -> str:
    access.reopen(request.actor, request_id)
    return "Begäran är öppen igen. Kopian som gjordes finns kvar i loggen."


def _give_out(request: ActorRequest, request_id: int) -> str:
    access.give_out(request.actor, request_id, request.POST.get("words", ""))
    return "Begäran är besvarad och svaret är registrerat."


def _answer_without(request: ActorRequest, request_id: int) -> str:
    access.answer_without(request.actor, request_id, request.POST.get("words", ""))
    return "Begäran är besvarad och svaret är registrerat."


def _withdraw(request: ActorRequest, request_id: int) -> str:
    access.withdraw(request.actor, request_id, request.POST.get("words", ""))
    return "Begäran är återtagen."


_STEPS: dict[str, Callable[[ActorRequest, int], str]] = {
    "pick": _pick,
    "unpick": _unpick,
    "make": _make,
    "reopen": _reopen,
    "give_out": _give_out,
    "answer_without": _answer_without,
    "withdraw": _withdraw,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def access_entry(request: ActorRequest, request_id: int, picked_id: int) -> HttpResponse:
    """One document of a request: what it says, what is masked, and what was decided."""
    page = entry_page(request.actor, request_id, picked_id)
    if page is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        decided = _decided(request, [choice.file.key for choice in page.files])
        try:
            decide_on_entry(request.actor, request_id, picked_id, decided)
        except Refused as error:
            refusal = error
            page = entry_page(request.actor, request_id, picked_id, _as_masks(decided))
        else:
            messages.success(request, "Prövningen är sparad. Så här lämnas handlingen ut.")
            return redirect("access_entry", request_id, picked_id)
    posted = request.POST if refusal else None
    context = {"page": page, "refusal": refusal, "posted": posted, "outcomes": OUTCOMES}
    return render(request, "agreements/diary/entry.html", context, status=REFUSED if refusal else None)


def _decided(request: ActorRequest, files: list[str]) -> Decided:
    posted = request.POST
    return Decided(
        outcome=posted.get("outcome", ""),
        support=posted.get("support", ""),
        reason=posted.get("reason", ""),
        words=[*posted.getlist("word"), *posted.get("words", "").splitlines()],
        lines=posted.getlist("line"),
        files={key: (posted.get(f"give-{key}", ""), posted.get(f"pages-{key}", "").strip()) for key in files},
    )


def _as_masks(decided: Decided) -> dict[str, object]:
    return {
        "words": [word.strip() for word in decided.words if word.strip()],
        "lines": list(decided.lines),
        "files": {key: {"give": give, "pages": pages} for key, (give, pages) in decided.files.items()},
    }


@never_cache
@require_POST
def access_copy(request: ActorRequest, request_id: int, making: int, number: int) -> HttpResponse:
    """Send one of the files of a making. By POST, since every look is written in the log."""
    for copy in _opened(request, request_id, making):
        if copy.number == number:
            return _attachment(copy.name, copy.media_type, bytes(copy.content))
    raise Http404


@never_cache
@require_POST
def access_copies_zip(request: ActorRequest, request_id: int, making: int) -> HttpResponse:
    """Send all files of a making as one zip file."""
    copies = _opened(request, request_id, making)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for copy in copies:
            day = copy.made_at.astimezone(clock.STOCKHOLM)
            entry = zipfile.ZipInfo(copy.name, day.timetuple()[:6])
            archive.writestr(entry, bytes(copy.content), zipfile.ZIP_DEFLATED)
    return _attachment(copies[0].name.replace(".pdf", ".zip"), "application/zip", packed.getvalue())


def _opened(request: ActorRequest, request_id: int, making: int) -> tuple[AccessCopy, ...]:
    try:
        return access_copies.opened(request.actor, request_id, making)
    except access.NoSuchRequest:
        raise Http404 from None


def _attachment(name: str, media_type: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    # Whatever it holds, no browser runs it as a page of ours.
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer

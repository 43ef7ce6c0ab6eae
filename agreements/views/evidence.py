"""Attaching files, taking them away, and handing them out to who may read them."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from agreements.domain.report_key import ReportKey
from agreements.evidence.kinds import SHOWN_IN_A_PAGE
from agreements.form_fields import name_of
from agreements.models import EvidenceFile, EvidenceState
from agreements.selectors.county_evidence import county_page
from agreements.selectors.evidence import boxes, readable_file
from agreements.selectors.places import report_place
from agreements.services.drafts import NoSuchReport
from agreements.services.evidence import (
    NoSuchFile,
    Place,
    leave_county_file,
    receive_county_file,
    receive_file,
    remove_file,
    use_county_file,
)
from agreements.views import report
from agreements.views.report_page import ReportPage
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

CHUNK = 256 * 1024  # bytes
POLICY = "default-src 'none'; sandbox"
# Shown in a page of ours and in no other's.
POLICY_IN_A_PAGE = "default-src 'none'; frame-ancestors 'self'; sandbox"
NOTHING_NEW, NOT_USABLE = 204, 409
# A script asks for one question's files at a time; a form without script is saved as a whole.
BY_SCRIPT = "upload.js"
IN_WORDS = "text/plain; charset=utf-8"  # what was refused, for a script; what was done is HTML


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_upload(
    request: ActorRequest, code: str, party: str, requirement: str, question: str
) -> HttpResponse:
    """Show the files at a question; by POST attach files, take one away, or use one of the county."""
    key = ReportKey(code, requirement, party)
    by_script = request.headers.get("X-Requested-With") == BY_SCRIPT
    if request.method != "POST":
        return _files_at(request, key, question)
    try:
        refusals = _done(request, key, question)
    except (NoSuchReport, NoSuchFile) as gone:
        raise Http404 from gone
    if by_script:
        if refusals:
            return HttpResponse("\n".join(refusals), content_type=IN_WORDS)
        return _files_at(request, key, question)
    for refusal in refusals:
        messages.error(request, refusal)
    # Nothing that was typed in the same form is lost.
    return report.report(request, code, party, requirement)


def _done(request: ActorRequest, key: ReportKey, question: str) -> list[str]:
    """Do what was asked, and return what was refused. Raises NoSuchReport, NoSuchFile."""
    if report_place(request.actor, key) is None:
        raise NoSuchReport
    verb, _, named = request.POST.get("gor", "").partition(":")
    tab = request.POST.get("tab", "")
    refusals = []
    try:
        match verb:
            case "ta-bort":
                remove_file(request.actor, _key(named), arrived_at=request.arrived_at, tab=tab)
            case "anvand-inte":
                leave_county_file(request.actor, key, _key(named), arrived_at=request.arrived_at, tab=tab)
            case "anvand":
                use_county_file(request.actor, key, question, _key(named), arrived_at=request.arrived_at)
    except (NoSuchReport, NoSuchFile):
        raise
    except Refused as refusal:
        refusals.append(str(refusal))
    for upload in request.FILES.getlist(f"fil.{question}"):
        try:
            receive_file(
                request.actor,
                key,
                question,
                upload,
                arrived_at=request.arrived_at,
                where=_where(request, question),
            )
        except (NoSuchReport, NoSuchFile):
            raise
        except Refused as refusal:
            refusals.append(_about(upload, refusal))
    return refusals


def _where(request: ActorRequest, question: str) -> Place:
    row = request.POST.get(f"rad.{question}", "")
    ticks = request.POST.getlist(name_of(question, "sections"))
    return Place(
        row=int(row) if row.isascii() and row.isdigit() else None,
        sections=tuple(ticks) if ticks else None,
        tab=request.POST.get("tab", ""),
    )


def _about(upload: UploadedFile, refusal: Refused) -> str:
    said = str(refusal)
    return said if upload.name and upload.name in said else f"{upload.name}: {said}"


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NoSuchFile from None


def _files_at(request: ActorRequest, key: ReportKey, question: str) -> HttpResponse:
    place = report_place(request.actor, key, now=request.arrived_at)
    box = boxes(place).get(question) if place else None
    if place is None or box is None:
        raise Http404
    if request.GET.get("sedan") == box.mark:
        return HttpResponse(status=NOTHING_NEW)
    one = ReportPage(place, request.actor).view_of(place.requirement.question(question))
    context = {"one": one, "question": one.question, "place": place}
    return render(request, "agreements/report/_evidence.html", context)


@never_cache
@require_safe
def evidence(request: ActorRequest, evidence_id: UUID) -> HttpResponseBase:
    """Hand out a file as an attachment, or say why it cannot be had."""
    return _handed_out(request, evidence_id)


@never_cache
@require_safe
@xframe_options_sameorigin
def evidence_inline(request: ActorRequest, evidence_id: UUID) -> HttpResponseBase:
    """Hand out a PDF or a picture to be shown inside one of our pages; any other file as an attachment."""
    return _handed_out(request, evidence_id, shown=True)


def _handed_out(request: ActorRequest, evidence_id: UUID, *, shown: bool = False) -> HttpResponseBase:
    file = readable_file(request.actor, evidence_id)
    if file is None:
        raise Http404
    if file.state != EvidenceState.USABLE or not default_storage.exists(file.file.name or ""):
        return render(request, "agreements/evidence/not_usable.html", {"file": file}, status=NOT_USABLE)
    return _content_of(file, inline=shown and file.media_type in SHOWN_IN_A_PAGE)


def _content_of(file: EvidenceFile, *, inline: bool) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(_pieces(file.file.name or ""), content_type=file.media_type)
    place = content_disposition_header(as_attachment=not inline, filename=file.name)
    answer["Content-Disposition"] = place or "inline"
    answer["Content-Length"] = str(file.size)
    # Whatever it holds, no browser runs it as a page of ours.
    answer["Content-Security-Policy"] = POLICY_IN_A_PAGE if inline else POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _pieces(stored: str) -> Iterator[bytes]:
    """Open the content when it is sent, and close it after the last piece."""
    with default_storage.open(stored) as content:
        while piece := content.read(CHUNK):
            yield piece


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def county_evidence(request: ActorRequest, code: str, county: str) -> HttpResponse:
    """What the parties of a county have in common, for its coordinator: attached once, confirmed by each."""
    page = county_page(request.actor, code, county, now=request.arrived_at)
    if page is None:
        raise Http404
    if request.method == "POST":
        return _posted_common(request, code, county)
    if request.GET.get("sedan") in {one.mark for one in page.questions}:
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "agreements/evidence/county.html", {"page": page, "code": code})


def _posted_common(request: ActorRequest, code: str, county: str) -> HttpResponse:
    """Do what was asked. A script is told what was refused; a page without one tells everything that was done."""
    done: list[str] = []
    refusals: list[str] = []
    try:
        _do_common(request, code, county, done, refusals)
    except NoSuchFile as gone:
        raise Http404 from gone
    except Refused as refusal:
        refusals.append(str(refusal))
    if request.headers.get("X-Requested-With") == BY_SCRIPT:
        if refusals:
            return HttpResponse("\n".join(refusals), content_type=IN_WORDS)
        return redirect("county_evidence", code, county)
    for said in done:
        messages.success(request, said)
    for said in refusals:
        messages.error(request, said)
    return redirect("county_evidence", code, county)


def _do_common(request: ActorRequest, code: str, county: str, done: list[str], refusals: list[str]) -> None:
    verb, _, named = request.POST.get("gor", "").partition(":")
    if verb == "ta-bort":
        remove_file(request.actor, _key(named))
        done.append("Filen är borttagen.")
        return
    requirement, _, question = named.partition(":")
    uploads = request.FILES.getlist("fil")
    if verb != "bifoga" or not uploads:
        raise Refused("Välj en fil först.")
    for upload in uploads:
        try:
            file = receive_county_file(request.actor, code, requirement, question, county, upload)
        except NoSuchFile:
            raise
        except Refused as refusal:
            refusals.append(_about(upload, refusal))
            continue
        done.append(f"”{file.name}” är mottagen och kontrolleras.")

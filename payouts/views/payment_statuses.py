"""The pages of the bank's answers: uploading a file, looking at every row, approving or discarding it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agreements.models import AgreementVersion
from payouts.models import StatusFileState
from payouts.paying import pays
from payouts.payment_forms import StatusesForm
from payouts.selectors.payments import readable_version
from payouts.selectors.status_files import StatusPage, status_files, status_page
from payouts.services.payment_statuses import LARGEST, approve_statuses, discard_statuses, upload_statuses
from prio import clock
from prio.accounts.requests import ActorRequest
from prio.refused import Refused
from prio.swedish import counted, moment

REFUSED = 422
CHANGED = "betalning är ändrad,betalningar är ändrade"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def statuses(request: ActorRequest, code: str) -> HttpResponse:
    """Show the files from the bank, and take a new one."""
    version = readable_version(request.actor, code)
    if version is None:
        raise Http404
    if request.method != "POST":
        return _show_all(request, version, StatusesForm())
    if not pays(request.actor, version.definition):
        raise Http404
    form = StatusesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_all(request, version, form, status=REFUSED)
    sent = form.cleaned_data["file"]
    try:
        if sent.size > LARGEST:
            raise Refused(f"Filen är större än {LARGEST // 1024 // 1024} MB.")
        found = upload_statuses(code, sent.name, sent.read(), request.actor)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return _show_all(request, version, form, status=REFUSED)
    if found.state == "approved":
        messages.info(request, "Den här filen är redan läst och godkänd. Inget är ändrat.")
    return redirect("payment_status_file", code, found.pk)


def _show_all(
    request: ActorRequest, version: AgreementVersion, form: StatusesForm, status: int | None = None
) -> HttpResponse:
    context = {
        "agreement": version.agreement,
        "files": status_files(version),
        "form": form,
        "may_pay": pays(request.actor, version.definition),
    }
    return render(request, "payouts/paying/statuses.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status_file(request: ActorRequest, code: str, file_id: int) -> HttpResponse:
    """Show what every row of a file leads to, and approve or discard it."""
    version = readable_version(request.actor, code)
    page = status_page(request.actor, version, file_id, clock.today()) if version else None
    if version is None or page is None:
        raise Http404
    if request.method != "POST":
        return _show(request, page)
    verb = request.POST.get("verb", "")
    if verb not in {"approve", "discard"} or not pays(request.actor, version.definition):
        raise Http404
    try:
        if verb == "approve":
            if page.file.state == StatusFileState.APPROVED and page.file.approved_at:
                when = moment(page.file.approved_at)
                messages.info(
                    request, f"Filen godkändes redan {when} av {page.file.approved_by}. Inget är ändrat nu."
                )
                return redirect("payment_status_file", code, file_id)
            found = approve_statuses(file_id, request.POST.get("sett", ""), request.actor)
            messages.success(request, f"Beskedet är godkänt. {counted(found.applied, CHANGED)}.")
            return redirect("payments", code)
        discard_statuses(file_id, request.actor)
    except Refused as refusal:
        fresh = status_page(request.actor, version, file_id, clock.today()) or page
        return _show(request, fresh, refusal)
    messages.success(request, "Filen är kastad. Ingen betalning är ändrad.")
    return redirect("payment_statuses", code)


def _show(request: ActorRequest, page: StatusPage, refusal: Refused | None = None) -> HttpResponse:
    context = {"page": page, "agreement": page.version.agreement, "file": page.file, "refusal": refusal}
    status = REFUSED if refusal else None
    return render(request, "payouts/paying/status_file.html", context, status=status)


@require_safe
def status_download(request: ActorRequest, code: str, file_id: int) -> HttpResponse:
    """Send a file from the bank as it came."""
    version = readable_version(request.actor, code)
    page = status_page(request.actor, version, file_id, clock.today()) if version else None
    if page is None:
        raise Http404
    answer = HttpResponse(bytes(page.file.document.content), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=page.file.name)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer

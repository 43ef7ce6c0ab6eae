"""The pages of registers: which there are, uploading a file, looking at what it came to, approving or discarding it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessment.domain.registers.matching import MOST_COLUMNS
from assessment.register_forms import UploadForm
from assessment.registers.template import template
from assessment.selectors.register_pages import (
    ImportPage,
    RegisterPage,
    import_page,
    readable_register,
    register_file,
    register_page,
    registers_page,
)
from assessment.selectors.register_parties import parties_of
from assessment.services.registers import (
    NoSuchRegister,
    Ordered,
    approve_register_import,
    discard_register_import,
    match_columns,
    upload_register_file,
)
from prio import clock
from prio.accounts.requests import ActorRequest
from prio.accounts.roles import Actor
from prio.jobs.selectors import live_jobs
from prio.refused import Refused

REFUSED = 422


@require_safe
def register_list(request: ActorRequest, code: str) -> HttpResponse:
    """Show the registers that the agreement reads from, and how each stands."""
    page = registers_page(request.actor, code)
    if page is None:
        raise Http404
    return render(request, "assessment/registers/list.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: ActorRequest, code: str, register: str) -> HttpResponse:
    """Show a register with its versions, and take a new file."""
    page = register_page(request.actor, code, register)
    if page is None:
        raise Http404
    if request.method != "POST":
        return _show(request, page, UploadForm(page.register, initial={"read_on": clock.today()}))
    if not page.may_write:
        raise Http404
    form = UploadForm(page.register, request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, page, form, status=REFUSED)
    sent: UploadedFile = form.cleaned_data["file"]
    try:
        ordered = upload_register_file(
            request.actor,
            code,
            register,
            sent,
            read_on=form.cleaned_data["read_on"],
            requirement=form.cleaned_data.get("requirement", ""),
        )
    except Refused as refusal:
        fresh = register_page(request.actor, code, register) or page
        return _show(request, fresh, form, refusal, REFUSED)
    return HttpResponseRedirect(_place_of(code, ordered))


def _show(
    request: ActorRequest,
    page: RegisterPage,
    form: UploadForm,
    refusal: Refused | None = None,
    status: int | None = None,
) -> HttpResponse:
    context = {"page": page, "form": form, "refusal": refusal}
    return render(request, "assessment/registers/register.html", context, status=status)


def _place_of(code: str, ordered: Ordered) -> str:
    """Return the page of a version, or of the job that reads it."""
    if ordered.job_id:
        return reverse("job", args=[ordered.job_id])
    return reverse("register_import", args=[code, ordered.found.register, ordered.found.number])


@require_safe
def register_template(request: ActorRequest, code: str, register: str, requirement: str) -> HttpResponse:
    """Send a file to fill in, with the right columns and every organisation."""
    found = readable_register(request.actor, code, register)
    wanted = found[1].of(requirement) if found else None
    if found is None or wanted is None:
        raise Http404
    content = template(found[1], wanted, parties_of(found[0].definition.names_day))
    return _attachment(content, f"{register}-{code}-{requirement}.csv", "text/csv; charset=utf-8")


@require_safe
def register_download(request: ActorRequest, code: str, register: str, number: int) -> HttpResponse:
    """Send the file that a version was read from, byte for byte."""
    return download(request.actor, code, register, number)


def download(actor: Actor, code: str, register: str, number: int) -> HttpResponse:
    """Return the file of a version as an attachment. Raises Http404 where there is none that the actor may have."""
    found = register_file(actor, code, register, number)
    if found is None:
        raise Http404
    name, content = found
    return _attachment(content, name, "application/octet-stream")


def _attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    # Whatever it holds, no browser runs it as a page of ours.
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register_import(request: ActorRequest, code: str, register: str, number: int) -> HttpResponse:
    """Show a version with everything that is wrong, missing and changed, and take the steps of its life."""
    page = import_page(request.actor, code, register, number)
    if page is None:
        raise Http404
    if request.method != "POST":
        return _show_import(request, page)
    step = _STEPS.get(request.POST.get("verb", ""))
    if step is None or not page.may_write:
        raise Http404
    try:
        return HttpResponseRedirect(step(request, page))
    except NoSuchRegister as gone:
        raise Http404 from gone
    except Refused as refusal:
        fresh = import_page(request.actor, code, register, number) or page
        return _show_import(request, fresh, refusal)


def _show_import(request: ActorRequest, page: ImportPage, refusal: Refused | None = None) -> HttpResponse:
    jobs = live_jobs(request.actor, page.found.subject) if page.found.state == "reading" else []
    context = {
        "page": page,
        "found": page.found,
        "faults": page.faults(request.GET.get("fel", "1")),
        "figures": page.figures(request.GET.get("uppgifter", "1")),
        "changes": page.changes(request.GET.get("skillnader", "1")),
        "jobs": jobs,
        "refusal": refusal,
    }
    status = REFUSED if refusal else None
    return render(request, "assessment/registers/import.html", context, status=status)


def _match(request: ActorRequest, page: ImportPage) -> str:
    ordered = match_columns(request.actor, page.found.pk, posted_matching(request.POST))
    if not ordered.job_id:
        messages.success(request, "Filen är läst på nytt.")
    return _place_of(page.agreement.code, ordered)


def posted_matching(posted: QueryDict) -> dict[str, object]:
    """Return what a form says of the columns, as `match_columns` takes it."""
    heading = posted.get("rubrikrad", "")
    return {
        "sheet": posted.get("blad", ""),
        "requirement": posted.get("krav", ""),
        "heading": int(heading) if heading.isascii() and heading.isdigit() and len(heading) <= len("1000000") else 1,
        "columns": {
            str(index): held for index in range(MOST_COLUMNS) if (held := posted.get(f"kolumn.{index}", ""))
        },
    }  # fmt: skip


def _approve(request: ActorRequest, page: ImportPage) -> str:
    seen = request.POST.get("lasning", "")
    found = approve_register_import(
        request.actor,
        page.found.pk,
        without_faulty=request.POST.get("utan_fel") == "ja",
        revision=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < len("1000000") else -1,
    )
    messages.success(request, f"Version {found.number} är godkänd. Uppgifterna gäller från och med nu.")
    return reverse("register", args=[page.agreement.code, found.register])


def _discard(request: ActorRequest, page: ImportPage) -> str:
    found = discard_register_import(request.actor, page.found.pk)
    messages.success(request, f"Version {found.number} är kastad. Filen är borttagen.")
    return reverse("register", args=[page.agreement.code, found.register])


_STEPS: dict[str, Callable[[ActorRequest, ImportPage], str]] = {
    "match": _match,
    "approve": _approve,
    "discard": _discard,
}

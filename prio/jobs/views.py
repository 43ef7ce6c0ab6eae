"""The page of one job: how far it is, and where its result is."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from prio.accounts.requests import ActorRequest
from prio.jobs.models import Job
from prio.jobs.pages import page_of
from prio.jobs.selectors import job_of

NOTHING_NEW = 204  # htmx leaves the page as it is and asks again
SECONDS_BETWEEN_LOOKS = 1


@never_cache
@require_safe
def job(request: ActorRequest, job_id: UUID) -> HttpResponse:
    """Show the job; to htmx only what has changed since the state that it names."""
    found = job_of(request.actor, job_id)
    if found is None:
        raise Http404
    mark = mark_of(found)
    context = {
        "job": found,
        "page": page_of(found.kind),
        "links": links_of(found),
        "mark": mark,
        "seconds": SECONDS_BETWEEN_LOOKS,
    }
    if not request.htmx:
        return render(request, "jobs/job.html", context)
    if request.GET.get("sedan") == mark:
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "jobs/_state.html", context)


def mark_of(found: Job) -> str:
    """Return a short text that changes whenever what the page shows of the job changes."""
    return f"{found.state}.{found.attempts}.{found.done}.{found.total}.{found.step}"


def links_of(found: Job) -> dict[str, str]:
    """Return the addresses of the job's result and of the page that it belongs to, as far as they are known."""
    page = page_of(found.kind)
    if page is None:
        return {}
    links = {"back": page.back(found)}
    if found.result:
        links["done"] = page.done(found)
    return links

"""The page of one job: how far it is, and where its result is."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from prio.accounts.requests import ActorRequest
from prio.jobs import services
from prio.jobs.models import Job, JobState
from prio.jobs.pages import page_of
from prio.jobs.queue import queue_answers
from prio.jobs.registry import can_go_on
from prio.jobs.selectors import job_of
from prio.refused import Refused

NOTHING_NEW = 204  # htmx leaves the page as it is and asks again
SECONDS_BETWEEN_LOOKS = 1


@never_cache
@require_safe
def job(request: ActorRequest, job_id: UUID) -> HttpResponse:
    """Show the job; to htmx only what has changed since the state that it names."""
    found = job_of(request.actor, job_id)
    if found is None:
        raise Http404
    is_stuck = found.state == JobState.QUEUED and not queue_answers()
    mark = mark_of(found, is_stuck=is_stuck)
    page = page_of(found.kind)
    context = {
        "job": found,
        "page": page,
        "about": page.about(found) if page else found.subject,
        "links": links_of(found),
        "says": page.says(found) if page and found.result else "",
        "is_stuck": is_stuck,
        "may_stop": found.is_live and can_go_on(found.kind) and services.may_stop(request.actor, found),
        "may_go_on": found.state == JobState.STOPPED and found.by_id == request.actor.user_id,
        "mark": mark,
        "seconds": SECONDS_BETWEEN_LOOKS,
    }
    if not request.htmx:
        return render(request, "jobs/job.html", context)
    if request.GET.get("sedan") == mark:
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "jobs/_state.html", context)


@require_POST
def job_step(request: ActorRequest, job_id: UUID) -> HttpResponse:
    """Stop a job, or let a stopped one go on."""
    found = job_of(request.actor, job_id)
    if found is None:
        raise Http404
    try:
        match request.POST.get("verb", ""):
            case "stop":
                services.request_stop(request.actor, found)
            case "go_on":
                found = services.go_on(request.actor, found)
            case _:
                raise Http404
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("job", args=[found.pk]))


def mark_of(found: Job, *, is_stuck: bool = False) -> str:
    """Return a short text that changes whenever what the page shows of the job changes."""
    stands = f"{found.state}.{found.attempts}.{found.done}.{found.total}.{found.step}"
    return f"{stands}{'.stop' * found.stop_requested}{'.stuck' * is_stuck}"


def links_of(found: Job) -> dict[str, str]:
    """Return the addresses of the job's result and of the page that it belongs to, as far as they are known."""
    page = page_of(found.kind)
    if page is None:
        return {}
    links = {"back": page.back(found)}
    if found.result:
        links["done"] = page.done(found)
    return links

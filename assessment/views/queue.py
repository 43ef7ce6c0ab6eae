"""The queue of a round: its cases, narrowed, sorted and paged, with the views that a person has named."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assessment.domain.queue import PARAMETERS, Filters, read_filters
from assessment.models import RoundKind
from assessment.selectors.queue import outcomes, queue_page, states_of
from assessment.selectors.queue_people import assessors, own_views
from assessment.services.queue_views import remove_view, save_view
from assessment.views.queue_screen import Screen
from prio.accounts.requests import ActorRequest
from prio.refused import NotPermitted, Refused

REFUSED, NOT_PERMITTED = 422, 403
LONGEST_NUMBER = 6  # digits of a page


@require_safe
def queue(request: ActorRequest, code: str, kind: RoundKind) -> HttpResponse:
    """Show a page of the queue."""
    filters, faults = read_filters(request.GET.dict(), states=states_of(kind), outcomes=outcomes())
    page = request.GET.get("sida", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) <= LONGEST_NUMBER else 1
    return show(request, code, kind, filters, page=number, faults=tuple(faults))


@require_POST
def queue_views(request: ActorRequest, code: str, kind: RoundKind) -> HttpResponse:
    """Save the filters under a name, or remove a view."""
    filters = posted_filters(request, kind)
    if queue_page(request.actor, code, kind, filters) is None:
        raise Http404
    view, name = request.POST.get("bort", ""), request.POST.get("namn", "")
    try:
        if view:
            removed = remove_view(request.actor, int(view) if view.isascii() and view.isdigit() else 0)
            messages.success(request, f"Vyn ”{removed}” är borttagen.")
        else:
            saved = save_view(request.actor, name, filters)
            messages.success(request, f"Vyn ”{saved.name}” är sparad.")
    except Refused as refusal:
        return show(request, code, kind, filters, refusal=refusal, view_name=name)
    return back(code, kind, filters)


def posted_filters(request: ActorRequest, kind: RoundKind) -> Filters:
    """Return the filters of the list that something was posted from."""
    said = QueryDict(request.POST.get("urval", "")[:2000])
    return read_filters(said.dict(), states=states_of(kind), outcomes=outcomes())[0]


def address(code: str, kind: RoundKind, filters: Filters) -> str:
    """Return the address of the queue with the filters."""
    query = filters.query()
    return reverse("queue", args=[code, kind]) + (f"?{query}" if query else "")


def back(code: str, kind: RoundKind, filters: Filters) -> HttpResponse:
    """Lead back to the queue with the same filters."""
    return redirect(address(code, kind, filters))


def show(
    request: ActorRequest,
    code: str,
    kind: RoundKind,
    filters: Filters,
    *,
    page: int = 1,
    refusal: Refused | None = None,
    **more: Any,
) -> HttpResponse:
    """Draw the queue; with a refusal above it where something was refused."""
    found = queue_page(request.actor, code, kind, filters, page)
    if found is None:
        raise Http404
    screen = Screen(found, assessors(), tuple(own_views(request.actor)), refusal=refusal, **more)
    context = {
        "screen": screen,
        "found": found,
        "numbers": found.numbers,
        "code": code,
        "kind": kind,
        "text_name": PARAMETERS["text"],
        "here": reverse("queue", args=[code, kind]),
    }
    status = None if refusal is None else NOT_PERMITTED if isinstance(refusal, NotPermitted) else REFUSED
    return render(request, "assessment/queue/queue.html", context, status=status)

"""Home, the counties, and the open pages: what Prio is, and whether it is well."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.domain.definition import Definition
from prio import clock
from prio.accounts.requests import KNOWN_AGREEMENT, ActorRequest
from prio.desk.board import county_board as board_of
from prio.desk.counties import counties_page
from prio.desk.home import home_page
from prio.desk.results import VisibleRun


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """What the person should do next, and what is theirs."""
    return render(request, "desk/home.html", {"page": home_page(request.actor, clock.today())})


@require_safe
def counties(request: ActorRequest, code: str) -> HttpResponse:
    """Every county of an agreement that the person may see: map and table."""
    page = counties_page(request.actor, code)
    if page is None:
        raise Http404
    setattr(request, KNOWN_AGREEMENT, frame_facts(page.definition, page.run))
    return render(request, "desk/counties.html", {"page": page})


@require_safe
def county_board(request: ActorRequest, code: str, county: str) -> HttpResponse:
    """One county: organisations and requirements, the gauge, what is at stake. Read again by htmx as it changes."""
    board = board_of(request.actor, code, county, request.GET.get("sedan", "") if request.htmx else "")
    if board is None:
        raise Http404
    if isinstance(board, str):
        return HttpResponse(status=204)
    if request.htmx:
        return render(request, "desk/_county_board.html", {"board": board, "now": clock.now()})
    facts = frame_facts(board.definition, board.run)
    setattr(request, KNOWN_AGREEMENT, (*facts, board.goes_on))
    return render(request, "desk/county_board.html", {"board": board, "now": clock.now()})


def frame_facts(definition: Definition, run: VisibleRun | None) -> tuple[str, bool, Definition]:
    """Return what the frame of an agreement's page needs: title, whether it is decided, its definition."""
    return definition.title, run is not None and run.in_force, definition


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What Prio is, with the account of its accessibility."""
    return render(request, "desk/about.html")


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer `ok` when the database answers; otherwise the error is the site's own (500)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")

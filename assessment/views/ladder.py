"""The page that shows how the demands rose over the years."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.selectors.ladder import ladder_page
from prio.accounts.requests import ActorRequest


@require_safe
def ladder(request: ActorRequest, code: str) -> HttpResponse:
    """Show each demand with its rung in every year: criterion, limit, pot and how many reached it."""
    page = ladder_page(request.actor, code)
    if page is None:
        raise Http404
    return render(request, "assessment/ladder.html", {"page": page})

"""Trying the form of a requirement in a draft: nothing is saved."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agreements.draft_trial import Trial
from agreements.selectors.drafts import DraftPage
from agreements.views.drafts import page_of
from prio.accounts.requests import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
def draft_try(request: ActorRequest, draft_id: int, number: int) -> HttpResponse:
    """Show the form of the requirement with that number (from 0), and what the answers in it come to."""
    page = page_of(request, draft_id)
    trial = _trial(page, number, request)
    row = page.requirements[number]
    address = reverse("draft_piece", args=[draft_id, row.place])
    above = [(address, f"{row.code} {row.name}".strip())]
    context = {"page": page, "draft": page.draft, "number": number, "trial": trial, "above": above}
    return render(request, "agreements/drafts/try.html", context)


def _trial(page: DraftPage, number: int, request: ActorRequest) -> Trial | None:
    """Return the trial; None where the requirement has faults, so that nobody knows what its form would be."""
    if number >= len(page.requirements):
        raise Http404
    definition = page.checked.partial
    if definition is None or page.checked.faults_at(("requirements", number)):
        return None
    return Trial(definition, definition.requirements[number], request.POST)

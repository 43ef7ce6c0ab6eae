"""The versions of an agreement and what differs between them."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.selectors.versions import versions_page
from prio.accounts.requests import ActorRequest


@require_safe
def agreement_versions(request: ActorRequest, code: str) -> HttpResponse:
    """Every published version with its reason and what it changed, and who has confirmed since."""
    page = versions_page(request.actor, code)
    if page is None:
        raise Http404
    return render(request, "agreements/versions/list.html", {"page": page})

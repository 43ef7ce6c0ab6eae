"""What a draft said before: the list of its revisions, one of them, and taking its text back."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreements.selectors.draft_revisions import page_of_revisions, revision_page
from agreements.services.drafting import restore_revision
from agreements.views.drafts import REFUSED, page_of
from agreements.views.report_posted import revision_of
from prio.accounts.requests import ActorRequest
from prio.refused import Refused


@require_safe
def draft_revisions(request: ActorRequest, draft_id: int) -> HttpResponse:
    """Show who saved the draft when, the newest first."""
    page = page_of(request, draft_id)
    rows = page_of_revisions(page.draft, request.GET.get("sida", ""))
    context = {"page": page, "draft": page.draft, "rows": rows}
    return render(request, "agreements/drafts/revisions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_revision(request: ActorRequest, draft_id: int, number: int) -> HttpResponse:
    """Show what the draft said in a revision and what has changed since, and take that text back."""
    page, refusal = page_of(request, draft_id), None
    if request.method == "POST":
        base = revision_of(request.POST.get("base", ""))
        try:
            saved = restore_revision(request.actor, draft_id, number, base=base)
        except Refused as refused:
            page, refusal = page_of(request, draft_id), refused
        else:
            messages.success(
                request,
                f"Utkastet säger åter det som stod i revision {number}. Det är revision {saved.revision}.",
            )
            return HttpResponseRedirect(reverse("draft", args=[draft_id]))
    shown = revision_page(page, number)
    if shown is None:
        raise Http404
    above = [(reverse("draft_revisions", args=[draft_id]), "Tidigare lydelser")]
    context = {"page": page, "draft": page.draft, "shown": shown, "refusal": refusal, "above": above}
    return render(request, "agreements/drafts/revision.html", context, status=REFUSED if refusal else None)

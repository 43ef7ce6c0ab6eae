"""The pages of applications: all beside the year's frame, and one with the kronor to grant."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agreements.domain.report_key import ReportKey
from agreements.domain.typed_numbers import AMOUNT, whole
from agreements.domain.typed_text import NotUnderstood
from payouts.domain.lifecycle import GRANT, GRANT_DECISION
from payouts.selectors.application_pages import GrantPage, applications_page, grant_page
from payouts.services import approve_grant, prepare_grant_decision, propose_grant
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422
MOST_DIGITS = 9


@require_http_methods(["GET", "HEAD", "POST"])
def applications(request: ActorRequest, code: str) -> HttpResponse:
    """Show the applications; by POST prepare the decision on them."""
    page = applications_page(request.actor, code)
    if page is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            made = prepare_grant_decision(code, request.actor)
        except Refused as refused:
            refusal, page = refused, applications_page(request.actor, code)
        else:
            messages.success(
                request, f"Beslutet {made.reference} är berett. Nu ska en annan person godkänna det."
            )
            return redirect("decision", code, made.pk)
    context = {
        "page": page,
        "refusal": refusal,
        "label": GRANT_DECISION.transition("prepare").label,
    }
    return render(request, "payouts/applications.html", context, status=REFUSED if refusal else None)


@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: ActorRequest, code: str, party: str, requirement: str) -> HttpResponse:
    """Show one application with its amount; by POST propose the amount, or approve it."""
    key = ReportKey(code, requirement, party)
    page = grant_page(request.actor, key)
    if page is None:
        raise Http404
    if request.method != "POST":
        return _show(request, page)
    try:
        if request.POST.get("verb") == "approve":
            approve_grant(request.actor, key, revision=_revision(request))
            messages.success(request, f"Beloppet till {page.application.name} är godkänt.")
        else:
            propose_grant(
                request.actor,
                key,
                granted=_kronor(request),
                reason=request.POST.get("reason", ""),
                revision=_revision(request),
            )
            messages.success(
                request,
                f"Beloppet till {page.application.name} är föreslaget. En annan person ska godkänna det.",
            )
    except Refused as refusal:
        return _show(request, grant_page(request.actor, key) or page, refusal)
    return redirect("grant", code, party, requirement)


def _kronor(request: ActorRequest) -> int:
    """Return the amount as it was typed. Raises Refused."""
    text = request.POST.get("granted", "").strip()
    if not text:
        raise Refused("Skriv hur mycket som ska beviljas, i hela kronor.")
    try:
        return whole(text, "kr", AMOUNT)
    except NotUnderstood as wrong:
        raise Refused(f"Beloppet: {wrong}") from wrong


def _revision(request: ActorRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0


def _show(request: ActorRequest, page: GrantPage, refusal: Refused | None = None) -> HttpResponse:
    proposed = page.application.grant
    typed = refusal is not None and request.POST.get("verb") != "approve"
    context = {
        "page": page,
        "refusal": refusal,
        "granted": request.POST.get("granted", "")
        if typed
        else proposed.granted
        if proposed
        else page.largest,
        "reason": request.POST.get("reason", "") if typed else proposed.reason if proposed else "",
        "wrong": typed,
        "propose": GRANT.transition("propose").label,
        "approve": GRANT.transition("approve").label,
    }
    return render(request, "payouts/grant.html", context, status=REFUSED if refusal else None)

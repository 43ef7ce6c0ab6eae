"""The page where an organisation asks for its money."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from payouts.selectors.requisitions import RequisitionPage, requisition_page
from payouts.services.requisitions import requisition as ask
from payouts.views.posted import whole
from prio import clock
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def requisition(request: ActorRequest, code: str) -> HttpResponse:
    """Show what is decided for the own organisations, and ask for it."""
    page = requisition_page(request.actor, code)
    if page is None:
        raise Http404
    if request.method != "POST":
        return _show(request, page)
    body = whole(request.POST, "organisation")
    if all(one.organisation.pk != body for one in page.bodies):
        raise Http404
    try:
        made = ask(code, body, request.POST.get("referens", ""), request.actor, arrived_at=request.arrived_at)
    except Refused as refusal:
        return _show(request, page, refusal)
    late = " Sista dagen har passerat: utbetalaren prövar om den godtas." if made.state == "late" else ""
    messages.success(request, f"Pengarna är rekvirerade.{late}")
    return redirect("requisition", code)


def _show(request: ActorRequest, page: RequisitionPage, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "page": page,
        "agreement": page.version.agreement,
        "is_late": page.by is not None and request.arrived_at >= clock.end_of(page.by),
        "reference": request.POST.get("referens", ""),
        "asked": whole(request.POST, "organisation"),
        "refusal": refusal,
    }
    status = REFUSED if refusal else None
    return render(request, "payouts/paying/requisition.html", context, status=status)

"""The pages of payment details: an organisation leaves them, another person settles them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from payouts.payment_forms import DetailsForm
from payouts.selectors.payment_details import DetailsPage, details_list, details_page
from payouts.services.payment_details import propose_details, settle_details
from payouts.views.posted import whole
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422
REPLACED = (
    "Uppgifterna som du såg finns inte längre: den som lämnade dem har lämnat andra. Så här ser det ut nu."
)


@never_cache
@require_safe
def details_of_all(request: ActorRequest) -> HttpResponse:
    """Show the own organisations, and for a payer those whose details wait."""
    found = details_list(request.actor)
    if found is None:
        raise Http404
    return render(request, "payouts/paying/details_list.html", {"found": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: ActorRequest, organisation: str) -> HttpResponse:
    """Show an organisation's details with their history; leave new ones, approve or refuse those that wait."""
    page = details_page(request.actor, organisation)
    if page is None:
        raise Http404
    if request.method != "POST":
        return _show(request, page, DetailsForm())
    if request.POST.get("verb") in {"approve", "refuse"}:
        return _settle(request, page)
    if not page.may_propose:
        raise Http404
    form = DetailsForm(request.POST)
    if not form.is_valid():
        return _show(request, page, form, status=REFUSED)
    try:
        propose_details(
            page.organisation.pk, form.cleaned_data["kind"], form.cleaned_data["number"], request.actor
        )
    except Refused as refusal:
        return _show(request, details_page(request.actor, organisation) or page, form, refusal, REFUSED)
    messages.success(request, "Uppgifterna är lämnade. De gäller när en annan person har godkänt dem.")
    return redirect("payment_details", organisation)


def _settle(request: ActorRequest, page: DetailsPage) -> HttpResponse:
    code = page.organisation.code
    wanted = whole(request.POST, "uppgifter")
    if all(one.pk != wanted for one in page.history):
        return _show(request, page, DetailsForm(), Refused(REPLACED), REFUSED)
    approve = request.POST["verb"] == "approve"
    try:
        settle_details(wanted, request.actor, approve=approve, reason=request.POST.get("skal", ""))
    except Refused as refusal:
        fresh = details_page(request.actor, code) or page
        return _show(request, fresh, DetailsForm(), refusal, REFUSED)
    messages.success(
        request, "Uppgifterna är godkända och gäller nu." if approve else "Uppgifterna är avvisade."
    )
    return redirect("payment_details", code)


def _show(
    request: ActorRequest,
    page: DetailsPage,
    form: DetailsForm,
    refusal: Refused | None = None,
    status: int | None = None,
) -> HttpResponse:
    context = {"page": page, "form": form, "reason": request.POST.get("skal", ""), "refusal": refusal}
    return render(request, "payouts/paying/details.html", context, status=status)

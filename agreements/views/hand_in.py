"""The page to sign: everything to read through once more, and one press of a button that hands it in."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agreements.selectors.summary import Summary, summary
from agreements.services import handing_in
from agreements.services.handing_in import KeyIsUsed
from agreements.services.under_lock import NoSuchReport
from agreements.views.report_posted import revision_of
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422
MAY_SIGN = "behörig undertecknare"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: ActorRequest, code: str, party: str) -> HttpResponse:
    """Show what there is to hand in; hand it in, or ask the signer to."""
    found = summary(request.actor, code, party, now=request.arrived_at)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _show(request, code, found, chosen=found.ready)
    try:
        if request.POST.get("verb") == "ask":
            return _ask(request, code, party)
        return _hand_in(request, code, found)
    except NoSuchReport as error:
        raise Http404 from error
    except Refused as refusal:
        return _show(request, code, found, chosen=frozenset(request.POST.getlist("krav")), refusal=refusal)


def _ask(request: ActorRequest, code: str, party: str) -> HttpResponse:
    handing_in.ask_for_signature(request.actor, code, party)
    messages.success(
        request, "Er undertecknare har fått ett meddelande. Inget är inlämnat förrän den har skrivit under."
    )
    return redirect("reporting", code)


def _hand_in(request: ActorRequest, code: str, found: Summary) -> HttpResponse:
    if request.POST.get("behorig") != "ja":
        raise Refused(f"Kryssa i att ni är behörig att lämna in för {found.organisation}.")
    made = handing_in.hand_in(
        request.actor,
        code,
        found.party.code,
        request.POST.getlist("krav"),
        key=_key(request) or uuid4(),
        signed_as=signed_as(request, found),
        arrived_at=request.arrived_at,
        seen=_seen(request),
    )
    messages.success(request, "Inlämnat. Kvittot finns här och som meddelande.")
    return redirect("receipt", code, found.party.code, made.number)


def signed_as(request: ActorRequest, found: Summary) -> str:
    """Return what the signer confirms to be: name, role and organisation."""
    return f"{request.actor.name}, {MAY_SIGN}, {found.organisation}"


def _seen(request: ActorRequest) -> dict[str, int]:
    """The revisions that the page showed, by requirement."""
    return {
        code: revision_of(request.POST[f"sedd.{code}"])
        for code in request.POST.getlist("krav")
        if f"sedd.{code}" in request.POST
    }


def _key(request: ActorRequest) -> UUID | None:
    """The key that the page was drawn with: it makes a second press the same hand-in."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _show(
    request: ActorRequest,
    code: str,
    found: Summary,
    *,
    chosen: frozenset[str],
    refusal: Refused | None = None,
) -> HttpResponse:
    context = {
        "summary": found,
        "code": code,
        "party": found.party,
        "chosen": chosen,
        "key": uuid4() if isinstance(refusal, KeyIsUsed) else _key(request) or uuid4(),
        "signed_as": signed_as(request, found),
        "is_ticked": request.POST.get("behorig") == "ja",
        "late": any(item.late for item in found.items if item.can_be_chosen),
        "refusal": refusal,
    }
    return render(request, "agreements/reporting/hand_in.html", context, status=REFUSED if refusal else None)

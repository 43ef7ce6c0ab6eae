"""The page where a decision in force is corrected or revoked: what the verdicts of today would give, and the ways."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from payouts.domain.lifecycle import DECISION
from payouts.models import Decision
from payouts.selectors.corrections import CorrectionPage, correction_page
from payouts.services.corrections import Addition, prepare_addition, prepare_revocation
from payouts.views.decisions import tell_prepared
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422
FIELDS = ("part", "rad", "skal", "skal_upphava")


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: ActorRequest, code: str, decision_id: int) -> HttpResponse:
    """Show what correcting the decision would do; prepare a correction or a revocation. Nothing changes by itself."""
    page = correction_page(request.actor, code, decision_id)
    if page is None:
        raise Http404
    if request.method != "POST":
        return _show(request, page)
    step = _STEPS.get(request.POST.get("verb", ""))
    if step is None:
        raise Http404
    try:
        made = step(request, page)
    except Refused as refusal:
        return _show(request, page, refusal)
    tell_prepared(request, made)
    return redirect("decision", code, made.pk)


def _show(request: ActorRequest, page: CorrectionPage, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "page": page,
        "decision": page.decision,
        "may_prepare": DECISION.may("prepare", DECISION.begins_as, request.actor.roles) and not page.making,
        "typed": {name: request.POST.get(name, "") for name in FIELDS},
        "refusal": refusal,
    }
    return render(request, "payouts/correction.html", context, status=REFUSED if refusal else None)


def _add(request: ActorRequest, page: CorrectionPage) -> Decision:
    typed = request.POST
    addition = Addition(typed.get("part", ""), typed.get("rad", ""), typed.get("skal", ""))
    return prepare_addition(page.decision.pk, request.actor, addition)


def _revoke(request: ActorRequest, page: CorrectionPage) -> Decision:
    return prepare_revocation(page.decision.pk, request.actor, request.POST.get("skal_upphava", ""))


_STEPS: dict[str, Callable[[ActorRequest, CorrectionPage], Decision]] = {"add": _add, "revoke": _revoke}

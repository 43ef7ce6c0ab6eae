"""The pages of decisions on payment, and their documents."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreements.models import Agreement
from payouts.domain.lifecycle import DECISION
from payouts.lives import life_of
from payouts.models import Decision, DecisionKind, DecisionState
from payouts.selectors.access import visible_decisions
from payouts.selectors.decisions import (
    decision_page,
    decisions_of,
    document_name,
    document_of,
    revoked_on,
    run_to_decide,
)
from payouts.selectors.letters import own_letter
from payouts.selectors.unchanged import same_as_decided
from payouts.services import approve_decision, approve_grant_decision, prepare_decision
from payouts.services.corrections import Participants, edit_draft, prepare_revocation, withdraw_draft
from payouts.services.decisions import may_order_document, order_document
from payouts.services.sending_back import send_back_decision
from payouts.views.files import stored_file
from payouts.views.steps import posted_run
from prio.accounts.requests import ActorRequest
from prio.jobs.selectors import live_jobs
from prio.refused import Refused

REFUSED = 422
NOT_TICKED = "Kryssa för att du har läst vad upphävandet betyder."
FIELDS = ("foredragande", "ovriga", "skal")


@require_http_methods(["GET", "HEAD", "POST"])
def decisions(request: ActorRequest, code: str) -> HttpResponse:
    """Show the agreement's decisions, and prepare one."""
    if request.method != "POST":
        return _show_all(request, code)
    if not request.actor.reads_all:
        raise Http404
    run_id = posted_run(request, code)
    try:
        made = prepare_decision(run_id, request.actor)
    except Refused as refusal:
        return _show_all(request, code, refusal)
    tell_prepared(request, made)
    return redirect("decision", code, made.pk)


def tell_prepared(request: ActorRequest, made: Decision) -> None:
    """Say that a decision is prepared, and what comes next: its reasons where it lacks them, or another person."""
    after = "Skriv nu skälen." if made.lacks_reason else "Nu ska en annan person godkänna det."
    messages.success(request, f"Beslutet {made.reference} är berett. {after}")


def _show_all(request: ActorRequest, code: str, refusal: Refused | None = None) -> HttpResponse:
    actor = request.actor
    found = decisions_of(actor, code)
    if not found and not actor.reads_all:
        raise Http404
    waiting = run_to_decide(actor, code)
    context = {
        "agreement": found[0].agreement if found else get_object_or_404(Agreement, code=code),
        "decisions": found,
        "run": waiting,
        "revoked": revoked_on(waiting) if waiting else None,
        "same": same_as_decided(waiting) if waiting else None,
        "simulated": any(item.simulated for item in (*found, waiting) if item),
        "may_prepare": DECISION.may("prepare", DECISION.begins_as, actor.roles),
        "label": DECISION.transition("prepare").label,
        "refusal": refusal,
    }
    return render(request, "payouts/decisions.html", context, status=REFUSED if refusal else None)


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: ActorRequest, code: str, decision_id: int) -> HttpResponse:
    """Show one decision; edit, take back or approve its draft; order its document again where a worker failed."""
    if request.method != "POST":
        return _show(request, code, decision_id)
    if not request.actor.reads_all:
        raise Http404
    found = get_object_or_404(visible_decisions(request.actor).filter(agreement__code=code), pk=decision_id)
    step = _STEPS.get(request.POST.get("verb", ""))
    if step is None:
        raise Http404
    try:
        return redirect(step(request, found))
    except Refused as refusal:
        return _show(request, code, decision_id, refusal)


def _approve(request: ActorRequest, found: Decision) -> str:
    """Approve, and follow the making of the document, which the service has ordered."""
    if found.kind == DecisionKind.REVOCATION and request.POST.get("forstatt") != "ja":
        raise Refused(NOT_TICKED)
    approve = approve_grant_decision if found.kind == DecisionKind.GRANT else approve_decision
    approved = approve(found.pk, request.actor)
    making = live_jobs(request.actor, approved.reference)
    if making:
        return reverse("job", args=[making[0].pk])
    return reverse("decision", args=[found.agreement.code, found.pk])


def _issue(request: ActorRequest, found: Decision) -> str:
    return reverse("job", args=[order_document(found, request.actor).pk])


def _typed(request: ActorRequest) -> dict[str, str] | None:
    """What was typed about who takes part, None where something else was sent."""
    typed = request.POST
    return {name: typed.get(name, "") for name in FIELDS} if typed.get("verb") == "edit" else None


def _edit(request: ActorRequest, found: Decision) -> str:
    typed = request.POST
    people = Participants(*[typed.get(name, "") for name in FIELDS])
    edit_draft(found.pk, request.actor, people)
    messages.success(request, "Uppgifterna är sparade.")
    return reverse("decision", args=[found.agreement.code, found.pk])


def _withdraw(request: ActorRequest, found: Decision) -> str:
    withdraw_draft(found.pk, request.actor)
    messages.success(request, f"Utkastet {found.reference} är taget tillbaka.")
    return reverse("decisions", args=[found.agreement.code])


def _send_back(request: ActorRequest, found: Decision) -> str:
    send_back_decision(found.pk, request.actor, request.POST.get("skal_tillbaka", ""))
    messages.success(request, f"Beslutet {found.reference} är skickat tillbaka till den som beredde det.")
    return reverse("decision", args=[found.agreement.code, found.pk])


def _revoke(request: ActorRequest, found: Decision) -> str:
    if found.kind != DecisionKind.GRANT:
        raise Http404  # a division is revoked on the page where it is corrected
    made = prepare_revocation(found.pk, request.actor, request.POST.get("skal_upphava", ""))
    tell_prepared(request, made)
    return reverse("decision", args=[found.agreement.code, made.pk])


_STEPS: dict[str, Callable[[ActorRequest, Decision], str]] = {
    "approve": _approve,
    "issue": _issue,
    "edit": _edit,
    "withdraw": _withdraw,
    "revoke": _revoke,
    "send_back": _send_back,
}


def _show(request: ActorRequest, code: str, decision_id: int, refusal: Refused | None = None) -> HttpResponse:
    actor = request.actor
    page = decision_page(actor, code, decision_id)
    if page is None:
        raise Http404
    found = page.decision
    life, is_grant = life_of(found), found.kind == DecisionKind.GRANT
    making = live_jobs(actor, found.reference) if found.state == DecisionState.APPROVED else []
    is_asked = life.may("approve", found.state, actor.roles) and found.prepared_by_id != actor.user_id
    context = {
        "page": page,
        "decision": found,
        "may_approve": is_asked and not found.lacks_reason and not found.sent_back,
        "may_send_back": is_asked and not found.sent_back,
        "label": life.transition("approve").label,
        "may_edit": life.may("edit", found.state, actor.roles),
        "may_revoke": is_grant
        and found.state == DecisionState.IN_FORCE
        and life.may("prepare", life.begins_as, actor.roles),
        "verb": request.POST.get("verb", "") if refusal else "",
        "typed_back": request.POST.get("skal_tillbaka", ""),
        "typed_reason": request.POST.get("skal_upphava", ""),
        "typed": _typed(request) if refusal else None,
        "own_letter": own_letter(actor, found),
        "may_issue": may_order_document(found, actor) and not making,
        "jobs": making,
        "refusal": refusal,
    }
    template = "payouts/grant_decision.html" if is_grant else "payouts/decision.html"
    return render(request, template, context, status=REFUSED if refusal else None)


@require_safe
def decision_pdf(request: ActorRequest, code: str, decision_id: int) -> HttpResponseBase:
    """Send the stored bytes of the decision: to look at, or with `?ladda-ner=1` to keep."""
    found = document_of(request.actor, code, decision_id)
    if found is None:
        raise Http404
    shown, document = found
    return stored_file(request, document, document_name(shown))

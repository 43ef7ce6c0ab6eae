"""The overview of an assessment, the steps of its rounds, and its sample."""

from collections.abc import Callable, Mapping
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreements.views.days import posted_day
from assessment.models import RoundKind
from assessment.models.round import DAYS_TO_ANSWER, PERCENT_OF_SAMPLE
from assessment.selectors.closing import following_from_closing
from assessment.selectors.overview import overview, round_view
from assessment.selectors.round_view import KINDS, RoundView
from assessment.selectors.sample import sample_page
from assessment.services.batches import settle_closing
from assessment.services.round_jobs import ASSESS, SEND_FINDINGS, order_round_job, subject_of
from assessment.services.rounds import MOST_DAYS_TO_ANSWER, close_round, open_round, reopen_round
from prio import clock
from prio.accounts.requests import ActorRequest
from prio.accounts.roles import ASSESSING_ROLES, Role
from prio.jobs.selectors import live_jobs
from prio.refused import Refused

REFUSED = 422
MOST_DIGITS = 3


@require_safe
def assessment(request: ActorRequest, code: str) -> HttpResponse:
    """Show the rounds of an agreement to who reads all."""
    found = overview(request.actor, code)
    if found is None:
        raise Http404
    context = {
        "found": found,
        "code": code,
        "jobs": live_jobs(request.actor, *(subject_of(code, kind) for kind in RoundKind)),
        "today": clock.today(),
        "leads": request.actor.is_any(Role.LEAD_ASSESSOR),
        "assesses": not request.actor.roles.isdisjoint(ASSESSING_ROLES),
    }
    return render(request, "assessment/rounds/overview.html", context)


@require_safe
def sample(request: ActorRequest, code: str) -> HttpResponse:
    """Show who is in the sample; `?dra=igen` draws it again from its seed and compares."""
    again = request.GET.get("dra") == "igen"
    found = sample_page(request.actor, code, request.GET.get("sida", "1"), again=again)
    if found is None:
        raise Http404
    return render(request, "assessment/rounds/sample.html", {"found": found, "code": code})


@require_http_methods(["GET", "HEAD", "POST"])
def round_step(request: ActorRequest, code: str, kind: str, verb: str) -> HttpResponse:
    """Show what a step of a round does, and take it."""
    take = _STEPS.get(verb)
    allowed = ASSESSING_ROLES if verb == "prova" else {Role.LEAD_ASSESSOR}
    if take is None or kind not in KINDS or request.actor.roles.isdisjoint(allowed):
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            return HttpResponseRedirect(take(request, code, KINDS[kind]))
        except Refused as error:
            refusal = error
    view = _view(request, code, KINDS[kind])
    step = next((one for one in view.steps if one.verb == verb), None)
    context = {
        "view": view,
        "step": step,
        "verb": verb,
        "code": code,
        "refusal": refusal,
        "today": clock.today(),
        "typed": _typed(request.POST) if request.method == "POST" else _usual(view),
        "most_days": MOST_DAYS_TO_ANSWER,
        "following": following_from_closing(code, view.kind, view.definition),
    }
    status = REFUSED if refusal else None
    return render(request, "assessment/rounds/step.html", context, status=status)


def _view(request: ActorRequest, code: str, kind: RoundKind) -> RoundView:
    view = round_view(request.actor, code, kind)
    if view is None:
        raise Http404
    return view


FIELDS = ("days_to_answer", "sample_percent", "completion_closes", "reason")


def _typed(posted: Mapping[str, str]) -> dict[str, str]:
    return {name: posted.get(name, "") for name in FIELDS}


def _usual(view: RoundView) -> dict[str, str]:
    """What the fields say before anybody has written in them."""
    closes = view.completion_closes
    return {
        "days_to_answer": str(view.row.days_to_answer if view.row else DAYS_TO_ANSWER),
        "sample_percent": str(view.row.sample_percent if view.row else PERCENT_OF_SAMPLE),
        "completion_closes": closes.isoformat() if closes else "",
        "reason": "",
    }


def _back(code: str) -> str:
    return reverse("assessment", args=[code])


def _open(request: ActorRequest, code: str, kind: RoundKind) -> str:
    typed = _typed(request.POST)
    if kind == RoundKind.FINAL:
        days = _number(typed["days_to_answer"], "dagar att yttra sig")
        percent = _number(typed["sample_percent"], "stickprovet i procent")
        open_round(request.actor, code, kind, days_to_answer=days, sample_percent=percent)
    else:
        closes: date | None = (
            posted_day(typed["completion_closes"]) if typed["completion_closes"].strip() else None
        )
        open_round(request.actor, code, kind, completion_closes=closes)
    messages.success(request, f"Omgången är öppnad: {kind.label.lower()}. Nu kan rapporterna prövas.")
    return _back(code)


def _number(text: str, what: str) -> int:
    """Return a whole number that somebody typed. Raises Refused."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise Refused(f"Skriv {what} som ett helt tal.")
    return int(text)


def _test(request: ActorRequest, code: str, kind: RoundKind) -> str:
    job = order_round_job(request.actor, _view(request, code, kind), ASSESS)
    return reverse("job", args=[job.pk])


def _send(request: ActorRequest, code: str, kind: RoundKind) -> str:
    job = order_round_job(request.actor, _view(request, code, kind), SEND_FINDINGS)
    return reverse("job", args=[job.pk])


def _settle(request: ActorRequest, code: str, kind: RoundKind) -> str:
    if kind != RoundKind.FINAL:
        raise Http404
    done = settle_closing(request.actor, code)
    messages.success(request, f"Avgjorda: {done.final}. De följer av att insamlingen är stängd.")
    return _back(code)


def _close(request: ActorRequest, code: str, kind: RoundKind) -> str:
    close_round(request.actor, code, kind)
    messages.success(request, "Omgången är avslutad.")
    return _back(code)


def _reopen(request: ActorRequest, code: str, kind: RoundKind) -> str:
    reopen_round(request.actor, code, kind, request.POST.get("reason", ""))
    messages.success(request, "Omgången är öppen igen. Det som är slutligt förblir slutligt.")
    return _back(code)


_STEPS: dict[str, Callable[[ActorRequest, str, RoundKind], str]] = {
    "oppna": _open,
    "prova": _test,
    "skicka": _send,
    "avsluta-insamlingen": _settle,
    "avsluta": _close,
    "oppna-igen": _reopen,
}

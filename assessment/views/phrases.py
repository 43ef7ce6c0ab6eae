"""Standard phrases: the list by requirement and criterion, and writing it."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessment.models import PhraseUse
from assessment.selectors.phrases import phrase_page
from assessment.services.phrases import LONGEST_PHRASE, add_phrase, copy_phrases, retire_phrase
from prio.accounts.requests import ActorRequest
from prio.refused import Refused
from prio.swedish import counted

REFUSED = 422
MOST_DIGITS = 18
FIELDS = ("about", "use", "text")


@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request: ActorRequest, code: str) -> HttpResponse:
    """Show the phrases of an agreement, and let who leads the assessment write them."""
    page = phrase_page(request.actor, code)
    if page is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        take = _STEPS.get(request.POST.get("verb", ""))
        if take is None or not page.writes:
            raise Http404
        try:
            messages.success(request, take(request, code))
            return HttpResponseRedirect(reverse("phrases", args=[code]))
        except Refused as error:
            refusal = error
            page = phrase_page(request.actor, code) or page
    context = {
        "page": page,
        "code": code,
        "uses": PhraseUse.choices,
        "typed": {name: request.POST.get(name, "") for name in FIELDS},
        "refusal": refusal,
        "longest": LONGEST_PHRASE,
    }
    return render(request, "assessment/phrases/page.html", context, status=REFUSED if refusal else None)


def _add(request: ActorRequest, code: str) -> str:
    requirement, _, criterion = request.POST.get("about", "").partition(":")
    add_phrase(
        request.actor,
        code,
        requirement,
        request.POST.get("use", ""),
        request.POST.get("text", ""),
        criterion,
    )
    return "Frasen är sparad. Nu erbjuds den i kravets ärenden."


def _retire(request: ActorRequest, code: str) -> str:
    text = request.POST.get("phrase", "")
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise Http404
    retire_phrase(request.actor, int(text))
    return "Frasen erbjuds inte längre. Motiveringar som redan använder den behåller sina ord."


def _copy(request: ActorRequest, code: str) -> str:
    made = copy_phrases(request.actor, code)
    return f"{counted(made, 'fras är hämtad,fraser är hämtade')} från förra årets krav."


_STEPS: Mapping[str, Callable[[ActorRequest, str], str]] = {"add": _add, "retire": _retire, "copy": _copy}

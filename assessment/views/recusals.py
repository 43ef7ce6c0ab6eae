"""Jäv: the yearly declaration, recusing oneself later, and for who leads the assessment how it stands."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessment.selectors.recusals import PartyChoice, RecusalPage, recusal_page
from assessment.services.recusals import LONGEST_REASON, declare, end_recusal, recuse
from prio.accounts.requests import ActorRequest
from prio.parties.models import Kind
from prio.refused import Refused

REFUSED = 422
ROWS_FOR_TIES = 3
LONGEST_PARTY = 100
_CODE = re.compile(r"\((\d{2,4})\)\s*$")


@dataclass
class Typed:
    """What was written in the forms, and what is wrong with it by the name of the field."""

    values: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    refusal: Refused | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether something was refused."""
        return bool(self.problems or self.refusal)


@dataclass(frozen=True, slots=True)
class Field:
    """A field with what stands in it and what is wrong with that."""

    name: str
    value: str
    problem: str


@require_http_methods(["GET", "HEAD", "POST"])
def recusals(request: ActorRequest) -> HttpResponse:
    """Show the person's jäv, and take what they declare."""
    page = recusal_page(request.actor)
    if page is None:
        raise Http404
    typed = Typed()
    if request.method == "POST":
        take = _STEPS.get(request.POST.get("verb", ""))
        if take is None:
            raise Http404
        typed.values = {name: str(value) for name, value in request.POST.items()}
        try:
            take(request, page, typed)
        except Refused as refusal:
            typed.refusal = refusal
        if not typed.is_wrong:
            return HttpResponseRedirect(reverse("recusals"))
        page = recusal_page(request.actor) or page
    context = {
        "page": page,
        "typed": typed,
        "home": _field(typed, "home", page.home.written if page.home else ""),
        "ties": [
            (_field(typed, f"tie-{row}"), _field(typed, f"reason-{row}")) for row in range(ROWS_FOR_TIES)
        ],
        "abroad": typed.values.get("abroad", "")
        or (page.declaration is not None and page.declaration.home_id is None),
        "party": _field(typed, "party"),
        "reason": _field(typed, "reason"),
        "longest": LONGEST_REASON,
    }
    return render(
        request, "assessment/recusals/page.html", context, status=REFUSED if typed.is_wrong else None
    )


def _field(typed: Typed, name: str, usual: str = "") -> Field:
    return Field(name, typed.values.get(name, usual), typed.problems.get(name, ""))


def _declare(request: ActorRequest, page: RecusalPage, typed: Typed) -> None:
    posted = request.POST
    home = _home(posted, page, typed)
    ties = []
    for row in range(ROWS_FOR_TIES):
        party, reason = posted.get(f"tie-{row}", "").strip(), posted.get(f"reason-{row}", "").strip()
        if not party and not reason:
            continue
        found = _party(party, page.parties, typed, f"tie-{row}")
        if not reason:
            typed.problems[f"reason-{row}"] = "Ange varför du är jävig."
        ties.append((found, reason))
    if not ties and not posted.get("no_ties"):
        typed.problems["no_ties"] = "Ange dina andra bindningar, eller kryssa för att du inte har några."
    if ties and posted.get("no_ties"):
        typed.problems["no_ties"] = "Du har angett bindningar. Ta bort krysset, eller bindningarna."
    if not typed.problems:
        declare(request.actor, home, ties)
        messages.success(request, f"Jävsdeklarationen för {page.year} är lämnad.")


def _home(posted: QueryDict, page: RecusalPage, typed: Typed) -> str:
    text = posted.get("home", "").strip()
    if posted.get("abroad"):
        if text:
            typed.problems["home"] = "Ange hemkommun, eller kryssa för att du bor utomlands. Inte båda."
        return ""
    if not text:
        typed.problems["home"] = "Ange din hemkommun."
        return ""
    return _party(text, page.kommuner, typed, "home")


def _party(text: str, choices: tuple[PartyChoice, ...], typed: Typed, name: str) -> str:
    """Return the code of what somebody wrote: the name, the code, or the name with the code."""
    text = text.strip()[:LONGEST_PARTY]
    named = _CODE.search(text)
    code = named.group(1) if named else text
    exact = [one for one in choices if code == one.code]
    found = exact or [one for one in choices if one.name.casefold() == text.casefold()]
    if len(found) == 1:
        return found[0].code
    if found:
        both = " eller ".join(one.written for one in found)
        typed.problems[name] = f"Namnet finns två gånger: skriv {both}."
    else:
        what = "kommun" if all(one.kind == Kind.MUNICIPALITY for one in choices) else "kommun eller region"
        typed.problems[name] = f"Det finns ingen {what} som heter så. Välj en ur listan."
    return ""


def _recuse(request: ActorRequest, page: RecusalPage, typed: Typed) -> None:
    code = _party(request.POST.get("party", ""), page.parties, typed, "party")
    reason = request.POST.get("reason", "").strip()
    if not reason:
        typed.problems["reason"] = "Ange varför du är jävig."
    if not typed.problems:
        recuse(request.actor, code, reason)
        messages.success(request, "Du är nu jävig. Ärenden som du hade hos parten är lämnade vidare.")


def _end(request: ActorRequest, page: RecusalPage, typed: Typed) -> None:
    text = request.POST.get("recusal", "")
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_PARTY // 5):
        raise Http404
    end_recusal(request.actor, int(text))
    messages.success(request, "Jävet är avslutat.")


_STEPS: Mapping[str, Callable[[ActorRequest, RecusalPage, Typed], None]] = {
    "declare": _declare,
    "recuse": _recuse,
    "end": _end,
}

"""The page of a case: everything that it stands on, and the steps that may be taken with it."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from agreements.domain.report_key import ReportKey
from assessment.models import FOLLOWS_FROM_CLOSING, Correction, NotHeard, RoundKind
from assessment.selectors.case import CasePage, case_page
from assessment.services.letters import communication_letter
from assessment.services.under_lock import CHANGED, NoSuchCase
from assessment.views.case_form import form_of, motivation_sent, proposed_with, revision_sent
from assessment.views.case_steps import LOGGED, STEPS
from prio.accounts.requests import KNOWN_AGREEMENT, ActorRequest
from prio.refused import Refused

REFUSED = 422
SEARCH = "prejudikat"
# The fields of the forms beside the one where the case is judged.
FIELDS = (
    "due",
    "question",
    "text",
    "completion_phrase",
    "reason",
    "correction",
    "not_heard",
    "not_heard_reason",
)
# What of all forms is text that somebody has written.
WRITTEN = ("motivation", "reason", "text", "not_heard_reason")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # a list of sources is what the header takes
def case(request: ActorRequest, code: str, kind: RoundKind, party: str, requirement: str) -> HttpResponse:
    """Show a case; by POST take the step that the button names."""
    key = ReportKey(code, requirement, party)
    if request.method != "POST":
        return _show(request, _page(request, kind, key))
    step = STEPS.get(request.POST.get("verb", ""))
    if step is None:
        raise Http404
    try:
        said = step(request, kind, key)
    except NoSuchCase as gone:
        raise Http404 from gone
    except Refused as refusal:
        return _refused(request, _page(request, kind, key), refusal)
    messages.success(request, said)
    return _back(request)


@never_cache
@require_POST
def case_proposal(
    request: ActorRequest, code: str, kind: RoundKind, party: str, requirement: str
) -> HttpResponse:
    """Say what the rule comes to with what is ticked. Nothing is written."""
    page = _page(request, kind, ReportKey(code, requirement, party))
    form = form_of(page, request.POST)
    if page.case is None or form is None or not page.steps.assesses:
        raise Http404
    context = {"page": page, "proposed": proposed_with(page.case, form)}
    return render(request, "assessment/case/_proposal.html", context)


def _page(request: ActorRequest, kind: RoundKind, key: ReportKey) -> CasePage:
    page = case_page(request.actor, kind, key, search=request.GET.get(SEARCH, "").strip())
    if page is None:
        raise Http404
    # Whether it is decided is not asked: who reads a case sees those tabs in any case.
    setattr(request, KNOWN_AGREEMENT, (page.ground.version.agreement.title, False, page.ground.definition))
    return page


def _back(request: ActorRequest) -> HttpResponseRedirect:
    """To the same case, with the queue's filters that came along."""
    return HttpResponseRedirect(request.get_full_path())


def _refused(request: ActorRequest, page: CasePage, refusal: Refused) -> HttpResponse:
    """Say why not, with everything that was typed; a button that was pressed twice is no reason to complain."""
    if _is_done(request, page):
        messages.success(request, "Steget är redan taget. Så här ser ärendet ut nu.")
        return _back(request)
    # What somebody else did comes first: what is wrong with the form may be so because of it.
    is_clash = refusal.message == CHANGED or _is_stale(request, page)
    return _show(request, page, refusal=Refused(CHANGED) if is_clash else refusal, is_clash=is_clash)


def _is_stale(request: ActorRequest, page: CasePage) -> bool:
    sent = revision_sent(request.POST)
    return page.row is not None and sent >= 0 and bool(page.meanwhile(sent))


def _is_done(request: ActorRequest, page: CasePage) -> bool:
    """Say whether the actor has already done exactly this: in another tab, or with an earlier press."""
    posted, row, actor = request.POST, page.row, request.actor
    verb, reason = posted.get("verb", ""), posted.get("reason", "").strip()
    if row is None:
        return False
    if verb == "prepare":
        same = (row.outcome, row.motivation) == (posted.get("outcome", ""), motivation_sent(posted))
        return row.state != "proposed" and row.prepared_by_id == actor.user_id and same
    if verb == "begin_correction":
        verdict = page.verdict
        return verdict is not None and verdict.state == "proposed" and verdict.correction_reason == reason
    since = page.meanwhile(revision_sent(posted))
    return bool(since) and all(
        one.by_id == actor.user_id and one.verb == LOGGED.get(verb) and one.detail == reason for one in since
    )


def _show(
    request: ActorRequest, page: CasePage, *, refusal: Refused | None = None, is_clash: bool = False
) -> HttpResponse:
    posted: QueryDict = request.POST
    verb = posted.get("verb", "")
    form = form_of(page, posted if verb == "prepare" else None)
    row = page.row
    is_judging = "prepare" in page.steps.open
    proposed = proposed_with(page.case, form) if page.case and form and is_judging else None
    written = {name: posted.get(name, "") for name in WRITTEN} if refusal else {}
    context = {
        "page": page,
        "key": page.key,
        "kind": page.kind,
        "form": form,
        "proposed": proposed,
        "refusal": refusal,
        "meanwhile": page.meanwhile(revision_sent(posted)) if is_clash else (),
        "is_clash": is_clash,
        "verb": verb,
        "posted": {name: posted.get(name, "") for name in FIELDS},
        "written": [text for text in written.values() if text.strip()] if is_clash else [],
        "follows_from_closing": row is not None
        and row.proposed_outcome in FOLLOWS_FROM_CLOSING
        and not page.has_consequence,
        "letter": communication_letter(page.ground, row.motivation, page.first_day_to_answer)
        if row and "communicate" in page.steps.open
        else None,
        "not_heard": NotHeard.choices,
        "corrections": Correction.choices,
        "search": request.GET.get(SEARCH, ""),
        "kept": [(name, value) for name, value in request.GET.items() if name != SEARCH],
        "query": request.GET.urlencode(),
        "queue": _queue(request, page),
    }
    return render(request, "assessment/case/page.html", context, status=REFUSED if refusal else None)


def _queue(request: ActorRequest, page: CasePage) -> str:
    """Return the address of the queue that one came from, with its filters."""
    place = reverse("queue", args=[page.key.agreement, page.kind])
    filters = request.GET.copy()
    filters.pop(SEARCH, None)
    query = filters.urlencode()
    return f"{place}?{query}" if query else place

"""The page of a report: its form, the save of one question at a time, and what others have changed meanwhile.

The form works without JavaScript: it is posted as a whole, and whatever could not be saved is shown again as typed.
"""

from collections.abc import Collection, Iterable, Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.domain.answer_words import in_words
from agreements.domain.answers import problem
from agreements.domain.questions import Question
from agreements.domain.report_key import ReportKey
from agreements.form_fields import PREFIX, Typed
from agreements.selectors.evidence import TAKES_FILES
from agreements.selectors.ground import ground_of
from agreements.selectors.places import ReportPlace, report_place
from agreements.selectors.report_revisions import answer_of, is_still, own_place
from agreements.services.drafts import Clash, Saved, begin, save_answers
from agreements.views.report_page import ReportPage
from agreements.views.report_parts import ClashView
from agreements.views.report_posted import base_of, change_of, changes_of, revision_of, typed_of, written
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

_KEEPS_MORE = TAKES_FILES | {"units"}  # an answer with more in it than stands in the fields
_BEGUN = 2  # the revision after the first save
NOTHING_NEW = 204  # the page stays as it is and asks again


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ActorRequest, code: str, party: str, requirement: str) -> HttpResponse:
    """Show the report; by POST save its whole form."""
    place = _place(request, ReportKey(code, requirement, party))
    if request.method == "POST":
        return _save_all(request, place)
    return _draw(request, ReportPage(place, request.actor, rows=request.GET.get("rad", "")))


@never_cache
@require_POST
def report_save(request: ActorRequest, code: str, party: str, requirement: str) -> HttpResponse:
    """Save one question, and answer with the parts of the page that this changes."""
    key = ReportKey(code, requirement, party)
    ground = ground_of(key)
    if ground is None or ground.party.id not in request.actor.parties:
        raise Http404
    question = next((one for one in ground.asked if one.key == request.POST.get("question")), None)
    if question is None:
        raise Http404
    current = answer_of(ground, question.key) if question.type in _KEEPS_MORE else None
    change = change_of(question, request.POST, current)
    try:
        saved = save_answers(request.actor, key, [change], arrived_at=request.arrived_at, ground=ground)
    except Refused as refusal:
        unsaved = {question.key: typed_of(question, request.POST)}
        page = ReportPage(
            _place(request, key), request.actor, unsaved=unsaved, refused=str(refusal), is_part=True
        )
        return _fragments(request, page, [question.key])
    place = own_place(request.actor, ground, saved.report, request.arrived_at)
    page = _after(request, place, saved, is_part=True)
    if saved.revision <= _BEGUN:  # with answers from last year in other questions too
        return _fragments(request, page, page.by_key)
    return _fragments(
        request, page, {question.key, *page.followers_of(question.key), *page.beside(question.key)}
    )


@never_cache
@require_safe
def report_changes(request: ActorRequest, code: str, party: str, requirement: str) -> HttpResponse:
    """Answer with what was changed after the revision that the page shows (`sedan`), or with one question (`fraga`)."""
    key = ReportKey(code, requirement, party)
    since, wanted = revision_of(request.GET.get("sedan", "")), request.GET.get("fraga", "")
    if not wanted and is_still(request.actor, key, since, request.GET.get("lage", "")):
        return HttpResponse(status=NOTHING_NEW)
    page = ReportPage(_place(request, key), request.actor, is_part=True)
    changed = [wanted] if wanted else page.touched_since(since)
    return _fragments(request, page, {*changed, *(one for key in changed for one in page.followers_of(key))})


def _place(request: ActorRequest, key: ReportKey) -> ReportPlace:
    place = report_place(request.actor, key, now=request.arrived_at)
    if place is None:
        raise Http404
    return place


def _asked(place: ReportPlace) -> Mapping[str, Question]:
    return {one.key: one for one in place.reads}


def _save_all(request: ActorRequest, place: ReportPlace) -> HttpResponse:
    try:
        if request.POST.get("begin"):
            begin(request.actor, place.key)
            return _back(place)
        changes = changes_of(place.reads, request.POST, place.report)
        if not changes:
            return _back(place, request.POST)
        saved = save_answers(
            request.actor, place.key, changes, arrived_at=request.arrived_at, ground=place.ground
        )
    except Refused as refusal:
        page = ReportPage(
            place, request.actor, unsaved=_typed(place.reads, request.POST), refused=str(refusal)
        )
        return _draw(request, page)
    page = _after(request, own_place(request.actor, place.ground, saved.report, request.arrived_at), saved)
    if saved.clashes or saved.problems:
        return _draw(request, page)
    if not page.problems:
        clock = timezone.localtime(request.arrived_at)
        messages.success(request, f"Allt är sparat kl. {clock:%H.%M}.")
    return _back(place, request.POST)


def _typed(questions: Iterable[Question], posted: QueryDict) -> Mapping[str, Typed]:
    return {one.key: typed_of(one, posted) for one in questions if f"base.{one.key}" in posted}


def _after(request: ActorRequest, place: ReportPlace, saved: Saved, *, is_part: bool = False) -> ReportPage:
    """Return the page as it is after a save: what clashed or was refused is shown as it was typed."""
    questions = _asked(place)
    kept = [*(one.question for one in saved.clashes), *saved.problems]
    unsaved = {key: typed_of(questions[key], request.POST) for key in kept}
    clashes = {
        one.question: _clash(questions[one.question], one, request.POST, saved.revision)
        for one in saved.clashes
    }
    return ReportPage(
        place, request.actor, unsaved=unsaved, clashes=clashes, unsaveable=saved.problems, is_part=is_part
    )


def _clash(question: Question, clash: Clash, posted: QueryDict, revision: int) -> ClashView:
    readable = clash.mine is None or problem(question, clash.mine) is None
    return ClashView(
        theirs=written(clash.theirs) if clash.typed else in_words(question, clash.theirs),
        mine=in_words(question, clash.mine) if readable else written(typed_of(question, posted)),
        by=clash.by_name,
        at=clash.at,
        base=base_of(question.key, posted),
        revision=revision,
    )


def _back(place: ReportPlace, posted: QueryDict | None = None) -> HttpResponse:
    """Go back to the page by GET, so that a reload saves nothing again; to the row that was asked for, if any."""
    key = place.key
    address = reverse("report", args=[key.agreement, key.party, key.requirement])
    wanted = (posted.get("add") or posted.get("remove") or "") if posted else ""
    question = wanted.removeprefix(f"{PREFIX}.").split(".")[0]
    if question in _asked(place):
        more = f"?rad={question}" if posted and posted.get("add") else ""
        address = f"{address}{more}#question-{question}"
    return HttpResponseRedirect(address)


def _draw(request: ActorRequest, page: ReportPage) -> HttpResponse:
    return render(request, "agreements/report/report.html", {"page": page, "place": page.place})


def _fragments(request: ActorRequest, page: ReportPage, keys: Collection[str]) -> HttpResponse:
    """Answer with parts of the page; the browser puts each where one with the same id stands (static/js/report.js)."""
    context = {"page": page, "place": page.place, "changed": page.only(keys)}
    return render(request, "agreements/report/_fragments.html", context)

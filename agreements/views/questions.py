"""Questions and answers of an agreement: the list, one question, answering it, and making it a clarification."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agreements.domain.clarification import Clarification, Part
from agreements.domain.differences import WordingDifference, wording_differences
from agreements.question_forms import AnswerForm, AskForm, ClarifyForm
from agreements.selectors.questions import QuestionPage, QuestionsPage, question_page, questions_page
from agreements.services.clarifying import clarified_definition, clarify
from agreements.services.questions import answer, ask
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
def question_list(request: ActorRequest, code: str) -> HttpResponse:
    """Show the questions of an agreement, and take a new one."""
    page = questions_page(request.actor, code, request.GET, request.GET.get("sida", "1"))
    if page is None:
        raise Http404
    choices = [(one.code, one.name) for one in page.requirements]
    if request.method != "POST":
        return _show_list(request, page, AskForm(choices, initial={"requirement": page.wanted.requirement}))
    form = AskForm(choices, request.POST)
    if not form.is_valid():
        return _show_list(request, page, form, status=REFUSED)
    try:
        asked = ask(request.actor, code, form.cleaned_data["requirement"], form.cleaned_data["text"])
    except Refused as refusal:
        return _show_list(request, page, form, refusal)
    messages.success(request, "Frågan är ställd. Ni får ett meddelande när den är besvarad.")
    return HttpResponseRedirect(reverse("question", args=[code, asked.pk]))


def _show_list(
    request: ActorRequest,
    page: QuestionsPage,
    form: AskForm,
    refusal: Refused | None = None,
    status: int | None = None,
) -> HttpResponse:
    context = {"page": page, "form": form, "refusal": refusal}
    return render(request, "agreements/questions/list.html", context, status=REFUSED if refusal else status)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a clarification would change, shown before it is published. base: the number of the version it changes."""

    code: str
    name: str
    differences: tuple[WordingDifference, ...]
    base: int

    @property
    def next(self) -> int:
        """The number of the version that it becomes."""
        return self.base + 1


@dataclass
class Shown:
    """The forms of a question's page, with what was typed in them, and what was said no to."""

    answer: AnswerForm
    clarify: ClarifyForm
    preview: Preview | None = None
    refusal: Refused | None = None

    @property
    def status(self) -> int:
        """What the page answers with."""
        wrong = any(form.is_bound and not form.is_valid() for form in (self.answer, self.clarify))
        return REFUSED if self.refusal or wrong else 200


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: ActorRequest, code: str, question_id: int) -> HttpResponse:
    """Show one question with its answer, and take the steps of those who answer."""
    page = _page(request, code, question_id)
    shown = _unbound(page)
    if request.method == "POST":
        step = _STEPS.get(request.POST.get("verb", ""))
        if step is None or not page.may_answer:
            raise Http404
        try:
            if step(request, page, shown):
                return HttpResponseRedirect(reverse("question", args=[code, question_id]))
        except Refused as refusal:
            shown.refusal = refusal
            page = _page(request, code, question_id)  # what somebody else did in between
    context = {"page": page, "row": page.row, "shown": shown}
    return render(request, "agreements/questions/question.html", context, status=shown.status)


def _page(request: ActorRequest, code: str, question_id: int) -> QuestionPage:
    page = question_page(request.actor, code, question_id)
    if page is None:
        raise Http404
    return page


def _choices(page: QuestionPage) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in page.requirements]


def _unbound(page: QuestionPage) -> Shown:
    return Shown(
        AnswerForm(initial={"text": page.row.answer, "seen": page.stamp}, prefix="answer"),
        ClarifyForm(
            _choices(page),
            initial={"requirement": page.row.requirement, "wording": page.row.answer},
            prefix="clarify",
        ),
    )


def _answer(request: ActorRequest, page: QuestionPage, shown: Shown) -> bool:
    form = shown.answer = AnswerForm(request.POST, prefix="answer")
    if not form.is_valid():
        return False
    try:
        answer(request.actor, page.row.id, form.cleaned_data["text"], seen=form.cleaned_data["seen"])
    except Refused:
        # Who saves again has seen the answer that is shown now.
        now = _page(request, page.version.agreement.code, page.row.id)
        typed = request.POST.copy()
        typed["answer-seen"] = now.stamp
        shown.answer = AnswerForm(typed, prefix="answer")
        raise
    messages.success(request, "Svaret är sparat. Den som frågade får ett meddelande.")
    return True


def _preview(request: ActorRequest, page: QuestionPage, shown: Shown) -> bool:
    wanted = _clarification(request, page, shown)
    if wanted is not None:
        before = page.version.definition
        after, tidy = clarified_definition(request.actor, before, wanted)
        old, new = before.requirement(tidy.requirement), after.requirement(tidy.requirement)
        differences = wording_differences(old, new, year=after.year)
        shown.preview = Preview(new.code, new.name, differences, page.version.number)
    return False


def _clarify(request: ActorRequest, page: QuestionPage, shown: Shown) -> bool:
    wanted = _clarification(request, page, shown)
    if wanted is None:
        return False
    try:
        base = int(request.POST.get("base", ""))
    except ValueError as error:  # no number, or one with thousands of digits
        raise Http404 from error
    version = clarify(request.actor, page.row.id, wanted, base=base)
    messages.success(
        request,
        f"Förtydligandet är publicerat som version {version.number}. De som berörs får ett meddelande.",
    )
    return True


def _clarification(request: ActorRequest, page: QuestionPage, shown: Shown) -> Clarification | None:
    form = shown.clarify = ClarifyForm(_choices(page), request.POST, prefix="clarify")
    if not form.is_valid():
        return None
    part: Part = "guidance" if form.cleaned_data["part"] == "guidance" else "criterion"
    return Clarification(form.cleaned_data["requirement"], part, form.cleaned_data["wording"])


_STEPS: dict[str, Callable[[ActorRequest, QuestionPage, Shown], bool]] = {
    "answer": _answer,
    "preview": _preview,
    "clarify": _clarify,
}

"""Reading questions and answers: those that are answered are everybody's who is signed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet

from agreements.models import AgreementVersion, PublicQuestion, Requirement
from agreements.selectors.agreements import answered_by_requirement, published_version
from agreements.services.clarifying import CLARIFIES
from agreements.services.questions import ANSWERS, ASKS, stamp
from prio.accounts.models import Membership
from prio.accounts.roles import Actor
from prio.audit.models import Event

ON_A_PAGE = 30
LONGEST_SEARCH = 100  # characters
MOST_WORDS = 8
WHOLE = "hela"  # in an address: questions that are about no single requirement


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to: code of a requirement (`hela`: of none), and words to find."""

    requirement: str = ""
    text: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str], known: Sequence[str]) -> "Wanted":
        """Read it from an address; a requirement that the agreement does not have is no wish."""
        requirement = data.get("krav", "")
        text = data.get("sok", "").replace("\0", "").strip()[:LONGEST_SEARCH]
        return cls(requirement if requirement in {WHOLE, *known} else "", text)

    @property
    def is_on(self) -> bool:
        """Whether anything is left out."""
        return bool(self.requirement or self.text)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question in a list. requirement, name: empty where it is about the whole agreement. changed: its answer was."""

    id: int
    requirement: str
    name: str
    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    answered_by: str
    changed: bool
    clarified: int | None
    own: bool


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """The questions of one requirement."""

    code: str
    name: str
    rows: tuple[QuestionRow, ...]


@dataclass(frozen=True, slots=True)
class RequirementChoice:
    """A requirement to choose, with how many answered questions it has."""

    code: str
    name: str
    answered: int


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """Everything that the list shows. waiting: unanswered ones that the actor sees, of `waiting_total` altogether."""

    version: AgreementVersion
    wanted: Wanted
    requirements: tuple[RequirementChoice, ...]
    waiting: tuple[QuestionRow, ...]
    waiting_total: int
    groups: tuple[QuestionGroup, ...]
    page: Page[PublicQuestion]
    may_ask: bool
    may_answer: bool


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """What an answer said before it was changed, and until when."""

    text: str
    until: datetime


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question. first_answered_at: when it was answered the first time. asker: shown to those who answer only."""

    version: AgreementVersion
    row: QuestionRow
    stamp: str
    first_answered_at: datetime | None
    earlier: tuple[EarlierAnswer, ...]
    asker: str
    may_answer: bool
    may_clarify: bool
    requirements: tuple[RequirementChoice, ...]


def questions_page(
    actor: Actor, code: str, wanted_in: Mapping[str, str], page_number: str = "1"
) -> QuestionsPage | None:
    """Return the questions of the published agreement `code` that the actor may see; None if there is none."""
    version = published_version(actor, code)
    if version is None:
        return None
    requirements = _choices(version)
    wanted = Wanted.of(wanted_in, [one.code for one in requirements])
    found = _narrowed(_visible(actor, code), wanted)
    waiting = found.filter(answer="").order_by("asked_at", "id")
    answered = found.exclude(answer="").order_by(
        F("requirement__position").asc(nulls_first=True), "-answered_at", "-id"
    )
    page = Paginator(answered, ON_A_PAGE).get_page(page_number)
    shown = list(page.object_list)
    unanswered = list(waiting[:ON_A_PAGE])
    rows = _rows(actor, version, shown)
    return QuestionsPage(
        version=version,
        wanted=wanted,
        requirements=requirements,
        waiting=_rows(actor, version, unanswered),
        waiting_total=waiting.count() if len(unanswered) == ON_A_PAGE else len(unanswered),
        groups=tuple(
            QuestionGroup(code, name, tuple(group))
            for (code, name), group in groupby(rows, key=lambda row: (row.requirement, row.name))
        ),
        page=page,
        may_ask=not ASKS.isdisjoint(actor.roles),
        may_answer=not ANSWERS.isdisjoint(actor.roles),
    )


def question_page(actor: Actor, code: str, question_id: int) -> QuestionPage | None:
    """Return one question of the agreement `code`; None if there is none that the actor may see."""
    version = published_version(actor, code)
    question = _visible(actor, code).filter(pk=question_id).first() if version else None
    if version is None or question is None:
        return None
    events = list(
        Event.objects.filter(aggregate="question", aggregate_id=str(question.pk)).order_by("sequence")
    )
    answers = [event for event in events if event.verb in {"answered", "answer_changed"}]
    may_answer = not ANSWERS.isdisjoint(actor.roles)
    return QuestionPage(
        version=version,
        row=_row(actor, version, question, changed=len(answers) > 1),
        stamp=stamp(question),
        first_answered_at=answers[0].at if answers else question.answered_at,
        earlier=tuple(
            EarlierAnswer(event.facts["before"], event.at)
            for event in reversed(answers)
            if event.verb == "answer_changed"
        ),
        asker=_asker(question) if may_answer else "",
        may_answer=may_answer,
        may_clarify=actor.is_any(CLARIFIES) and bool(question.answer) and question.clarified_id is None,
        requirements=_choices(version),
    )


def _visible(actor: Actor, code: str) -> QuerySet[PublicQuestion]:
    """Answered ones for everybody; unanswered ones for who asked and for those who answer."""
    questions = PublicQuestion.objects.filter(agreement__code=code).select_related(
        "requirement", "answered_by", "clarified"
    )
    questions = questions.defer("clarified__plain")
    if not ANSWERS.isdisjoint(actor.roles):
        return questions
    return questions.filter(~Q(answer="") | Q(asked_by=actor.user_id))


def _narrowed(questions: QuerySet[PublicQuestion], wanted: Wanted) -> QuerySet[PublicQuestion]:
    if wanted.requirement == WHOLE:
        questions = questions.filter(requirement=None)
    elif wanted.requirement:
        questions = questions.filter(requirement__code=wanted.requirement)
    for word in wanted.text.split()[:MOST_WORDS]:
        questions = questions.filter(Q(text__icontains=word) | Q(answer__icontains=word))
    return questions


def _choices(version: AgreementVersion) -> tuple[RequirementChoice, ...]:
    answered = answered_by_requirement(version.agreement.code)
    return tuple(
        RequirementChoice(one.code, one.name, answered.get(one.code, 0))
        for one in version.definition.requirements
    )


def _rows(
    actor: Actor, version: AgreementVersion, questions: Sequence[PublicQuestion]
) -> tuple[QuestionRow, ...]:
    keys = [str(question.pk) for question in questions]
    changed = (
        set(
            Event.objects.filter(
                aggregate="question", aggregate_id__in=keys, verb="answer_changed"
            ).values_list("aggregate_id", flat=True)
        )
        if keys
        else set()
    )
    return tuple(
        _row(actor, version, question, changed=str(question.pk) in changed) for question in questions
    )


def _row(actor: Actor, version: AgreementVersion, question: PublicQuestion, *, changed: bool) -> QuestionRow:
    return QuestionRow(
        id=question.pk,
        requirement=question.requirement.code if question.requirement else "",
        name=_name(version, question.requirement),
        text=question.text,
        asked_at=question.asked_at,
        answer=question.answer,
        answered_at=question.answered_at,
        answered_by=str(question.answered_by) if question.answered_by else "",
        changed=changed,
        clarified=question.clarified.number if question.clarified else None,
        own=question.asked_by_id == actor.user_id,
    )


def _name(version: AgreementVersion, requirement: Requirement | None) -> str:
    if requirement is None:
        return ""
    try:
        return version.definition.requirement(requirement.code).name
    except KeyError:  # it was left out of a later version
        return "utgått"


def _asker(question: PublicQuestion) -> str:
    """Who asked, for whom: for those who answer."""
    held = Membership.objects.filter(user=question.asked_by_id, valid_to=None).select_related(
        "user", "organisation", "county"
    )
    bodies = dict.fromkeys(str(body) for one in held if (body := one.organisation or one.county))
    return ", ".join([str(question.asked_by), *bodies])

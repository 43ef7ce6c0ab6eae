"""What the page of a report shows: its questions as they are drawn, how far it has come, and the self-check."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import cast

from django.conf import settings

from agreements.domain.answer_words import in_words
from agreements.domain.answers import problem
from agreements.domain.contradictions import contradictions
from agreements.domain.evaluate import is_asked
from agreements.domain.given_links import links_in
from agreements.domain.lifecycle import REPORT
from agreements.domain.plain_words import answered_only_if
from agreements.domain.plausibility import unlikely
from agreements.domain.progress import usable
from agreements.domain.questions import NUMERIC, Question, conditions_of, sections_of
from agreements.domain.result import Result
from agreements.domain.rules import Demand, Share
from agreements.domain.typed import as_typed, read_typed
from agreements.form_fields import Typed, control_of
from agreements.models import CompletionRequest, LinkCheck
from agreements.selectors.evidence import TAKES_FILES, EvidenceBox, boxes
from agreements.selectors.places import ReportPlace
from agreements.selectors.reports import check
from agreements.selectors.similar_answers import similar_answers
from agreements.views.read_only import why_read_only
from agreements.views.report_parts import (
    ANSWERED,
    NOT_ASKED,
    OPEN,
    SOURCE,
    WRONG,
    ClashView,
    QuestionView,
    SectionView,
    Touch,
)
from agreements.views.report_posted import mark_of
from prio import clock
from prio.accounts.roles import Actor
from prio.days import plain_day


def as_data(shown: Typed) -> dict[str, list[str]]:
    """Return what stands in the fields as it would be posted."""
    return {part: [text] if isinstance(text, str) else list(text) for part, text in shown.items()}


@dataclass(frozen=True)
class ReportPage:
    """A report as its page draws it for one actor.

    unsaved: what was posted and not saved, by question, so that nothing typed is lost. clashes: by question. rows: of
    which question an empty row is added. refused: why the last save was refused; unsaveable: the same by
    question. is_part: only parts of the page are drawn, and what is shown of last year stays as it is.
    """

    place: ReportPlace
    actor: Actor
    unsaved: Mapping[str, Typed] = field(default_factory=dict)
    clashes: Mapping[str, ClashView] = field(default_factory=dict)
    rows: str = ""
    refused: str = ""
    unsaveable: Mapping[str, str] = field(default_factory=dict)
    is_part: bool = False

    @cached_property
    def answers(self) -> Mapping[str, object]:
        """The answers that count: without files that cannot be used."""
        return usable(self.place.requirement, self.place.answers, self.place.unusable_files)

    @cached_property
    def result(self) -> Result | None:
        """The self-check."""
        return check(self.place)

    @cached_property
    def sections(self) -> tuple[SectionView, ...]:
        """The parts of the form."""
        return tuple(
            SectionView(
                number=number,
                title=section.title or "Era svar",
                asked=section.questions,
                counted=sum(self.standings[one.key] not in {NOT_ASKED, SOURCE} for one in section.questions),
                answered=sum(self.standings[one.key] == ANSWERED for one in section.questions),
                draw=self.view_of,
            )
            for number, section in enumerate(sections_of(self.place.requirement), 1)
        )

    @cached_property
    def standings(self) -> Mapping[str, str]:
        """How every question stands."""
        return {one.key: self._standing(one) for one in self.place.requirement.questions}

    @property
    def counted(self) -> int:
        """How many questions are the reporter's to answer now."""
        return sum(section.counted for section in self.sections)

    @property
    def answered(self) -> int:
        """How many of them are answered."""
        return sum(section.answered for section in self.sections)

    @cached_property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """Everything that is wrong in the fields that can be changed, each with the id of its field."""
        wrong = [one for one in self.place.reads if self.wrong_in(one) and one.key in self.place.editable]
        return tuple(
            (where, f"{one.label}: {what}") for one in wrong for where, what in self.view_of(one).problems
        )

    @property
    def unconfirmed(self) -> int:
        """How many answers were filled in from an earlier year and are not confirmed."""
        report = self.place.report
        return sum(key in self.place.editable for key in report.prefilled) if report else 0

    @property
    def revision(self) -> int:
        """The revision that is shown; 0 where nothing is begun."""
        return self.place.report.revision if self.place.report else 0

    @cached_property
    def links(self) -> Mapping[str, LinkCheck]:
        """What was found when the given addresses were asked. One query, or none."""
        given = [
            url
            for one in self.place.requirement.questions
            for url in links_in(one, self.place.answers.get(one.key))
        ]
        return {row.url: row for row in LinkCheck.objects.filter(url__in=given)} if given else {}

    @property
    def asks_links(self) -> bool:
        """Whether given addresses are asked if they answer."""
        return bool(settings.LINK_CHECKS)

    @cached_property
    def evidence(self) -> Mapping[str, EvidenceBox]:
        """The files at the questions that take files. One query, or none."""
        return boxes(self.place)

    @cached_property
    def contradictions(self) -> Mapping[str, str]:
        """What cannot be true together, by question."""
        return contradictions(self.place.requirement, self.answers)

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        """The questions by their key."""
        return {one.key: one for one in self.place.requirement.questions}

    def followers_of(self, key: str) -> tuple[str, ...]:
        """Return the questions whose being asked depends on that one, however far."""
        return tuple(
            one.key
            for one in self.place.requirement.questions
            if any(condition.question == key for condition in conditions_of(one, self.by_key))
        )

    def beside(self, key: str) -> tuple[str, ...]:
        """Return the questions where it is said that an answer and others do not fit together."""
        shares = [leaf for leaf in self.place.requirement.leaves if isinstance(leaf, Share)]
        return tuple(
            leaf.of[0].key
            for leaf in shares
            if leaf.of and key in {one.key for one in (*leaf.of, *leaf.base, *leaf.minus)}
        )

    def demands(self, question: Question) -> tuple[Demand, ...]:
        """Return what must hold for a question to be asked."""
        return tuple(
            Demand(condition, self.by_key[condition.question])
            for condition in conditions_of(question, self.by_key)
        )

    def view_of(self, question: Question) -> QuestionView:
        """Return one question as it is drawn."""
        report, key = self.place.report, question.key
        value = self.place.answers.get(key)
        shown, problems = self._shown(question), self.wrong_in(question)
        more = 1 if self.rows == key else 0
        touch = self._touch(key)
        return QuestionView(
            question=question,
            number=self.place.requirement.questions.index(question) + 1,
            standing=self.standings[key],
            control=control_of(question, shown, problems, more=more),
            mark=mark_of(as_typed(question, value) if key not in self._unread else self._unread[key]),
            base=self.clashes[key].base if key in self.clashes else self.revision,
            words=in_words(question, value),
            wrong=self._incomplete(question, shown, problems),
            only_if=answered_only_if(self.demands(question)),
            blocked=self._blocked(question),
            closes=self.place.question_days.get(key),
            prefilled=self._prefilled(key),
            comment=str(report.comments.get(key, "")) if report else "",
            unlikely=self.unlikely_in(question),
            last=self._last(question),
            value=value,
            touch=touch,
            is_mine=touch is None or touch.by_id == self.actor.user_id,
            links=tuple(self.links[url] for url in links_in(question, value) if url in self.links),
            requests=tuple(one for one in self.place.requests if one.question == key),
            clash=self.clashes.get(key),
            is_unsaved=self._is_unsaved(key),
            evidence=self.evidence.get(key) if question.type in TAKES_FILES else None,
        )

    def _is_unsaved(self, key: str) -> bool:
        """Say whether what stands in the fields was just posted and is not kept on the server."""
        return key in self.unsaveable or key in self.clashes or bool(self.refused and key in self.unsaved)

    @cached_property
    def _unread(self) -> Mapping[str, Typed]:
        return self.place.report.typed if self.place.report else {}

    def _shown(self, question: Question) -> Typed:
        """What stands in the fields: what was just posted, what could not be read, or the answer."""
        key = question.key
        if key in self.unsaved:
            return self.unsaved[key]
        return self._unread.get(key) or as_typed(question, self.place.answers.get(key))

    def wrong_in(self, question: Question) -> Mapping[str, str]:
        """Return what is wrong in the fields of a question, by part; first why it cannot be saved at all."""
        whole = {"": self.unsaveable[question.key]} if question.key in self.unsaveable else {}
        if question.key in self.unsaved or question.key in self._unread:
            read = read_typed(
                question, as_data(self._shown(question)), current=self.place.answers.get(question.key)
            )
            if read.problems:
                return {**read.problems, **whole}
        if whole:
            return whole
        against = self.contradictions.get(question.key)
        return {"": against} if against else {}

    def _standing(self, question: Question) -> str:
        if question.source:
            return SOURCE
        if is_asked(self.demands(question), self.answers) is not True:
            return NOT_ASKED
        if self.wrong_in(question):
            return WRONG
        return OPEN if problem(question, self.answers.get(question.key)) else ANSWERED

    def _incomplete(self, question: Question, shown: Typed, problems: Mapping[str, str]) -> str:
        """Why an answer that was begun does not count yet."""
        value = self.place.answers.get(question.key)
        if problems or question.source:
            return ""
        if value is not None and question.key not in self.answers:
            return "Filen kan inte användas än."
        if value is None and shown:
            value = read_typed(question, as_data(shown)).value
        return (problem(question, value) or "") if value is not None else ""

    def _blocked(self, question: Question) -> str:
        if question.source or (self.place.may_edit and question.key in self.place.editable):
            return ""
        own = self.place.question_days.get(question.key)
        if self.place.may_edit and own:
            return f"Sista dag för den här frågan var {plain_day(own)}. Svaret kan inte ändras."
        return "Svaret kan inte ändras nu."

    def _prefilled(self, key: str) -> str:
        """The year that an unconfirmed answer is from, empty for every other answer."""
        origin = self.place.report.prefilled.get(key) if self.place.report else None
        if not isinstance(origin, Mapping):
            return ""
        last = self.place.last_year
        agreement = last.report.requirement.agreement if last else None
        if agreement and agreement.code == origin.get("agreement"):
            return str(agreement.year)
        return str(origin.get("agreement", "tidigare"))

    def _last(self, question: Question) -> tuple[str, ...]:
        """Last year's answer, and what the assessor asked for then."""
        last = None if self.is_part else self.place.last_year
        if last is None:
            return ()
        asked = [f"Bedömaren skrev: {text}" for text in self.asked_for_then.get(question.key, ())]
        return (*in_words(question, last.answers.get(question.key)), *asked)

    @cached_property
    def asked_for_then(self) -> Mapping[str, Sequence[str]]:
        """What the assessor asked for last year, by question. One query, or none."""
        if self.place.last_year is None:
            return {}
        requests = CompletionRequest.objects.filter(report=self.place.last_year.report_id)
        found: dict[str, list[str]] = {}
        for question, text in requests.values_list("question", "text"):
            found.setdefault(question, []).append(text)
        return found

    def unlikely_in(self, question: Question) -> str:
        """Why a figure looks unlikely; never for what cannot be changed."""
        key = question.key
        if question.type not in NUMERIC or key not in self.place.editable or key not in self.answers:
            return ""
        last = self.place.last_year
        found = unlikely(
            question,
            self.answers[key],
            last_year=last.answers.get(key) if last else None,
            inhabitants=self.place.facts.inhabitants,
            similar=[(answers.get(key), people) for answers, people in self.similar],
        )
        return found or ""

    @cached_property
    def similar(self) -> Sequence[tuple[Mapping[str, object], int]]:
        """What parties of about the same size have handed in. Two queries now and then."""
        place = self.place
        return similar_answers(
            place.requirement_id, place.party.kind, place.definition.population_date, place.facts.inhabitants
        )

    def _touch(self, key: str) -> Touch | None:
        made = self.place.report.touches.get(key) if self.place.report else None
        if not isinstance(made, Mapping):
            return None
        return Touch(
            by_id=cast("int | None", made.get("by")),
            name=str(made.get("name", "")),
            at=datetime.fromisoformat(str(made.get("at"))),
            revision=cast("int", made.get("revision", 0)),
        )

    @property
    def is_editable(self) -> bool:
        """Whether the actor may change some answer now."""
        return self.place.may_edit

    @property
    def state_name(self) -> str:
        """The state in the reporter's words."""
        return REPORT.state(self.place.state).for_reporter

    @property
    def today(self) -> date:
        """The day in Stockholm that the page is drawn."""
        return self.place.times.day

    @property
    def saved_day(self) -> str:
        """The day of the last save, empty if it was today."""
        report = self.place.report
        saved = report.changed_at.astimezone(clock.STOCKHOLM).date() if report else self.today
        return "" if saved == self.today else plain_day(saved)

    @property
    def begins_from(self) -> str:
        """The year whose answers are filled in when the report is begun, empty where there are none."""
        if self.place.report or not self.place.last_year:
            return ""
        return str(self.place.last_year.report.requirement.agreement.year)

    @property
    def why_read_only(self) -> str:
        """Why nothing can be changed here, for who might wonder."""
        return why_read_only(self.place)

    def touched_since(self, revision: int) -> tuple[str, ...]:
        """Return the questions that were changed after a revision."""
        return tuple(
            one.key
            for one in self.place.requirement.questions
            if (touch := self._touch(one.key)) and touch.revision > revision
        )

    def only(self, keys: Collection[str]) -> Sequence[QuestionView]:
        """Return some of the questions as they are drawn."""
        return [self.view_of(one) for one in self.place.requirement.questions if one.key in keys]

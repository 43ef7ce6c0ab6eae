"""Trying a requirement of a draft: the form as a reporter sees it, the self-check, and the assessor's checklist."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from agreements.domain.contradictions import contradictions
from agreements.domain.definition import Definition
from agreements.domain.evaluate import evaluate, is_asked
from agreements.domain.plain_words import Sentence, answered_only_if, in_plain_words
from agreements.domain.questions import Question, conditions_of, sections_of
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.result import Facts, Result
from agreements.domain.rules import Demand, Listed, Manual
from agreements.domain.typed import Typed, read_typed
from agreements.form_fields import Control, control_of
from agreements.views.report_posted import fields_of

INHABITANTS = 30_000  # of the kommun that the form is tried for, unless another number is given
_MOST_INHABITANTS = 12_000_000
_FILE = "prov.pdf"


@dataclass(frozen=True, slots=True)
class TrialQuestion:
    """One question as it is drawn. only_if: when it is to be answered. has_file: a pretended file is attached."""

    question: Question
    control: Control
    only_if: str
    is_asked: bool
    has_file: bool
    source: str


@dataclass(frozen=True)
class Trial:
    """A requirement that is tried with what was typed; nothing of it is kept."""

    definition: Definition
    requirement: RequirementDefinition
    posted: QueryDict

    @cached_property
    def inhabitants(self) -> int:
        """How many inhabitants the party is thought to have."""
        text = self.posted.get("invanare", "").replace(" ", "")
        return (
            min(int(text), _MOST_INHABITANTS)
            if text.isascii() and text.isdigit() and len(text) < 10
            else INHABITANTS
        )

    @cached_property
    def _read(self) -> Mapping[str, Typed]:
        return {
            one.key: read_typed(one, fields_of(one, self.posted), current=self._pretended(one))
            for one in self.requirement.questions
        }

    def _pretended(self, question: Question) -> object:
        """A file that is not there stands for one that a reporter attaches."""
        if question.type != "document" or not self.has_file(question):
            return None
        return {"file": _FILE, "sections": []}

    def has_file(self, question: Question) -> bool:
        """Say whether a file is pretended to be attached."""
        return bool(self.posted.get(f"fil.{question.key}"))

    @cached_property
    def answers(self) -> Mapping[str, object]:
        """The answers that could be read."""
        return {key: typed.value for key, typed in self._read.items() if typed.value is not None}

    @cached_property
    def _against(self) -> Mapping[str, str]:
        return contradictions(self.requirement, self.answers)

    @property
    def sections(self) -> list[tuple[str, list[TrialQuestion]]]:
        """The form by section."""
        return [
            (section.title or "Era svar", [self._question(one) for one in section.questions])
            for section in sections_of(self.requirement)
        ]

    def _question(self, question: Question) -> TrialQuestion:
        typed = self._read[question.key]
        against = self._against.get(question.key)
        problems = typed.problems or ({"": against} if against else {})
        more = 1 if self.posted.get("add") == f"q.{question.key}" else 0
        demands = self._demands(question)
        return TrialQuestion(
            question,
            control_of(question, typed.raw, problems, more=more),
            answered_only_if(demands),
            is_asked(demands, self.answers) is True,
            self.has_file(question),
            question.source,
        )

    def _demands(self, question: Question) -> tuple[Demand, ...]:
        by_key = {one.key: one for one in self.requirement.questions}
        return tuple(Demand(one, by_key[one.question]) for one in conditions_of(question, by_key))

    @property
    def _facts(self) -> Facts:
        definition = self.definition
        return Facts(self.inhabitants, definition.size_classes, {}, definition.population_date)

    @cached_property
    def result(self) -> Result | None:
        """The self-check."""
        rule = self.requirement.rule
        return evaluate(rule, self.answers, self._facts, handed_in=False) if rule else None

    @cached_property
    def handed_in(self) -> Result | None:
        """What an assessor would meet if this were handed in."""
        rule = self.requirement.rule
        return evaluate(rule, self.answers, self._facts, handed_in=True) if rule else None

    @property
    def asks(self) -> list[tuple[str, str]]:
        """What an assessor has to judge: the demand, and the question to the assessor."""
        return [(leaf.text, leaf.asks) for leaf in self.requirement.leaves if isinstance(leaf, Manual)]

    @property
    def lists(self) -> list[str]:
        """The registers whose lists are read instead."""
        return [leaf.register for leaf in self.requirement.leaves if isinstance(leaf, Listed)]

    @property
    def rule(self) -> Sentence | None:
        """The rule in plain words."""
        rule = self.requirement.rule
        return in_plain_words(rule, self.definition.size_classes) if rule else None

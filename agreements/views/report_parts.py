"""The parts of a report's page: a question as it is drawn, a section with its state, two answers that clash."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from agreements.domain.questions import Question
from agreements.domain.register_words import register_name
from agreements.form_fields import Control
from agreements.models import CompletionRequest, LinkCheck
from agreements.selectors.evidence import EvidenceBox

ANSWERED, OPEN, WRONG, NOT_ASKED, SOURCE = "answered", "open", "wrong", "not_asked", "source"


@dataclass(frozen=True, slots=True)
class ClashView:
    """Two answers to one question: theirs stands, ours was just written.

    base: the revision that ours was written on; revision: the one that it would follow.
    """

    theirs: tuple[str, ...]
    mine: tuple[str, ...]
    by: str
    at: datetime
    base: int
    revision: int


@dataclass(frozen=True, slots=True)
class Touch:
    """The latest change of a question: who made it (None: the check of its file), when, and with which revision."""

    by_id: int | None
    name: str
    at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as the page draws it.

    standing: answered, open, wrong, not_asked or source. base: the revision whose answer is shown; mark: of what
    stands in the fields, so that it is seen whether somebody changed them. words: the answer in plain Swedish. wrong:
    why it cannot be used. blocked: why it cannot be changed; empty where it can. last: last year's answer in words.
    is_unsaved: what stands in its fields was just posted and refused, or clashes: only the browser has it.
    """

    question: Question
    number: int
    standing: str
    control: Control
    mark: str
    base: int
    words: tuple[str, ...]
    wrong: str
    only_if: str
    blocked: str
    closes: date | None
    prefilled: str
    comment: str
    unlikely: str
    last: tuple[str, ...]
    value: object
    touch: Touch | None = None
    is_mine: bool = True
    links: tuple[LinkCheck, ...] = ()
    requests: tuple[CompletionRequest, ...] = ()
    clash: ClashView | None = None
    is_unsaved: bool = False
    evidence: EvidenceBox | None = None

    @property
    def is_open(self) -> bool:
        """Whether its fields can be filled in."""
        return not self.blocked and self.standing != SOURCE

    @property
    def register(self) -> str:
        """What the register that it is read from is called."""
        return register_name(self.question.source)

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """What is wrong in its fields, each with the id of the field."""
        return tuple(self.control.all_problems())


@dataclass(frozen=True, slots=True)
class SectionView:
    """A part of the form with its own state: how many of its questions are the reporter's to answer now, and are."""

    number: int
    title: str
    asked: tuple[Question, ...]
    counted: int
    answered: int
    draw: Callable[[Question], QuestionView]

    @property
    def questions(self) -> tuple[QuestionView, ...]:
        """Its questions as they are drawn; a page that shows only its state does not ask."""
        return tuple(self.draw(question) for question in self.asked)

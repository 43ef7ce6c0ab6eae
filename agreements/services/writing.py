"""Writing answers into a locked report: what clashes, what cannot be used, and what was touched when by whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agreements.domain.answers import problem
from agreements.domain.bounds import LONGEST_COMMENT, MOST_FIELDS, cannot_be_kept
from agreements.domain.lifecycle import REPORT, Needs
from agreements.domain.personal_numbers import personal_numbers
from agreements.domain.questions import Question
from agreements.domain.register_words import register_name
from agreements.models import Report
from agreements.services.link_checks import order_link_checks
from agreements.services.own_files import FileNotOwn, with_own_files
from agreements.services.under_lock import Locked
from prio.refused import Refused

LONGEST_TAB = 40  # characters
PERSON = "Här står ett personnummer. Ta bort det: en rapport får inte peka ut någon enskild."
_NO_WORDS = frozenset({"file", "sha256"})  # of an answer that names a file
WRITTEN = (
    "answers", "typed", "prefilled", "comments", "touches", "revision", "ready_at", "ready_by", "changed_at",
    "changed_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody answered one question.

    value: the answer as JSON (docs/formats.md); None: emptied. base: the revision of the report that the writer saw.
    typed: the raw fields where they cannot be read as an answer; the old answer is then removed and `value` ignored.
    comment: the reporter's words on an unlikely figure; None: as it was. tab: what the page calls itself, so that its
    own earlier change, whose answer from the server was lost, is not taken for somebody else's.
    """

    question: str
    value: object | None
    base: int
    typed: Mapping[str, Any] | None = None
    comment: str | None = None
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two answers to one question: the one that was not written, and the one that stands, with whose it is and when.

    typed: whether what stands is raw text that cannot be read as an answer; `theirs` is then that text by field.
    """

    question: str
    mine: object | None
    theirs: object | None
    by_name: str
    at: datetime
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of changes. saved: the questions whose answers stand as sent, written now or before.

    problems: by question, why its answer cannot be used, in Swedish; the old answer stands.
    """

    report: Report
    revision: int
    saved: tuple[str, ...]
    clashes: tuple[Clash, ...]
    problems: Mapping[str, str] = field(default_factory=dict)


class Writing:
    """One save: everything that it changes gets the same revision, moment and person."""

    def __init__(self, locked: Locked, report: Report, moment: datetime) -> None:
        self.locked = locked
        self.report = report
        self.moment = moment
        self.revision = report.revision + 1
        self.touched = False

    def write(self, changes: Sequence[Change]) -> Saved:
        """Write what neither clashes nor is unusable. The questions are known and open."""
        saved: list[str] = []
        clashes: list[Clash] = []
        problems: dict[str, str] = {}
        written: list[tuple[Question, object]] = []
        for change in changes:
            question = self.locked.ground.requirement.question(change.question)
            fault, value = self._readable(question, change)
            if fault:
                problems[change.question] = fault
            elif clash := self._clash(change, value):
                clashes.append(clash)
            else:
                self._put(change, value)
                saved.append(change.question)
                written.append((question, value))
        order_link_checks(written, self.locked.actor.user_id)
        self.save()
        return Saved(self.report, self.report.revision, tuple(saved), tuple(clashes), problems)

    def touch(self, question: str, tab: str = "") -> None:
        """Note that somebody changed or confirmed the answer to a question."""
        self.touched = True
        self.report.prefilled.pop(question, None)
        self.report.touches[question] = {
            "revision": self.revision,
            "at": self.moment.isoformat(),
            "by": self.locked.actor.user_id,
            "name": self.locked.actor.name,
        } | ({"tab": tab[:LONGEST_TAB]} if tab else {})

    def save(self) -> None:
        """Store the report, if anything was touched. Whoever was asked to sign it has to be asked anew."""
        if not self.touched:
            return
        self.report.revision = self.revision
        self.report.ready_at = self.report.ready_by = None
        self.report.changed_at = self.moment
        self.report.changed_by_id = self.locked.actor.user_id
        self.report.save(update_fields=WRITTEN)

    def _readable(self, question: Question, change: Change) -> tuple[str | None, object]:
        """Return what is wrong with a change, or the value to write: None where there is no answer."""
        fault = cannot_be_kept(change.comment or "", longest=LONGEST_COMMENT)
        if fault is None:
            fault = (
                cannot_be_kept(change.typed, most=MOST_FIELDS)
                if change.typed
                else cannot_be_kept(change.value)
            )
        fault = fault or _names_a_person(question, change)
        if fault or change.typed or is_empty(change.value):
            return fault, None
        fault = problem(question, change.value)
        if fault:
            return fault, None
        try:
            before = self.report.answers.get(question.key)
            return None, with_own_files(self.locked.ground, question, change.value, before)
        except FileNotOwn as reason:
            return str(reason), None

    def _clash(self, change: Change, value: object) -> Clash | None:
        touch = self.report.touches.get(change.question)
        # Who names a revision that this report has not had has seen another report: nothing of this one.
        seen = change.base if change.base <= self.report.revision else 0
        if not touch or touch["revision"] <= seen or self._stands(change, value):
            return None
        if change.tab and touch.get("tab") == change.tab:
            return None
        raw = self.report.typed.get(change.question)
        return Clash(
            question=change.question,
            mine=dict(change.typed) if change.typed else value,
            theirs=raw or self.report.answers.get(change.question),
            by_name=touch["name"],
            at=datetime.fromisoformat(touch["at"]),
            typed=raw is not None,
        )

    def _stands(self, change: Change, value: object) -> bool:
        """Say whether the report already says what the change says."""
        report, key = self.report, change.question
        same_comment = change.comment is None or report.comments.get(key, "") == change.comment.strip()
        return (
            same_comment
            and report.answers.get(key) == value
            and (report.typed.get(key) or None) == (dict(change.typed) if change.typed else None)
        )

    def _put(self, change: Change, value: object) -> None:
        key = change.question
        if self._stands(change, value) and key not in self.report.prefilled:
            return
        _set(self.report.answers, key, value)
        _set(self.report.typed, key, dict(change.typed) if change.typed else None)
        if change.comment is not None:
            _set(self.report.comments, key, change.comment.strip() or None)
        self.touch(key, change.tab)


def is_empty(value: object) -> bool:
    """Say whether a value is no answer: nothing, blank text, an empty list or table."""
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def refuse_unless_editable(locked: Locked, questions: Sequence[str]) -> None:
    """Raise Refused unless every one of the questions can be answered now; says which cannot, and why."""
    if not locked.times.opened:
        raise Refused(Needs.IS_OPEN.value)
    editable = locked.times.editable(locked.ground.requirement, locked.state)
    if not editable:
        state = REPORT.state(locked.state).for_reporter
        raise Refused(f"{locked.name}: läget är ”{state}”. Svaren kan inte ändras.")
    known = {question.key: question for question in locked.ground.requirement.questions}
    faults = []
    for key in questions:
        question = known.get(key)
        if question is None:
            faults.append(f"{locked.name} har ingen fråga som heter {key[:60]}.")
        elif question.source:
            faults.append(
                f"”{question.label}” läses ur {register_name(question.source)} och besvaras inte här."
            )
        elif key not in editable:
            faults.append(f"”{question.label}” kan inte ändras: {_why_closed(locked, key)}")
    if faults:
        raise Refused("Svaren sparades inte.", tuple(faults))


def _why_closed(locked: Locked, key: str) -> str:
    day = locked.times.question_days.get(key)
    if day is None or locked.times.day <= day:
        return f"läget är ”{REPORT.state(locked.state).for_reporter}”."
    return f"sista dag var {day:%Y-%m-%d}."


def _set(table: dict[str, Any], key: str, value: object | None) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value


def _names_a_person(question: Question, change: Change) -> str | None:
    """Return what is wrong when a personal identity number stands in what was written, None when none does.

    A person to contact has a telephone number, which may look like one.
    """
    if question.type == "contact":
        return None
    words = "\n".join([*_texts(change.typed or change.value), change.comment or ""])
    return PERSON if personal_numbers(words) else None


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if key not in _NO_WORDS:
                yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)

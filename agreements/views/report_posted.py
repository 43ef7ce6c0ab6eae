"""What was posted from a report's form, read into the changes that it makes."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from django.http import QueryDict

from agreements.domain.answers import problem
from agreements.domain.questions import Question
from agreements.domain.typed import read_typed
from agreements.form_fields import Typed, name_of
from agreements.models import Report
from agreements.services.drafts import Change

ALL = "*"  # the button that confirms every answer from last year
_LARGEST_REVISION = 2**31 - 1


def fields_of(question: Question, posted: QueryDict) -> dict[str, list[str]]:
    """Return what was typed for a question, by part; a row that was just removed is left out."""
    name = name_of(question.key)
    parts = {
        field[len(name) :].removeprefix("."): posted.getlist(field)
        for field in posted
        if field == name or field.startswith(f"{name}.")
    }
    removed = posted.get("remove", "")
    if removed.startswith(f"{name}."):
        row = removed.removeprefix(f"{name}.")
        parts = {part: texts for part, texts in parts.items() if part.split(".")[0] != row}
    return parts


def mark_of(typed: Mapping[str, str | Sequence[str]]) -> str:
    """Return a short mark of what stands in the fields of a question; empty fields do not count."""
    parts = {part: sorted(_lines(value)) for part, value in typed.items()}
    filled = {part: lines for part, lines in parts.items() if lines}
    return hashlib.sha256(json.dumps(filled, sort_keys=True).encode()).hexdigest()[:12] if filled else "-"


def _lines(value: str | Sequence[str]) -> list[str]:
    texts = [value] if isinstance(value, str) else value
    return [line for text in texts for raw in text.splitlines() if (line := raw.strip())]


def revision_of(text: str) -> int:
    """Return the revision that a page says it shows; 0 where that is no number."""
    return min(int(text), _LARGEST_REVISION) if text.isascii() and text.isdigit() else 0


def base_of(key: str, posted: QueryDict) -> int:
    """Return the revision that the writer saw of a question; 0 where it is not said.

    Who has seen both answers and chosen their own has seen the revision of the clash.
    """
    seen = f"clash.{key}" if posted.get("mine") == key else f"base.{key}"
    return revision_of(posted.get(seen, ""))


def is_posted(question: Question, posted: QueryDict) -> bool:
    """Say whether the question's fields were on the form: a page that showed it read-only does not empty it."""
    return f"base.{question.key}" in posted


def change_of(question: Question, posted: QueryDict, current: object) -> Change:
    """Return the change that the posted fields of one question make.

    What cannot be read, and an answer of which a part is missing, is kept as it was typed. `current`: the answer that
    stands, which keeps what is in no field: the file of a document.
    """
    key = question.key
    comment = posted.get(f"comment.{key}")
    typed = read_typed(question, fields_of(question, posted), current=current)
    is_part = typed.value is not None and problem(question, typed.value) is not None
    unread = typed.raw if typed.problems or is_part else None
    value = None if unread else typed.value
    return Change(key, value, base_of(key, posted), typed=unread, comment=comment, tab=posted.get("tab", ""))


def changes_of(questions: Iterable[Question], posted: QueryDict, report: Report | None) -> tuple[Change, ...]:
    """Return the changes of a whole form: of the questions whose fields, or comment, are not as they were drawn."""
    return tuple(
        change_of(one, posted, report.answers.get(one.key) if report else None)
        for one in questions
        if is_posted(one, posted)
        and posted.get("theirs") != one.key
        and (
            _is_chosen(one.key, posted, report)
            or _is_changed(one, posted)
            or _has_new_comment(one, posted, report)
        )
    )


def _is_chosen(key: str, posted: QueryDict, report: Report | None) -> bool:
    """Say whether a button of the question was pressed: to keep one's own answer, or to confirm last year's."""
    confirmed = posted.get("confirm", "")
    everything = confirmed == ALL and report is not None and key in report.prefilled
    return posted.get("mine") == key or confirmed == key or everything


def _is_changed(question: Question, posted: QueryDict) -> bool:
    return mark_of(fields_of(question, posted)) != posted.get(f"was.{question.key}")


def _has_new_comment(question: Question, posted: QueryDict, report: Report | None) -> bool:
    comment = posted.get(f"comment.{question.key}")
    stood = report.comments.get(question.key, "") if report else ""
    return comment is not None and comment.strip() != stood


def typed_of(question: Question, posted: QueryDict) -> Typed:
    """Return what was typed, as it is drawn again in the fields."""
    return {
        part: texts[0] if len(texts) == 1 else texts for part, texts in fields_of(question, posted).items()
    }


def written(typed: object) -> tuple[str, ...]:
    """Return what was typed, line by line, where it cannot be read as an answer."""
    if not isinstance(typed, Mapping):
        return ()
    texts = (value if isinstance(value, str | list | tuple) else str(value) for value in typed.values())
    return tuple(line for text in texts for line in _lines(text))

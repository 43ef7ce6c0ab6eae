"""What is wrong with answers that came as JSON, in the words of the form."""

from collections.abc import Mapping

from agreements.domain.bounds import cannot_be_kept
from agreements.domain.questions import Question
from agreements.domain.report_key import ReportKey
from agreements.domain.typed import problems_of, read_typed
from agreements.selectors.ground import ground_of

FRACTION = "Skriv tal med decimaler som text med punkt, till exempel ”12.5”."
# A question with one field, where a text that is no answer is spoken of as if it had been typed.
ONE_FIELD = frozenset({"count", "number", "percent", "date", "choice", "link"})

Problems = Mapping[str, str]


def at(question: str, part: str) -> str:
    """Return the name of a question, or of a part of it: `people.women`."""
    return f"{question}.{part}" if part else question


def wrong_in(key: ReportKey, sent: Mapping[str, object]) -> dict[str, Problems]:
    """Return what the form would say about the answers, by question and part. Two queries.

    A question that is unknown or not asked is left to the service.
    """
    ground = ground_of(key)
    asked = {one.key: one for one in ground.asked} if ground else {}
    found = {name: _wrong(asked[name], value) for name, value in sent.items() if name in asked}
    return {name: problems for name, problems in found.items() if problems}


def _wrong(question: Question, value: object) -> Problems:
    if _has_fraction(value):
        return {"": FRACTION}
    if cannot_be_kept(value):
        return {}  # the service says why
    if question.type in ONE_FIELD and isinstance(value, str) and value.strip():
        typed = read_typed(question, {"": [value]}).problems
        if typed:
            return typed
    return problems_of(question, value)


def _has_fraction(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_has_fraction(part) for part in value.values())
    if isinstance(value, list):
        return any(_has_fraction(part) for part in value)
    return isinstance(value, float)

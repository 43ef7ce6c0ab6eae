"""A question in plain Swedish: what is asked, how it is answered and when. For comparing two wordings of it."""

from collections.abc import Iterator

from agreements.domain.plain_words import answered_only_if
from agreements.domain.questions import Question, QuestionType, conditions_of
from agreements.domain.register_words import register_name
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.rules import Demand
from agreements.domain.wording import listed
from prio.days import month_in_words, plain_day

_ANSWERED_WITH: dict[QuestionType, str] = {
    "yes_no": "ja eller nej",
    "count": "ett antal",
    "number": "ett tal",
    "percent": "en andel i procent",
    "text": "text",
    "date": "ett datum",
    "period": "en period",
    "choice": "ett av alternativen",
    "document": "en fil",
    "link": "en webbadress",
    "contact": "en kontaktperson",
    "consultations": "en lista över samråd",
    "monthly_series": "ett antal per månad",
    "units": "en lista över enheter",
    "matrix": "en webbadress per rad",
}
_PRECISION = {"month": "med år och månad", "year": "med år"}


def question_in_words(requirement: RequirementDefinition, question: Question) -> tuple[str, ...]:
    """Return a question of a requirement as lines: its wording, its help, how and when it is answered."""
    return (*_own(question), *_when(requirement, question))


def _own(question: Question) -> Iterator[str]:
    yield question.label
    if question.help:
        yield question.help
    yield _how(question)
    if question.options:
        yield f"Alternativ: {listed([option.label for option in question.options])}."
    if question.rows:
        yield f"Rader: {listed([row.label for row in question.rows])}."
    if question.sections:
        yield f"Avsnitt som filen ska innehålla: {listed(question.sections)}."
    if question.months:
        yield f"Månader: {month_in_words(question.months[0])} till {month_in_words(question.months[-1])}."
    for field in question.fields:
        yield f"För varje enhet: {' '.join(_own(field))}"
    if question.source:
        yield f"Läses ur {register_name(question.source)}."
    if question.section:
        yield f"Står under rubriken {question.section}."


def _how(question: Question) -> str:
    parts = f", delat på {listed([part.label for part in question.split_by])}" if question.split_by else ""
    unit = f" ({question.unit})" if question.unit else ""
    precise = f" {_PRECISION[question.precision]}" if question.precision != "day" else ""
    return f"Besvaras med {_ANSWERED_WITH[question.type]}{unit}{parts}{precise}."


def _when(requirement: RequirementDefinition, question: Question) -> Iterator[str]:
    by_key = {one.key: one for one in requirement.questions}
    demands = tuple(
        Demand(condition, by_key[condition.question])
        for condition in conditions_of(question, by_key)
        if condition.question in by_key
    )
    if demands:
        yield answered_only_if(demands)
    if question.closes:
        yield f"Sista dag: {plain_day(question.closes)}."

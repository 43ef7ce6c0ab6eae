"""How each leaf is tested: from the answers and the facts to an outcome with its figures.

A test raises NoAnswer where a question has no usable answer, and UnknownFact where something is missing that is not the
reporter's to give (a population, a size class, a quota, a list, a judgement).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import Any

from agreements.domain import answers as answer
from agreements.domain.answers import Answers, Days, NoAnswer
from agreements.domain.questions import Question
from agreements.domain.register_words import register_name
from agreements.domain.result import Facts, Truth
from agreements.domain.rules import (
    Answered,
    BySize,
    CompleteMonths,
    CoversYears,
    DocumentHasSections,
    InPeriod,
    Leaf,
    LinkGiven,
    Listed,
    Manual,
    MatrixComplete,
    Share,
    Value,
    Yes,
)
from agreements.domain.wording import counted, days, figure, limit_in_words, listed, share_beside, span
from prio.days import month_in_words, plain_day
from prio.money import MINUS, number

_WHOLE_PERCENT = 100
_SIZE_WORDS = {"small": "liten", "medium": "mellanstor", "large": "stor"}
_MOST_NAMED = 6

Outcome = tuple[Truth, str]


class UnknownFact(Exception):
    """Something is missing that the reporter cannot give; the text says what, in Swedish."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a leaf is tested against. `judgements` are by the key of the leaf."""

    answers: Answers
    facts: Facts
    handed_in: bool
    judgements: Mapping[str, bool]


def _outcome(is_met: bool, reason: str) -> Outcome:
    return (Truth.MET if is_met else Truth.NOT_MET), reason


def _yes(leaf: Yes, given: Given) -> Outcome:
    said = answer.yes_no(leaf.question, given.answers.get(leaf.question.key))
    return _outcome(said, "Svaret är ja." if said else "Svaret är nej.")


def _answered(leaf: Answered, given: Given) -> Outcome:
    answer.read(leaf.question, given.answers.get(leaf.question.key))
    return _outcome(True, "Frågan är besvarad.")


def _document(leaf: DocumentHasSections, given: Given) -> Outcome:
    ticked = answer.sections(leaf.question, given.answers.get(leaf.question.key))
    if not leaf.sections:
        return _outcome(True, "Handlingen är bifogad.")
    absent = [section for section in leaf.sections if section not in ticked]
    present = len(leaf.sections) - len(absent)
    missing = f" Saknas: {listed(absent)}." if absent else ""
    return _outcome(
        not absent,
        f"Handlingen är bifogad med {present} av {len(leaf.sections)} avsnitt som behövs.{missing}",
    )


def _link(leaf: LinkGiven, given: Given) -> Outcome:
    answer.link(leaf.question, given.answers.get(leaf.question.key))
    return _outcome(True, "Webbadressen är angiven.")


def _value(leaf: Value, given: Given) -> Outcome:
    value = answer.amount(leaf.question, given.answers.get(leaf.question.key))
    unit = "procent" if leaf.question.type == "percent" else leaf.question.unit
    said = f"{counted(value, unit)}; "
    if leaf.at_least is not None and value < limit(leaf.at_least):
        return _outcome(False, f"{said}minst {counted(limit(leaf.at_least), unit)} behövs.")
    if leaf.at_most is not None and value > limit(leaf.at_most):
        return _outcome(False, f"{said}högst {counted(limit(leaf.at_most), unit)} får det vara.")
    bounds = [("minst", leaf.at_least), ("högst", leaf.at_most)]
    met = [f"{word} {counted(limit(bound), unit)}" for word, bound in bounds if bound is not None]
    return _outcome(True, f"{said}{listed(met)} behövs.")


def _share(leaf: Share, given: Given) -> Outcome:
    part = _sum(leaf.of, given)
    base, shown = _base(leaf, given)
    if base < 0:
        raise NoAnswer(f"Uppgifterna kan inte stämma: av {shown} återstår mindre än noll.")
    if leaf.base and part > base > 0:
        raise NoAnswer(f"Uppgifterna kan inte stämma: {figure(part)} av {shown}.")
    needed = f"{figure(limit(leaf.at_least_percent))} procent behövs"
    if base == 0:
        return _share_of_zero(leaf, part, shown, needed)
    share = Fraction(part * _WHOLE_PERCENT) / base
    said = (
        f"{figure(part)} av {shown} = {share_beside(share, limit(leaf.at_least_percent))} procent; {needed}."
    )
    if share >= limit(leaf.at_least_percent):
        return _outcome(True, said)
    more = ceil(limit(leaf.at_least_percent) * base / _WHOLE_PERCENT - part)
    return _outcome(False, f"{said} {number(more)} till behövs.")


def _share_of_zero(leaf: Share, part: int | Fraction, shown: str, needed: str) -> Outcome:
    if part:
        raise NoAnswer(f"Uppgifterna kan inte stämma: {figure(part)} av {shown}.")
    truth = Truth(leaf.when_zero)
    counts = {
        Truth.MET: "räknas som uppfyllt",
        Truth.NOT_MET: "räknas som ej uppfyllt",
        Truth.UNDECIDED: "är inte avgjort",
    }
    return truth, f"0 av {shown}; {needed}. Det finns inget att räkna på; villkoret {counts[truth]}."


def _base(leaf: Share, given: Given) -> tuple[int | Fraction, str]:
    """Return what the share is of, and how that is written."""
    if leaf.population_percent is not None:
        return _base_of_population(leaf.population_percent, given)
    base = _sum(leaf.base, given)
    if not leaf.minus:
        return base, figure(base)
    minus = _sum(leaf.minus, given)
    return base - minus, f"{figure(base - minus)} ({figure(base)} {MINUS} {figure(minus)})"


def _base_of_population(percent: str, given: Given) -> tuple[Fraction, str]:
    inhabitants = _inhabitants(given)
    base = limit(percent) * inhabitants / _WHOLE_PERCENT
    when = f" den {plain_day(given.facts.population_date)}" if given.facts.population_date else ""
    return base, f"{figure(base)} ({figure(limit(percent))} procent av {number(inhabitants)} invånare{when})"


def _by_size(leaf: BySize, given: Given) -> Outcome:
    value = answer.amount(leaf.question, given.answers.get(leaf.question.key))
    inhabitants = _inhabitants(given)
    if given.facts.size_classes is None:
        raise UnknownFact("Gränserna för liten, mellanstor och stor är inte bestämda.")
    size = given.facts.size_classes.of(inhabitants)
    quota = leaf.quota(size)
    if quota is None:
        raise UnknownFact(f"Antalet för storleken {_SIZE_WORDS[size]} är inte bestämt.")
    unit = leaf.question.unit
    said = f"{counted(value, unit)}; minst {counted(quota, unit)} behövs för storleken {_SIZE_WORDS[size]} "
    said += f"({number(inhabitants)} invånare)."
    return _outcome(
        value >= quota, said if value >= quota else f"{said} {figure(quota - value)} till behövs."
    )


def _in_period(leaf: InPeriod, given: Given) -> Outcome:
    found = answer.days(leaf.question, given.answers.get(leaf.question.key))
    early = bool(leaf.first) and found.first < _window(leaf.first).first
    late = bool(leaf.last) and found.last > _window(leaf.last).last
    said = days(found.first, found.last)
    if leaf.first and leaf.last:
        where = "utanför" if early or late else "inom"
        said += f" ligger {where} {span(limit_in_words(leaf.first), limit_in_words(leaf.last))}."
    else:
        word = "tidigast" if leaf.first else "senast"
        said += f"; {word} {limit_in_words(leaf.first or leaf.last)} behövs."
    return _outcome(not early and not late, said)


def _covers(leaf: CoversYears, given: Given) -> Outcome:
    found = answer.days(leaf.question, given.answers.get(leaf.question.key))
    absent = [str(year) for year in leaf.years if not found.first.year <= year <= found.last.year]
    wanted = listed([str(year) for year in leaf.years])
    missing = f" {listed(absent)} täcks inte." if absent else ""
    return _outcome(not absent, f"Gäller {days(found.first, found.last)}; {wanted} behövs.{missing}")


def _complete_months(leaf: CompleteMonths, given: Given) -> Outcome:
    months = leaf.question.months
    found = answer.series(leaf.question, given.answers.get(leaf.question.key))
    absent = [month_in_words(month) for month in months if month not in found]
    said = f"{len(found)} av {len(months)} månader har uppgift."
    if absent:
        raise NoAnswer(f"{said} Saknas: {_some(absent)}.")
    return _outcome(True, said)


def _matrix_complete(leaf: MatrixComplete, given: Given) -> Outcome:
    rows = leaf.question.rows
    found = answer.linked_rows(leaf.question, given.answers.get(leaf.question.key))
    absent = [row.label for row in rows if row.key not in found]
    said = f"{len(rows) - len(absent)} av {len(rows)} rader har en adress."
    if absent:
        raise NoAnswer(f"{said} Saknas: {_some(absent)}.")
    return _outcome(True, said)


def _listed(leaf: Listed, given: Given) -> Outcome:
    stands = given.facts.listed.get(leaf.register)
    if not isinstance(stands, bool):
        raise UnknownFact(f"Listan {register_name(leaf.register)} är inte inläst.")
    return _outcome(stands, f"Står {'' if stands else 'inte '}på listan {register_name(leaf.register)}.")


def _manual(leaf: Manual, given: Given) -> Outcome:
    judged = given.judgements.get(leaf.key)
    if not isinstance(judged, bool):
        raise UnknownFact(f"Väntar på bedömning: {leaf.asks}")
    return _outcome(judged, f"Bedömarens svar är {'ja' if judged else 'nej'}: {leaf.asks}")


def _sum(questions: tuple[Question, ...], given: Given) -> int | Fraction:
    return sum(answer.amount(question, given.answers.get(question.key)) for question in questions)


def _inhabitants(given: Given) -> int:
    if given.facts.inhabitants is None:
        raise UnknownFact("Antalet invånare är inte känt.")
    return given.facts.inhabitants


def _some(names: list[str]) -> str:
    if len(names) <= _MOST_NAMED:
        return listed(names)
    return listed([*names[:_MOST_NAMED], f"{len(names) - _MOST_NAMED} till"])


@lru_cache(maxsize=4096)
def limit(text: str) -> Fraction:
    """Return a limit of a definition, written as a decimal, exactly."""
    return Fraction(text)


@lru_cache(maxsize=4096)
def _window(text: str) -> Days:
    """Return the days of a limit that is written as a year, a month or a date."""
    found = answer.days_written(text)
    if found is None:
        raise ValueError(f"not a limit that the loader lets through: {text!r}")
    return found


# Any: each test takes its own class of leaf, which the table pairs it with.
LEAF_TESTS: Mapping[type[Leaf], Callable[[Any, Given], Outcome]] = {
    Yes: _yes,
    Answered: _answered,
    DocumentHasSections: _document,
    LinkGiven: _link,
    Value: _value,
    Share: _share,
    BySize: _by_size,
    InPeriod: _in_period,
    CoversYears: _covers,
    CompleteMonths: _complete_months,
    MatrixComplete: _matrix_complete,
    Listed: _listed,
    Manual: _manual,
}

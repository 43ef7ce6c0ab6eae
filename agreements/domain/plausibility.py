"""Figures that look unlikely: a sentence that asks for a comment, and never stops anybody. Exact arithmetic.

No other kommun's figure is told: only the median of at least five, each of more than ten (needs §3, point 16).
"""

from collections.abc import Sequence
from fractions import Fraction

from agreements.domain import answers as answer
from agreements.domain.answers import NoAnswer
from agreements.domain.questions import NUMERIC, Question
from agreements.domain.wording import counted, cut
from prio.money import number

_PER = 10_000  # inhabitants
_LEAST_DIFFERENCE = 10  # what differs by less is chance, also when it is the double
_TIMES_LAST_YEAR = 2
_TIMES_MEDIAN = 4
_LEAST_COMPARED = 5
_SMALL_NUMBER = 10
_YEARS = range(1900, 2201)
_PERSONS = frozenset(
    {
        "",
        "personer",
        "patienter",
        "barn",
        "ungdomar",
        "barn och unga",
        "invånare",
        "elever",
        "brukare",
        "deltagare",
    }
)
_ASK = "Stämmer det? Skriv i så fall en kommentar som förklarar siffran."

Compared = tuple[object, int]


def unlikely(
    question: Question,
    value: object,
    *,
    last_year: object = None,
    inhabitants: int | None = None,
    similar: Sequence[Compared] = (),
) -> str | None:
    """Return why a figure looks unlikely, with the figures that it was compared with; None when it does not.

    Args:
        question: a count, a number or a monthly series; every other question is never unlikely.
        value: the answer as JSON; one that cannot be used is never unlikely.
        last_year: the same party's answer on the same question the year before, None where there is none.
        inhabitants: of the party, None where unknown.
        similar: the answers of comparable parties of the same kind, each with its inhabitants.
    """
    figure = _figure(question, value)
    if figure is None:
        return None
    sentences = (
        _beside_last_year(question, figure, _figure(question, last_year)),
        _beside_inhabitants(question, figure, inhabitants),
        _beside_similar(question, figure, inhabitants, similar),
    )
    found = [sentence for sentence in sentences if sentence]
    return " ".join([*found, _ASK]) if found else None


def _figure(question: Question, value: object) -> Fraction | None:
    """Return what is compared; None for what is no figure, is negative, or is a year."""
    if question.type not in NUMERIC or value is None:
        return None
    try:
        figure = Fraction(answer.amount(question, value))
    except NoAnswer:
        return None
    is_year = question.type == "number" and question.unit in {"", "år"} and figure in _YEARS
    return None if figure < 0 or is_year else figure


def _beside_last_year(question: Question, figure: Fraction, last: Fraction | None) -> str | None:
    if last is None or abs(figure - last) < _LEAST_DIFFERENCE:
        return None
    if figure > last * _TIMES_LAST_YEAR:
        how = "mer än dubbelt så mycket"
    elif figure * _TIMES_LAST_YEAR < last:
        how = "mindre än hälften"
    else:
        return None
    now, then = counted(figure, question.unit), counted(last, question.unit)
    return f"Ni har skrivit {now}; förra året var det {then}, alltså nu {how}."


def _beside_inhabitants(question: Question, figure: Fraction, inhabitants: int | None) -> str | None:
    if inhabitants is None or question.unit not in _PERSONS or figure <= inhabitants:
        return None
    return f"{counted(figure, question.unit)} är fler än invånarna, som är {number(inhabitants)}."


def _beside_similar(
    question: Question, figure: Fraction, inhabitants: int | None, similar: Sequence[Compared]
) -> str | None:
    if not inhabitants:
        return None
    rates = sorted(
        found * _PER / people
        for value, people in similar
        if people > 0 and (found := _figure(question, value)) is not None and found > _SMALL_NUMBER
    )
    if len(rates) < _LEAST_COMPARED:
        return None
    median = (rates[(len(rates) - 1) // 2] + rates[len(rates) // 2]) / 2
    own = figure * _PER / inhabitants
    is_near = abs(figure - median * inhabitants / _PER) < _LEAST_DIFFERENCE
    if is_near or (median <= own * _TIMES_MEDIAN and own <= median * _TIMES_MEDIAN):
        return None
    return (
        f"Det är {_rate(own)} per {number(_PER)} invånare; "
        f"medianen för {number(len(rates))} jämförbara är {_rate(median)}."
    )


def _rate(value: Fraction) -> str:
    """Write a rate with one decimal, rounded."""
    return cut(value + Fraction(1, 20), 1)

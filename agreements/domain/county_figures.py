"""The figures of a county's kommuner beside its region's, where the definition says that they should agree.

What the kommuner have handed in is added up; what is only a draft is nobody else's to see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from agreements.domain import answers as answer
from agreements.domain.answers import NoAnswer
from agreements.domain.definition import Definition
from agreements.domain.questions import Question
from prio.money import MINUS, number

Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure: what the kommuner have added up to, what the region says, and how far apart they are.

    given: how many of the `asked` kommuner have handed in a figure. region, difference: empty where the region has
    handed in none. differs: they do not agree; final: all kommuner and the region have handed in theirs.
    """

    label: str
    given: int
    asked: int
    sum: str
    region: str
    difference: str
    differs: bool
    final: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of one pair of requirements. note: why they may differ although both are right."""

    requirement: str
    other: str
    name: str
    note: str
    rows: tuple[Compared, ...]


def comparisons(
    definition: Definition,
    handed_in: Mapping[tuple[int, str], Answers],
    municipalities: Sequence[int],
    region: int | None,
) -> tuple[Comparison, ...]:
    """Return every comparison that the definition asks for.

    Args:
        definition: the agreement.
        handed_in: the answers of what stands handed in, by party and requirement.
        municipalities: the county's kommuner.
        region: its region, if it has one.
    """
    found = []
    for requirement in definition.requirements:
        compared = requirement.compares_with
        if compared is None:
            continue
        other = definition.requirement(compared.requirement)
        theirs = handed_in.get((region, other.code), {}) if region else {}
        ours = [handed_in.get((one, requirement.code), {}) for one in municipalities]
        rows = tuple(
            _compared(requirement.question(key), other.question(against), ours, theirs)
            for key, against in compared.questions.items()
        )
        found.append(Comparison(requirement.code, other.code, requirement.name, compared.note, rows))
    return tuple(found)


def _compared(question: Question, against: Question, ours: Sequence[Answers], theirs: Answers) -> Compared:
    figures = [figure for answers in ours if (figure := _figure(question, answers)) is not None]
    total, region = sum(figures, Fraction(0)), _figure(against, theirs)
    difference = total - region if region is not None and figures else None
    return Compared(
        label=question.label,
        given=len(figures),
        asked=len(ours),
        sum=_written(total) if figures else "",
        region=_written(region) if region is not None else "",
        difference=_signed(difference) if difference is not None else "",
        differs=bool(difference),
        final=len(figures) == len(ours) and region is not None,
    )


def _figure(question: Question, answers: Answers) -> Fraction | None:
    try:
        return Fraction(answer.amount(question, answers.get(question.key)))
    except NoAnswer:
        return None


def _signed(value: Fraction) -> str:
    if not value:
        return "0"
    return f"+{_written(value)}" if value > 0 else f"{MINUS}{_written(-value)}"


def _written(value: Fraction) -> str:
    """Write a figure with at most two decimals, cut off."""
    whole, rest = divmod(value, 1)
    hundredths = int(rest * 100)
    return f"{number(int(whole))},{hundredths:02}" if hundredths else number(int(whole))

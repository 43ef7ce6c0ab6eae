"""The figures of a year: the counts that were reported, added up by county and country, as everybody may see them.

Every figure is of persons unless its unit says otherwise, and passes prio/suppression.py here; what it hides is hidden
on every page, in every file and through the API.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from agreements.domain import answers as answer
from agreements.domain.questions import Question
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.rules import Share as ShareLeaf
from assessment.domain.account import AccountParty
from prio.suppression import TOTAL, Figure, Row, Share, Suppressed, Table, change, share, suppress

COUNTRY = "riket"
_COUNTED = frozenset({"count", "monthly_series"})
_UNITS_OF_NO_PERSONS = frozenset({"enheter", "vårdenheter"})
_REST = " rest"  # what a share leaves over: never shown, but no small one can be worked out


class Reported(NamedTuple):
    """What a party answered on a requirement."""

    answers: Mapping[str, object]
    simulated: bool = False


def county_row(county: str) -> str:
    """Return the key of a county's row: its code alone may be a region's."""
    return f"lan {county}"


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """A question's figures for one kind of party.

    answered: how many parties gave a number, by row. parts: the parts of the number with their words. table: its
    numbers and maybe those of others, of which it is the part `column`. alone: the county's row, by the party that
    alone answered in it.
    """

    question: Question
    answered: Mapping[str, int] = field(hash=False)
    parts: tuple[tuple[str, str], ...]
    table: Suppressed
    alone: Mapping[str, str] = field(hash=False)
    column: str = TOTAL

    def figure(self, row: str, part: str = TOTAL) -> Figure | None:
        """Return the number of all in a row, or of one part of them; None where nobody answered."""
        return self.table.figure(self.alone.get(row, row), part or self.column)


@dataclass(frozen=True, slots=True)
class ShareFigures:
    """A share that a rule asks for. text: the demand."""

    text: str
    part: tuple[QuestionFigures, ...]
    base: tuple[QuestionFigures, ...]
    minus: tuple[QuestionFigures, ...]

    def share(self, row: str) -> Share | None:
        """Return the share in a row, None where it is hidden or nobody answered."""
        found = [[one.figure(row) for one in questions] for questions in (self.part, self.base, self.minus)]
        part, base, minus = ([one for one in some if one is not None] for some in found)
        if (len(part), len(base), len(minus)) != tuple(map(len, found)) or not base:
            return None
        return share(part, base, minus)


@dataclass(frozen=True, slots=True)
class RequirementFigures:
    """All figures of a requirement for one kind of party."""

    requirement: RequirementDefinition
    kind: str
    word: str
    questions: tuple[QuestionFigures, ...]
    shares: tuple[ShareFigures, ...]
    simulated: bool

    def question(self, key: str, unit: str) -> QuestionFigures | None:
        """Return the figures of the question with that key if it counts the same."""
        return next(
            (one for one in self.questions if (one.question.key, one.question.unit) == (key, unit)), None
        )


def change_since(now: Figure | None, before: Figure | None) -> int | None:
    """Return how many more there are now, None where either year has no number to show."""
    return change(now, before) if now and before else None


def counts(requirement: RequirementDefinition) -> tuple[Question, ...]:
    """Return the questions of a requirement that count something."""
    return tuple(question for question in requirement.questions if question.type in _COUNTED)


def figures_of(
    requirement: RequirementDefinition,
    kind: str,
    word: str,
    parties: Sequence[AccountParty],
    reported: Mapping[str, Reported],
) -> RequirementFigures | None:
    """Return the figures of a requirement in the whole country, None where nobody reported any.

    parties: those of the kind, in the whole country: what may be shown of a county depends on the others.
    reported: what stands, by the party's code.
    """
    numbers = {
        question.key: {
            party.code: number
            for party in parties
            if party.code in reported
            and (number := _number(question, reported[party.code].answers)) is not None
        }
        for question in counts(requirement)
    }
    numbers = {key: found for key, found in numbers.items() if found}
    if not numbers:
        return None
    by_key = {one.question.key: one for one in _questions(requirement, parties, numbers, reported)}
    questions = tuple(by_key[question.key] for question in requirement.questions if question.key in by_key)
    counted = {party for found in numbers.values() for party in found}
    return RequirementFigures(
        requirement=requirement,
        kind=kind,
        word=word,
        questions=questions,
        shares=tuple(_shares(requirement, by_key)),
        simulated=any(reported[party].simulated for party in counted),
    )


_Numbers = Mapping[str, Mapping[str, int]]  # by question and party


def _questions(
    requirement: RequirementDefinition,
    parties: Sequence[AccountParty],
    numbers: _Numbers,
    reported: Mapping[str, Reported],
) -> Iterator[QuestionFigures]:
    left = {question.key: question for question in counts(requirement) if question.key in numbers}
    for group in _joined(requirement, left, numbers):
        base, *others = group
        lowest = {
            party: (
                *(numbers[one.key][party] for one in others),
                number - sum(numbers[one.key][party] for one in others),
            )
            for party, number in numbers[base.key].items()
        }
        parts = (*(one.key for one in others), _REST)
        table = suppress(Table(_rows(parties, lowest), parts, frozenset({_REST})))
        answered, alone = _answered(parties, lowest), _alone_in_county(parties, lowest)
        yield QuestionFigures(base, answered, (), table, alone)
        for one in others:
            yield QuestionFigures(one, answered, (), table, alone, one.key)
        for one in group:
            del left[one.key]
    for question in left.values():
        yield _alone(question, parties, numbers[question.key], reported)


def _alone(
    question: Question,
    parties: Sequence[AccountParty],
    numbers: Mapping[str, int],
    reported: Mapping[str, Reported],
) -> QuestionFigures:
    """A question with a table of its own, with its parts where everybody gave them."""
    answered, alone = _answered(parties, numbers), _alone_in_county(parties, numbers)
    divided = {
        party: [_part(reported[party].answers.get(question.key), part.key) for part in question.split_by]
        for party in numbers
    }
    whole = all(None not in parts for parts in divided.values())
    parts = question.split_by if whole and len(question.split_by) > 1 else ()
    lowest = {
        party: tuple(one or 0 for one in divided[party]) if parts else (number,)
        for party, number in numbers.items()
    }
    if question.unit in _UNITS_OF_NO_PERSONS:
        return QuestionFigures(question, answered, (), _in_the_open(_rows(parties, lowest)), alone)
    table = suppress(Table(_rows(parties, lowest), tuple(part.key for part in parts)))
    labels = tuple((part.key, part.label) for part in parts)
    return QuestionFigures(question, answered, labels, table, alone)


def _joined(
    requirement: RequirementDefinition, left: Mapping[str, Question], numbers: _Numbers
) -> Iterator[tuple[Question, ...]]:
    """Questions of which the first is the whole of the others, after the shares of the rule; each question once."""
    taken: set[str] = set()
    for leaf in _share_leaves(requirement):
        group = (*leaf.base, *leaf.of, *leaf.minus)
        keys = [one.key for one in group]
        if len(leaf.base) != 1 or not taken.isdisjoint(keys) or len(set(keys)) != len(keys):
            continue
        if all(key in left and not left[key].split_by for key in keys) and _is_whole(keys, numbers):
            taken.update(keys)
            yield group


def _is_whole(keys: Sequence[str], numbers: _Numbers) -> bool:
    """Whether everybody answered all of them and none of the parts is more than the whole."""
    base, *others = (numbers[key] for key in keys)
    return all(other.keys() == base.keys() for other in others) and all(
        number >= sum(other[party] for other in others) for party, number in base.items()
    )


def _shares(
    requirement: RequirementDefinition, by_key: Mapping[str, QuestionFigures]
) -> Iterator[ShareFigures]:
    for leaf in _share_leaves(requirement):
        if leaf.base and all(one.key in by_key for one in (*leaf.of, *leaf.base, *leaf.minus)):
            part, base, minus = (
                tuple(by_key[one.key] for one in questions) for questions in (leaf.of, leaf.base, leaf.minus)
            )
            yield ShareFigures(leaf.text, part, base, minus)


def _share_leaves(requirement: RequirementDefinition) -> Iterator[ShareLeaf]:
    return (leaf for leaf in requirement.leaves if isinstance(leaf, ShareLeaf))


def _rows(parties: Iterable[AccountParty], lowest: Mapping[str, tuple[int, ...]]) -> tuple[Row, ...]:
    """The country, the counties where somebody answered, and those who did where they are several."""
    alone = _alone_in_county(parties, lowest)
    found = [party for party in parties if party.code in lowest]
    counties = dict.fromkeys(party.county for party in found if party.code not in alone)
    return (
        Row(COUNTRY, ""),
        *(Row(county_row(county), COUNTRY) for county in counties),
        *(
            Row(alone[party.code], COUNTRY, lowest[party.code])
            if party.code in alone
            else Row(party.code, county_row(party.county), lowest[party.code])
            for party in found
        ),
    )


def _alone_in_county(parties: Iterable[AccountParty], answered: Iterable[str]) -> dict[str, str]:
    """The county's row of each party that nobody else of its county answered beside: a region, or Gotland."""
    found: dict[str, list[str]] = {}
    some = set(answered)
    for party in parties:
        if party.code in some:
            found.setdefault(party.county, []).append(party.code)
    return {codes[0]: county_row(county) for county, codes in found.items() if len(codes) == 1}


def _in_the_open(rows: Sequence[Row]) -> Suppressed:
    """The sums of a table that counts no persons: nothing is hidden."""
    parents = {row.key: row.parent for row in rows}
    sums = dict.fromkeys(parents, 0)
    for row in rows:
        above = row.key
        while row.counts and above:
            sums[above] += sum(row.counts)
            above = parents[above]
    return Suppressed({(key, TOTAL): Figure(number) for key, number in sums.items()})


def _answered(parties: Iterable[AccountParty], numbers: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for party in parties:
        if party.code in numbers:
            for row in (COUNTRY, county_row(party.county), party.code):
                found[row] = found.get(row, 0) + 1
    return found


def _number(question: Question, answers: Mapping[str, object]) -> int | None:
    try:
        return int(answer.amount(question, answers.get(question.key)))
    except answer.NoAnswer:
        return None


def _part(value: object, key: str) -> int | None:
    part = value.get(key) if isinstance(value, Mapping) else None
    return part if isinstance(part, int) and not isinstance(part, bool) else None

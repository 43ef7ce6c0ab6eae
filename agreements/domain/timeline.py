"""The days of an agreement in order, and where in its year it stands on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from agreements.domain.definition import Definition
from agreements.domain.terms import Dates


class Phase(Enum):
    """Where an agreement is in its year: the key, and the words that a person sees."""

    PLANNED = ("planned", "Inte öppnad än")
    OPEN = ("open", "Rapportering pågår")
    ASSESSMENT = ("assessment", "Bedömning pågår")
    PAYMENT = ("payment", "Beslut och utbetalning")
    OVER = ("over", "Avslutad")

    def __init__(self, key: str, label: str) -> None:
        self.key = key
        self.label = label


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day of an agreement. A deadline ends when its day ends in Stockholm. `details`: what it is the day for."""

    name: str
    day: date
    is_deadline: bool = False
    details: tuple[str, ...] = ()


def phase_on(dates: Dates, today: date) -> Phase:
    """Return where an agreement with these dates is on `today`; a date that is unknown is passed over."""
    if dates.opens and today < dates.opens:
        return Phase.PLANNED
    if dates.closes and today <= dates.closes:
        return Phase.OPEN
    if dates.final and today <= dates.final:
        return Phase.ASSESSMENT
    if dates.payment and today <= dates.payment:
        return Phase.PAYMENT
    return Phase.OVER


def milestones(definition: Definition) -> tuple[Milestone, ...]:
    """Return every known day of the agreement in order of time, the order of a year's work within a day."""
    return tuple(sorted(_known(definition), key=lambda milestone: milestone.day))


def _known(definition: Definition) -> Iterator[Milestone]:
    dates = definition.dates
    if definition.signed:
        yield Milestone("Överenskommelsen undertecknades", definition.signed)
    if dates.opens:
        yield Milestone(f"{definition.calling.time} öppnar", dates.opens)
    if dates.closes:
        yield Milestone("Sista dag att lämna in", dates.closes, is_deadline=True)
    yield from _own_deadlines(definition)
    if dates.preliminary:
        yield Milestone("Preliminär bedömning klar", dates.preliminary)
    if definition.preliminary.completion_closes:
        yield Milestone(
            "Sista dag att komplettera", definition.preliminary.completion_closes, is_deadline=True
        )
    if dates.final:
        yield Milestone("Slutlig bedömning klar", dates.final)
    if dates.payment:
        yield Milestone("Pengarna betalas ut senast", dates.payment)
    yield from _accounts_due(definition)


def _own_deadlines(definition: Definition) -> Iterator[Milestone]:
    """The days of requirements and questions that close on a day of their own, one milestone a day."""
    own: dict[date, list[str]] = {}
    for requirement in definition.requirements:
        if requirement.closes:
            own.setdefault(requirement.closes, []).append(f"{requirement.code} {requirement.name}")
        for question in requirement.questions:
            if question.closes:
                own.setdefault(question.closes, []).append(f"{requirement.code}: {question.label}")
    for day, details in own.items():
        yield Milestone("Sista dag att lämna in", day, is_deadline=True, details=tuple(details))


def _accounts_due(definition: Definition) -> Iterator[Milestone]:
    due: dict[date, list[str]] = {}
    for line in definition.budget.lines:
        if line.report_due:
            due.setdefault(line.report_due, []).append(line.name)
    for day, names in due.items():
        yield Milestone("Redovisning av pengar utanför målen", day, details=tuple(names))
    account, back = definition.aftermath.use_of_money, definition.aftermath.repayment
    if account and account.due:
        yield Milestone("Redovisning av hur pengarna har använts", account.due, is_deadline=True)
    if back and back.by:
        yield Milestone("Pengar som inte har använts är återbetalda", back.by, is_deadline=True)

"""The days of an agreement that are no last day of a report, for somebody's calendar. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agreements.domain.definition import Definition


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day with a name that stays the same when the day is moved; a deadline ends when its day ends in Stockholm."""

    slug: str
    name: str
    day: date
    is_deadline: bool = False


def calendar_days(definition: Definition) -> tuple[CalendarDay, ...]:
    """Return the known days from the opening to the payment, in the order of a year's work."""
    return tuple(_known(definition))


def _known(definition: Definition) -> Iterator[CalendarDay]:
    dates, preliminary = definition.dates, definition.preliminary
    if dates.opens:
        yield CalendarDay("opens", f"{definition.calling.time} öppnar", dates.opens)
    if dates.preliminary:
        yield CalendarDay("preliminary", "Preliminär bedömning klar", dates.preliminary)
    if preliminary.completion_closes:
        yield CalendarDay(
            "completion", "Sista dag att komplettera", preliminary.completion_closes, is_deadline=True
        )
    if dates.final:
        yield CalendarDay("final", "Slutlig bedömning klar", dates.final)
    if dates.payment:
        yield CalendarDay("payment", "Pengarna betalas ut senast", dates.payment)

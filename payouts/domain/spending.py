"""What money was used for: areas with kronor that, with what is left, make exactly what was given. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from prio.money import check_kronor, kronor

LONGEST_AREA = 200  # characters
MOST_AREAS = 40
_WHOLE_PERCENT = 100


class SumsDoNotAddUp(Exception):
    """What was used is more than what was given, or the rows cannot be added. The text says why, in Swedish."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What was used for one thing; `amount` in kronor."""

    area: str
    amount: int


@dataclass(frozen=True, slots=True)
class Sums:
    """Kronor: `given` is always `used` and `unused` together, and `used` is `net` and `vat` together."""

    given: int
    net: int
    vat: int
    used: int
    unused: int


def added_up(given: int, rows: Sequence[Spent], vat: int = 0) -> Sums:
    """Return the sums of an account of `given` kronor.

    Args:
        given: what was received, or the line's amount.
        rows: what it was used for, without moms where `vat` says it.
        vat: moms on what was used.

    Raises:
        SumsDoNotAddUp: more was used than given, an area has no name, stands twice or is too long, or there are too
            many of them.
    """
    _check_areas(rows)
    net = sum(check_kronor(row.amount, row.area) for row in rows)
    used = net + check_kronor(vat, "moms")
    if used > given:
        raise SumsDoNotAddUp(
            f"Ni har redovisat {kronor(used)}, men fick {kronor(given)}. Det är {kronor(used - given)} för mycket. "
            "Redovisa bara det som de här pengarna har använts till."
        )
    return Sums(given=given, net=net, vat=vat, used=used, unused=given - used)


def _check_areas(rows: Sequence[Spent]) -> None:
    if len(rows) > MOST_AREAS:
        raise SumsDoNotAddUp(f"Högst {MOST_AREAS} områden tas emot. Slå ihop några av dem.")
    seen: set[str] = set()
    for row in rows:
        name = " ".join(row.area.split())
        if not name:
            raise SumsDoNotAddUp(f"Skriv vad {kronor(row.amount)} har använts till.")
        if len(name) > LONGEST_AREA:
            raise SumsDoNotAddUp(f"Ett område får ha högst {LONGEST_AREA} tecken. Korta ”{name[:40]}…”.")
        if name.casefold() in seen:
            raise SumsDoNotAddUp(f"Området ”{name}” står två gånger. Lägg ihop beloppen på en rad.")
        seen.add(name.casefold())


def exact_percent(part: int, whole: int) -> int | None:
    """Return how many percent `part` is of `whole`; None unless it is exactly a whole number of them."""
    if whole <= 0 or part * _WHOLE_PERCENT % whole:
        return None
    return part * _WHOLE_PERCENT // whole


class Standing(Enum):
    """How an account stands against its day: the key, and the words that a person sees."""

    HANDED_IN = ("handed_in", "Redovisad")
    HANDED_IN_LATE = ("late_in", "Redovisad för sent")
    OVERDUE = ("overdue", "Försenad")
    DUE = ("due", "Ska redovisas")
    UNDATED = ("undated", "Ingen redovisningsdag")

    def __init__(self, key: str, label: str) -> None:
        self.key = key
        self.label = label


def standing(due: date | None, handed_in_on: date | None, today: date) -> Standing:
    """Return how an account stands on `today`. A last day ends when it ends in Stockholm: it is in time on that day.

    Args:
        due: its last day; None where none is set.
        handed_in_on: the day on which the first one came in; None where none has.
        today: the day in Stockholm.
    """
    if handed_in_on is not None:
        return Standing.HANDED_IN_LATE if due and handed_in_on > due else Standing.HANDED_IN
    if due is None:
        return Standing.UNDATED
    return Standing.OVERDUE if today > due else Standing.DUE

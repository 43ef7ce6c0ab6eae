"""Kronor and areas as they are typed in a form: read where they can be, named where they cannot, kept as typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.http import HttpRequest

from agreements.domain.typed_numbers import AMOUNT, whole
from agreements.domain.typed_text import NotUnderstood
from payouts.domain.spending import LONGEST_AREA, MOST_AREAS, Spent

BLANK_ROWS = 3
UNREADABLE_DAY = "Ange dagen som 2014-11-03."


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row of a form: what stands in its two fields, and what is wrong with it."""

    area: str = ""
    kronor: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class TypedRows:
    """The rows of a form. spent: what could be read; faults are named at their rows."""

    rows: tuple[TypedRow, ...]
    spent: tuple[Spent, ...]

    @property
    def is_sound(self) -> bool:
        """Whether every row could be read."""
        return not any(row.fault for row in self.rows)

    @property
    def with_blanks(self) -> tuple[TypedRow, ...]:
        """The rows with some empty ones after them, to write in."""
        room = max(0, MOST_AREAS - len(self.rows))
        return (*self.rows, *(TypedRow() for _ in range(min(BLANK_ROWS, room))))


def rows_of(spent: Sequence[Spent], areas: Sequence[str] = ()) -> TypedRows:
    """Return stored rows as a form shows them; where there are none, the areas that the agreement asks for."""
    if spent:
        return TypedRows(tuple(TypedRow(one.area, str(one.amount)) for one in spent), tuple(spent))
    return TypedRows(tuple(TypedRow(area) for area in areas), ())


def typed_rows(posted: Mapping[str, str]) -> TypedRows:
    """Read the rows of a form, `omrade.0` and `kronor.0` and on; an area without kronor is 0, an empty row is none."""
    rows: list[TypedRow] = []
    spent: list[Spent] = []
    for place in range(MOST_AREAS + BLANK_ROWS):
        area = " ".join(posted.get(f"omrade.{place}", "").split())
        typed = posted.get(f"kronor.{place}", "").strip()
        if not area and not typed:
            continue
        try:
            amount = typed_kronor(typed) if typed else 0
        except NotUnderstood as unread:
            rows.append(TypedRow(area, typed, str(unread)))
            continue
        fault = _fault(area, amount)
        rows.append(TypedRow(area, typed, fault))
        if not fault and area:
            spent.append(Spent(area, amount))
    return TypedRows(tuple(rows), tuple(spent))


def _fault(area: str, amount: int) -> str:
    if not area:
        return "Skriv vad pengarna har använts till." if amount else ""
    return f"Högst {LONGEST_AREA} tecken." if len(area) > LONGEST_AREA else ""


def typed_kronor(text: str) -> int:
    """Return whole kronor that were typed: 1234, 1 234, 1 234 kr. Raises NotUnderstood, in Swedish."""
    return whole(text.replace("kronor", "kr"), "kr", AMOUNT)


def typed_day(text: str) -> date:
    """Return a day that was typed as 2014-11-03. Raises NotUnderstood, in Swedish."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NotUnderstood(UNREADABLE_DAY) from None


def as_typed(request: HttpRequest, unchanged: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in a form's fields: what was typed, otherwise what stood there."""
    return {name: request.POST.get(name, before) for name, before in unchanged.items()}


def typed_key(text: str) -> UUID:
    """Return the key that a form was drawn with; a new one where it holds none."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()

"""What parties were called and where they lay, day by day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from prio.parties.models import PartyCounty, PartyName

Held = Mapping[int, Sequence[tuple[date, date | None, str]]]


def names_held(parties: Iterable[int]) -> Held:
    """Return the names of parties, each from and until a day: one query."""
    rows = PartyName.objects.filter(party__in=parties).order_by("party", "valid_from")
    return _by_party(rows.values_list("party_id", "valid_from", "valid_to", "name"))


def counties_held(parties: Iterable[int]) -> Held:
    """Return the names of their counties likewise: one query."""
    rows = PartyCounty.objects.filter(party__in=parties).order_by("party", "valid_from")
    return _by_party(rows.values_list("party_id", "valid_from", "valid_to", "county__name"))


def _by_party(rows: Iterable[tuple[int, date, date | None, str]]) -> Held:
    found: dict[int, list[tuple[date, date | None, str]]] = {}
    for party, since, until, name in rows:
        found.setdefault(party, []).append((since, until, name))
    return found


def holding(known: Sequence[tuple[date, date | None, str]], day: date) -> str:
    """Return what holds on a day; before the first, that one; "" where nothing is known."""
    now = (name for since, until, name in known if since <= day and (until is None or day < until))
    return next(now, known[0][2] if known else "")

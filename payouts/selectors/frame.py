"""What the pages of a run share: names, and what things are called, in the agreement's year; the order of names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from payouts.domain.wording import Noun, nouns, region_noun
from prio.parties.models import PartyName
from prio.parties.selectors import holds_on

# The alphabet ends with å, ä, ö; Unicode has them in another order, and what stands after z in it is { | }.
_SWEDISH_ORDER = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "u"})


@dataclass(frozen=True, slots=True)
class Named:
    """A party's primary key and its name in the agreement's year."""

    party_id: int
    name: str


def kind_words(year: int) -> dict[str, Noun]:
    """Return what each kind of party is called in an agreement of `year`."""
    return {str(kind): noun for kind, noun in nouns(region_noun(year)).items()}


def names_by_code(day: date, codes: Collection[str] = ()) -> dict[str, Named]:
    """Return the names on `day` of the parties with those codes, or of all, by code: one query."""
    rows = PartyName.objects.filter(holds_on(day)).order_by()
    if codes:
        rows = rows.filter(party__code__in=codes)
    return {
        code: Named(party_id, name)
        for code, party_id, name in rows.values_list("party__code", "party_id", "name")
    }


def swedish(name: str) -> str:
    """Return a key that sorts names as a Swedish list does."""
    return name.casefold().translate(_SWEDISH_ORDER)

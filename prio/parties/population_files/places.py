"""The country, the counties and the kommuner, as a population file names them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from prio.parties.spelling import normalised

COUNTRY = "00"
MUNICIPALITY_DIGITS = 4
_LEADING_CODE = re.compile(r"\s*([0-9]+)\b[\s.:_-]*(.*)", re.DOTALL)
_COUNTRY_NAMES = ("Riket", "Hela riket", "Sverige", "Sweden")


class UnknownPlace(ValueError):
    """A region in the file that is neither the country, nor a county, nor a kommun. The text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Membership:
    """A kommun lies in a county from a day (inclusive) to a day (exclusive; None while it does)."""

    municipality: str
    county: str
    valid_from: date
    valid_to: date | None


class Places:
    """Every place that a population file may have a row for.

    Args:
        names: code to name, of counties (two digits) and kommuner (four digits).
        spellings: (code, spelling) of further spellings.
        memberships: which kommuner there are when, and their county.
    """

    def __init__(
        self,
        names: Mapping[str, str],
        memberships: Iterable[Membership],
        spellings: Iterable[tuple[str, str]] = (),
    ) -> None:
        self._names = {COUNTRY: _COUNTRY_NAMES[0], **names}
        self._memberships = tuple(memberships)
        self._codes = {normalised(spelling): code for code, spelling in spellings}
        self._codes |= {normalised(name): code for code, name in names.items()}
        self._codes |= {normalised(name): COUNTRY for name in _COUNTRY_NAMES}

    def municipalities_on(self, day: date) -> dict[str, str]:
        """Return the code of every kommun that there is on `day`, with its county's code."""
        return {
            one.municipality: one.county
            for one in self._memberships
            if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
        }

    def counties(self) -> frozenset[str]:
        """Return the codes of the counties."""
        return frozenset(code for code in self._names if is_county(code))

    def shown(self, code: str) -> str:
        """Return code and name, as a person knows the place: `0114 Upplands Väsby`."""
        return f"{code} {self._names[code]}"

    def code_of(self, code: str, label: str) -> str:
        """Return the code of the place that a file calls `code`, `label` or both in one text.

        Raises:
            UnknownPlace: there is no such place, or its code and its name are of two different places.
        """
        found, name = _split(code, label)
        if not found:
            if normalised(name) not in self._codes:
                raise UnknownPlace("är varken riket, ett län eller en kommun")
            return self._codes[normalised(name)]
        if found not in self._names:
            raise UnknownPlace(f"har en okänd kod, {found[:20]}")
        named = self._codes.get(normalised(name), found)
        if len(named) == len(found) and named != found:
            raise UnknownPlace(f"har koden för {self.shown(found)} men namnet på {self.shown(named)}")
        return found


def is_municipality(code: str) -> bool:
    """Say whether a known code is a kommun's."""
    return len(code) == MUNICIPALITY_DIGITS


def is_county(code: str) -> bool:
    """Say whether a known code is a county's."""
    return not is_municipality(code) and code != COUNTRY


def _split(code: str, label: str) -> tuple[str, str]:
    """Return the digits that stand first in `code` or `label` (empty: none), and the name without them."""
    first, named = _LEADING_CODE.fullmatch(code), _LEADING_CODE.fullmatch(label)
    name = named[2] if named else label
    if first:
        return first[1], name if normalised(name) else first[2]
    if named:
        return named[1], name
    return "", label or code

"""Typed reading of the places in a definition: a value of the right kind, or a fault and a stand-in.

The reader goes on after a fault, so that all of them are told at once. What it returns in place of an unreadable value
is never used: a log with faults raises before a definition leaves the loader.
"""

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from agreements.domain.faults import FaultLog, is_unprintable, quoted
from agreements.domain.source import Listing, Place, Scalar, Table

Word = TypeVar("Word", bound=str)

MOST_KRONOR = 10**13
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
_WHOLE = re.compile(r"[0-9]{1,3}(_[0-9]{3}){1,4}|[0-9]{1,15}")
_DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LAYOUT = frozenset("\n\t")


@dataclass
class Reader:
    """Reads one table. `requirement` is the code that its faults are told with, None for the agreement itself."""

    table: Table
    log: FaultLog
    requirement: str | None = None
    _asked: set[str] = field(default_factory=set)

    @classmethod
    def of_root(cls, place: Place | None, log: FaultLog) -> "Reader | None":
        """Return a reader of a whole file, or None after a fault when it is no table (or could not be parsed)."""
        if isinstance(place, Table):
            return cls(place, log)
        if place is not None:
            log.add(
                place.line,
                None,
                "Filen ska vara en tabell (nyckel: värde) med code, title, year och så vidare.",
            )
        return None

    def fault(self, message: str, key: str | None = None) -> None:
        """Note a fault at `key`, or at the table itself."""
        self.log.add(self.line(key), self.requirement, message)

    def line(self, key: str | None = None) -> int:
        """Return the line of `key` where the table has it, otherwise the line where the table begins."""
        return self.table.key_lines.get(key, self.table.line) if key is not None else self.table.line

    def has(self, key: str) -> bool:
        """Say whether `key` stands there at all, set or unset."""
        self._asked.add(key)
        return key in self.table.entries

    def place(self, key: str, *, required: bool = False) -> Place | None:
        """Return what stands at `key`; None when it is left out or unset, a fault when it is then required."""
        self._asked.add(key)
        found = self.table.entries.get(key)
        if found is None or (isinstance(found, Scalar) and found.unset):
            if required:
                self.fault(
                    f"Nyckeln {quoted(key)} saknas." if found is None else f"Nyckeln {quoted(key)} är tom.",
                    key,
                )
            return None
        return found

    def finish(self) -> None:
        """Note every key that nobody has asked for, with the nearest one that is known."""
        for key in self.table.entries:
            if key not in self._asked:
                self.fault(f"Okänd nyckel {quoted(key)}.{nearest(key, self._asked)}", key)

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a wording; empty when it is left out."""
        found = self.place(key, required=required)
        if found is None:
            return ""
        if not isinstance(found, Scalar):
            self.fault(f"{quoted(key)} ska vara text.", key)
            return ""
        return self.clean(found, key, required=required)

    def clean(self, found: Scalar, key: str, *, required: bool) -> str:
        """Return the text of a scalar that stands at `key` or in a list there, without blanks around it."""
        text = found.text.strip()
        if any(is_unprintable(character) and character not in _LAYOUT for character in text):
            self.fault(f"{quoted(key)} innehåller tecken som inte kan visas.", key)
        if required and not text:
            self.fault(f"{quoted(key)} är tom.", key)
        return text

    def code(self, key: str, *, required: bool = False) -> str:
        """Return the code of an agreement, a requirement or a register."""
        text = self.text(key, required=required)
        if text and not CODE.fullmatch(text):
            self.fault(
                f"{quoted(key)}: {quoted(text)} ska vara bokstäver a–z, siffror, - eller _, högst 60 tecken.",
                key,
            )
        return text

    def key(self, key: str, *, required: bool = False) -> str:
        """Return the key of a question or a node, or the name of one."""
        text = self.text(key, required=required)
        if text and not _KEY.fullmatch(text):
            self.fault(
                f"{quoted(key)}: {quoted(text)} ska börja med en bokstav och ha högst 60 tecken: a–z, 0–9, - och _.",
                key,
            )
        return text

    def word(self, key: str, allowed: Collection[Word], *, required: bool = False) -> Word | None:
        """Return one of the allowed words."""
        text = self.text(key, required=required)
        if not text:
            return None
        for word in allowed:
            if text == word:
                return word
        self.fault(f"{quoted(key)}: {quoted(text)} ska vara {or_list(allowed)}.{nearest(text, allowed)}", key)
        return None

    def flag(self, key: str) -> bool | None:
        """Return true or false."""
        text = self.text(key)
        if text not in {"", "true", "false"}:
            self.fault(f"{quoted(key)}: {quoted(text)} ska vara true eller false.", key)
        return text == "true" if text else None

    def whole(self, key: str, low: int, high: int, *, required: bool = False) -> int | None:
        """Return a whole number from low to high."""
        found = self.place(key, required=required)
        if found is None:
            return None
        value = whole_number(found)
        if value is None or not low <= value <= high:
            self.fault(f"{quoted(key)}{_as_written(found)} ska vara ett heltal från {low} till {high}.", key)
            return None
        return value

    def kronor(self, key: str, *, required: bool = False) -> int | None:
        """Return an amount in whole kronor, above zero."""
        found = self.place(key, required=required)
        if found is None:
            return None
        value = whole_number(found)
        if value is None or not 0 < value <= MOST_KRONOR:
            self.fault(
                f"{quoted(key)}{_as_written(found)} ska vara ett belopp i hela kronor, större än noll.", key
            )
            return None
        return value

    def decimal(self, key: str, *, highest: int | None = None, required: bool = False) -> str | None:
        """Return a decimal from 0, as it was written."""
        text = self.text(key, required=required)
        if not text:
            return None
        if not _DECIMAL.fullmatch(text) or (highest is not None and Decimal(text) > highest):
            limit = f" från 0 till {highest}" if highest is not None else " från 0"
            self.fault(
                f"{quoted(key)}: {quoted(text)} ska vara ett tal{limit}, med punkt för decimaler.", key
            )
            return None
        return text

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Return a date."""
        text = self.text(key, required=required)
        if not text:
            return None
        found = day_of(text)
        if found is None:
            self.fault(
                f"{quoted(key)}: {quoted(text)} ska vara ett datum som finns, skrivet 2014-03-01.", key
            )
        return found

    def listing(self, key: str, *, required: bool = False) -> tuple[Place, ...]:
        """Return the places of a list; empty when it is left out."""
        found = self.place(key, required=required)
        if found is None:
            return ()
        if not isinstance(found, Listing):
            self.fault(f"{quoted(key)} ska vara en lista.", key)
            return ()
        if required and not found.items:
            self.fault(f"{quoted(key)} är en tom lista.", key)
        return found.items

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts, none of them twice."""
        texts: list[str] = []
        for item in self.listing(key, required=required):
            if not isinstance(item, Scalar) or item.unset:
                self.log.add(item.line, self.requirement, f"{quoted(key)} ska vara en lista av texter.")
                continue
            text = self.clean(item, key, required=True)
            if text in texts:
                self.log.add(item.line, self.requirement, f"{quoted(key)}: {quoted(text)} står två gånger.")
            elif text:
                texts.append(text)
        return tuple(texts)

    def below(self, key: str, *, required: bool = False) -> "Reader | None":
        """Return a reader of the table at `key`."""
        found = self.place(key, required=required)
        return None if found is None else self.of(found, quoted(key))

    def each(self, key: str, *, required: bool = False) -> list["Reader"]:
        """Return readers of a list of tables."""
        readers = (
            self.of(item, f"Varje del av {quoted(key)}") for item in self.listing(key, required=required)
        )
        return [reader for reader in readers if reader is not None]

    def of(self, place: Place, name: str) -> "Reader | None":
        """Return a reader of `place`, or None after a fault that calls it `name`."""
        if isinstance(place, Table):
            return Reader(place, self.log, self.requirement)
        self.log.add(place.line, self.requirement, f"{name} ska vara en tabell (nyckel: värde).")
        return None


def whole_number(place: Place) -> int | None:
    """Return the whole number from 0 that is written there, or None."""
    if isinstance(place, Scalar) and not place.unset and _WHOLE.fullmatch(place.text):
        return int(place.text)
    return None


def day_of(text: str) -> date | None:
    """Return the date written as 2014-03-01, or None where it is no date."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def nearest(word: str, known: Collection[str]) -> str:
    """Return a suggestion, ` Menades ”…”?`, or nothing when no known word resembles this one."""
    close = difflib.get_close_matches(word[:100], sorted(known), n=1)
    return f" Menades {quoted(close[0])}?" if close else ""


def or_list(words: Collection[str]) -> str:
    """Return the words as Swedish text: `a, b eller c`."""
    listed = list(words)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} eller {listed[-1]}"


def _as_written(place: Place) -> str:
    return f": {quoted(place.text)}" if isinstance(place, Scalar) else ""

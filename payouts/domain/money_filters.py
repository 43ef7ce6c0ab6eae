"""What the register of money can be narrowed to and sorted by, and how an address says it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlencode

LONGEST = 100  # characters of a search, a code, the name of a budget line
LARGEST = 10**13  # kronor
NEWEST, OLDEST, BY_AMOUNT, BY_NAME = "nyast", "aldst", "belopp", "mottagare"
ORDERS = {
    NEWEST: "Nyaste året först",
    OLDEST: "Äldsta året först",
    BY_AMOUNT: "Största beloppet först",
    BY_NAME: "Mottagarens kod",
}
KINDS = ("municipality", "region", "applicant")
_KRONOR = re.compile(r"[0-9]{1,14}")
_SPACES = re.compile(r"[\s ]+")


class PaidState(StrEnum):
    """How far the payment of an amount has come."""

    PAID = "paid"
    ORDERED = "ordered"
    NOT = "not"

    @property
    def label(self) -> str:
        """It in Swedish."""
        return {"paid": "Utbetalt", "ordered": "Betalning på väg", "not": "Inte utbetalt"}[self.value]


# The name of each in an address.
PARAMETERS = {
    "text": "q",
    "agreement": "overenskommelse",
    "year": "ar",
    "goal": "mal",
    "kind": "slag",
    "county": "lan",
    "paid": "betalning",
    "least": "lagst",
    "most": "hogst",
    "order": "ordning",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the register is narrowed to; empty or None: to nothing.

    text: letters of a recipient's name, its code, or a decision's number. goal: the code of a goal, or the name of a
    budget line. least, most: kronor, both included. typed: what was written, by parameter. faults: what of it cannot
    be read, in Swedish, by parameter.
    """

    text: str = ""
    agreement: str = ""
    year: int | None = None
    goal: str = ""
    kind: str = ""
    county: str = ""
    paid: PaidState | None = None
    least: int | None = None
    most: int | None = None
    order: str = NEWEST
    typed: Mapping[str, str] = field(default_factory=dict, hash=False)
    faults: Mapping[str, str] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, data: Mapping[str, str]) -> "Wanted":
        """Read it from an address. What is no choice is left out; what is no year or no kronor is a fault."""
        typed = {name: _typed(data.get(name, "")) for name in PARAMETERS.values()}
        faults: dict[str, str] = {}
        least = _kronor("lagst", typed, faults)
        most = _kronor("hogst", typed, faults)
        if least is not None and most is not None and most < least:
            faults["hogst"] = "Beloppet är lägre än det lägsta. Byt plats på dem."
        paid = typed["betalning"]
        return cls(
            text=typed["q"],
            agreement=typed["overenskommelse"],
            year=_year(typed, faults),
            goal=typed["mal"],
            kind=typed["slag"] if typed["slag"] in KINDS else "",
            county=typed["lan"],
            paid=PaidState(paid) if paid in set(PaidState) else None,
            least=least,
            most=most,
            order=typed["ordning"] if typed["ordning"] in ORDERS else NEWEST,
            typed=typed,
            faults=faults,
        )

    @property
    def is_on(self) -> bool:
        """Whether anything is left out."""
        return any(value for name, value in self.typed.items() if name != "ordning")

    @property
    def is_on_more_than_agreements(self) -> bool:
        """Whether something else is wanted than all of some agreements."""
        return any(
            value for name, value in self.typed.items() if name not in ("ordning", "overenskommelse", "ar")
        )

    @property
    def narrows_more(self) -> bool:
        """Whether something is wanted that is asked for seldom."""
        return any(self.typed.get(name) for name in ("slag", "lagst", "hogst", "mal", "ordning"))

    def query(self) -> str:
        """Return the parameters of an address that says the same, without those that are empty."""
        return urlencode({name: value for name, value in self.typed.items() if value})


def _typed(text: str) -> str:
    return text.replace("\0", "").strip()[:LONGEST]


def _kronor(name: str, typed: Mapping[str, str], faults: dict[str, str]) -> int | None:
    text = _SPACES.sub("", typed[name]).removesuffix("kr").removesuffix("kronor")
    if not text:
        return None
    if _KRONOR.fullmatch(text) and int(text) <= LARGEST:
        return int(text)
    faults[name] = "Ange hela kronor, till exempel 250 000."
    return None


def _year(typed: Mapping[str, str], faults: dict[str, str]) -> int | None:
    text = typed["ar"]
    if not text:
        return None
    if re.fullmatch(r"(19|20|21)[0-9]{2}", text):
        return int(text)
    faults["ar"] = "Ange ett år med fyra siffror, till exempel 2014."
    return None

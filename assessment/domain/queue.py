"""What the queue can be narrowed to and sorted by, and how an address says it.

The case page carries the same parameters, so that the next case is the next one of the same list.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from assessment.domain.attention import ATTENTION

ALL = "alla"
MINE, NOBODYS = "mig", "ingen"
NO_PROPOSAL = "inget"
OLD_WORDING = "aldre"
CLEAR = "1"
LONGEST_TEXT = 60  # characters of a search
LARGEST_KEY = 2**63 - 1

# Whom a case waits for, the most pressing first.
WAITING = {
    "bedomare": "En bedömare",
    "mig": "Ditt godkännande",
    "annan": "En annan bedömare",
    "organisation": "Organisationen",
    "ansvarig": "Ansvarig bedömare",
    "register": "Ett register",
    "klart": "Ingen, det är klart",
}
SORTS = {"": "Äldst först", "part": "Part (kod)", "krav": "Krav", "lan": "Län"}
# A late hand-in that waits is a late one too.
WIDER = {"late": ("late", "late_waiting")}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue is narrowed to; empty: to nothing, but state: to what is in hand, authority: to the actor's own.

    requirement, county: codes. state: a state, or `alla`. proposal: an outcome, or `inget`. attention: a code of
    `attention.ATTENTION`. clear: `1`. assigned: `mig`, `ingen`, or a person's primary key. waiting: a code of WAITING.
    authority: its name, or `alla`. wording: `aldre`. text: a part of a party's name or code. sort: a key of SORTS.
    """

    requirement: str = ""
    county: str = ""
    state: str = ""
    proposal: str = ""
    attention: str = ""
    clear: str = ""
    assigned: str = ""
    waiting: str = ""
    authority: str = ""
    wording: str = ""
    text: str = ""
    sort: str = ""

    def query(self) -> str:
        """Return the parameters of an address, without those that are empty: `krav=GK1&klara=1`."""
        said = {PARAMETERS[field.name]: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the sorting is asked for."""
        return any(getattr(self, field.name) for field in fields(self) if field.name != "sort")

    @property
    def attentions(self) -> tuple[str, ...]:
        """The codes that a case is to have one of."""
        return WIDER.get(self.attention, (self.attention,)) if self.attention else ()


# The name of each in an address.
PARAMETERS = {
    "requirement": "krav",
    "county": "lan",
    "state": "lage",
    "proposal": "forslag",
    "attention": "se",
    "clear": "klara",
    "assigned": "tilldelad",
    "waiting": "vantar",
    "authority": "myndighet",
    "wording": "lydelse",
    "text": "q",
    "sort": "ordning",
}
_CODE = 40  # the longest code, name of an authority or key


def _one_of(*values: str) -> Callable[[str], bool]:
    return frozenset(values).__contains__


def _person(value: str) -> bool:
    is_key = value.isascii() and value.isdigit() and len(value) <= len(str(LARGEST_KEY))
    return value in {MINE, NOBODYS} or (is_key and int(value) <= LARGEST_KEY)


def _code(value: str) -> bool:
    return len(value) <= _CODE and value.isprintable()


_KNOWN: dict[str, Callable[[str], bool]] = {
    "requirement": _code,
    "county": _code,
    "authority": _code,
    "attention": _one_of(*ATTENTION),
    "clear": _one_of(CLEAR),
    "assigned": _person,
    "waiting": _one_of(*WAITING),
    "wording": _one_of(OLD_WORDING),
    "text": lambda value: len(value) <= LONGEST_TEXT and value.isprintable(),
    "sort": _one_of(*SORTS),
}


def read_filters(
    said: Mapping[str, str], *, states: Mapping[str, str], outcomes: Mapping[str, str]
) -> tuple[Filters, dict[str, str]]:
    """Return the filters that the parameters of an address ask for, and those that nobody understands with the reason.

    Args:
        said: the parameters; others than the queue's own are left alone.
        states, outcomes: what there is, by code.
    """
    known = _KNOWN | {"state": _one_of(ALL, *states), "proposal": _one_of(NO_PROPOSAL, *outcomes)}
    read, faults = {}, {}
    for name, parameter in PARAMETERS.items():
        value = said.get(parameter, "").strip()
        if not value:
            continue
        if known[name](value):
            read[name] = value
        else:
            faults[parameter] = "Värdet finns inte att välja."
    return Filters(**read), faults


@dataclass(frozen=True, slots=True)
class ReadyView:
    """A view that everybody has from the beginning. final_only: it says something in a final round alone."""

    name: str
    filters: Filters
    final_only: bool = False


READY_VIEWS = (
    ReadyView("Klara att godkänna samlat", Filters(clear=CLEAR), final_only=True),
    ReadyView("Väntar på mitt godkännande", Filters(waiting="mig"), final_only=True),
    ReadyView("Mina", Filters(assigned=MINE)),
    ReadyView("Ej tilldelade", Filters(assigned=NOBODYS)),
    ReadyView("Väntar på organisationen", Filters(waiting="organisation")),
    ReadyView("Sena", Filters(attention="late")),
    ReadyView("Äldre lydelse", Filters(wording=OLD_WORDING)),
)

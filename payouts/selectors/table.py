"""Who gets what in a run: the table of every party and every goal, filtered and sorted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from payouts.domain.figures import hundredths_per_inhabitant, per_inhabitant
from payouts.selectors.frame import swedish
from payouts.selectors.payees import Payee, Payees
from prio.money import number

MADE_UP = "◇"
BY_COUNTY, BY_NAME, BY_AMOUNT, BY_RATE = "lan", "namn", "belopp", "invanare"
ORDERS = {
    BY_COUNTY: "Län",
    BY_NAME: "Namn",
    BY_AMOUNT: "Belopp, störst först",
    BY_RATE: "Kronor per invånare, störst först",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the table somebody wants to see: a county's code, a part of a name, an order."""

    county: str = ""
    text: str = ""
    order: str = BY_COUNTY

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """Read it from an address; an order that there is none of is left out."""
        order = query.get("ordning", BY_COUNTY)
        return cls(
            county=query.get("lan", "").strip(),
            text=query.get("sok", "").strip(),
            order=order if order in ORDERS else BY_COUNTY,
        )

    @property
    def is_on(self) -> bool:
        """Whether it leaves anybody out."""
        return bool(self.county or self.text)

    def wants(self, party: Payee) -> bool:
        """Say whether the party is to be shown."""
        in_county = not self.county or party.county == self.county
        return in_county and (self.text.casefold() in party.name.casefold() or self.text == party.code)


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount as text, and where it is explained."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A row of the table. cells: one per goal, None where the goal is not for this kind of party.

    letters: those of its county. is_own: the reader acts for it.
    """

    code: str
    name: str
    letters: str
    county: str
    is_own: bool
    inhabitants: str
    cells: tuple[Cell | None, ...]
    total: str
    rate: str


@dataclass(frozen=True, slots=True)
class OwnAmount:
    """An amount of a party that the reader acts for."""

    name: str
    goal: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class PartyTable:
    """The table with its sums, and the amounts of those whom the reader acts for. Sums in kronor, as text."""

    goals: tuple[str, ...]
    rows: tuple[PartyRow, ...]
    own: tuple[OwnAmount, ...]
    own_total: int
    is_own_made_up: bool
    sums: tuple[str, ...]
    total: str
    rate: str
    wanted: Filter
    everybody: int
    is_made_up: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """How the table is laid out.

    goals: its columns. counties: letters and names by code. own: the parties that the reader acts for.
    place: what stands before goal and party in the address of an amount's explanation, seen from the page.
    """

    goals: tuple[str, ...]
    counties: Mapping[str, tuple[str, str]]
    own: frozenset[int]
    place: str


def party_table(layout: Layout, payees: Payees, wanted: Filter) -> PartyTable:
    """Return the rows that `wanted` asks for, in its order."""
    shown = sorted(filter(wanted.wants, payees.parties), key=_KEYS[wanted.order])
    own = [party for party in payees.parties if party.party_id in layout.own]
    total = sum(party.total for party in shown)
    return PartyTable(
        goals=layout.goals,
        rows=tuple([_row(party, layout, payees) for party in shown]),
        own=tuple(
            [
                OwnAmount(party.name, goal, cell)
                for party in own
                for goal in layout.goals
                if (cell := _cell(party, goal, layout.place, payees))
            ]
        ),
        own_total=sum(party.total for party in own),
        is_own_made_up=any(payees.rests_on_made_up(party) for party in own),
        sums=tuple([_sum_of(goal, shown, payees) for goal in layout.goals]),
        total=_marked(total, any(map(payees.rests_on_made_up, shown))),
        rate=per_inhabitant(total, _inhabitants(shown)),
        wanted=wanted,
        everybody=len(payees.parties),
        is_made_up=bool(payees.made_up.parts),
    )


def _row(party: Payee, layout: Layout, payees: Payees) -> PartyRow:
    letters, county = layout.counties[party.county]
    return PartyRow(
        code=party.code,
        name=party.name,
        letters=letters,
        county=county,
        is_own=party.party_id in layout.own,
        inhabitants=number(party.inhabitants),
        cells=tuple([_cell(party, goal, layout.place, payees) for goal in layout.goals]),
        total=_marked(party.total, payees.rests_on_made_up(party)),
        rate=per_inhabitant(party.total, party.inhabitants),
    )


def _cell(party: Payee, goal: str, place: str, payees: Payees) -> Cell | None:
    if party.kind not in payees.asked[goal]:
        return None
    text = _marked(party.amounts.get(goal, 0), payees.is_made_up(party, goal))
    return Cell(text, f"{place}{goal}/{party.code}/")


def _sum_of(goal: str, shown: Sequence[Payee], payees: Payees) -> str:
    made_up = any(payees.is_made_up(party, goal) for party in shown)
    return _marked(sum([party.amounts.get(goal, 0) for party in shown]), made_up)


def _marked(amount: int, made_up: bool) -> str:
    """Write an amount in kronor, with the mark where it rests on something made up."""
    return f"{number(amount)} {MADE_UP}" if made_up else number(amount)


def _inhabitants(shown: Sequence[Payee]) -> int:
    """Return the inhabitants of all that is shown, a county's once although its region and kommuner both count it."""
    kinds = {party.kind for party in shown}
    return max((sum(party.inhabitants for party in shown if party.kind == kind) for kind in kinds), default=0)


def _by_county(party: Payee) -> tuple[str, int, str]:
    return party.county, len(party.code), swedish(party.name)


def _by_name(party: Payee) -> str:
    return swedish(party.name)


def _by_amount(party: Payee) -> tuple[int, str]:
    return -party.total, party.code


def _by_rate(party: Payee) -> tuple[int, str]:
    rate = hundredths_per_inhabitant(party.total, party.inhabitants) if party.inhabitants else 0
    return -rate, party.code


_KEYS: Mapping[str, Callable[[Payee], Any]] = {
    BY_COUNTY: _by_county,
    BY_NAME: _by_name,
    BY_AMOUNT: _by_amount,
    BY_RATE: _by_rate,
}

"""Who could get something in a run, and what each got."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from payouts.inputs import MadeUp
from payouts.models import AllocationLine, AllocationRun
from payouts.selectors.frame import Named, names_by_code
from prio.parties.models import Kind


@dataclass(frozen=True, slots=True)
class Payee:
    """A party with its inhabitants (a region's are its county's) and the kronor that it got, by goal."""

    party_id: int
    code: str
    kind: str
    name: str
    county: str
    inhabitants: int
    amounts: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class Payees:
    """Everybody of a run.

    asked: the kinds of party that each goal has money for. made_up: which amounts are.
    """

    parties: tuple[Payee, ...]
    asked: Mapping[str, frozenset[str]]
    made_up: MadeUp

    @classmethod
    def of_run(cls, run: AllocationRun) -> Self:
        """Gather everybody of the run: two queries."""
        names = names_by_code(run.version.definition.names_day)
        amounts = _amounts(run)
        inputs = run.inputs
        people: dict[str, int] = {}
        for _, county, inhabitants in inputs["municipalities"]:
            people[county] = people.get(county, 0) + inhabitants
        parties = [
            _payee(code, Kind.REGION, county, people.get(county, 0), names, amounts)
            for code, county in inputs["regions"]
        ]
        parties += [
            _payee(code, Kind.MUNICIPALITY, county, inhabitants, names, amounts)
            for code, county, inhabitants in inputs["municipalities"]
        ]
        asked = {pot["requirement"]: frozenset(pot["parts"]) for pot in inputs["pots"]}
        return cls(tuple(parties), asked, MadeUp.of_run(run))

    def sharers(self, requirement: str, kind: str) -> int:
        """Return how many parties of a kind share in a goal."""
        return sum(party.kind == kind and requirement in party.amounts for party in self.parties)

    def count(self, kind: str) -> int:
        """Return how many parties of a kind there are."""
        return sum(party.kind == kind for party in self.parties)

    def is_made_up(self, party: Payee, goal: str) -> bool:
        """Say whether what a party gets of a goal is made up."""
        return self.made_up.amount_is_simulated(goal, party.kind, party.code, shares=goal in party.amounts)

    def rests_on_made_up(self, party: Payee) -> bool:
        """Say whether any amount of a party, and so its sum, is made up."""
        return any(self.is_made_up(party, goal) for goal, kind in self.made_up.parts if kind == party.kind)

    def counties_made_up(self) -> frozenset[str]:
        """Return the counties where any amount, and so the sum, is made up."""
        return frozenset(party.county for party in self.parties if self.rests_on_made_up(party))

    def amounts_by_county(self) -> dict[str, int]:
        """Return the kronor that go to each county, its region's included."""
        found: dict[str, int] = {}
        for party in self.parties:
            found[party.county] = found.get(party.county, 0) + party.total
        return found


def _amounts(run: AllocationRun) -> dict[str, dict[str, int]]:
    amounts: dict[str, dict[str, int]] = {}
    lines = AllocationLine.objects.filter(part__run=run).order_by()
    for party, requirement, amount in lines.values_list("party__code", "part__requirement__code", "amount"):
        amounts.setdefault(party, {})[requirement] = amount
    return amounts


def _payee(
    code: str,
    kind: Kind,
    county: str,
    inhabitants: int,
    names: Mapping[str, Named],
    amounts: Mapping[str, Mapping[str, int]],
) -> Payee:
    own = amounts.get(code, {})
    named = names[code]
    return Payee(
        named.party_id, code, kind.value, named.name, county, inhabitants, own, total=sum(own.values())
    )

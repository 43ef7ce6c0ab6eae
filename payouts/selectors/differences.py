"""Two divisions beside each other, with names: for the pages, files and API of simulations and of runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from agreements.domain.definition import Definition
from payouts.domain.difference import (
    CountyDifference,
    Difference,
    KindDifference,
    PartyDifference,
    PotDifference,
)
from payouts.domain.figures import hundredths_per_inhabitant, per_inhabitant
from payouts.selectors.frame import kind_words, names_by_code, swedish
from prio.parties.models import County

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party: kronor before and after, and kronor per inhabitant as text."""

    code: str
    name: str
    kind: str
    letters: str
    county: str
    before: int
    after: int
    change: int
    rate_before: str
    rate_after: str


@dataclass(frozen=True, slots=True)
class CountyRow:
    """A county: kronor of all its parties, kronor per inhabitant as text and, for the bars, in hundredths."""

    code: str
    letters: str
    name: str
    before: int
    after: int
    change: int
    rate_before: str
    rate_after: str
    bar_before: int
    bar_after: int
    of: CountyDifference


@dataclass(frozen=True, slots=True)
class KindRow:
    """Kommuner or regioner together."""

    kind: str
    name: str
    rate_before: str
    rate_after: str
    of: KindDifference


@dataclass(frozen=True, slots=True)
class PotRow:
    """A part of a pot, with its goal and kind in words."""

    name: str
    kind: str
    of: PotDifference


@dataclass(frozen=True)
class Shown:
    """A difference with names. labels: what the two divisions are called in the tables' heads, before and after.

    every: the table of all parties is wanted, otherwise only those that gain and lose the most.
    """

    difference: Difference
    definition: Definition
    names: Mapping[str, str]
    county_names: Mapping[str, tuple[str, str]]
    labels: tuple[str, str]
    every: bool = False

    @cached_property
    def gainers(self) -> tuple[PartyRow, ...]:
        """Those that gain the most."""
        return tuple(map(self._party, self.difference.gainers[:MOST_SHOWN]))

    @cached_property
    def losers(self) -> tuple[PartyRow, ...]:
        """Those that lose the most."""
        return tuple(map(self._party, self.difference.losers[:MOST_SHOWN]))

    @cached_property
    def parties(self) -> tuple[PartyRow, ...]:
        """All parties by county, the region first."""
        rows = map(self._party, self.difference.parties)
        return tuple(sorted(rows, key=lambda row: (row.county, len(row.code), swedish(row.name))))

    @cached_property
    def counties(self) -> tuple[CountyRow, ...]:
        """All counties by code."""
        return tuple(map(self._county, self.difference.counties))

    @cached_property
    def kinds(self) -> tuple[KindRow, ...]:
        """Kommuner and regioner."""
        words = kind_words(self.definition.year)
        return tuple(
            KindRow(
                one.kind,
                words[one.kind].many.capitalize(),
                per_inhabitant(one.before, one.people_before),
                per_inhabitant(one.after, one.people_after),
                one,
            )
            for one in self.difference.kinds
        )

    @cached_property
    def pots(self) -> tuple[PotRow, ...]:
        """The parts of the pots; the name is empty where the agreement does not have the goal any more."""
        words = kind_words(self.definition.year)
        names = {one.code: one.name for one in self.definition.requirements}
        return tuple(
            PotRow(names.get(one.requirement, ""), words[one.kind].many, one) for one in self.difference.pots
        )

    @cached_property
    def highest(self) -> int:
        """The longest bar, in hundredths of kronor per inhabitant."""
        return max((max(row.bar_before, row.bar_after) for row in self.counties), default=0)

    @property
    def fallen(self) -> tuple[str, ...]:
        """The names of the counties that fall."""
        return self._named(self.difference.fallen)

    @property
    def risen(self) -> tuple[str, ...]:
        """The names of the counties that rise."""
        return self._named(self.difference.risen)

    @property
    def is_same(self) -> bool:
        """Whether nobody gets another amount, no pot differs and no county stands otherwise."""
        found = self.difference
        pots = all(pot.is_same for pot in found.pots)
        return pots and not (found.moved or found.fallen or found.risen)

    @property
    def region_many(self) -> str:
        """What regions are called in the agreement's year."""
        return kind_words(self.definition.year)["region"].many

    def _named(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.county_names[code][1] for code in codes)

    def _party(self, one: PartyDifference) -> PartyRow:
        letters, _ = self.county_names[one.county]
        return PartyRow(
            one.party,
            self.names.get(one.party, one.party),
            one.kind,
            letters,
            one.county,
            one.before,
            one.after,
            one.change,
            per_inhabitant(one.before, one.people_before),
            per_inhabitant(one.after, one.people_after),
        )

    def _county(self, one: CountyDifference) -> CountyRow:
        letters, name = self.county_names[one.county]
        people = [
            standing.population if standing else 0 for standing in (one.standing_before, one.standing_after)
        ]
        return CountyRow(
            one.county,
            letters,
            name,
            one.before,
            one.after,
            one.change,
            per_inhabitant(one.before, people[0]),
            per_inhabitant(one.after, people[1]),
            hundredths_per_inhabitant(one.before, people[0]) if people[0] else 0,
            hundredths_per_inhabitant(one.after, people[1]) if people[1] else 0,
            one,
        )


def shown(
    found: Difference, definition: Definition, labels: tuple[str, str], *, every: bool = False
) -> Shown:
    """Return a difference with the names of the agreement's year: two queries."""
    return Shown(found, definition, party_names(definition), counties(), labels, every)


def party_names(definition: Definition) -> dict[str, str]:
    """Return the parties' names in the agreement's year, by code: one query."""
    return {code: one.name for code, one in names_by_code(definition.names_day).items()}


def counties() -> dict[str, tuple[str, str]]:
    """Return the letters and the name of each county, by code: one query."""
    return {
        code: (letters, name) for code, letters, name in County.objects.values_list("code", "letters", "name")
    }

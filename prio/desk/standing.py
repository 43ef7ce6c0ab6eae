"""Where a county stands against the limit of its inhabitants, and what it would take to reach it. Pure.

The limit is the agreement's `county_threshold_percent` (PRIO: section 7.2): the kommuner that met every grundkrav must
hold at least that share of the county's inhabitants, and exactly the limit is enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from payouts.domain.allocation_result import reaches_threshold

WHOLE_PERCENT = 100


class Passed(Enum):
    """Whether a party met every grundkrav that applies to it."""

    YES = "met"
    NO = "not_met"
    NOT_YET = "undecided"


class Part(Enum):
    """Whether a county takes part: the key, the words that a person sees, and the words for a narrow column."""

    TAKES_PART = ("takes_part", "Länet deltar", "Deltar")
    LEFT_OUT = ("left_out", "Länet deltar inte", "Deltar inte")
    NOT_YET = ("undecided", "Inte avgjort än", "Inte avgjort")

    def __init__(self, key: str, label: str, short: str) -> None:
        self.key = key
        self.label = label
        self.short = short


@dataclass(frozen=True, slots=True)
class Municipality:
    """A kommun: its name, its inhabitants and whether it passed."""

    name: str
    inhabitants: int
    passed: Passed


@dataclass(frozen=True, slots=True)
class Standing:
    """A county against the limit. `held`, `may` and `population` in inhabitants, `limit` in percent.

    held: in kommuner that passed. may: in kommuner that are not judged yet. region: None where it is not asked for.
    """

    population: int
    held: int
    may: int
    limit: int
    region: Passed | None

    @property
    def reaches(self) -> bool:
        """Whether the kommuner that passed hold enough; a county without inhabitants holds nothing."""
        return reaches_threshold(self.held, self.population, self.limit)

    @property
    def may_reach(self) -> bool:
        """Whether they would if every kommun that is not judged yet passed too."""
        return reaches_threshold(self.held + self.may, self.population, self.limit)

    @property
    def missing(self) -> int:
        """The inhabitants that are missing to the limit, 0 when it is reached."""
        needed = -(-self.limit * self.population // WHOLE_PERCENT)
        return max(needed - self.held, 0)

    @property
    def part(self) -> Part:
        """Whether the county takes part."""
        if self.region is Passed.NO or not self.may_reach:
            return Part.LEFT_OUT
        if self.reaches and self.region is not Passed.NOT_YET:
            return Part.TAKES_PART
        return Part.NOT_YET


@dataclass(frozen=True, slots=True)
class WayBack:
    """What it takes to reach the limit: kommuner that are enough one by one, or else the fewest together."""

    alone: tuple[str, ...] = ()
    together: tuple[str, ...] = ()


def standing_of(municipalities: Sequence[Municipality], limit: int, region: Passed | None) -> Standing:
    """Return where a county with these kommuner stands."""
    return Standing(
        population=sum(one.inhabitants for one in municipalities),
        held=sum(one.inhabitants for one in municipalities if one.passed is Passed.YES),
        may=sum(one.inhabitants for one in municipalities if one.passed is Passed.NOT_YET),
        limit=limit,
        region=region,
    )


def way_back(municipalities: Sequence[Municipality], missing: int) -> WayBack:
    """Return which kommuner that have not passed would bring `missing` inhabitants, the largest first."""
    if missing <= 0:
        return WayBack()
    others = sorted(
        (one for one in municipalities if one.passed is not Passed.YES),
        key=lambda one: (-one.inhabitants, one.name),
    )
    alone = tuple(one.name for one in others if one.inhabitants >= missing)
    if alone:
        return WayBack(alone=alone)
    together: list[str] = []
    for one in others:
        together.append(one.name)
        missing -= one.inhabitants
        if missing <= 0:
            return WayBack(together=tuple(together))
    return WayBack()


def reason_of(standing: Standing, the_region: str) -> str:
    """Say in a sentence why the county takes part, does not, or is not decided; `the_region` is `landstinget`, say."""
    if standing.part is Part.TAKES_PART:
        region = f" och {the_region} har klarat sina grundkrav" if standing.region else ""
        return f"Gränsen är nådd{region}." if standing.limit else "Ingen gräns behöver nås."
    if standing.part is Part.NOT_YET:
        return "Alla grundkrav är inte slutligt bedömda."
    if standing.may_reach:
        return f"{the_region.capitalize()} har inte klarat sina grundkrav. Då får ingen i länet pengar."
    also = (
        f" {the_region.capitalize()} klarade inte heller sina grundkrav."
        if standing.region is Passed.NO
        else ""
    )
    return f"Kommunerna som klarade grundkraven har för få av länets invånare. Då får ingen i länet pengar.{also}"

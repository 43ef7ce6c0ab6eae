"""What an allocation is computed from, and the refusal of input that cannot be right."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from prio.money import NotKronor, check_kronor

Kind = Literal["municipality", "region"]
Model = Literal["shared", "capped"]
Coverage = Literal["none", "weight", "cap"]

KINDS: tuple[Kind, ...] = get_args(Kind)
WHOLE_PERCENT = 100


class AllocationError(ValueError):
    """The input of an allocation, or a question about its result, is wrong; the message names what."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """A kommun: its code, the code of its county, and its inhabitants on the agreement's population date."""

    code: str
    county: str
    inhabitants: int


@dataclass(frozen=True, slots=True)
class Region:
    """A region (before 2019 landsting): its inhabitants are those of the county's kommuner."""

    code: str
    county: str


@dataclass(frozen=True, slots=True)
class Pot:
    """The money of one requirement.

    parts: kronor per kind of party, already split (see split_pot).
    model: `shared`, those who share divide the whole part; `capped`, each gets its share of the country.
    everyone: a population grant. Every party of the kinds shares: no grundkrav, no goal, no county limit, and
        therefore no reduction by region_coverage either.
    """

    requirement: str
    parts: Mapping[Kind, int]
    model: Model
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement says about counties.

    threshold_percent: the share of a county's inhabitants that its qualified kommuner must hold, 0 to 100.
    region_gate: whether the county takes part only if its region met every grundkrav for regioner.
    region_coverage: what a region gets where only a part of its county is qualified: `none`, everything;
        `weight`, it weighs as much as its qualified kommuner; `cap`, its quota is reduced to the qualified
        share.
    Source: the agreement of 2012 between the state and SKL, "PRIO psykisk ohälsa", section 7.2.
    """

    threshold_percent: int
    region_gate: bool
    region_coverage: Coverage


@dataclass(frozen=True, slots=True)
class AllocationInput:
    """Everything that decides an allocation. The order of municipalities, regions and codes does not matter.

    grundkrav: the codes that apply to each kind of party; a kind that is missing has none.
    pots: in the order in which the result lists them.
    met: the codes of the parties that met each grundkrav and each goal; a requirement that is missing was
        met by nobody.
    """

    terms: Terms
    municipalities: tuple[Municipality, ...]
    regions: tuple[Region, ...]
    grundkrav: Mapping[Kind, tuple[str, ...]]
    pots: tuple[Pot, ...]
    met: Mapping[str, frozenset[str]]


def split_pot(amount: int, split: Mapping[Kind, int]) -> dict[Kind, int]:
    """Divide a pot of `amount` kronor between kinds of party after whole percent that add up to 100.

    Raises AllocationError when the percents are not whole, negative or not 100 together, or when a part is
    not whole
    kronor: such a split is a fault in the agreement's definition and must not be rounded away.
    """
    _check_amount(amount, "the pot")
    _check_kinds(split, "the split")
    for kind, share in split.items():
        if type(share) is not int or share < 0:
            raise AllocationError(f"the split for {kind} must be whole percent, not {share!r}")
    total = sum(split.values())
    if total != WHOLE_PERCENT:
        raise AllocationError(f"the split adds up to {total} percent, not {WHOLE_PERCENT}")
    parts: dict[Kind, int] = {}
    for kind in KINDS:
        if kind in split:
            parts[kind], rest = divmod(amount * split[kind], WHOLE_PERCENT)
            if rest:
                raise AllocationError(
                    f"{split[kind]} percent of {amount} kronor for {kind} is not whole kronor"
                )
    return parts


def check_input(given: AllocationInput) -> None:
    """Raise AllocationError, naming the fault, for input that cannot be divided or cannot be meant."""
    _check_terms(given.terms)
    _check_parties(given)
    _check_kinds(given.grundkrav, "grundkrav")
    for pot in given.pots:
        _check_pot(pot)
    goals = [pot.requirement for pot in given.pots]
    _check_unique(goals, "pot")
    grundkrav = {code for codes in given.grundkrav.values() for code in codes}
    both = grundkrav.intersection(goals)
    if both:
        raise AllocationError(f"{_names(both)} cannot be a grundkrav and have a pot")
    _check_met(given, grundkrav.union(goals))


def _check_terms(terms: Terms) -> None:
    threshold = terms.threshold_percent
    if type(threshold) is not int or not 0 <= threshold <= WHOLE_PERCENT:
        raise AllocationError(
            f"the county threshold must be a whole percent from 0 to 100, not {threshold!r}"
        )
    if terms.region_coverage not in get_args(Coverage):
        raise AllocationError(f"region_coverage cannot be {terms.region_coverage!r}")


def _check_parties(given: AllocationInput) -> None:
    _check_unique(_codes(given), "party")
    _check_unique([region.county for region in given.regions], "region of county")
    counties = {region.county for region in given.regions}
    for municipality in given.municipalities:
        if municipality.county not in counties:
            raise AllocationError(f"municipality {municipality.code}: unknown county {municipality.county!r}")
        if type(municipality.inhabitants) is not int or municipality.inhabitants < 0:
            raise AllocationError(
                f"municipality {municipality.code}: {municipality.inhabitants!r} is no number of inhabitants"
            )


def _check_pot(pot: Pot) -> None:
    if not pot.parts:
        raise AllocationError(f"the pot of {pot.requirement} has no parts")
    _check_kinds(pot.parts, f"the pot of {pot.requirement}")
    for kind, amount in pot.parts.items():
        _check_amount(amount, f"the part of {pot.requirement} for {kind}")
    if pot.model not in get_args(Model):
        raise AllocationError(f"the pot of {pot.requirement} has an unknown model {pot.model!r}")


def _check_met(given: AllocationInput, requirements: set[str]) -> None:
    unasked = given.met.keys() - requirements
    if unasked:
        raise AllocationError(
            f"met names {_names(unasked)}, neither a grundkrav nor the requirement of a pot"
        )
    parties = set(_codes(given))
    for requirement, codes in given.met.items():
        if not codes <= parties:
            raise AllocationError(
                f"{requirement} was met by {_names(codes - parties)}, which no party has as its code"
            )


def _check_kinds(named: Iterable[str], what: str) -> None:
    unknown = set(named).difference(KINDS)
    if unknown:
        raise AllocationError(f"{what} names an unknown kind of party: {_names(unknown)}")


def _check_amount(amount: int, what: str) -> None:
    try:
        check_kronor(amount, what)
    except NotKronor as error:
        raise AllocationError(str(error)) from error


def _check_unique(codes: list[str], what: str) -> None:
    if len(set(codes)) != len(codes):
        twice = [code for code, times in Counter(codes).items() if times > 1]
        raise AllocationError(f"{what} {_names(twice)} occurs twice")


def _codes(given: AllocationInput) -> list[str]:
    return [kommun.code for kommun in given.municipalities] + [region.code for region in given.regions]


def _names(codes: Iterable[str]) -> str:
    return ", ".join(sorted(codes))

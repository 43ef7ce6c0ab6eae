"""What a simulation changes, in plain Swedish, with today's value beside it. Pure."""

from collections.abc import Mapping

from payouts.domain.allocation import AllocationInput, Coverage, Model
from payouts.domain.simulation import (
    Change,
    Material,
    OtherLimit,
    Outcomes,
    PopulationDate,
    PotAmount,
    PotModel,
    PotsTotal,
    RegionCoverage,
    RegionGate,
    Scope,
    Split,
    Threshold,
)
from payouts.domain.wording import Noun, listed
from prio.days import plain_day
from prio.money import kronor, number

MOST_NAMED = 6
MODELS: Mapping[Model, str] = {
    "shared": "de som når målet delar hela summan",
    "capped": "var och en får sin andel av landet",
}


def coverages(region: Noun) -> Mapping[Coverage, str]:
    """Return the ways to reckon a region's part, in words; `region` is what a region is called."""
    return {
        "none": f"{region.the} får hela beloppet",
        "weight": f"{region.the} räknas efter de kommuner som klarat grundkraven",
        "cap": f"{region.the} får högst den andelen, resten fördelas inte",
    }


def words_of(
    change: Change, given: AllocationInput, scope: Scope, region: Noun, names: Mapping[str, str]
) -> str:
    """Say what a change is, as a sentence.

    Args:
        change: the change.
        given: what it changes.
        scope: the limits that there are.
        region: what a region is called in the agreement's year.
        names: the parties' names by code.
    """
    terms = given.terms
    match change:
        case Threshold(percent):
            return f"Länets gräns: {percent} procent (i dag {terms.threshold_percent})."
        case RegionGate(on):
            return f"{region.at_start} {'måste' if on else 'behöver inte'} klara grundkraven för att länet ska delta."
        case RegionCoverage(coverage):
            ways = coverages(region)
            return f"Ett län där inte alla klarat: {ways[coverage]} (i dag: {ways[terms.region_coverage]})."
        case PotsTotal(amount):
            today = sum(sum(pot.parts.values()) for pot in given.pots)
            return f"Alla potter tillsammans: {kronor(amount)} (i dag {kronor(today)})."
        case PopulationDate(day):
            return f"Folkmängden den {plain_day(day)}."
        case OtherLimit():
            return _limit_words(change, scope)
        case Outcomes():
            return _outcome_words(change, names)
        case PotAmount() | Split() | PotModel():
            return _pot_words(change, given, region)


def _pot_words(change: PotAmount | Split | PotModel, given: AllocationInput, region: Noun) -> str:
    pot = next(pot for pot in given.pots if pot.requirement == change.requirement)
    match change:
        case PotAmount(requirement, amount):
            return f"{requirement}: {kronor(amount)} (i dag {kronor(sum(pot.parts.values()))})."
        case Split(requirement, municipality, of_region):
            return f"{requirement}: {municipality} procent till kommuner och {of_region} till {region.many}."
        case PotModel(requirement, model):
            return f"{requirement}: {MODELS[model]} (i dag: {MODELS[pot.model]})."


def _limit_words(change: OtherLimit, scope: Scope) -> str:
    limit = scope.limits.get(change.key)
    if limit is None:  # the agreement has been published anew since
        return f"{change.requirement}, {change.criterion}: {change.value}."
    what = limit.label[0].lower() + limit.label[1:]
    values = f"{_comma(change.value)} (i dag {_comma(limit.value)})"
    return f"{change.requirement}, ”{limit.text.rstrip('.')}”: {what} {values}."


def _outcome_words(change: Outcomes, names: Mapping[str, str]) -> str:
    named = [names.get(code, code) for code in change.parties]
    if len(named) > MOST_NAMED:
        named = [*named[:MOST_NAMED], f"{number(len(named) - MOST_NAMED)} till"]
    met = "har klarat" if change.met else "har inte klarat"
    return f"{listed(named)} {met} {change.requirement}."


def retrial_words(material: Material) -> tuple[str, ...]:
    """Say, for each requirement with another limit, what could be tried again and what could not."""
    found = []
    for code, one in sorted(material.retried.items()):
        if not one.tried:
            found.append(
                f"{code}: den ändrade gränsen går inte att pröva. De {number(one.untried)} utfallen kommer från en fil "
                "eller saknar inlämnade svar, så de räknas som i dag."
            )
            continue
        sentence = (
            f"{code}: {number(one.tried)} inlämnade svar är prövade på nytt. "
            f"{number(len(one.met))} klarar kravet som inte gjorde det, "
            f"{number(len(one.not_met))} klarar det inte längre."
        )
        if one.untried:
            sentence += f" {number(one.untried)} utfall utan svar räknas som i dag."
        found.append(sentence)
    return tuple(found)


def _comma(value: str) -> str:
    return value.replace(".", ",")

"""Why a party gets what it gets of a pot: computed again from what the run was computed from, and checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from payouts.domain.allocation import Allocation, AllocationError, CountyStanding, allocate
from payouts.domain.allocation_input import AllocationInput
from payouts.domain.explain import Explainer
from payouts.domain.explanation import Explanation
from payouts.domain.wording import region_noun
from payouts.inputs import MadeUp, given_of
from payouts.models import AllocationLine, AllocationRun
from payouts.selectors.access import shown_run
from payouts.selectors.added import AddedAmount, added_beside
from payouts.selectors.frame import names_by_code, swedish
from prio.accounts.roles import Actor
from prio.parties.selectors import county_names


class StoredAmountDiffers(ArithmeticError):
    """A stored amount is not the one that its inputs give: the run must not be explained, and not be trusted."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another party's amount of the same goal, in kronor."""

    code: str
    name: str
    inhabitants: int
    amount: int
    simulated: bool
    is_this: bool


@dataclass(frozen=True, slots=True)
class OtherGoal:
    """The same party's amount of another goal, in kronor."""

    requirement: str
    name: str
    amount: int
    simulated: bool


@dataclass(frozen=True, slots=True)
class ExplanationPage:
    """Everything that the page of one amount shows.

    peers: the kommuner of the county, or all regions. before, after: the neighbours in that list. added: what the party
    gets beside the pots.
    """

    run: AllocationRun
    title: str
    requirement_name: str
    name: str
    county_name: str
    region_name: str
    threshold_percent: int
    region_gate: bool
    explanation: Explanation
    standing: CountyStanding
    simulated: bool
    peers: tuple[Peer, ...]
    before: Peer | None
    after: Peer | None
    others: tuple[OtherGoal, ...]
    added: tuple[AddedAmount, ...] = ()

    @property
    def peers_simulated(self) -> bool:
        """Whether any of the amounts to compare with is made up."""
        return any(peer.simulated for peer in self.peers)


@dataclass(frozen=True, slots=True)
class Explained:
    """One amount with all that explains it."""

    run: AllocationRun
    given: AllocationInput
    allocation: Allocation
    explanation: Explanation
    made_up: MadeUp

    @property
    def is_simulated(self) -> bool:
        """Whether the amount was built on something made up."""
        this = self.explanation
        shares = this.figures.share is not None
        return self.made_up.amount_is_simulated(this.requirement, this.kind, this.party, shares=shares)

    @property
    def standing(self) -> CountyStanding:
        """How the party's county stands."""
        county = self.explanation.county
        return next(standing for standing in self.allocation.counties if standing.county == county)


def explained(
    actor: Actor, agreement_code: str, requirement: str, party: str, run_id: int | None = None
) -> Explained | None:
    """Return one amount, explained, or None where there is none that `actor` may see: two queries.

    Without `run_id` the run is the one that `shown_run` chooses.

    Raises:
        StoredAmountDiffers: a stored amount is not the one that the run's inputs give.
    """
    run = shown_run(actor, agreement_code, run_id)
    if run is None:
        return None
    given = given_of(run.inputs)
    allocation = allocate(given)
    explainer = Explainer(allocation, given, region_noun(run.version.definition.year))
    try:
        explanation = explainer.explain(requirement, party)
    except AllocationError:
        return None
    found = Explained(run, given, allocation, explanation, MadeUp.of_run(run))
    _check_stored(found)
    return found


def explanation_page(
    actor: Actor, agreement_code: str, run_id: int, requirement: str, party: str
) -> ExplanationPage | None:
    """Return what the page of one amount shows, or None where there is none that `actor` may see: four queries.

    Raises:
        StoredAmountDiffers: a stored amount is not the one that the run's inputs give.
    """
    found = explained(actor, agreement_code, requirement, party, run_id)
    if found is None:
        return None
    county = found.explanation.county
    region = next(region.code for region in found.given.regions if region.county == county)
    people = _people(found)
    definition = found.run.version.definition
    named = names_by_code(definition.names_day, {*people, region})
    names = {code: name.name for code, name in named.items()}
    peers = _peers(found, people, names)
    place = next(position for position, peer in enumerate(peers) if peer.is_this)
    return ExplanationPage(
        run=found.run,
        title=definition.title,
        requirement_name=definition.requirement(requirement).name,
        name=names[party],
        county_name=county_names()[county],
        region_name=names[region],
        threshold_percent=found.given.terms.threshold_percent,
        region_gate=found.given.terms.region_gate,
        explanation=found.explanation,
        standing=found.standing,
        simulated=found.is_simulated,
        peers=peers,
        before=peers[place - 1] if place else None,
        after=peers[place + 1] if place + 1 < len(peers) else None,
        others=_others(found),
        added=tuple(one for one in added_beside(found.run) if one.party == party),
    )


def _check_stored(found: Explained) -> None:
    """Compare every amount that a page shows with the stored one: the party's, and those that it is compared with."""
    this = found.explanation
    part = (this.requirement, this.kind)
    compared = _people(found)
    beside = Q(part__requirement__code=this.requirement, part__kind=this.kind, party__code__in=compared)
    lines = AllocationLine.objects.filter(beside | Q(party__code=this.party), part__run=found.run).order_by()
    rows = lines.values_list("part__requirement__code", "party__code", "amount")
    stored = {(requirement, party): amount for requirement, party, amount in rows}
    computed = {
        (pot.requirement, code): line.amount
        for pot in found.allocation.pots
        if pot.kind == this.kind
        for code in (compared if (pot.requirement, pot.kind) == part else (this.party,))
        if (line := pot.lines.of(code))
    }
    if stored != computed:
        differing = sorted(key for key in stored.keys() | computed if stored.get(key) != computed.get(key))
        raise StoredAmountDiffers(
            f"run {found.run.pk}: stored and computed amounts differ, first for {differing[0]}"
        )


def _people(found: Explained) -> dict[str, int]:
    """Return the inhabitants of the parties to compare, this one included: the county's kommuner, or all regions."""
    this = found.explanation
    if this.kind == "municipality":
        return {m.code: m.inhabitants for m in found.given.municipalities if m.county == this.county}
    of_county = {standing.county: standing.population for standing in found.allocation.counties}
    return {region.code: of_county[region.county] for region in found.given.regions}


def _peers(found: Explained, people: Mapping[str, int], names: Mapping[str, str]) -> tuple[Peer, ...]:
    this = found.explanation
    amounts = {
        party: amount
        for pot in found.allocation.pots
        if (pot.requirement, pot.kind) == (this.requirement, this.kind)
        for party, amount in zip(pot.lines.parties, pot.lines.amounts, strict=True)
    }
    simulated = found.made_up.amount_is_simulated
    return tuple(
        Peer(
            code,
            names[code],
            people[code],
            amounts.get(code, 0),
            simulated=simulated(this.requirement, this.kind, code, shares=code in amounts),
            is_this=code == this.party,
        )
        for code in sorted(people, key=lambda code: swedish(names[code]))
    )


def _others(found: Explained) -> tuple[OtherGoal, ...]:
    definition = found.run.version.definition
    this = found.explanation
    simulated = found.made_up.amount_is_simulated
    lines = [
        (pot.requirement, pot.lines.of(this.party))
        for pot in found.allocation.pots
        if pot.kind == this.kind and pot.requirement != this.requirement
    ]
    return tuple(
        OtherGoal(
            requirement=requirement,
            name=definition.requirement(requirement).name,
            amount=line.amount if line else 0,
            simulated=simulated(requirement, this.kind, this.party, shares=line is not None),
        )
        for requirement, line in lines
    )

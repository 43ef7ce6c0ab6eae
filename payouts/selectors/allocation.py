"""The page of an allocation: sums, parts of pots, counties, every party's amounts."""

from collections.abc import Mapping
from dataclasses import dataclass

from payouts.domain.allocation import allocate
from payouts.domain.explain import Explainer
from payouts.domain.figures import per_inhabitant
from payouts.domain.wording import region_noun
from payouts.inputs import given_of
from payouts.models import AllocationCounty, AllocationPart, AllocationRun
from payouts.selectors.access import shown_run
from payouts.selectors.added import AddedAmount, added_beside
from payouts.selectors.counties import CountyRow, county_rows
from payouts.selectors.frame import kind_words
from payouts.selectors.payees import Payees
from payouts.selectors.table import Filter, Layout, PartyTable, party_table
from prio.accounts.roles import Actor


@dataclass(frozen=True, slots=True)
class PartRow:
    """The part of a goal's pot that one kind of party divides. Amounts in kronor, `rate` in kronor per inhabitant."""

    requirement: str
    name: str
    kind: str
    amount: int
    distributed: int
    undistributed: int
    sharers: int
    parties: int
    rate: str
    simulated: bool
    why_left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllocationPage:
    """Everything that the page of a run shows.

    region: what a region was called that year. names: of the parties, by code. added: what a decision gives beside the
    pots, with the party's name.
    """

    run: AllocationRun
    title: str
    threshold_percent: int
    region_gate: bool
    region: str
    parts: tuple[PartRow, ...]
    counties: tuple[CountyRow, ...]
    table: PartyTable
    names: Mapping[str, str]
    added: tuple[tuple[str, AddedAmount], ...] = ()

    @property
    def has_grundkrav(self) -> bool:
        """Whether anybody has to meet grundkrav, so that a county may fall below a limit."""
        return bool(self.run.version.definition.grundkrav())

    @property
    def counties_taking_part(self) -> int:
        """How many counties take part."""
        return sum(county.takes_part for county in self.counties)


def allocation_page(
    actor: Actor, agreement_code: str, wanted: Filter, run_id: int | None = None
) -> AllocationPage | None:
    """Return what the page of a run shows, or None where there is no run that `actor` may see.

    Five queries, however many parties there are. Without `run_id` the run is the one that `shown_run` chooses, and the
    page lies one step above the run's own.
    """
    run = shown_run(actor, agreement_code, run_id)
    if run is None:
        return None
    definition = run.version.definition
    payees = Payees.of_run(run)
    parts = _part_rows(run, payees)
    threshold = definition.county_threshold_percent or 0
    standings = AllocationCounty.objects.filter(run=run).select_related("county").order_by("county")
    counties = county_rows(list(standings), payees, threshold)
    names = {payee.code: payee.name for payee in payees.parties}
    layout = Layout(
        goals=tuple(dict.fromkeys(part.requirement for part in parts)),
        counties={county.code: (county.letters, county.name) for county in counties},
        own=actor.parties,
        place="" if run_id else f"{run.pk}/",
    )
    return AllocationPage(
        run=run,
        title=definition.title,
        threshold_percent=threshold,
        region_gate=bool(definition.region_gate),
        region=region_noun(definition.year).the,
        parts=parts,
        counties=counties,
        table=party_table(layout, payees, wanted),
        names=names,
        added=tuple((names[one.party], one) for one in added_beside(run)),
    )


def _part_rows(run: AllocationRun, payees: Payees) -> tuple[PartRow, ...]:
    definition = run.version.definition
    words = kind_words(definition.year)
    why_left = _why_left(run) if run.undistributed else {}
    stored = (
        AllocationPart.objects.filter(run=run)
        .select_related("requirement")
        .order_by("requirement__position", "kind")
    )
    return tuple(
        PartRow(
            requirement=part.requirement.code,
            name=definition.requirement(part.requirement.code).name,
            kind=words[part.kind].many,
            amount=part.amount,
            distributed=part.distributed,
            undistributed=part.undistributed,
            sharers=payees.sharers(part.requirement.code, part.kind),
            parties=payees.count(part.kind),
            rate=per_inhabitant(part.amount, part.total_weight),
            simulated=(part.requirement.code, part.kind) in payees.made_up.parts,
            why_left=why_left.get((part.requirement.code, part.kind), ()),
        )
        for part in stored
    )


def _why_left(run: AllocationRun) -> Mapping[tuple[str, str], tuple[str, ...]]:
    given = given_of(run.inputs)
    explainer = Explainer(allocate(given), given, region_noun(run.version.definition.year))
    return {(left.requirement, left.kind): left.sentences for left in explainer.undistributed()}

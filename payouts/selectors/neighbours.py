"""Two parties of a run side by side: why one gets more than the other, of one goal and of all."""

from collections.abc import Mapping
from dataclasses import dataclass

from payouts.domain.explain import Explainer
from payouts.domain.explanation import Explanation
from payouts.domain.neighbour import Beside, Named, beside
from payouts.models import AllocationLine, AllocationRun
from payouts.selectors.explanation import Explained, StoredAmountDiffers, explained
from payouts.selectors.frame import kind_words, names_by_code, swedish
from prio.accounts.roles import Actor


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    code: str
    name: str
    explanation: Explanation
    simulated: bool


@dataclass(frozen=True, slots=True)
class GoalRow:
    """Another goal: what each of the two gets of it, in kronor; None where the goal does not apply to it."""

    requirement: str
    name: str
    one: int | None
    other: int | None

    @property
    def difference(self) -> int | None:
        """Kronor that the other gets more; None where the goal does not apply to both."""
        return None if self.one is None or self.other is None else self.other - self.one


@dataclass(frozen=True, slots=True)
class NeighbourPage:
    """What the page shows. choices: everybody that it can be compared with, code and name."""

    run: AllocationRun
    title: str
    requirement: str
    requirement_name: str
    one: Side
    other: Side
    answer: Beside
    goals: tuple[GoalRow, ...]
    choices: tuple[tuple[str, str], ...]

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both, the one that was asked about first."""
        return self.one, self.other

    @property
    def simulated(self) -> bool:
        """Whether either amount is built on something made up."""
        return self.one.simulated or self.other.simulated


def neighbour_page(
    actor: Actor, code: str, requirement: str, party: str, other: str = "", run_id: int | None = None
) -> NeighbourPage | None:
    """Return two parties' explanations side by side; None where there is none that the actor may see. Five queries.

    Without `run_id` the run is the one that `shown_run` chooses. `other` is a code or a name; left out: the one of the
    same kind that gets the most. Nobody is compared with itself: then there is none either.

    Raises:
        StoredAmountDiffers: a stored amount is not the one that the run's inputs give.
    """
    found = explained(actor, code, requirement, party, run_id)
    if found is None:
        return None
    definition = found.run.version.definition
    names = {known: one.name for known, one in names_by_code(definition.names_day).items()}
    kinds = {one.code: "municipality" for one in found.given.municipalities}
    kinds |= {one.code: "region" for one in found.given.regions}
    wanted = _wanted(other, kinds, names) if other else _richest(found)
    if wanted in ("", party):
        return None
    return _page(found, names, kinds, wanted)


def _wanted(other: str, kinds: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return the code of a party by its code or name; of two with one name the kommun. Empty where there is none."""
    by_name = {names[code].casefold(): code for code in sorted(kinds, key=len) if code in names}
    return other if other in kinds else by_name.get(" ".join(other.split()).casefold(), "")


def _richest(found: Explained) -> str:
    """Return the code of who gets the most of the same part, this party left out; empty where it is alone."""
    this = found.explanation
    lines = [
        (line.amount, line.party)
        for pot in found.allocation.pots
        if (pot.requirement, pot.kind) == (this.requirement, this.kind)
        for line in pot.lines
        if line.party != this.party
    ]
    return max(lines, default=(0, ""))[1] or _somebody_else(found)


def _somebody_else(found: Explained) -> str:
    codes = [one.code for one in found.given.municipalities] + [one.code for one in found.given.regions]
    return next((code for code in codes if code != found.explanation.party), "")


def _page(found: Explained, names: Mapping[str, str], kinds: Mapping[str, str], other: str) -> NeighbourPage:
    definition, this = found.run.version.definition, found.explanation
    words = kind_words(definition.year)
    region = words["region"]
    theirs = Explainer(found.allocation, found.given, region).explain(this.requirement, other)
    _check_stored(found, (this.party, other))
    one, two = (Named(names[each.party], each, words[each.kind]) for each in (this, theirs))
    choices = sorted(((code, names[code]) for code in kinds), key=lambda pair: swedish(pair[1]))
    return NeighbourPage(
        run=found.run,
        title=definition.title,
        requirement=this.requirement,
        requirement_name=definition.requirement(this.requirement).name,
        one=_side(found, this, names),
        other=_side(found, theirs, names),
        answer=beside(one, two),
        goals=_goals(found, this.party, other),
        choices=tuple(choices),
    )


def _side(found: Explained, this: Explanation, names: Mapping[str, str]) -> Side:
    shares = this.figures.share is not None
    simulated = found.made_up.amount_is_simulated(this.requirement, this.kind, this.party, shares=shares)
    return Side(this.party, names[this.party], this, simulated)


def _check_stored(found: Explained, parties: tuple[str, str]) -> None:
    """Compare every amount of the two with the stored one."""
    lines = AllocationLine.objects.filter(part__run=found.run, party__code__in=parties).order_by()
    rows = lines.values_list("part__requirement__code", "party__code", "amount")
    stored = {(requirement, party): amount for requirement, party, amount in rows}
    computed = {
        (pot.requirement, party): line.amount
        for pot in found.allocation.pots
        for party in parties
        if (line := pot.lines.of(party))
    }
    if stored != computed:
        raise StoredAmountDiffers(f"run {found.run.pk}: stored and computed amounts of {parties} differ")


def _goals(found: Explained, one: str, other: str) -> tuple[GoalRow, ...]:
    """Return every goal in the agreement's order, with what each of the two gets."""
    amounts: dict[str, list[int | None]] = {}
    for pot in found.allocation.pots:
        row = amounts.setdefault(pot.requirement, [None, None])
        for index, party in enumerate((one, other)):
            if line := pot.lines.of(party):
                row[index] = (row[index] or 0) + line.amount
    definition = found.run.version.definition
    return tuple(GoalRow(code, definition.requirement(code).name, *pair) for code, pair in amounts.items())

"""What the decision in force gives parties beside the pots, out of lines of the agreement's budget."""

from dataclasses import dataclass

from payouts.models import AllocationRun, DecidedAmount, DecisionState


@dataclass(frozen=True, slots=True)
class AddedAmount:
    """Kronor of a line, with the decision that gives them. party_id, party: primary key and code."""

    party_id: int
    party: str
    line: str
    amount: int
    simulated: bool
    decision_id: int
    reference: str


def added_beside(run: AllocationRun) -> tuple[AddedAmount, ...]:
    """Return what the decision in force on the run gives beside its pots, by party: one query where there is any.

    The run is one that `payouts.selectors.access.shown_run` has read for somebody who may see it: a decision in force
    is everybody's.
    """
    if not run.has_additions:
        return ()
    rows = DecidedAmount.objects.filter(decision__run=run, decision__state=DecisionState.IN_FORCE)
    columns = ("party_id", "party__code", "line", "amount", "simulated", "decision_id", "decision__reference")
    found = rows.exclude(line="").order_by("party__code", "line").values_list(*columns)
    return tuple(AddedAmount(*row) for row in found)

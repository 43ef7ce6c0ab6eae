"""Which results of an agreement somebody may see, and the run that they come from."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Value

from agreements.models import Agreement
from payouts.models import AllocationRun, Decision, DecisionState, RunState
from payouts.selectors.access import SINCE, outdated
from prio.accounts.roles import Actor


@dataclass(frozen=True, slots=True)
class VisibleRun:
    """A run that an actor may see; `in_force` when a decision that stands on it is in force.

    since: when it was approved or, before that, computed. is_outdated: a final verdict is newer.
    """

    id: int
    population_id: int
    state: str
    simulated: bool
    in_force: bool
    since: datetime
    is_outdated: bool


def visible_run(actor: Actor, agreement: Agreement) -> VisibleRun | None:
    """Return the run behind the decision in force; for who reads all the newest that is not superseded; or None.

    One query. It is the run that `payouts.selectors.access.shown_run` chooses for the page of the allocation.
    """
    columns = ("pk", "population_id", "state", "simulated", "in_force", "since", "newer_verdicts")
    runs = AllocationRun.objects.filter(agreement=agreement).annotate(since=SINCE, newer_verdicts=outdated())
    if actor.reads_all:
        decided = Decision.objects.filter(run=OuterRef("pk"), state=DecisionState.IN_FORCE)
        standing = runs.exclude(state=RunState.SUPERSEDED).annotate(in_force=Exists(decided))
        found = standing.order_by("-computed_at", "-pk").values_list(*columns).first()
    else:
        decided_now = runs.filter(decisions__state=DecisionState.IN_FORCE).annotate(
            in_force=Value(value=True)
        )
        found = decided_now.order_by("pk").values_list(*columns).first()
    return VisibleRun(*found) if found else None


def sees_every_county(actor: Actor, run: VisibleRun | None) -> bool:
    """Say whether the results of every county are open to `actor`: with a decision in force they are everybody's."""
    return actor.reads_all or (run is not None and run.in_force)

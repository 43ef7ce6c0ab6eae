"""Which results of an agreement somebody may see, and the run that they come from."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from agreements.models import Agreement
from payouts.models import AllocationRun, Decision, DecisionState, RunState
from prio.accounts.roles import Actor


@dataclass(frozen=True, slots=True)
class VisibleRun:
    """A run that an actor may see; `in_force` when a decision that stands on it is in force."""

    id: int
    population_id: int
    state: str
    in_force: bool
    simulated: bool


def visible_run(actor: Actor, agreement: Agreement) -> VisibleRun | None:
    """Return the run behind the decision in force; for who reads all otherwise the newest run; or None. One query."""
    in_force = Decision.objects.filter(run=OuterRef("pk"), state=DecisionState.IN_FORCE)
    runs = AllocationRun.objects.filter(agreement=agreement).annotate(in_force=Exists(in_force))
    if not actor.reads_all:
        runs = runs.filter(in_force=True)
    found = (
        runs.exclude(state=RunState.SUPERSEDED, in_force=False)
        .order_by("-in_force", "-computed_at", "-pk")
        .values_list("pk", "population_id", "state", "in_force", "simulated")
        .first()
    )
    return VisibleRun(*found) if found else None


def sees_every_county(actor: Actor, run: VisibleRun | None) -> bool:
    """Say whether the results of every county are open to `actor`: with a decision in force they are everybody's."""
    return actor.reads_all or (run is not None and run.in_force)

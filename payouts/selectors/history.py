"""All runs of an agreement with the decisions on them, and what one may do next."""

from dataclasses import dataclass
from datetime import datetime

from payouts.models import AllocationRun, DecisionState, RunState
from prio.accounts.roles import Actor


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run in the list of all runs, with the latest decision on it (empty: none). Amount in kronor."""

    id: int
    state: RunState
    computed_at: datetime
    prepared_by: str
    approved_by: str
    distributed: int
    simulated: bool
    decision_id: int | None
    decision: str
    decision_state: DecisionState | None


def past_runs(actor: Actor, agreement_code: str) -> tuple[PastRun, ...]:
    """Return the agreement's runs, the newest first, for who reads all: one query. Others get none."""
    if not actor.reads_all:
        return ()
    rows = (
        AllocationRun.objects.filter(agreement__code=agreement_code)
        .order_by("-computed_at", "-pk", "-decisions__number")
        .values(
            "pk",
            "state",
            "computed_at",
            "distributed",
            "simulated",
            "prepared_by__first_name",
            "prepared_by__last_name",
            "approved_by__first_name",
            "approved_by__last_name",
            "decisions__pk",
            "decisions__reference",
            "decisions__state",
        )
    )
    found: dict[int, PastRun] = {}
    for row in rows:
        decision_state = row["decisions__state"]
        found.setdefault(
            row["pk"],
            PastRun(
                id=row["pk"],
                state=RunState(row["state"]),
                computed_at=row["computed_at"],
                prepared_by=_name(row["prepared_by__first_name"], row["prepared_by__last_name"]),
                approved_by=_name(row["approved_by__first_name"], row["approved_by__last_name"]),
                distributed=row["distributed"],
                simulated=row["simulated"],
                decision_id=row["decisions__pk"],
                decision=row["decisions__reference"] or "",
                decision_state=DecisionState(decision_state) if decision_state else None,
            ),
        )
    return tuple(found.values())


def _name(first: str | None, last: str | None) -> str:
    return " ".join(part for part in (first, last) if part)

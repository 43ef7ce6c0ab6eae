"""Who may see which runs and decisions: everybody what has been decided, before that only who reads all."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from assessment.models import RoundKind, Verdict, VerdictState
from payouts.models import AllocationRun, DecidedAmount, Decision, DecisionState, RunState
from payouts.models.decision import ISSUED
from prio.accounts.roles import Actor


def visible_runs(actor: Actor) -> QuerySet[AllocationRun]:
    """Return the runs that `actor` may see: all, or those that a decision has been issued on."""
    runs = AllocationRun.objects.all()
    if actor.reads_all:
        return runs
    return runs.filter(Exists(Decision.objects.filter(run=OuterRef("pk"), state__in=ISSUED)))


def visible_decisions(actor: Actor) -> QuerySet[Decision]:
    """Return the decisions that `actor` may see: all, or those that have been issued."""
    decisions = Decision.objects.all()
    return decisions if actor.reads_all else decisions.filter(state__in=ISSUED)


# When a run was last held against the verdicts: approving it compares them.
SINCE = Coalesce("approved_at", "computed_at")


def outdated() -> "ExpressionWrapper[Q]":
    """Return the expression that says whether a run stands although a final verdict of its agreement is newer."""
    newer = Verdict.objects.filter(
        round__agreement=OuterRef("agreement"),
        round__kind=RoundKind.FINAL,
        state=VerdictState.FINAL,
        final_at__gt=Coalesce(OuterRef("approved_at"), OuterRef("computed_at")),
    )
    return ExpressionWrapper(~Q(state=RunState.SUPERSEDED) & Q(Exists(newer)), BooleanField())


def shown_run(actor: Actor, agreement_code: str, run_id: int | None = None) -> AllocationRun | None:
    """Return a run with its agreement and version, and whether it is outdated: one query.

    Without `run_id`: for who reads all the newest that has not been superseded, otherwise the one whose decision is in
    force. None where there is nothing that `actor` may see.
    """
    # The definition is large and remembered by its hash: it is read from here only where that fails.
    runs = visible_runs(actor).select_related("agreement", "version", "population").defer("version__plain")
    added = DecidedAmount.objects.filter(decision__run=OuterRef("pk"), decision__state=DecisionState.IN_FORCE)
    runs = runs.filter(agreement__code=agreement_code).annotate(
        newer_verdicts=outdated(), amounts_added=Exists(added.exclude(line=""))
    )
    if run_id is not None:
        return runs.filter(pk=run_id).first()
    if actor.reads_all:
        runs = runs.exclude(state=RunState.SUPERSEDED)
    else:
        runs = runs.filter(decisions__state=DecisionState.IN_FORCE)
    return runs.order_by("-computed_at", "-pk").first()

"""The money: allocation runs, decisions, stored documents."""

from payouts.models.decision import Decision, DecisionState
from payouts.models.document import StoredDocument
from payouts.models.run import AllocationCounty, AllocationLine, AllocationPart, AllocationRun, RunState

__all__ = [
    "AllocationCounty",
    "AllocationLine",
    "AllocationPart",
    "AllocationRun",
    "Decision",
    "DecisionState",
    "RunState",
    "StoredDocument",
]

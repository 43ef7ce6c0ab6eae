"""The money: allocation runs, forecasts, decisions, stored documents."""

from payouts.models.decision import Decision, DecisionState
from payouts.models.document import StoredDocument
from payouts.models.forecast import Forecast
from payouts.models.run import AllocationCounty, AllocationLine, AllocationPart, AllocationRun, RunState

__all__ = [
    "AllocationCounty",
    "AllocationLine",
    "AllocationPart",
    "AllocationRun",
    "Decision",
    "DecisionState",
    "Forecast",
    "RunState",
    "StoredDocument",
]

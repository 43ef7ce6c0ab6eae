"""What divides the money and decides on it."""

from payouts.services.decisions import approve_decision, issue_decision, prepare_decision
from payouts.services.forecasts import make_forecast, refresh_forecast
from payouts.services.runs import approve_run, compute_run, propose_run

__all__ = [
    "approve_decision",
    "approve_run",
    "compute_run",
    "issue_decision",
    "make_forecast",
    "prepare_decision",
    "propose_run",
    "refresh_forecast",
]

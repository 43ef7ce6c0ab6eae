"""What divides the money and decides on it."""

from payouts.services.decisions import approve_decision, issue_decision, prepare_decision
from payouts.services.forecasts import make_forecast, refresh_forecast
from payouts.services.grant_decisions import approve_grant_decision, prepare_grant_decision
from payouts.services.grants import approve_grant, propose_grant
from payouts.services.runs import approve_run, compute_run, propose_run

__all__ = [
    "approve_decision",
    "approve_grant",
    "approve_grant_decision",
    "approve_run",
    "compute_run",
    "issue_decision",
    "make_forecast",
    "prepare_decision",
    "prepare_grant_decision",
    "propose_grant",
    "propose_run",
    "refresh_forecast",
]

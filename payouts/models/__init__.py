"""The money: allocation runs, forecasts, grants, decisions, letters, payments, claims, stored documents."""

from payouts.models.claim import Claim, ClaimReason, ClaimState
from payouts.models.decided import DecidedAmount
from payouts.models.decision import Decision, DecisionKind, DecisionState
from payouts.models.document import StoredDocument
from payouts.models.forecast import Forecast
from payouts.models.grant import DecidedApplication, Grant
from payouts.models.letter import DecisionLetter, LetterState
from payouts.models.payment import (
    AccountKind,
    Balance,
    DetailsState,
    OrderState,
    Payment,
    PaymentDetails,
    PaymentOrder,
    PaymentState,
)
from payouts.models.run import AllocationCounty, AllocationLine, AllocationPart, AllocationRun, RunState

__all__ = [
    "AccountKind",
    "AllocationCounty",
    "AllocationLine",
    "AllocationPart",
    "AllocationRun",
    "Balance",
    "Claim",
    "ClaimReason",
    "ClaimState",
    "DecidedAmount",
    "DecidedApplication",
    "Decision",
    "DecisionKind",
    "DecisionLetter",
    "DecisionState",
    "DetailsState",
    "Forecast",
    "Grant",
    "LetterState",
    "OrderState",
    "Payment",
    "PaymentDetails",
    "PaymentOrder",
    "PaymentState",
    "RunState",
    "StoredDocument",
]

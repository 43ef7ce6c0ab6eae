"""The money: allocation runs, forecasts, decisions, letters, payments, claims, stored documents."""

from payouts.models.claim import Claim, ClaimReason, ClaimState
from payouts.models.decided import DecidedAmount
from payouts.models.decision import Decision, DecisionKind, DecisionState
from payouts.models.document import StoredDocument
from payouts.models.forecast import Forecast
from payouts.models.letter import DecisionLetter, LetterState
from payouts.models.payment import Balance, OrderState, Payment, PaymentOrder, PaymentState
from payouts.models.payment_details import AccountKind, DetailsState, PaymentDetails
from payouts.models.requisition import Requisition, RequisitionState
from payouts.models.run import AllocationCounty, AllocationLine, AllocationPart, AllocationRun, RunState
from payouts.models.status_file import StatusFile, StatusFileState

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
    "Decision",
    "DecisionKind",
    "DecisionLetter",
    "DecisionState",
    "DetailsState",
    "Forecast",
    "LetterState",
    "OrderState",
    "Payment",
    "PaymentDetails",
    "PaymentOrder",
    "PaymentState",
    "Requisition",
    "RequisitionState",
    "RunState",
    "StatusFile",
    "StatusFileState",
    "StoredDocument",
]

"""The money: allocation runs, simulations, applications, decisions, letters, payments, claims, stored documents."""

from payouts.models.claim import Claim, ClaimReason, ClaimState, Repayment
from payouts.models.decided import DecidedAmount
from payouts.models.decision import Decision, DecisionKind, DecisionState
from payouts.models.document import StoredDocument
from payouts.models.forecast import Forecast
from payouts.models.grant import DecidedApplication, Grant
from payouts.models.letter import DecisionLetter, LetterState
from payouts.models.line import LineGrant, LineReport, LineReportArea
from payouts.models.payment import Balance, OrderState, Payment, PaymentOrder, PaymentState
from payouts.models.payment_details import AccountKind, DetailsState, PaymentDetails
from payouts.models.requisition import Requisition, RequisitionState
from payouts.models.run import AllocationCounty, AllocationLine, AllocationPart, AllocationRun, RunState
from payouts.models.simulation import Simulation, SimulationBase, SimulationSide
from payouts.models.status_file import StatusFile, StatusFileState
from payouts.models.use_of_money import UseOfMoney, UseOfMoneyRow, UseState

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
    "LineGrant",
    "LineReport",
    "LineReportArea",
    "OrderState",
    "Payment",
    "PaymentDetails",
    "PaymentOrder",
    "PaymentState",
    "Repayment",
    "Requisition",
    "RequisitionState",
    "RunState",
    "Simulation",
    "SimulationBase",
    "SimulationSide",
    "StatusFile",
    "StatusFileState",
    "StoredDocument",
    "UseOfMoney",
    "UseOfMoneyRow",
    "UseState",
]

"""The reconciliation as plain data."""

from payouts.payment_shapes import Plain
from payouts.selectors.line_room import LineRoom
from payouts.selectors.payment_plan import Member
from payouts.selectors.reconciliation import FrameRow, PotRow, Reconciliation


def reconciliation_data(found: Reconciliation) -> Plain:
    """Return the reconciliation as ReconciliationSerializer describes it."""
    return {
        "agreement": found.version.agreement.code,
        "decision": found.decision.reference if found.decision else None,
        "adds_up": found.adds_up,
        "pots": [_pot(one) for one in found.pots],
        "frames": [_frame(one) for one in found.frames],
        "lines": [_line(one) for one in found.lines],
        "organisations": [_organisation(one) for one in found.members],
    }


def _pot(one: PotRow) -> Plain:
    return {
        "requirement": one.requirement,
        "kind": one.kind,
        "pot_sek": one.pot,
        "undistributed_sek": one.undistributed,
        "decided_sek": one.decided,
        "difference_sek": one.difference,
    }


def _frame(one: FrameRow) -> Plain:
    return {
        "requirement": one.requirement,
        "frame_sek": one.frame,
        "granted_sek": one.granted,
        "left_sek": one.left,
    }


def _line(one: LineRoom) -> Plain:
    return {
        "name": one.name,
        "budget_sek": one.amount,
        "added_sek": one.added,
        "paid_sek": one.paid,
        "left_sek": one.left,
    }


def _organisation(one: Member) -> Plain:
    row = one.row
    return {
        "organisation": one.organisation.code,
        "decided_sek": row.decided,
        "ordered_sek": row.standing.ordered,
        "paid_sek": row.paid,
        "repaid_sek": row.claims.repaid,
        "unused_claimed_sek": row.claims.unused,
        "unused_repaid_sek": row.claims.repaid_unused,
        "difference_sek": row.difference,
        "explained": [{"reason": why.value, "sek": kronor} for why, kronor in row.explained],
        "unexplained_sek": row.unexplained,
    }

"""The reconciliation as plain data."""

from payouts.payment_shapes import Plain
from payouts.selectors.reconciliation import Reconciliation


def reconciliation_data(found: Reconciliation) -> Plain:
    """Return the reconciliation as ReconciliationSerializer describes it."""
    return {
        "agreement": found.version.agreement.code,
        "decision": found.decision.reference if found.decision else None,
        "adds_up": found.adds_up,
        "pots": [
            {
                "requirement": one.requirement,
                "kind": one.kind,
                "pot_sek": one.pot,
                "undistributed_sek": one.undistributed,
                "decided_sek": one.decided,
                "difference_sek": one.difference,
            }
            for one in found.pots
        ],
        "frames": [
            {
                "requirement": one.requirement,
                "frame_sek": one.frame,
                "granted_sek": one.granted,
                "left_sek": one.left,
            }
            for one in found.frames
        ],
        "lines": [
            {
                "name": one.name,
                "budget_sek": one.amount,
                "added_sek": one.added,
                "paid_sek": one.paid,
                "left_sek": one.left,
            }
            for one in found.lines
        ],
        "organisations": [
            {
                "organisation": one.organisation.code,
                "decided_sek": one.row.decided,
                "ordered_sek": one.row.standing.ordered,
                "paid_sek": one.row.paid,
                "repaid_sek": one.row.claims.repaid,
                "unused_claimed_sek": one.row.claims.unused,
                "unused_repaid_sek": one.row.claims.repaid_unused,
                "difference_sek": one.row.difference,
                "explained": [{"reason": why.value, "sek": kronor} for why, kronor in one.row.explained],
                "unexplained_sek": one.row.unexplained,
            }
            for one in found.members
        ],
    }

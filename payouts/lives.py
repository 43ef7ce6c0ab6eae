"""Which life a decision and its letters live: what is applied for is in the hands of the authority that assesses it."""

from payouts.domain.lifecycle import DECISION, GRANT_DECISION, GRANT_LETTER, LETTER
from payouts.models import Decision
from prio.lifecycle import Lifecycle


def life_of(decision: Decision) -> Lifecycle:
    """Return the life of a decision. Reads what a revocation revokes."""
    return GRANT_DECISION if decision.on_applications else DECISION


def letter_life_of(decision: Decision) -> Lifecycle:
    """Return the life of a decision's letters, which are made and sent by those who decide."""
    return GRANT_LETTER if decision.on_applications else LETTER

"""Which decision on an agreement's money holds: the same answer for all who pay, claim, ask and show."""

from django.db.models import OuterRef, QuerySet

from payouts.models import Decision, DecisionKind, DecisionState


def decisions_in_force(agreement_id: int | OuterRef) -> QuerySet[Decision]:
    """Return the decision on money that holds: none or one, as rows that a caller may lock or narrow.

    A revocation stays in force for good and gives no money, so it is never the one.
    """
    found = Decision.objects.filter(agreement=agreement_id, state=DecisionState.IN_FORCE)
    return found.exclude(kind=DecisionKind.REVOCATION)


def last_revocation(agreement_id: int) -> Decision | None:
    """Return the decision that says that nothing is decided any more, where none holds: one query."""
    revoking = Decision.objects.filter(agreement=agreement_id, kind=DecisionKind.REVOCATION)
    issued = revoking.exclude(document=None).select_related("corrects").defer("document__content")
    return issued.order_by("-number").first()


def decision_in_force(agreement_id: int) -> Decision | None:
    """Return the decision on money that holds, or None where nothing is decided or all is revoked: one query."""
    return decisions_in_force(agreement_id).first()

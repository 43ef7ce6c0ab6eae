"""The rounds of an agreement."""

from agreements.models import Agreement
from assessment.models import AssessmentRound, RoundKind, RoundState


def locked_final_round(agreement: Agreement) -> AssessmentRound:
    """Return the agreement's final round, made if need be, locked for the rest of the caller's transaction."""
    AssessmentRound.objects.get_or_create(
        agreement=agreement, kind=RoundKind.FINAL, defaults={"state": RoundState.OPEN}
    )
    return (
        AssessmentRound.objects.select_for_update(of=("self",))
        .select_related("agreement")
        .get(agreement=agreement, kind=RoundKind.FINAL)
    )

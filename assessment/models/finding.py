"""A preliminary finding: what a party can still mend. Never a verdict, and never a part of the allocation."""

from django.db import models
from django.db.models import Q

from assessment.models.judgement import Judgement, Outcome


class FindingState(models.TextChoices):
    """Where a finding is in its life (`assessment.domain.lifecycle.FINDING`)."""

    PROPOSED = "proposed", "Föreslagen"
    PREPARED = "prepared", "Beredd"
    SENT = "sent", "Skickad"


class Finding(Judgement):
    """One party's preliminary finding on one grundkrav."""

    state = models.CharField("läge", max_length=12, choices=FindingState)
    sent_at = models.DateTimeField("skickad", null=True)

    class Meta:
        ordering = ["requirement", "party", "id"]
        verbose_name = "preliminär bedömning"
        verbose_name_plural = "preliminära bedömningar"
        indexes = [
            models.Index(fields=["round", "state", "arrived_at", "id"], name="findings_by_state"),
            models.Index(fields=["round", "assigned_to", "state"], name="findings_by_assessor"),
            # The queue: the oldest of what is in hand, and the oldest of all.
            models.Index(
                fields=["round", "arrived_at", "id"],
                condition=Q(state__in=[FindingState.PROPOSED, FindingState.PREPARED]),
                name="findings_in_hand",
            ),
            models.Index(fields=["round", "arrived_at", "id"], name="findings_by_arrival"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "requirement", "party"],
                name="one_finding",
                violation_error_message="Det finns redan en preliminär bedömning av parten och kravet.",
            ),
            models.CheckConstraint(
                name="finding_is_prepared_by_somebody",
                condition=Q(state=FindingState.PROPOSED)
                | (~Q(outcome="") & Q(prepared_by__isnull=False, prepared_at__isnull=False)),
                violation_error_message="En beredd preliminär bedömning har ett utfall, en person och en tid.",
            ),
            models.CheckConstraint(
                name="finding_against_a_party_has_a_motivation",
                condition=Q(state=FindingState.PROPOSED)
                | ~Q(outcome__in=[Outcome.NOT_MET, Outcome.MET_WITH_REMARK])
                | ~Q(motivation=""),
                violation_error_message="Skriv vad som brister, så att organisationen kan rätta det.",
            ),
            models.CheckConstraint(
                name="sent_finding_has_a_time",
                condition=Q(state=FindingState.SENT, sent_at__isnull=False)
                | (~Q(state=FindingState.SENT) & Q(sent_at=None)),
                violation_error_message="En skickad preliminär bedömning har en tid, en annan har ingen.",
            ),
        ]

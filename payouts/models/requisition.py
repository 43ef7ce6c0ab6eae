"""That an organisation asks for its money, where the agreement wants that."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models import Agreement
from prio.parties.models import Organisation


class RequisitionState(models.TextChoices):
    """Where a requisition is in its life."""

    MADE = "made", "Rekvirerat"
    LATE = "late", "För sent, ska prövas"
    ACCEPTED = "accepted", "För sent, godtagen"


class Requisition(models.Model):
    """That an organisation asks for what is decided for it, where the agreement wants that. reference: its own."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="requisitions", verbose_name="överenskommelse"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="requisitions", verbose_name="organisation"
    )
    reference = models.CharField("referens", max_length=70)
    state = models.CharField("läge", max_length=10, choices=RequisitionState)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="gjord av"
    )
    made_at = models.DateTimeField("gjord")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="godtagen av"
    )
    reason = models.CharField("varför den godtas", max_length=300, blank=True)
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["agreement", "organisation__code"]
        verbose_name = "rekvisition"
        verbose_name_plural = "rekvisitioner"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                name="one_requisition_per_organisation",
                violation_error_message="Organisationen har redan rekvirerat pengarna.",
            ),
            models.CheckConstraint(
                name="late_requisition_is_accepted_with_reason",
                condition=Q(state=RequisitionState.ACCEPTED, accepted_by__isnull=False) & ~Q(reason="")
                | (~Q(state=RequisitionState.ACCEPTED) & Q(accepted_by=None, reason="")),
                violation_error_message="En sen rekvisition godtas av en person med ett skäl.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

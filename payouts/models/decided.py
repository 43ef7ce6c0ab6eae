"""What a decision gives each party: what letters, payments and the register of money are made from."""

from django.db import models
from django.db.models import Q

from agreements.models import Requirement
from payouts.models.decision import Decision
from prio.parties.models import Party


class DecidedAmount(models.Model):
    """The kronor that a decision gives a party, of a pot or of a budget line. Written with it, never changed.

    requirement: whose pot it comes from; None where it comes from the budget line that `line` names.
    """

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="amounts", verbose_name="beslut")
    party = models.ForeignKey(Party, models.PROTECT, related_name="decided_amounts", verbose_name="part")
    requirement = models.ForeignKey(
        Requirement, models.PROTECT, null=True, related_name="+", verbose_name="mål"
    )
    line = models.CharField("budgetrad", max_length=200, blank=True)
    amount = models.PositiveBigIntegerField("kronor")
    simulated = models.BooleanField("simulerat", default=False)

    class Meta:
        ordering = ["decision", "party__code", "requirement__position"]
        verbose_name = "beslutat belopp"
        verbose_name_plural = "beslutade belopp"
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "party", "requirement"],
                condition=Q(requirement__isnull=False),
                name="one_decided_amount_per_pot",
                violation_error_message="Parten har redan ett belopp ur samma pott i beslutet.",
            ),
            models.UniqueConstraint(
                fields=["decision", "party", "line"],
                condition=~Q(line=""),
                name="one_decided_amount_per_line",
                violation_error_message="Parten har redan ett belopp ur samma rad i beslutet.",
            ),
            models.CheckConstraint(
                name="decided_amount_has_one_source",
                condition=Q(requirement=None) ^ Q(line=""),
                violation_error_message="Ett belopp kommer antingen ur en pott eller ur en rad i budgeten.",
            ),
            models.CheckConstraint(
                name="decided_amount_is_money",
                condition=Q(amount__gte=1),
                violation_error_message="Ett beslutat belopp är minst en krona.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} kr"

"""When an agreement's reports are judged, and which of them."""

from django.db import models

from agreements.models import Agreement


class RoundKind(models.TextChoices):
    """The preliminary round gives findings that can be mended; the final one gives verdicts."""

    PRELIMINARY = "preliminary", "Preliminär bedömning"
    FINAL = "final", "Slutlig bedömning"


class RoundState(models.TextChoices):
    """Where a round is in its life."""

    PLANNED = "planned", "Planerad"
    OPEN = "open", "Öppen"
    CLOSED = "closed", "Stängd"


class AssessmentRound(models.Model):
    """One round of assessment of an agreement."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="rounds", verbose_name="överenskommelse"
    )
    kind = models.CharField("slag", max_length=12, choices=RoundKind)
    state = models.CharField("läge", max_length=8, choices=RoundState, default=RoundState.PLANNED)

    class Meta:
        ordering = ["agreement", "kind"]
        verbose_name = "bedömningsomgång"
        verbose_name_plural = "bedömningsomgångar"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind"], name="one_round_of_a_kind_per_agreement")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.get_kind_display()}"

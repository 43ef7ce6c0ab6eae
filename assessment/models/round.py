"""When an agreement's reports are judged, which of them, and on which terms."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models import Agreement
from prio.parties.models import Party

DAYS_TO_ANSWER = 14
PERCENT_OF_SAMPLE = 5


class RoundKind(models.TextChoices):
    """The preliminary round gives findings that can be mended; the final one gives verdicts."""

    PRELIMINARY = "preliminary", "Preliminär bedömning"
    FINAL = "final", "Slutlig bedömning"


class RoundState(models.TextChoices):
    """Where a round is in its life (`assessment.domain.lifecycle.ROUND`)."""

    PLANNED = "planned", "Planerad"
    OPEN = "open", "Pågår"
    CLOSED = "closed", "Avslutad"


class AssessmentRound(models.Model):
    """One round of assessment of an agreement.

    completion_closes: the last day to mend what a preliminary finding names. seed: what the sample of a final round is
    drawn from, made when it opens, so that it can be drawn again (`assessment.domain.sample`). sample_percent: how much
    of what needs no second assessor gets one. days_to_answer: the least time, in days, to answer before a verdict that
    goes against the party.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="rounds", verbose_name="överenskommelse"
    )
    kind = models.CharField("slag", max_length=12, choices=RoundKind)
    state = models.CharField("läge", max_length=8, choices=RoundState, default=RoundState.PLANNED)
    completion_closes = models.DateField("sista dag att komplettera", null=True)
    seed = models.CharField("frö", max_length=64, blank=True)
    sample_percent = models.PositiveSmallIntegerField("stickprov i procent", default=PERCENT_OF_SAMPLE)
    days_to_answer = models.PositiveSmallIntegerField("dagar att yttra sig", default=DAYS_TO_ANSWER)
    opened_at = models.DateTimeField("öppnad", null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="öppnad av"
    )
    closed_at = models.DateTimeField("avslutad", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="avslutad av"
    )

    class Meta:
        ordering = ["agreement", "kind"]
        verbose_name = "bedömningsomgång"
        verbose_name_plural = "bedömningsomgångar"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind"], name="one_round_of_a_kind_per_agreement"),
            models.CheckConstraint(
                name="sample_is_a_share",
                condition=Q(sample_percent__lte=100),
                violation_error_message="Stickprovet är mellan 0 och 100 procent.",
            ),
            models.CheckConstraint(
                name="opened_round_has_a_time",
                condition=Q(opened_at=None, opened_by=None) | Q(opened_at__isnull=False),
                violation_error_message="Den som öppnar en omgång gör det vid en tid.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.get_kind_display()}"


class PreliminaryRequest(models.Model):
    """A party asks to be assessed beforehand, where the agreement does it on request (rules.md G13)."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="preliminary_requests", verbose_name="överenskommelse"
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name="part")
    asked_at = models.DateTimeField("begärd")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="begärd av"
    )

    class Meta:
        ordering = ["agreement", "party"]
        verbose_name = "begäran om förhandsgranskning"
        verbose_name_plural = "begäranden om förhandsgranskning"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party"],
                name="preliminary_is_asked_for_once",
                violation_error_message="Parten har redan bett om förhandsgranskning.",
            )
        ]

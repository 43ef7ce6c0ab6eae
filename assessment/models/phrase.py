"""Standard phrases: the words for what comes back, so that the same fault is told in the same way."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models import Requirement


class PhraseUse(models.TextChoices):
    """Where a phrase is offered."""

    NOT_MET = "not_met", "Avslag"
    REMARK = "remark", "Anmärkning"
    MET = "met", "Uppfyllt"
    COMPLETION = "completion", "Begäran om komplettering"


class StandardPhrase(models.Model):
    """A phrase for one criterion of a requirement, or (`criterion` empty) for the whole of it.

    A phrase that is not wanted any more is retired; reasons that used it keep their words.
    """

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="phrases", verbose_name="krav")
    criterion = models.CharField("villkor", max_length=60, blank=True)
    use = models.CharField("används vid", max_length=12, choices=PhraseUse)
    text = models.CharField("text", max_length=1000)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="skriven av"
    )
    made_at = models.DateTimeField("skriven")
    retired_at = models.DateTimeField("används inte längre sedan", null=True)

    class Meta:
        ordering = ["requirement", "criterion", "use", "id"]
        verbose_name = "standardfras"
        verbose_name_plural = "standardfraser"
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "criterion", "use", "text"],
                condition=Q(retired_at=None),
                name="a_phrase_once",
                violation_error_message="Frasen finns redan.",
            ),
            models.CheckConstraint(
                name="phrase_has_words",
                condition=~Q(text=""),
                violation_error_message="En standardfras har en text.",
            ),
        ]

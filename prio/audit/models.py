"""The log: what happened to what, in which order, and seals that show whether anybody changed it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Event(models.Model):
    """One thing that happened to one aggregate. Never changed, never deleted."""

    aggregate = models.CharField(
        "gäller", max_length=40, help_text="Till exempel agreement, run eller decision."
    )
    aggregate_id = models.CharField("nyckel", max_length=40)
    sequence = models.PositiveIntegerField("ordning")
    verb = models.CharField("händelse", max_length=60)
    at = models.DateTimeField("tid")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="av"
    )
    facts = models.JSONField("uppgifter", default=dict)

    class Meta:
        ordering = ["id"]
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        constraints = [
            models.UniqueConstraint(
                fields=["aggregate", "aggregate_id", "sequence"], name="events_come_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aggregate} {self.aggregate_id}: {self.verb}"


class Seal(models.Model):
    """A hash over a batch of events and over the seal before it: a changed event breaks the chain."""

    first_event = models.PositiveBigIntegerField("från händelse", unique=True)
    last_event = models.PositiveBigIntegerField("till händelse", unique=True)
    previous = models.CharField("föregående", max_length=64, blank=True)
    sha256 = models.CharField("kontrollsumma", max_length=64, unique=True)
    sealed_at = models.DateTimeField("förseglad")

    class Meta:
        ordering = ["first_event"]
        verbose_name = "försegling"
        verbose_name_plural = "förseglingar"
        constraints = [
            models.CheckConstraint(
                name="seal_covers_events_in_order",
                condition=Q(last_event__gte=F("first_event")),
                violation_error_message="En försegling täcker händelser i ordning.",
            ),
        ]

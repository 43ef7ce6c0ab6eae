"""The row that is the truth about a background job: what it does, how far it is, how it ended."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class JobState(models.TextChoices):
    """Where a job is in its life."""

    QUEUED = "queued", "Väntar"
    RUNNING = "running", "Pågår"
    DONE = "done", "Klar"
    FAILED = "failed", "Misslyckades"
    STOPPED = "stopped", "Stoppat"


ENDED = (JobState.DONE, JobState.FAILED, JobState.STOPPED)


class Job(models.Model):
    """One piece of background work. A worker claims it by a conditional update and renews its lease as it goes."""

    id = models.UUIDField("nyckel", primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("slag", max_length=40)
    subject = models.CharField("gäller", max_length=60)
    parameters = models.JSONField("uppgifter", default=dict)
    state = models.CharField("läge", max_length=10, choices=JobState, default=JobState.QUEUED)
    step = models.CharField("steg", max_length=200, blank=True)
    done = models.PositiveIntegerField("gjort", default=0)
    total = models.PositiveIntegerField("av", default=0)
    attempts = models.PositiveSmallIntegerField("försök", default=0)
    lease_until = models.DateTimeField("lovad till", null=True)
    result = models.JSONField("resultat", default=dict)
    message = models.TextField("meddelande", blank=True)
    refused = models.BooleanField(
        "nekat", default=False, help_text="Det misslyckades för att reglerna säger nej, inte för ett fel."
    )
    stop_requested = models.BooleanField(
        "ska stoppas", default=False, help_text="Arbetaren slutar vid nästa steg. Det som är gjort är kvar."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="beställd av"
    )
    created_at = models.DateTimeField("beställd")
    finished_at = models.DateTimeField("avslutad", null=True)

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = "bakgrundsarbete"
        verbose_name_plural = "bakgrundsarbeten"
        constraints = [
            models.CheckConstraint(
                name="job_progress_within_total",
                condition=Q(done__lte=F("total")),
                violation_error_message="Ett arbete kan inte ha gjort mer än allt.",
            ),
            models.CheckConstraint(
                name="running_job_has_lease",
                condition=~Q(state=JobState.RUNNING) | Q(lease_until__isnull=False),
                violation_error_message="Ett pågående arbete har en tid då det senast ska ha hört av sig.",
            ),
            models.CheckConstraint(
                name="job_finished_with_time",
                condition=Q(state__in=ENDED, finished_at__isnull=False)
                | Q(state__in=[JobState.QUEUED, JobState.RUNNING], finished_at__isnull=True),
                violation_error_message="Ett avslutat arbete har en tid, ett oavslutat har ingen.",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="one_live_job_per_kind_and_subject",
            ),
            models.CheckConstraint(
                name="stopped_job_was_asked_to_stop",
                condition=~Q(state=JobState.STOPPED) | Q(stop_requested=True),
                violation_error_message="Ett arbete stoppas bara när någon har bett om det.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def is_live(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in {JobState.QUEUED, JobState.RUNNING}

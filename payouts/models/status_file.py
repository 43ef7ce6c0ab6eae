"""What the bank says of payments, file by file."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models import Agreement
from payouts.models.document import StoredDocument


class StatusFileState(models.TextChoices):
    """Where a file with the bank's statuses is in its life."""

    PREVIEW = "preview", "Ska granskas"
    APPROVED = "approved", "Godkänd"
    DISCARDED = "discarded", "Kastad"


class StatusFile(models.Model):
    """What the bank said of payments, as one file that is kept. Read anew each time: its bytes never change.

    simulated: a payment that it has changed is made up.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="status_files", verbose_name="överenskommelse"
    )
    document = models.ForeignKey(StoredDocument, models.PROTECT, related_name="+", verbose_name="filen")
    name = models.CharField("filnamn", max_length=200)
    kind = models.CharField("slag", max_length=10)
    state = models.CharField("läge", max_length=10, choices=StatusFileState, default=StatusFileState.PREVIEW)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="uppladdad av"
    )
    uploaded_at = models.DateTimeField("uppladdad")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="godkänd av"
    )
    approved_at = models.DateTimeField("godkänd", null=True)
    simulated = models.BooleanField("simulerad", default=False)
    applied = models.PositiveIntegerField("betalningar som ändrades", default=0)

    class Meta:
        ordering = ["agreement", "-pk"]
        verbose_name = "besked från banken"
        verbose_name_plural = "besked från banken"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "document"],
                name="the_same_status_file_once",
                violation_error_message="Filen är redan uppladdad.",
            ),
            models.CheckConstraint(
                name="approved_statuses_have_person_and_time",
                condition=Q(
                    state=StatusFileState.APPROVED, approved_by__isnull=False, approved_at__isnull=False
                )
                | (~Q(state=StatusFileState.APPROVED) & Q(approved_by=None, approved_at=None)),
                violation_error_message="Ett godkänt besked har en person och en tid, de andra ingetdera.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

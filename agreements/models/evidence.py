"""Evidence: files of a party or, through its coordinator, of a county; links, and whether they answer."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models.agreement import Requirement
from prio.parties.models import County, Party


class EvidenceState(models.TextChoices):
    """Whether a file may be used."""

    CHECKING = "checking", "Kontrolleras"
    USABLE = "usable", "Klar"
    REFUSED = "refused", "Stoppad"


def evidence_path(evidence: "EvidenceFile", filename: str) -> str:
    """Return where a file is stored: under its own key; nothing of what the sender called it is in the path."""
    return f"evidence/{evidence.pk}"


class EvidenceFile(models.Model):
    """A file that answers a question: of one party, or of a county for all its parties.

    name: made safe, for showing and downloading. scanned: a virus scanner found it clean (None: there was none).
    reason: why it was stopped, or what could not be looked at in a usable one, in Swedish. removed_at: taken away by
    its owner; what was handed in keeps it.
    """

    id = models.UUIDField("nyckel", primary_key=True, default=uuid.uuid4, editable=False)
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="evidence", verbose_name="krav")
    question = models.CharField("fråga", max_length=60)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="evidence", verbose_name="part")
    county = models.ForeignKey(County, models.PROTECT, null=True, related_name="evidence", verbose_name="län")
    name = models.CharField("namn", max_length=200)
    media_type = models.CharField("slag", max_length=100)
    size = models.PositiveBigIntegerField("storlek", help_text="bytes")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    file = models.FileField("fil", upload_to=evidence_path, max_length=200)
    state = models.CharField("läge", max_length=10, choices=EvidenceState, default=EvidenceState.CHECKING)
    scanned = models.BooleanField("genomsökt", null=True)
    reason = models.CharField("skäl", max_length=500, blank=True)
    uploaded_at = models.DateTimeField("mottagen")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="av"
    )
    removed_at = models.DateTimeField("borttagen", null=True)

    class Meta:
        ordering = ["uploaded_at", "id"]
        verbose_name = "underlag"
        verbose_name_plural = "underlag"
        constraints = [
            models.CheckConstraint(
                name="evidence_of_a_party_or_a_county",
                condition=Q(party__isnull=False, county__isnull=True)
                | Q(party__isnull=True, county__isnull=False),
                violation_error_message="Ett underlag hör till en part eller till ett län.",
            ),
            models.CheckConstraint(
                name="stopped_evidence_has_a_reason",
                condition=~Q(state=EvidenceState.REFUSED) | ~Q(reason=""),
                violation_error_message="Ett underlag som stoppas har ett skäl.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LinkCheck(models.Model):
    """Whether a web address answered when it was last asked. answers: None while it has not been asked."""

    url = models.CharField("adress", max_length=2000, unique=True)
    answers = models.BooleanField("svarar", null=True)
    detail = models.CharField("besked", max_length=300, blank=True)
    checked_at = models.DateTimeField("prövad", null=True)

    class Meta:
        ordering = ["url"]
        verbose_name = "länkkontroll"
        verbose_name_plural = "länkkontroller"

    def __str__(self) -> str:
        return self.url

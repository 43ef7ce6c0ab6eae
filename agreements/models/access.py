"""Requests for access to documents: what was asked, how each document was tested, and what was given out."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models.case import Case, CaseEntry


class AccessState(models.TextChoices):
    """Where a request is in its life."""

    OPEN = "open", "Öppen"
    MADE = "made", "Kopian är gjord"
    ANSWERED = "answered", "Besvarad"
    WITHOUT = "without", "Besvarad, inga handlingar"
    WITHDRAWN = "withdrawn", "Återtagen"


WAITING = (AccessState.OPEN, AccessState.MADE)


class Channel(models.TextChoices):
    """How a request came."""

    MAIL = "mail", "E-post"
    LETTER = "letter", "Brev"
    TELEPHONE = "telephone", "Telefon"
    VISIT = "visit", "Besök"
    OTHER = "other", "Annat sätt"


class Outcome(models.TextChoices):
    """What the test of a document came to."""

    UNTESTED = "untested", "Ska prövas"
    WHOLE = "whole", "Lämnas ut hel"
    MASKED = "masked", "Lämnas ut maskerad"
    WITHHELD = "withheld", "Lämnas inte ut"


class AccessRequest(models.Model):
    """Somebody asks for documents. They need not say who they are (tryckfrihetsförordningen 2 kap. 18 §).

    case: its own, in which the request and the answer are entries. requester: empty when they said nothing. revision:
    counts every change of what is picked and how it was tested. closing_words: how it was given out, or why nothing
    was. simulated: made up for the demonstration.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="access_request", verbose_name="ärende")
    text = models.CharField("vad som begärs", max_length=2000)
    requester = models.CharField("vem som begär", max_length=200, blank=True)
    channel = models.CharField("hur den kom", max_length=10, choices=Channel)
    received_at = models.DateTimeField("kom in")
    state = models.CharField("läge", max_length=10, choices=AccessState, default=AccessState.OPEN)
    revision = models.PositiveIntegerField("revision", default=1)
    registered_at = models.DateTimeField("registrerad")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="registrerad av"
    )
    closed_at = models.DateTimeField("avslutad", null=True)
    closing_words = models.CharField("hur den avslutades", max_length=1000, blank=True)
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["received_at", "id"]
        verbose_name = "begäran om handlingar"
        verbose_name_plural = "begäranden om handlingar"
        constraints = [
            models.CheckConstraint(
                name="access_request_says_what",
                condition=~Q(text=""),
                violation_error_message="En begäran om handlingar säger vad som begärs.",
            ),
            models.CheckConstraint(
                name="closed_access_request_has_time_and_words",
                condition=Q(state__in=WAITING, closed_at=None, closing_words="")
                | (~Q(state__in=WAITING) & Q(closed_at__isnull=False) & ~Q(closing_words="")),
                violation_error_message="En avslutad begäran har en tid och säger hur den avslutades, en öppen inte.",
            ),
        ]

    def __str__(self) -> str:
        return self.case.reference


class AccessRequestEntry(models.Model):
    """A document that is asked for, and how it was tested.

    support: the paragraph; reason: why. masks: {"words": texts, "lines": keys of lines that are masked whole,
    "files": {key of a file: {"give": "whole" | "pages" | "none", "pages": "1-3"}}}.
    """

    request = models.ForeignKey(AccessRequest, models.PROTECT, related_name="entries", verbose_name="begäran")
    entry = models.ForeignKey(CaseEntry, models.PROTECT, related_name="+", verbose_name="handling")
    outcome = models.CharField("utfall", max_length=10, choices=Outcome, default=Outcome.UNTESTED)
    support = models.CharField("lagrum", max_length=300, blank=True)
    reason = models.CharField("skäl", max_length=1000, blank=True)
    masks = models.JSONField("maskeras", default=dict)
    tested_at = models.DateTimeField("prövad", null=True)
    tested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="prövad av"
    )

    class Meta:
        ordering = ["request", "entry"]
        verbose_name = "begärd handling"
        verbose_name_plural = "begärda handlingar"
        constraints = [
            models.UniqueConstraint(
                fields=["request", "entry"],
                name="access_request_has_each_entry_once",
                violation_error_message="Handlingen är redan vald.",
            ),
            models.CheckConstraint(
                name="tested_entry_has_time_and_person",
                condition=Q(outcome=Outcome.UNTESTED, tested_at=None, tested_by=None)
                | (~Q(outcome=Outcome.UNTESTED) & Q(tested_at__isnull=False, tested_by__isnull=False)),
                violation_error_message="En prövad handling har en tid och någon som prövade.",
            ),
            models.CheckConstraint(
                name="what_is_kept_back_has_support_and_reason",
                condition=Q(outcome__in=[Outcome.UNTESTED, Outcome.WHOLE]) | (~Q(support="") & ~Q(reason="")),
                violation_error_message="Det som maskeras eller inte lämnas ut har lagrum och skäl.",
            ),
        ]


class AccessCopy(models.Model):
    """A file that was made to be given out, under its hash (docs/adr/0001). Never changed.

    making: which time it was made, from 1; number: its place among the files of that time, the masked copy first.
    """

    request = models.ForeignKey(AccessRequest, models.PROTECT, related_name="copies", verbose_name="begäran")
    making = models.PositiveIntegerField("omgång")
    number = models.PositiveIntegerField("nummer")
    name = models.CharField("namn", max_length=200)
    media_type = models.CharField("slag", max_length=100)
    size = models.PositiveBigIntegerField("storlek", help_text="bytes")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    content = models.BinaryField("innehåll")
    made_at = models.DateTimeField("skapad")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="skapad av"
    )

    class Meta:
        ordering = ["request", "making", "number"]
        verbose_name = "utlämnad kopia"
        verbose_name_plural = "utlämnade kopior"
        constraints = [
            models.UniqueConstraint(
                fields=["request", "making", "number"],
                name="access_copies_are_numbered",
                violation_error_message="Kopian finns redan.",
            ),
        ]

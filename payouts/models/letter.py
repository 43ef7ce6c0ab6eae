"""The letter that tells one recipient what was decided for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from payouts.models.decision import Decision
from payouts.models.document import StoredDocument
from prio.parties.models import Organisation


class LetterState(models.TextChoices):
    """Where a letter is in its life."""

    ORDERED = "ordered", "Ska skapas"
    MADE = "made", "Skapat"
    SENT = "sent", "Skickat"
    READ = "read", "Läst"


class DecisionLetter(models.Model):
    """What a decision means for one organisation. Its PDF is rendered once and its bytes never change.

    reference: `PRIO-2014/1-0114`. read_at, read_by: the first of the organisation who opened it. claimed_until: a
    worker is making it, and nobody else takes it before then. sendings: how many times it was sent; last_sent_at: the
    last of them, sent_at the first. told: how many persons the last one was sent to.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="letters", verbose_name="beslut")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="letters", verbose_name="organisation"
    )
    reference = models.CharField("nummer", max_length=80, unique=True)
    state = models.CharField("läge", max_length=10, choices=LetterState, default=LetterState.ORDERED)
    document = models.ForeignKey(
        StoredDocument, models.PROTECT, null=True, related_name="+", verbose_name="brevet"
    )
    made_at = models.DateTimeField("skapat", null=True)
    sent_at = models.DateTimeField("skickat", null=True)
    read_at = models.DateTimeField("läst", null=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="läst av"
    )
    claimed_until = models.DateTimeField("tagen till", null=True)
    sendings = models.PositiveSmallIntegerField("utskick", default=0)
    last_sent_at = models.DateTimeField("senast skickat", null=True)
    told = models.PositiveSmallIntegerField("mottagare", default=0)
    simulated = models.BooleanField("simulerat", default=False)

    class Meta:
        ordering = ["decision", "organisation__code"]
        verbose_name = "beslutsbrev"
        verbose_name_plural = "beslutsbrev"
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "organisation"],
                name="one_letter_per_decision_and_organisation",
                violation_error_message="Organisationen har redan ett brev om beslutet.",
            ),
            models.CheckConstraint(
                name="letter_is_what_its_times_say",
                condition=Q(
                    state=LetterState.ORDERED,
                    document=None,
                    made_at=None,
                    sent_at=None,
                    read_at=None,
                    read_by=None,
                )
                | Q(
                    state=LetterState.MADE,
                    document__isnull=False,
                    made_at__isnull=False,
                    sent_at=None,
                    read_at=None,
                    read_by=None,
                )
                | Q(
                    state=LetterState.SENT,
                    document__isnull=False,
                    made_at__isnull=False,
                    sent_at__isnull=False,
                    read_at=None,
                    read_by=None,
                )
                | Q(
                    state=LetterState.READ,
                    document__isnull=False,
                    made_at__isnull=False,
                    sent_at__isnull=False,
                    read_at__isnull=False,
                    read_by__isnull=False,
                ),
                violation_error_message="Ett brev är först skapat, sedan skickat, sedan läst.",
            ),
            models.CheckConstraint(
                name="sent_letter_has_sendings",
                condition=Q(sent_at=None, sendings=0, last_sent_at=None)
                | Q(sent_at__isnull=False, sendings__gte=1, last_sent_at__isnull=False),
                violation_error_message="Ett skickat brev har minst ett utskick, ett annat har inget.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

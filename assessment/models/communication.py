"""What a party is told before a verdict against it, and what it answers (förvaltningslagen 25 §)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models import Submission
from assessment.models.verdict import Verdict


class Communication(models.Model):
    """The material of a verdict that goes against a party, sent to it with a last day to answer.

    submission, motivation, reasons: what the verdict stood on when the party was sent it. answer: what it answered,
    with who and when; silent_at: when somebody noted that it had not.
    """

    verdict = models.ForeignKey(
        Verdict, models.PROTECT, related_name="communications", verbose_name="bedömning"
    )
    number = models.PositiveSmallIntegerField("nummer")
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, related_name="+", verbose_name="inlämning"
    )
    motivation = models.TextField("motivering")
    reasons = models.JSONField("skäl", default=dict)
    due = models.DateField("sista dag att yttra sig")
    sent_at = models.DateTimeField("skickad")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="skickad av"
    )
    answer = models.TextField("yttrande", blank=True)
    answered_at = models.DateTimeField("inkom", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="från"
    )
    silent_at = models.DateTimeField("inget yttrande", null=True)
    silent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="noterat av"
    )

    class Meta:
        ordering = ["verdict", "number"]
        verbose_name = "kommunicering"
        verbose_name_plural = "kommuniceringar"
        constraints = [
            models.UniqueConstraint(fields=["verdict", "number"], name="communications_are_numbered"),
            models.CheckConstraint(
                name="answer_has_text_time_and_person",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                violation_error_message="Ett yttrande har en text, en tid och någon som lämnade det.",
            ),
            models.CheckConstraint(
                name="silence_is_noted_by_somebody",
                condition=Q(silent_at=None, silent_by=None)
                | Q(silent_at__isnull=False, silent_by__isnull=False),
                violation_error_message="Att inget yttrande kom noteras av någon vid en tid.",
            ),
        ]

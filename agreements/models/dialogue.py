"""What is said about reports between those who report and those who assess: completion, more time, questions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models.agreement import Agreement, AgreementVersion, Requirement
from agreements.models.report import Report, Submission
from prio.parties.models import Party


class CompletionRequest(models.Model):
    """An assessor asks for more: on one question, or (`question` empty) on the whole report, until the end of a day."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="completion_requests", verbose_name="rapport"
    )
    question = models.CharField("fråga", max_length=60, blank=True)
    text = models.CharField("vad som behövs", max_length=2000)
    due = models.DateField("sista dag")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="begärd av"
    )
    requested_at = models.DateTimeField("begärd")
    answered_by = models.ForeignKey(
        Submission, models.PROTECT, null=True, related_name="answers_requests", verbose_name="besvarad med"
    )

    class Meta:
        ordering = ["report", "requested_at", "id"]
        verbose_name = "begäran om komplettering"
        verbose_name_plural = "begäranden om komplettering"
        constraints = [
            models.CheckConstraint(
                name="completion_request_says_what",
                condition=~Q(text=""),
                violation_error_message="En begäran om komplettering säger vad som behövs.",
            ),
        ]


class Extension(models.Model):
    """A later last day, decided by somebody: for a whole agreement, one requirement, one party, or one party's one."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="extensions", verbose_name="överenskommelse"
    )
    requirement = models.ForeignKey(
        Requirement, models.PROTECT, null=True, blank=True, related_name="extensions", verbose_name="krav"
    )
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="extensions", verbose_name="part"
    )
    until = models.DateField("ny sista dag")
    reason = models.CharField("skäl", max_length=1000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="beslutad av"
    )
    decided_at = models.DateTimeField("beslutad")

    class Meta:
        ordering = ["agreement", "decided_at", "id"]
        verbose_name = "förlängning"
        verbose_name_plural = "förlängningar"
        constraints = [
            models.CheckConstraint(
                name="extension_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="En förlängning har ett skäl.",
            ),
        ]


class PublicQuestion(models.Model):
    """A question about a requirement with its answer, read by everybody once it is answered.

    clarified: the version of the agreement in which the answer became a part of the criterion.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="public_questions", verbose_name="överenskommelse"
    )
    requirement = models.ForeignKey(
        Requirement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="public_questions",
        verbose_name="krav",
    )
    text = models.CharField("fråga", max_length=2000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ställd av"
    )
    asked_at = models.DateTimeField("ställd")
    answer = models.CharField("svar", max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="besvarad av"
    )
    answered_at = models.DateTimeField("besvarad", null=True)
    clarified = models.ForeignKey(
        AgreementVersion,
        models.PROTECT,
        null=True,
        related_name="clarified_questions",
        verbose_name="förtydligad i",
    )

    class Meta:
        ordering = ["agreement", "asked_at", "id"]
        verbose_name = "fråga och svar"
        verbose_name_plural = "frågor och svar"
        constraints = [
            models.CheckConstraint(
                name="answered_question_has_answer_time_and_person",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                violation_error_message="En besvarad fråga har ett svar, en tid och någon som svarade.",
            ),
            models.CheckConstraint(
                name="clarifying_question_is_answered",
                condition=Q(clarified=None) | ~Q(answer=""),
                violation_error_message="Bara en besvarad fråga kan bli ett förtydligande.",
            ),
        ]

"""What a party answers on a requirement: the report that it works on, and the frozen copies it handed in."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models.agreement import Requirement, RequirementVersion
from agreements.models.case import HandIn
from prio.parties.models import Party


class ReportState(models.TextChoices):
    """Where a report is in its life; a report that does not exist is not begun."""

    DRAFT = "draft", "Utkast"
    HANDED_IN = "handed_in", "Inlämnad"
    RETURNED = "returned", "Komplettering begärd"
    LATE = "late", "Sen, väntar på beslut"
    REFUSED = "refused", "Sen, inte godtagen"
    DECLINED = "declined", "Avstår"


# Whose answers are waited for or stand: who had answered is asked whether they hold when the wording is changed.
CONFIRMING = frozenset({ReportState.DRAFT, ReportState.HANDED_IN, ReportState.RETURNED, ReportState.LATE})


class Report(models.Model):
    """One party's report on one requirement. `answers` is the draft; what was handed in is frozen in submissions.

    revision: counts every save. typed: what somebody wrote that cannot be read as an answer, by question, so that
    nothing is lost. prefilled: where an unconfirmed answer was taken from, by question: {"agreement", "requirement"}.
    comments: the reporter's words on a figure that looks unlikely, by question. touches: the latest change of each
    question: {"revision", "at", "by", "name"}. ready_at: when a signer was asked to hand it in; a change empties it.
    reason: why the party declines, or why a late report was accepted or refused.
    """

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="reports", verbose_name="krav")
    party = models.ForeignKey(Party, models.PROTECT, related_name="reports", verbose_name="part")
    wording = models.ForeignKey(
        RequirementVersion, models.PROTECT, related_name="+", verbose_name="lydelse som svaren gäller"
    )
    state = models.CharField("läge", max_length=12, choices=ReportState, default=ReportState.DRAFT)
    revision = models.PositiveIntegerField("revision", default=1)
    answers = models.JSONField("svar", default=dict)
    typed = models.JSONField("skrivet som inte går att tolka", default=dict)
    prefilled = models.JSONField("ifyllt från tidigare år", default=dict)
    comments = models.JSONField("kommentarer", default=dict)
    touches = models.JSONField("senaste ändring per fråga", default=dict)
    reason = models.CharField("skäl", max_length=1000, blank=True)
    ready_at = models.DateTimeField("klar för underskrift", null=True)
    ready_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="klarmarkerad av"
    )
    simulated = models.BooleanField("simulerad", default=False)
    changed_at = models.DateTimeField("ändrad")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="ändrad av"
    )

    class Meta:
        ordering = ["requirement", "party"]
        verbose_name = "rapport"
        verbose_name_plural = "rapporter"
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "party"],
                name="one_report_per_party_and_requirement",
                violation_error_message="Det finns redan en rapport för parten och kravet.",
            ),
            models.CheckConstraint(
                name="ready_report_has_a_person",
                condition=Q(ready_at=None, ready_by=None) | Q(ready_at__isnull=False, ready_by__isnull=False),
                violation_error_message="En rapport som är klar för underskrift har en tid och en person.",
            ),
            models.CheckConstraint(
                name="declined_report_has_a_reason",
                condition=~Q(state=ReportState.DECLINED) | ~Q(reason="") | Q(simulated=True),
                violation_error_message="Den som avstår anger varför.",
            ),
        ]


class Submission(models.Model):
    """A report as it was handed in. Never changed; what comes later is a new one with the next number.

    evaluation: what the rule came to when it was handed in (`Result.to_plain`).
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="submissions", verbose_name="rapport")
    hand_in = models.ForeignKey(
        HandIn, models.PROTECT, null=True, related_name="submissions", verbose_name="kvitto"
    )
    requirement_version = models.ForeignKey(
        RequirementVersion, models.PROTECT, related_name="+", verbose_name="lydelse"
    )
    number = models.PositiveIntegerField("nummer")
    answers = models.JSONField("svar")
    comments = models.JSONField("kommentarer", default=dict)
    evaluation = models.JSONField("egenkontroll", default=dict)
    sha256 = models.CharField("kontrollsumma", max_length=64)
    handed_in_at = models.DateTimeField("inlämnad")
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="av"
    )
    late = models.BooleanField("sen", default=False)
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["report", "number"]
        verbose_name = "inlämning"
        verbose_name_plural = "inlämningar"
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="submissions_are_numbered"),
            models.CheckConstraint(
                name="submission_by_somebody_unless_simulated",
                condition=Q(simulated=True) | Q(handed_in_by__isnull=False, hand_in__isnull=False),
                violation_error_message="En inlämning görs av någon och har ett kvitto.",
            ),
        ]

"""What a party answers on a requirement: the report that it works on, and the frozen copies it handed in."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models.agreement import Requirement, RequirementVersion
from prio.parties.models import Party


class ReportState(models.TextChoices):
    """Where a report is in its life; a report that does not exist is not begun."""

    DRAFT = "draft", "Utkast"
    HANDED_IN = "handed_in", "Inlämnad"
    RETURNED = "returned", "Komplettering begärd"
    LATE = "late", "Sen, väntar på beslut"
    REFUSED = "refused", "Sen, inte godtagen"
    DECLINED = "declined", "Avstår"


class Report(models.Model):
    """One party's report on one requirement. `answers` is the draft; what was handed in is frozen in submissions."""

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="reports", verbose_name="krav")
    party = models.ForeignKey(Party, models.PROTECT, related_name="reports", verbose_name="part")
    state = models.CharField("läge", max_length=12, choices=ReportState, default=ReportState.DRAFT)
    revision = models.PositiveIntegerField("revision", default=1)
    answers = models.JSONField("svar", default=dict)
    simulated = models.BooleanField("simulerad", default=False)
    changed_at = models.DateTimeField("ändrad")

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
        ]


class Submission(models.Model):
    """A report as it was handed in. Never changed; what comes later is a new one with the next number."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="submissions", verbose_name="rapport")
    requirement_version = models.ForeignKey(
        RequirementVersion, models.PROTECT, related_name="+", verbose_name="lydelse"
    )
    number = models.PositiveIntegerField("nummer")
    answers = models.JSONField("svar")
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
                condition=Q(simulated=True) | Q(handed_in_by__isnull=False),
                violation_error_message="En inlämning görs av någon.",
            ),
        ]

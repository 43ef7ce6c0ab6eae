"""A verdict: whether a party met a requirement, why, and who says so."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agreements.models import Requirement, RequirementVersion, Submission
from assessment.models.outcome_file import OutcomeFile
from assessment.models.round import AssessmentRound
from prio.parties.models import Party


class Outcome(models.TextChoices):
    """How it went. Only the first two count as met."""

    MET = "met", "Uppfyllt"
    MET_WITH_REMARK = "met_with_remark", "Uppfyllt med anmärkning"
    NOT_MET = "not_met", "Ej uppfyllt"
    NOT_SUBMITTED = "not_submitted", "Ej inlämnat"
    NOT_ASSESSED = "not_assessed", "Ej bedömt"
    DECLINED = "declined", "Avstår"


COUNTS_AS_MET = frozenset({Outcome.MET, Outcome.MET_WITH_REMARK})
# What follows from the closing of the collection: made in one batch by one person.
FOLLOWS_FROM_CLOSING = (Outcome.NOT_SUBMITTED, Outcome.NOT_ASSESSED, Outcome.DECLINED)


class VerdictState(models.TextChoices):
    """Where a verdict is in its life."""

    PROPOSED = "proposed", "Föreslagen"
    PREPARED = "prepared", "Beredd"
    COMMUNICATED = "communicated", "Kommunicerad"
    FINAL = "final", "Slutlig"
    CORRECTED = "corrected", "Ersatt"


class Verdict(models.Model):
    """One party's verdict on one requirement in a final round. A correction is a new row that refers to the old."""

    round = models.ForeignKey(AssessmentRound, models.PROTECT, related_name="verdicts", verbose_name="omgång")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="verdicts", verbose_name="krav")
    requirement_version = models.ForeignKey(
        RequirementVersion, models.PROTECT, related_name="+", verbose_name="lydelse"
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="verdicts", verbose_name="part")
    state = models.CharField("läge", max_length=12, choices=VerdictState)
    proposed_outcome = models.CharField("förslag", max_length=16, choices=Outcome, blank=True)
    outcome = models.CharField("utfall", max_length=16, choices=Outcome, blank=True)
    reasons = models.JSONField("skäl", default=dict, help_text="Villkoren som ett träd, med siffror.")
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, related_name="verdicts", verbose_name="inlämning"
    )
    outcome_file = models.ForeignKey(
        OutcomeFile, models.PROTECT, null=True, related_name="verdicts", verbose_name="källa"
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="beredd av"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="godkänd av"
    )
    made_at = models.DateTimeField("gjord")
    final_at = models.DateTimeField("slutlig", null=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="corrected_by", verbose_name="rättar"
    )
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["requirement", "party", "id"]
        verbose_name = "bedömning"
        verbose_name_plural = "bedömningar"
        # Every page of a run asks whether a verdict has become final since.
        indexes = [
            models.Index(
                fields=["round", "final_at"],
                condition=Q(state=VerdictState.FINAL),
                name="final_verdicts_by_time",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "requirement", "party"],
                condition=~Q(state=VerdictState.CORRECTED),
                name="one_current_verdict",
                violation_error_message="Det finns redan en bedömning av parten och kravet.",
            ),
            models.CheckConstraint(
                name="final_verdict_has_outcome_and_time",
                condition=~Q(state__in=[VerdictState.FINAL, VerdictState.CORRECTED])
                | (~Q(outcome="") & Q(final_at__isnull=False)),
                violation_error_message="En slutlig bedömning har ett utfall och en tid.",
            ),
            models.CheckConstraint(
                name="verdict_approver_is_not_preparer",
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
                violation_error_message="Den som godkänner en bedömning kan inte vara den som beredde den.",
            ),
            models.CheckConstraint(
                name="verdict_from_file_or_from_persons",
                condition=Q(outcome_file__isnull=False, prepared_by=None, approved_by=None)
                | (Q(outcome_file=None) & (Q(prepared_by__isnull=False) | Q(state=VerdictState.PROPOSED))),
                violation_error_message="En bedömning kommer från en fil, eller från någon som har berett den.",
            ),
            models.CheckConstraint(
                name="two_pairs_of_eyes_on_rejection_and_departure",
                condition=~Q(state__in=[VerdictState.FINAL, VerdictState.CORRECTED])
                | Q(outcome_file__isnull=False)
                | Q(approved_by__isnull=False)
                | Q(outcome__in=FOLLOWS_FROM_CLOSING)
                | (~Q(outcome=Outcome.NOT_MET) & Q(outcome=F("proposed_outcome"))),
                violation_error_message="Ett avslag, och ett utfall som avviker från förslaget, godkänns av en annan.",
            ),
        ]

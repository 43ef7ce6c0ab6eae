"""What a finding and a verdict have in common: one party's report on one requirement, tested and judged."""

from django.conf import settings
from django.db import models

from agreements.models import Requirement, RequirementVersion, Submission
from assessment.models.round import AssessmentRound
from prio.parties.models import County, Party


class Outcome(models.TextChoices):
    """How it went. Only the first two count as met."""

    MET = "met", "Uppfyllt"
    MET_WITH_REMARK = "met_with_remark", "Uppfyllt med anmärkning"
    NOT_MET = "not_met", "Ej uppfyllt"
    NOT_SUBMITTED = "not_submitted", "Ej inlämnat"
    NOT_ASSESSED = "not_assessed", "Ej bedömt"
    DECLINED = "declined", "Avstår"


COUNTS_AS_MET = frozenset({Outcome.MET, Outcome.MET_WITH_REMARK})
# What an assessor may come to.
JUDGED_OUTCOMES = (Outcome.MET, Outcome.MET_WITH_REMARK, Outcome.NOT_MET)
# What follows from the closing of the collection: made in one batch by one person.
FOLLOWS_FROM_CLOSING = (Outcome.NOT_SUBMITTED, Outcome.NOT_ASSESSED, Outcome.DECLINED)


class Judgement(models.Model):
    """One party's report on one requirement in one round.

    proposed_outcome: what the rule comes to, with what assessors have judged; empty while a person has to judge.
    reasons: the rule's tree with its figures (`Result.to_plain`). judged: an assessor's answers, by the key of the
    criterion: {"met", "reason", "by", "at"}. motivation: the reason in words. attention: why a person has to look, as
    codes (`assessment.domain.attention`). arrived_at: when the judged submission came. revision: counts every step that
    a person takes with it, so that nobody takes one on what they have not read.
    """

    round = models.ForeignKey(
        AssessmentRound, models.PROTECT, related_name="%(class)ss", verbose_name="omgång"
    )
    requirement = models.ForeignKey(
        Requirement, models.PROTECT, related_name="%(class)ss", verbose_name="krav"
    )
    requirement_version = models.ForeignKey(
        RequirementVersion, models.PROTECT, related_name="+", verbose_name="lydelse"
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="%(class)ss", verbose_name="part")
    county = models.ForeignKey(County, models.PROTECT, null=True, related_name="+", verbose_name="län")
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, related_name="%(class)ss", verbose_name="inlämning"
    )
    proposed_outcome = models.CharField("förslag", max_length=16, choices=Outcome, blank=True)
    outcome = models.CharField("utfall", max_length=16, choices=Outcome, blank=True)
    reasons = models.JSONField("skäl", default=dict, help_text="Villkoren som ett träd, med siffror.")
    judged = models.JSONField("bedömda villkor", default=dict)
    motivation = models.TextField("motivering", blank=True)
    attention = models.JSONField("att se på", default=list)
    arrived_at = models.DateTimeField("inkom", null=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="tilldelad"
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="beredd av"
    )
    prepared_at = models.DateTimeField("beredd", null=True)
    revision = models.PositiveIntegerField("revision", default=0)
    made_at = models.DateTimeField("gjord")
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        abstract = True

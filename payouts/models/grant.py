"""Money that is applied for: what an assessor proposes to grant, and what a decision answered each applicant."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agreements.models import Requirement
from assessment.models import Verdict
from payouts.models.decision import Decision
from prio.parties.models import Party


class Grant(models.Model):
    """The kronor that are proposed, and by another person approved, for a verdict that the demands are met.

    A verdict that is corrected takes its grant with it: the new one needs a new. revision: who approves has read it.
    """

    verdict = models.OneToOneField(Verdict, models.PROTECT, related_name="grant", verbose_name="bedömning")
    asked = models.PositiveBigIntegerField("sökt, kronor")
    granted = models.PositiveBigIntegerField("beviljas, kronor")
    reason = models.CharField("skäl", max_length=1000, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="föreslaget av"
    )
    proposed_at = models.DateTimeField("föreslaget")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="godkänt av"
    )
    approved_at = models.DateTimeField("godkänt", null=True)
    revision = models.PositiveIntegerField("revision", default=1)
    simulated = models.BooleanField("simulerat", default=False)

    class Meta:
        ordering = ["verdict"]
        verbose_name = "beviljat belopp"
        verbose_name_plural = "beviljade belopp"
        constraints = [
            models.CheckConstraint(
                name="granted_at_most_asked",
                condition=Q(granted__lte=F("asked")),
                violation_error_message="Det som beviljas kan inte vara mer än det som söks.",
            ),
            models.CheckConstraint(
                name="less_than_asked_has_a_reason",
                condition=Q(granted=F("asked")) | ~Q(reason=""),
                violation_error_message="Ange varför det som beviljas är mindre än det som söks.",
            ),
            models.CheckConstraint(
                name="grant_approver_is_not_proposer",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                violation_error_message="Den som godkänner ett belopp kan inte vara den som föreslog det.",
            ),
            models.CheckConstraint(
                name="approved_grant_has_person_and_time",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                violation_error_message="Ett godkänt belopp har både en person och en tid.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.granted} kr"


class DecidedApplication(models.Model):
    """What a decision answers one applicant. Written with the decision, never changed: its document says the same.

    name, organisation_number: as they were then. asked: None where no amount could be read. granted: 0 is a refusal.
    outcome: the verdict's. reason: why it is less than was asked, or nothing.
    """

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="applications", verbose_name="beslut")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name="sökande")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="+", verbose_name="bidrag")
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="+", verbose_name="bedömning")
    name = models.CharField("namn", max_length=80)
    organisation_number = models.CharField("organisationsnummer", max_length=11)
    asked = models.PositiveBigIntegerField("sökt, kronor", null=True)
    granted = models.PositiveBigIntegerField("beviljat, kronor")
    outcome = models.CharField("utfall", max_length=16)
    reason = models.TextField("skäl", blank=True)
    simulated = models.BooleanField("simulerat", default=False)

    class Meta:
        ordering = ["decision", "requirement__position", "name", "id"]
        verbose_name = "beslutad ansökan"
        verbose_name_plural = "beslutade ansökningar"
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "requirement", "party"],
                name="one_answer_per_applicant",
                violation_error_message="Sökanden har redan ett svar i beslutet.",
            ),
            models.CheckConstraint(
                name="decided_at_most_asked",
                condition=Q(granted=0) | Q(asked__isnull=False, granted__lte=F("asked")),
                violation_error_message="Ett beslut beviljar inte mer än det som söktes.",
            ),
            models.CheckConstraint(
                name="refused_application_has_a_reason",
                condition=Q(granted__gte=1) | ~Q(reason=""),
                violation_error_message="Den som får avslag får veta varför.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

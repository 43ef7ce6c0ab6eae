"""An allocation run: what was divided, among whom, and the proof that it adds up."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agreements.models import Agreement, AgreementVersion, Requirement
from prio.parties.models import County, Kind, Party, PopulationVersion


class RunState(models.TextChoices):
    """Where a run is in its life."""

    COMPUTED = "computed", "Beräknad"
    PROPOSED = "proposed", "Föreslagen"
    APPROVED = "approved", "Godkänd"
    SUPERSEDED = "superseded", "Ersatt"


class AllocationRun(models.Model):
    """One division of an agreement's pots. Immutable but for its state; the same inputs are the same run."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="runs", verbose_name="överenskommelse"
    )
    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="runs", verbose_name="version")
    population = models.ForeignKey(
        PopulationVersion, models.PROTECT, related_name="runs", verbose_name="folkmängd"
    )
    state = models.CharField("läge", max_length=12, choices=RunState, default=RunState.COMPUTED)
    inputs = models.JSONField("underlag", help_text="Allt som fördelningen räknades ur, i kanonisk form.")
    inputs_sha256 = models.CharField("underlagets kontrollsumma", max_length=64)
    pots_total = models.PositiveBigIntegerField("potter, kronor")
    distributed = models.PositiveBigIntegerField("fördelat, kronor")
    undistributed = models.PositiveBigIntegerField("ej fördelat, kronor")
    simulated = models.BooleanField("simulerad", default=False)
    computed_at = models.DateTimeField("beräknad")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="föreslagen av"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="godkänd av"
    )
    approved_at = models.DateTimeField("godkänd", null=True)
    sent_back = models.TextField("varför den skickades tillbaka", blank=True)

    class Meta:
        ordering = ["-computed_at", "-id"]
        verbose_name = "fördelning"
        verbose_name_plural = "fördelningar"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "inputs_sha256"], name="same_inputs_same_run"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(state=RunState.APPROVED),
                name="one_approved_run_per_agreement",
            ),
            models.CheckConstraint(
                name="run_adds_up",
                condition=Q(pots_total=F("distributed") + F("undistributed")),
                violation_error_message="Det fördelade och det som inte fördelats måste bli potterna.",
            ),
            models.CheckConstraint(
                name="run_approver_is_not_preparer",
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
                violation_error_message="Den som godkänner en fördelning kan inte vara den som föreslog den.",
            ),
            models.CheckConstraint(
                name="approved_run_has_two_persons_and_time",
                condition=~Q(state=RunState.APPROVED)
                | Q(prepared_by__isnull=False, approved_by__isnull=False, approved_at__isnull=False),
                violation_error_message="En godkänd fördelning har två personer och en tid.",
            ),
            models.CheckConstraint(
                name="run_sent_back_is_not_proposed",
                condition=Q(sent_back="") | ~Q(state__in=[RunState.PROPOSED, RunState.APPROVED]),
                violation_error_message="En fördelning som är skickad tillbaka är varken föreslagen eller godkänd.",
            ),
        ]

    def __str__(self) -> str:
        return f"Fördelning {self.pk}"

    @property
    def is_outdated(self) -> bool:
        """Whether verdicts have become final after it: known for a run that `payouts.selectors.access` has read."""
        return bool(getattr(self, "newer_verdicts", False))

    @property
    def has_additions(self) -> bool:
        """Whether the decision in force gives anything beside the pots: known for a run read in the same way."""
        return bool(getattr(self, "amounts_added", False))


class AllocationCounty(models.Model):
    """Whether a county takes part in a run, with the figures of the threshold."""

    run = models.ForeignKey(AllocationRun, models.CASCADE, related_name="counties", verbose_name="fördelning")
    county = models.ForeignKey(County, models.PROTECT, related_name="+", verbose_name="län")
    population = models.PositiveIntegerField("invånare")
    qualified_population = models.PositiveIntegerField("invånare i kommuner som klarat grundkraven")
    region_met = models.BooleanField("regionen har klarat grundkraven")
    takes_part = models.BooleanField("deltar")

    class Meta:
        ordering = ["run", "county"]
        verbose_name = "län i fördelning"
        verbose_name_plural = "län i fördelning"
        constraints = [
            models.UniqueConstraint(fields=["run", "county"], name="a_county_once_per_run"),
            models.CheckConstraint(
                name="qualified_within_county",
                condition=Q(qualified_population__lte=F("population")),
                violation_error_message="De som klarat grundkraven kan inte vara fler än länets invånare.",
            ),
        ]


class AllocationPart(models.Model):
    """The part of a pot that one kind of party divides."""

    run = models.ForeignKey(AllocationRun, models.CASCADE, related_name="parts", verbose_name="fördelning")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="+", verbose_name="mål")
    kind = models.CharField("slag", max_length=20, choices=Kind)
    amount = models.PositiveBigIntegerField("potten, kronor")
    distributed = models.PositiveBigIntegerField("fördelat, kronor")
    undistributed = models.PositiveBigIntegerField("ej fördelat, kronor")
    total_weight = models.PositiveBigIntegerField("invånare hos dem som delar")
    leftover = models.PositiveIntegerField("kronor som delades ut efter största rest")

    class Meta:
        ordering = ["run", "requirement__position", "kind"]
        verbose_name = "del av pott"
        verbose_name_plural = "delar av pott"
        constraints = [
            models.UniqueConstraint(fields=["run", "requirement", "kind"], name="a_part_once_per_run"),
            models.CheckConstraint(
                name="part_adds_up",
                condition=Q(amount=F("distributed") + F("undistributed")),
                violation_error_message="Det fördelade och det som inte fördelats måste bli potten.",
            ),
        ]


class AllocationLine(models.Model):
    """What one party gets of one part."""

    part = models.ForeignKey(AllocationPart, models.CASCADE, related_name="lines", verbose_name="del av pott")
    party = models.ForeignKey(Party, models.PROTECT, related_name="allocation_lines", verbose_name="part")
    weight = models.PositiveBigIntegerField("invånare som räknas, före tak")
    quota_numerator = models.PositiveBigIntegerField("andelens täljare, efter tak")
    quota_denominator = models.PositiveBigIntegerField("andelens nämnare, efter tak")
    amount = models.PositiveBigIntegerField("kronor")
    extra_krona = models.BooleanField("fick en krona av resten")
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["part", "party__code"]
        verbose_name = "belopp"
        verbose_name_plural = "belopp"
        constraints = [
            models.UniqueConstraint(fields=["part", "party"], name="one_amount_per_party_and_part"),
            models.CheckConstraint(
                name="quota_is_a_share",
                condition=Q(quota_denominator__gte=1) & Q(quota_numerator__lte=F("quota_denominator")),
                violation_error_message="En andel är mellan 0 och 1.",
            ),
        ]

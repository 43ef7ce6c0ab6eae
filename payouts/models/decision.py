"""The government's decision on payment, and the document that it is."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agreements.models import Agreement
from payouts.models.document import StoredDocument
from payouts.models.run import AllocationRun


class DecisionState(models.TextChoices):
    """Where a decision is in its life."""

    DRAFT = "draft", "Utkast"
    APPROVED = "approved", "Godkänt, dokumentet skapas"
    IN_FORCE = "in_force", "Gäller"
    CORRECTED = "corrected", "Rättat av ett senare beslut"
    REVOKED = "revoked", "Upphävt"


class DecisionKind(models.TextChoices):
    """What a decision does. Correcting another is no kind of its own: `corrects` says it."""

    ALLOCATION = "allocation", "Fördelning"
    GRANT = "grant", "Bidrag efter ansökan"
    REVOCATION = "revocation", "Upphävande"


ISSUED = (DecisionState.IN_FORCE, DecisionState.CORRECTED, DecisionState.REVOKED)
# In the making or in force: no other decision on the same run is asked for.
LIVE = (DecisionState.DRAFT, DecisionState.APPROVED, DecisionState.IN_FORCE)


class Decision(models.Model):
    """A decision on payment. Its PDF is rendered once and its bytes never change.

    run: the approved division that is decided; None where money is granted after applications. total: the kronor of
    its `DecidedAmount`s. others: who else took part, with any dissent. reason: why it corrects or revokes another.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="decisions", verbose_name="överenskommelse"
    )
    kind = models.CharField("slag", max_length=12, choices=DecisionKind, default=DecisionKind.ALLOCATION)
    run = models.ForeignKey(
        AllocationRun, models.PROTECT, null=True, related_name="decisions", verbose_name="fördelning"
    )
    total = models.PositiveBigIntegerField("summa, kronor", default=0)
    number = models.PositiveIntegerField("nummer")
    reference = models.CharField("diarienummer", max_length=60, unique=True)
    state = models.CharField("läge", max_length=10, choices=DecisionState, default=DecisionState.DRAFT)
    decided_on = models.DateField("beslutsdag", null=True)
    decision_maker = models.CharField("beslutsfattare", max_length=120)
    rapporteur = models.CharField("föredragande", max_length=320)
    others = models.CharField("övriga som deltog", max_length=500, blank=True)
    reason = models.TextField("skäl", blank=True)
    sent_back = models.TextField("varför det skickades tillbaka", blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="berett av"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="godkänt av"
    )
    document = models.ForeignKey(
        StoredDocument, models.PROTECT, null=True, related_name="+", verbose_name="beslutet"
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="corrected_by", verbose_name="rättar"
    )
    simulated = models.BooleanField("simulerat", default=False)
    made_at = models.DateTimeField("berett")

    class Meta:
        ordering = ["agreement", "number"]
        verbose_name = "beslut"
        verbose_name_plural = "beslut"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="decisions_are_numbered"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(state__in=[DecisionState.DRAFT, DecisionState.APPROVED]),
                name="one_decision_in_the_making",
                violation_error_message="Det finns redan ett beslut under arbete.",
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(state=DecisionState.IN_FORCE) & ~Q(kind=DecisionKind.REVOCATION),
                name="one_decision_in_force",
                violation_error_message="Det finns redan ett beslut som gäller.",
            ),
            models.CheckConstraint(
                name="allocation_is_decided_on_a_run",
                condition=Q(kind=DecisionKind.ALLOCATION, run__isnull=False)
                | ~Q(kind=DecisionKind.ALLOCATION),
                violation_error_message="Ett beslut om en fördelning har en fördelning.",
            ),
            models.CheckConstraint(
                name="revocation_names_what_it_revokes",
                condition=~Q(kind=DecisionKind.REVOCATION)
                | (Q(corrects__isnull=False, run=None, total=0) & ~Q(reason="")),
                violation_error_message="Ett upphävande gäller ett beslut, har skäl och ger inga pengar.",
            ),
            models.CheckConstraint(
                name="decision_has_date_and_maker_or_neither",
                condition=Q(state=DecisionState.DRAFT, decided_on=None, approved_by=None)
                | (~Q(state=DecisionState.DRAFT) & Q(decided_on__isnull=False, approved_by__isnull=False)),
                violation_error_message="Ett godkänt beslut har en dag och en som godkänt det, ett utkast ingetdera.",
            ),
            models.CheckConstraint(
                name="decision_approver_is_not_preparer",
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
                violation_error_message="Den som godkänner ett beslut kan inte vara den som beredde det.",
            ),
            models.CheckConstraint(
                name="decision_sent_back_is_a_draft",
                condition=Q(sent_back="") | Q(state=DecisionState.DRAFT),
                violation_error_message="Ett beslut som är skickat tillbaka är ett utkast.",
            ),
            models.CheckConstraint(
                name="issued_decision_has_document",
                condition=Q(state__in=ISSUED, document__isnull=False)
                | (~Q(state__in=ISSUED) & Q(document=None)),
                violation_error_message="Ett beslut som gäller har ett dokument.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def lacks_reason(self) -> bool:
        """Whether it corrects another without saying why, so that nobody can approve it."""
        return self.corrects_id is not None and not self.reason

    @property
    def adds(self) -> bool:
        """Whether it corrects by adding to what another decision on the same division gave. Reads `corrects`."""
        return self.run_id is not None and self.corrects is not None and self.corrects.run_id == self.run_id

    @property
    def on_applications(self) -> bool:
        """Whether it decides on applications, or revokes one that does. Reads `corrects` of a revocation."""
        revoked = self.corrects if self.kind == DecisionKind.REVOCATION else None
        return DecisionKind.GRANT in {self.kind, revoked.kind if revoked else ""}

    @property
    def division(self) -> AllocationRun:
        """The run that it decides on. Raises ValueError for a decision of another kind than an allocation."""
        if self.run is None:
            raise ValueError(f"{self.reference} decides on no allocation")
        return self.run

"""Money outside the pots: what each budget line gives, what was paid of it, and the reports on it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agreements.models import Agreement
from payouts.models.document import StoredDocument
from prio.parties.models import Organisation


class LineGrant(models.Model):
    """A line of a published budget, from the first time that somebody reports on it or notes a payment.

    name, recipient, amount: as the definition says; amount in kronor. organisation: the recipient, where it is one
    that is known here. paid: kronor that were paid, on `paid_on`; there is nothing of it before the payer notes it.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="line_grants", verbose_name="överenskommelse"
    )
    name = models.CharField("rad", max_length=200)
    recipient = models.CharField("mottagare", max_length=200)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="line_grants", verbose_name="organisation"
    )
    amount = models.PositiveBigIntegerField("kronor")
    paid = models.PositiveBigIntegerField("utbetalat, kronor", default=0)
    paid_on = models.DateField("utbetald", null=True)
    payment_noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="betalning antecknad av",
    )
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["agreement", "pk"]
        verbose_name = "budgetrad"
        verbose_name_plural = "budgetrader"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "name"],
                name="one_grant_per_line",
                violation_error_message="Raden finns redan i överenskommelsen.",
            ),
            models.CheckConstraint(
                name="line_is_not_paid_above_its_amount",
                condition=Q(paid__lte=F("amount")),
                violation_error_message="Mer än radens belopp kan inte betalas ut.",
            ),
            models.CheckConstraint(
                name="paid_line_has_day_and_person",
                condition=Q(paid=0, paid_on=None, payment_noted_by=None)
                | Q(paid__gte=1, paid_on__isnull=False, payment_noted_by__isnull=False),
                violation_error_message="En utbetald rad har en dag och en som antecknade den, en annan ingetdera.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LineReport(models.Model):
    """A report on a line, with its file. Never changed: the newest is the one that holds.

    granted: the line's kronor when it was handed in. vat: the part of what was used that is moms; the areas hold the
    rest. late: it came after its day. sha256: over what was said, and the file's own sum.
    """

    line = models.ForeignKey(LineGrant, models.PROTECT, related_name="reports", verbose_name="budgetrad")
    number = models.PositiveIntegerField("nummer")
    submitted_at = models.DateTimeField("inkom")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="inlämnad av"
    )
    late = models.BooleanField("sen", default=False)
    granted = models.PositiveBigIntegerField("raden, kronor")
    used = models.PositiveBigIntegerField("använt, kronor")
    vat = models.PositiveBigIntegerField("varav moms, kronor", default=0)
    unused = models.PositiveBigIntegerField("inte använt, kronor")
    note = models.TextField("anmärkning", blank=True)
    file_name = models.CharField("filnamn", max_length=200)
    document = models.ForeignKey(StoredDocument, models.PROTECT, related_name="+", verbose_name="fil")
    reference = models.CharField("diarienummer", max_length=40)
    sha256 = models.CharField("kontrollsumma", max_length=64)
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["line", "-number"]
        verbose_name = "redovisning av budgetrad"
        verbose_name_plural = "redovisningar av budgetrader"
        constraints = [
            models.UniqueConstraint(
                fields=["line", "number"],
                name="line_reports_are_numbered",
                violation_error_message="Raden har redan en redovisning med det numret.",
            ),
            models.CheckConstraint(
                name="line_report_adds_up",
                condition=Q(granted=F("used") + F("unused")),
                violation_error_message="Det som har använts och det som finns kvar måste bli radens belopp.",
            ),
            models.CheckConstraint(
                name="vat_is_a_part_of_what_was_used",
                condition=Q(vat__lte=F("used")),
                violation_error_message="Momsen kan inte vara större än det som har använts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}, redovisning {self.number}"


class LineReportArea(models.Model):
    """What a report says was used for one thing, without moms. `amount` in kronor."""

    report = models.ForeignKey(LineReport, models.CASCADE, related_name="areas", verbose_name="redovisning")
    position = models.PositiveSmallIntegerField("ordning")
    area = models.CharField("område", max_length=200)
    amount = models.PositiveBigIntegerField("kronor")

    class Meta:
        ordering = ["report", "position"]
        verbose_name = "område i redovisning"
        verbose_name_plural = "områden i redovisningar"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "area"],
                name="an_area_once_per_line_report",
                violation_error_message="Området står redan i redovisningen.",
            ),
        ]

    def __str__(self) -> str:
        return self.area

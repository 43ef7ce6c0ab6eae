"""Paying what is decided: the order to pay, each payment of it, and the balance that both lock."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agreements.models import Agreement
from payouts.models.decision import Decision
from payouts.models.document import StoredDocument
from payouts.models.payment_details import PaymentDetails
from prio.parties.models import Organisation


class OrderState(models.TextChoices):
    """Where a payment order is in its life."""

    PREPARED = "prepared", "Förberedd"
    ATTESTED = "attested", "Attesterad av en"
    APPROVED = "approved", "Godkänd, filen skapas"
    ORDERED = "ordered", "Filen är skapad"
    SETTLED = "settled", "Klar"
    WITHDRAWN = "withdrawn", "Återkallad"


ORDERS_IN_THE_MAKING = (OrderState.PREPARED, OrderState.ATTESTED, OrderState.APPROVED)


class PaymentOrder(models.Model):
    """What shall be paid at one time, with its control sums and two approvals. Its file is made once.

    payments_count, total: the control sums, of the payments and in kronor. approved_at: the time that the file says, so
    that it can be made again. reason: why it was withdrawn.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="payment_orders", verbose_name="överenskommelse"
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="payment_orders", verbose_name="beslut"
    )
    number = models.PositiveIntegerField("nummer")
    state = models.CharField("läge", max_length=10, choices=OrderState, default=OrderState.PREPARED)
    payments_count = models.PositiveIntegerField("antal betalningar")
    total = models.PositiveBigIntegerField("summa, kronor")
    pay_on = models.DateField("betalningsdag")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="förberedd av"
    )
    prepared_at = models.DateTimeField("förberedd")
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="attesterad av"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="godkänd av"
    )
    approved_at = models.DateTimeField("godkänd", null=True)
    file = models.ForeignKey(
        StoredDocument, models.PROTECT, null=True, related_name="+", verbose_name="betalningsfilen"
    )
    reason = models.CharField("varför den återkallades", max_length=300, blank=True)
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["agreement", "number"]
        verbose_name = "betalningsorder"
        verbose_name_plural = "betalningsorder"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="payment_orders_are_numbered"),
            models.CheckConstraint(
                name="order_is_approved_by_another",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("attested_by")) & ~Q(approved_by=F("prepared_by"))),
                violation_error_message="Den som godkänner en order kan inte ha förberett eller attesterat den.",
            ),
            models.CheckConstraint(
                name="approved_order_has_two_persons",
                condition=Q(state__in=[OrderState.PREPARED, OrderState.WITHDRAWN])
                | Q(state=OrderState.ATTESTED, attested_by__isnull=False)
                | Q(attested_by__isnull=False, approved_by__isnull=False),
                violation_error_message="En betalningsorder attesteras av en person och godkänns av en annan.",
            ),
            models.CheckConstraint(
                name="ordered_has_file",
                condition=Q(state__in=[OrderState.ORDERED, OrderState.SETTLED], file__isnull=False)
                | (~Q(state__in=[OrderState.ORDERED, OrderState.SETTLED]) & Q(file=None)),
                violation_error_message="En betalningsorder som är lämnad till banken har en fil, de andra ingen.",
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(state__in=ORDERS_IN_THE_MAKING),
                name="one_payment_order_in_the_making",
                violation_error_message="Det finns redan en betalningsorder under arbete.",
            ),
            models.CheckConstraint(
                name="payment_order_pays_something",
                condition=Q(payments_count__gte=1, total__gte=F("payments_count")),
                violation_error_message="En betalningsorder har minst en betalning, och varje är minst en krona.",
            ),
        ]

    def __str__(self) -> str:
        return f"Betalningsorder {self.number}"


class PaymentState(models.TextChoices):
    """Where a payment is in its life."""

    PREPARED = "prepared", "Förberedd"
    ORDERED = "ordered", "I betalningsfilen"
    PAID = "paid", "Betald"
    BOUNCED = "bounced", "Kom tillbaka"
    WITHDRAWN = "withdrawn", "Återkallad"


ON_THE_WAY = (PaymentState.PREPARED, PaymentState.ORDERED)
ALIVE = (*ON_THE_WAY, PaymentState.PAID)


class Payment(models.Model):
    """The kronor that one order pays one organisation, all its parties together, to the details that held then.

    end_to_end_id: what the bank calls it back by. replaces: the payment that bounced, which this one pays again.
    with_file: it came back because the bank rejected the whole file, so nothing is wrong with the details.
    by_hand: why somebody said what became of it without the bank's file; status_file: the file that did.
    """

    order = models.ForeignKey(
        PaymentOrder, models.PROTECT, related_name="payments", verbose_name="betalningsorder"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="payments", verbose_name="organisation"
    )
    details = models.ForeignKey(
        PaymentDetails, models.PROTECT, related_name="+", verbose_name="betalningsuppgifter"
    )
    amount = models.PositiveBigIntegerField("kronor")
    state = models.CharField("läge", max_length=10, choices=PaymentState, default=PaymentState.PREPARED)
    end_to_end_id = models.CharField("betalningens nummer", max_length=35, unique=True)
    paid_on = models.DateField("betald", null=True)
    trouble = models.CharField("varför den kom tillbaka", max_length=300, blank=True)
    with_file = models.BooleanField("hela filen avvisades", default=False)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replacements", verbose_name="ersätter"
    )
    by_hand = models.CharField("skäl till handpåläggning", max_length=300, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="besked av"
    )
    status_file = models.ForeignKey(
        "StatusFile", models.PROTECT, null=True, related_name="payments", verbose_name="bankens besked"
    )
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["order", "organisation__code"]
        verbose_name = "betalning"
        verbose_name_plural = "betalningar"
        constraints = [
            models.UniqueConstraint(
                fields=["order", "organisation"],
                name="one_payment_per_order_and_organisation",
                violation_error_message="Organisationen har redan en betalning i den här ordern.",
            ),
            models.CheckConstraint(
                name="payment_is_money",
                condition=Q(amount__gte=1),
                violation_error_message="En betalning är minst en krona.",
            ),
            models.CheckConstraint(
                name="paid_payment_has_a_day",
                condition=Q(state=PaymentState.PAID, paid_on__isnull=False)
                | (~Q(state=PaymentState.PAID) & Q(paid_on=None)),
                violation_error_message="En betalning som är gjord har en dag, de andra ingen.",
            ),
            models.CheckConstraint(
                name="bounced_payment_has_a_reason",
                condition=~Q(state=PaymentState.BOUNCED) | ~Q(trouble=""),
                violation_error_message="En betalning som kom tillbaka har ett skäl.",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=~Q(state=PaymentState.WITHDRAWN),
                name="a_bounced_payment_is_paid_again_once",
                violation_error_message="Betalningen är redan ersatt av en annan.",
            ),
        ]

    def __str__(self) -> str:
        return self.end_to_end_id


class Balance(models.Model):
    """What an organisation has of an agreement's money: the row that every payment and claim of it locks.

    decided: kronor by the decision in force. ordered: of payments that are alive. claimed: what is ordered beyond what
    is decided and is to come home (`payouts.domain.ledger`). Nobody is paid above what is decided.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="balances", verbose_name="överenskommelse"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="balances", verbose_name="organisation"
    )
    decided = models.PositiveBigIntegerField("beslutat, kronor")
    ordered = models.PositiveBigIntegerField("beordrat, kronor", default=0)
    claimed = models.PositiveBigIntegerField("återkrävt, kronor", default=0)

    class Meta:
        ordering = ["agreement", "organisation__code"]
        verbose_name = "saldo"
        verbose_name_plural = "saldon"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                name="one_balance_per_organisation",
                violation_error_message="Organisationen har redan ett saldo i överenskommelsen.",
            ),
            models.CheckConstraint(
                name="nothing_is_paid_above_what_is_decided",
                condition=Q(ordered__lte=F("decided") + F("claimed")),
                violation_error_message="Mer än det som är beslutat kan inte betalas ut.",
            ),
        ]

    def __str__(self) -> str:
        return f"Saldo {self.pk}"

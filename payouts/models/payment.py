"""Paying what is decided: where each organisation wants its money, the order to pay, and each payment of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agreements.models import Agreement
from payouts.models.decision import Decision
from payouts.models.document import StoredDocument
from prio.parties.models import Organisation


class AccountKind(models.TextChoices):
    """How money reaches an organisation."""

    BANKGIRO = "bankgiro", "Bankgiro"
    ACCOUNT = "account", "Bankkonto"


class DetailsState(models.TextChoices):
    """Where payment details are in their life."""

    PROPOSED = "proposed", "Väntar på godkännande"
    APPROVED = "approved", "Gäller"
    SUPERSEDED = "superseded", "Ersatta"
    REFUSED = "refused", "Avvisade"


class PaymentDetails(models.Model):
    """Where an organisation wants its money. Never changed, only followed: the rows are the history.

    number: a bankgiro of 7 or 8 digits, or clearing and account number, digits only.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="payment_details", verbose_name="organisation"
    )
    kind = models.CharField("slag", max_length=10, choices=AccountKind)
    number = models.CharField("nummer", max_length=20)
    state = models.CharField("läge", max_length=10, choices=DetailsState, default=DetailsState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="lämnade av"
    )
    proposed_at = models.DateTimeField("lämnade")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="prövade av"
    )
    settled_at = models.DateTimeField("prövade", null=True)
    simulated = models.BooleanField("simulerade", default=False)

    class Meta:
        ordering = ["organisation__code", "-pk"]
        verbose_name = "betalningsuppgifter"
        verbose_name_plural = "betalningsuppgifter"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state=DetailsState.APPROVED),
                name="one_place_to_pay_to",
                violation_error_message="Organisationen har redan betalningsuppgifter som gäller.",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state=DetailsState.PROPOSED),
                name="one_proposed_place_to_pay_to",
                violation_error_message="Det finns redan nya betalningsuppgifter som väntar på att godkännas.",
            ),
            models.CheckConstraint(
                name="details_are_settled_by_another",
                condition=Q(settled_by=None) | ~Q(settled_by=F("proposed_by")),
                violation_error_message="Den som godkänner betalningsuppgifter kan inte vara den som lämnade dem.",
            ),
            models.CheckConstraint(
                name="settled_details_have_person_and_time",
                condition=Q(state=DetailsState.PROPOSED, settled_by=None, settled_at=None)
                | (~Q(state=DetailsState.PROPOSED) & Q(settled_by__isnull=False, settled_at__isnull=False)),
                violation_error_message="Prövade betalningsuppgifter har en person och en tid, väntande ingetdera.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class OrderState(models.TextChoices):
    """Where a payment order is in its life."""

    PREPARED = "prepared", "Förberedd"
    ATTESTED = "attested", "Attesterad av en"
    APPROVED = "approved", "Godkänd, filen skapas"
    ORDERED = "ordered", "Filen är skapad"
    SETTLED = "settled", "Klar"
    WITHDRAWN = "withdrawn", "Återkallad"


class PaymentOrder(models.Model):
    """What shall be paid at one time, with its control sums and two approvals. Its file is made once.

    payments_count, total: the control sums, of the payments and in kronor.
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
    file = models.ForeignKey(
        StoredDocument, models.PROTECT, null=True, related_name="+", verbose_name="betalningsfilen"
    )
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
                condition=~Q(state__in=[OrderState.ORDERED, OrderState.SETTLED]) | Q(file__isnull=False),
                violation_error_message="En betalningsorder som är lämnad till banken har en fil.",
            ),
        ]

    def __str__(self) -> str:
        return f"Betalningsorder {self.number}"


class PaymentState(models.TextChoices):
    """Where a payment is in its life."""

    PREPARED = "prepared", "Förberedd"
    ORDERED = "ordered", "Lämnad till banken"
    PAID = "paid", "Betald"
    BOUNCED = "bounced", "Kom tillbaka"
    WITHDRAWN = "withdrawn", "Återkallad"


ALIVE = (PaymentState.PREPARED, PaymentState.ORDERED, PaymentState.PAID)


class Payment(models.Model):
    """The kronor that one order pays one organisation, all its parties together, to the details that held then.

    end_to_end_id: what the bank calls it back by. replaces: the payment that bounced, which this one pays again.
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
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="ersätter"
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
        ]

    def __str__(self) -> str:
        return self.end_to_end_id


class Balance(models.Model):
    """What an organisation has of an agreement's money: the row that every payment and claim of it locks.

    decided: kronor by the decision in force. ordered: of payments that are alive. claimed: of claims that are not
    withdrawn and whose payments are counted in `ordered`. Nobody is paid above what is decided.
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

"""Where each organisation wants its money."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from payouts.domain.account_numbers import read_account
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
    reason = models.CharField("varför de avvisades", max_length=300, blank=True)
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
        return f"{self.get_kind_display()} {self.shown}"

    @property
    def shown(self) -> str:
        """The number as people write it."""
        return read_account("bankgiro" if self.kind == AccountKind.BANKGIRO else "account", self.number).shown

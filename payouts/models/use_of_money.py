"""What an organisation used an agreement's money for: the form ”Bidrag – årlig ekonomisk redovisning”."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agreements.models import Agreement
from prio.parties.models import Organisation


class UseState(models.TextChoices):
    """Where an account of use is in its life."""

    DRAFT = "draft", "Påbörjad"
    HANDED_IN = "handed_in", "Inlämnad"
    REPLACED = "replaced", "Ersatt av en rättelse"


class UseOfMoney(models.Model):
    """An organisation's account of an agreement's money. Frozen, with its hash, when it is handed in.

    A correction is the next number. The one before holds until it is handed in, and is kept as it was. late: whether
    the first of them came after its day. received, used, unused: kronor; they are set when it is handed in, before that
    the rows say what is used. to_repay: what of the unused shall go back; 0 where the agreement asks for no repayment.
    revision: counts the times that the draft was saved. signed_as, reference: who signed it, and its number in the
    diary.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="uses_of_money", verbose_name="överenskommelse"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="uses_of_money", verbose_name="organisation"
    )
    number = models.PositiveSmallIntegerField("nummer", default=1)
    state = models.CharField("läge", max_length=10, choices=UseState, default=UseState.DRAFT)
    revision = models.PositiveIntegerField("sparningar", default=0)
    text = models.TextField("beskrivning", blank=True)
    received = models.PositiveBigIntegerField("mottaget, kronor", default=0)
    used = models.PositiveBigIntegerField("använt, kronor", default=0)
    unused = models.PositiveBigIntegerField("inte använt, kronor", default=0)
    to_repay = models.PositiveBigIntegerField("att återbetala, kronor", default=0)
    saved_at = models.DateTimeField("sparad")
    handed_in_at = models.DateTimeField("inlämnad", null=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="inlämnad av"
    )
    signed_as = models.CharField("undertecknad som", max_length=300, blank=True)
    late = models.BooleanField("sen", default=False)
    reference = models.CharField("diarienummer", max_length=40, blank=True)
    sha256 = models.CharField("kontrollsumma", max_length=64, blank=True)
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["agreement", "organisation__code", "number"]
        verbose_name = "ekonomisk redovisning"
        verbose_name_plural = "ekonomiska redovisningar"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation", "number"],
                name="uses_of_money_are_numbered",
                violation_error_message="Organisationen har redan en redovisning med det numret i överenskommelsen.",
            ),
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                condition=Q(state=UseState.DRAFT),
                name="one_draft_of_use_of_money",
                violation_error_message="Organisationen har redan påbörjat en redovisning i överenskommelsen.",
            ),
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                condition=Q(state=UseState.HANDED_IN),
                name="one_use_of_money_holds",
                violation_error_message="Organisationen har redan en inlämnad redovisning i överenskommelsen.",
            ),
            models.CheckConstraint(
                name="use_of_money_adds_up",
                condition=Q(state=UseState.DRAFT) | Q(received=F("used") + F("unused")),
                violation_error_message="Det som har använts och det som finns kvar måste bli det som ni fick.",
            ),
            models.CheckConstraint(
                name="repaid_is_a_part_of_what_is_unused",
                condition=Q(to_repay__lte=F("unused")),
                violation_error_message="Mer än det som inte har använts kan inte återbetalas.",
            ),
            models.CheckConstraint(
                name="handed_in_use_of_money_is_signed",
                condition=Q(state=UseState.DRAFT, handed_in_at=None, handed_in_by=None, sha256="")
                | (
                    ~Q(state=UseState.DRAFT)
                    & Q(handed_in_at__isnull=False, handed_in_by__isnull=False)
                    & ~Q(signed_as="")
                    & ~Q(sha256="")
                ),
                violation_error_message="En inlämnad redovisning har en tid, en kontrollsumma och är undertecknad.",
            ),
        ]

    def __str__(self) -> str:
        return f"Ekonomisk redovisning {self.pk}"


class UseOfMoneyRow(models.Model):
    """What was used for one thing. `amount` in kronor."""

    use = models.ForeignKey(UseOfMoney, models.CASCADE, related_name="rows", verbose_name="redovisning")
    position = models.PositiveSmallIntegerField("ordning")
    area = models.CharField("område", max_length=200)
    amount = models.PositiveBigIntegerField("kronor")

    class Meta:
        ordering = ["use", "position"]
        verbose_name = "rad i ekonomisk redovisning"
        verbose_name_plural = "rader i ekonomisk redovisning"
        constraints = [
            models.UniqueConstraint(
                fields=["use", "area"],
                name="an_area_once_per_use_of_money",
                violation_error_message="Området står redan i redovisningen.",
            ),
        ]

    def __str__(self) -> str:
        return self.area

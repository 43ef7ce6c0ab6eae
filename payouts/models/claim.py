"""Money that is to come home again: what was paid beyond what is now decided, or was not used."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agreements.models import Agreement
from payouts.domain.ledger import OneClaim
from payouts.models.decision import Decision, DecisionKind
from payouts.models.line import LineGrant
from prio.parties.models import Organisation


class ClaimReason(models.TextChoices):
    """Why money is to be repaid."""

    CORRECTED = "corrected", "Beslutet har rättats"
    UNUSED = "unused", "Pengarna har inte använts"


class ClaimState(models.TextChoices):
    """Where a claim is in its life."""

    OPEN = "open", "Ska återbetalas"
    REPAID = "repaid", "Återbetald"
    WITHDRAWN = "withdrawn", "Återkallad"


class Claim(models.Model):
    """What an organisation shall repay of an agreement's money. Interest is left out.

    decision: the decision that it follows from, or under which the money was given. repaid: kronor that have come, the
    sum of its `Repayment`s that are not taken back. received: the kronor that an account of unused money was an account
    of, 0 for others. line: the budget line whose report says that the money was not used. withdrawn_because: why the
    rest of it was given up. gave_way: something else overtook it, instead of a payer giving it up.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="claims", verbose_name="överenskommelse"
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, related_name="claims", verbose_name="beslut"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="claims", verbose_name="organisation"
    )
    line = models.ForeignKey(
        LineGrant, models.PROTECT, null=True, related_name="claims", verbose_name="budgetrad"
    )
    reason = models.CharField("skäl", max_length=10, choices=ClaimReason)
    amount = models.PositiveBigIntegerField("kronor att återbetala")
    repaid = models.PositiveBigIntegerField("återbetalat, kronor", default=0)
    repaid_on = models.DateField("återbetald", null=True)
    received = models.PositiveBigIntegerField("redovisat av, kronor", default=0)
    due = models.DateField("senast")
    state = models.CharField("läge", max_length=10, choices=ClaimState, default=ClaimState.OPEN)
    note = models.TextField("anmärkning", blank=True)
    made_at = models.DateTimeField("gjord")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="gjord av"
    )
    withdrawn_at = models.DateTimeField("återkallad", null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="återkallad av"
    )
    withdrawn_because = models.TextField("skäl för återkallandet", blank=True)
    gave_way = models.BooleanField("ersatt", default=False)
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["agreement", "organisation__code", "pk"]
        verbose_name = "återkrav"
        verbose_name_plural = "återkrav"
        constraints = [
            models.CheckConstraint(
                name="claim_is_money",
                condition=Q(amount__gte=1),
                violation_error_message="Ett återkrav är minst en krona.",
            ),
            models.CheckConstraint(
                name="claim_is_not_repaid_twice",
                condition=Q(repaid__lte=F("amount")),
                violation_error_message="Mer än återkravet kan inte återbetalas.",
            ),
            models.CheckConstraint(
                name="claim_is_repaid_when_all_has_come",
                condition=Q(state=ClaimState.REPAID, repaid=F("amount"), repaid_on__isnull=False)
                | (~Q(state=ClaimState.REPAID) & ~Q(repaid=F("amount"))),
                violation_error_message="Ett återkrav är återbetalt när allt har kommit, och har då en dag.",
            ),
            models.CheckConstraint(
                name="claim_that_gave_way_is_withdrawn",
                condition=Q(gave_way=False) | Q(state=ClaimState.WITHDRAWN),
                violation_error_message="Ett återkrav som har ersatts är återkallat.",
            ),
            models.CheckConstraint(
                name="withdrawn_claim_has_a_reason",
                condition=(
                    Q(state=ClaimState.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_because="")
                )
                | (
                    ~Q(state=ClaimState.WITHDRAWN)
                    & Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                ),
                violation_error_message="Ett återkallat återkrav har en tid och ett skäl.",
            ),
        ]

    def __str__(self) -> str:
        return f"Återkrav {self.reference}"

    @property
    def reference(self) -> str:
        """What the organisation writes on its repayment: `ATER-000012`."""
        return f"ATER-{self.pk:06}"

    @property
    def in_ledger(self) -> OneClaim:
        """The claim as the balance reckons with it."""
        return OneClaim(
            unused=self.reason == ClaimReason.UNUSED,
            withdrawn=self.state == ClaimState.WITHDRAWN,
            amount=self.amount,
            repaid=self.repaid,
            received=self.received,
            gave_way=self.gave_way,
        )

    @property
    def why(self) -> str:
        """Its reason in words: a decision that ended another, and corrected none, is said to be so."""
        revoked = self.decision is not None and self.decision.kind == DecisionKind.REVOCATION
        if self.reason == ClaimReason.CORRECTED and revoked:
            return "Beslutet är upphävt"
        return ClaimReason(self.reason).label

    @property
    def given_up(self) -> int:
        """The kronor that it asked for and asks for no more."""
        return self.remaining if self.state == ClaimState.WITHDRAWN else 0

    @property
    def remaining(self) -> int:
        """The kronor that have not come; those of a withdrawn claim are no longer asked for."""
        return self.amount - self.repaid


class Repayment(models.Model):
    """Kronor that came home of a claim, on a day. key: made when the form was drawn, so that one press is one row.

    cancelled_because: what was wrong with the note. One that was taken back counts no more.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="repayments", verbose_name="återkrav")
    amount = models.PositiveBigIntegerField("kronor")
    paid_on = models.DateField("kom in")
    key = models.UUIDField("nyckel", unique=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="antecknad av"
    )
    noted_at = models.DateTimeField("antecknad")
    cancelled_at = models.DateTimeField("tillbakatagen", null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="tillbakatagen av"
    )
    cancelled_because = models.TextField("skäl för att den togs tillbaka", blank=True)
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["claim", "paid_on", "pk"]
        verbose_name = "återbetalning"
        verbose_name_plural = "återbetalningar"
        constraints = [
            models.CheckConstraint(
                name="repayment_is_money",
                condition=Q(amount__gte=1),
                violation_error_message="En återbetalning är minst en krona.",
            ),
            models.CheckConstraint(
                name="cancelled_repayment_has_a_reason",
                condition=Q(cancelled_at=None, cancelled_by=None, cancelled_because="")
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancelled_because="")),
                violation_error_message="En återbetalning som har tagits tillbaka har en tid, en person och ett skäl.",
            ),
        ]

    def __str__(self) -> str:
        return f"Återbetalning {self.pk}"

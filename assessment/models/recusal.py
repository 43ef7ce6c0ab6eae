"""Jäv: what an assessor declares each year, and whose cases they may not touch (förvaltningslagen 16–18 §§)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from prio.parties.models import Party


class RecusalDeclaration(models.Model):
    """An assessor's yearly declaration: where they live, and that all other ties are named."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusal_declarations", verbose_name="bedömare"
    )
    year = models.PositiveSmallIntegerField("år")
    home = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", verbose_name="hemkommun",
        help_text="Tom för den som bor utomlands.",
    )  # fmt: skip
    declared_at = models.DateTimeField("lämnad")

    class Meta:
        ordering = ["user", "year"]
        verbose_name = "jävsdeklaration"
        verbose_name_plural = "jävsdeklarationer"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "year"],
                name="one_declaration_a_year",
                violation_error_message="Det finns redan en jävsdeklaration för året.",
            )
        ]


class Recusal(models.Model):
    """An assessor is recused from a party's cases, for a reason, until it is ended."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusals", verbose_name="bedömare"
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name="part")
    reason = models.CharField("skäl", max_length=300)
    since = models.DateTimeField("från")
    ended_at = models.DateTimeField("upphörde", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="avslutat av"
    )

    class Meta:
        ordering = ["user", "party", "since"]
        verbose_name = "jäv"
        verbose_name_plural = "jäv"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "party"],
                condition=Q(ended_at=None),
                name="one_recusal_at_a_time",
                violation_error_message="Bedömaren är redan jävig i partens ärenden.",
            ),
            models.CheckConstraint(
                name="recusal_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Ange varför du är jävig.",
            ),
            models.CheckConstraint(
                name="ended_recusal_has_a_person",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message="Ett jäv avslutas av någon vid en tid.",
            ),
            models.CheckConstraint(
                name="recusal_is_ended_by_another",
                condition=Q(ended_by=None) | ~Q(ended_by=F("user")),
                violation_error_message="Ett jäv avslutas av någon annan än den som är jävig.",
            ),
        ]

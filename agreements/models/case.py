"""The case of a party in an agreement, with its registration number, and every time something was handed in."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models.agreement import Agreement
from prio.parties.models import Party


class CaseCounter(models.Model):
    """The last number that a case got in a year: locked while the next one is taken."""

    year = models.PositiveSmallIntegerField("år", primary_key=True)
    last = models.PositiveIntegerField("senaste", default=0)

    class Meta:
        verbose_name = "räknare för diarienummer"
        verbose_name_plural = "räknare för diarienummer"


class Case(models.Model):
    """A party's case in an agreement (its dnr): opened when the first document arrives."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="cases", verbose_name="överenskommelse"
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="cases", verbose_name="part")
    year = models.PositiveSmallIntegerField("år")
    number = models.PositiveIntegerField("löpnummer")
    opened_at = models.DateTimeField("upplagt")

    class Meta:
        ordering = ["year", "number"]
        verbose_name = "ärende"
        verbose_name_plural = "ärenden"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party"],
                name="one_case_per_party_and_agreement",
                violation_error_message="Parten har redan ett ärende i överenskommelsen.",
            ),
            models.UniqueConstraint(fields=["year", "number"], name="cases_are_numbered_by_year"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The registration number (dnr): `2026-00012`."""
        return f"{self.year}-{self.number:05}"


class HandIn(models.Model):
    """One hand-in: an entry of the case, for as many requirements as were ready. Never changed.

    key: made when the page to sign was drawn, so that the same press of the button is one hand-in however often it
    arrives. late: some of it came after its last day. sha256: over everything that was handed in.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="hand_ins", verbose_name="ärende")
    number = models.PositiveIntegerField("nummer")
    key = models.UUIDField("nyckel", unique=True)
    at = models.DateTimeField("inkom")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="undertecknad av"
    )
    signed_as = models.CharField("undertecknad som", max_length=300)
    late = models.BooleanField("sen", default=False)
    sha256 = models.CharField("kontrollsumma", max_length=64)

    class Meta:
        ordering = ["case", "number"]
        verbose_name = "inlämningstillfälle"
        verbose_name_plural = "inlämningstillfällen"
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="hand_ins_are_numbered"),
            models.CheckConstraint(
                name="hand_in_is_signed",
                condition=~Q(signed_as=""),
                violation_error_message="En inlämning är undertecknad av någon.",
            ),
        ]

    @property
    def reference(self) -> str:
        """The entry's number in the case: `2026-00012-3`."""
        return f"{self.case.reference}-{self.number}"

"""What was expected of an agreement at some moment, while its outcomes are not final."""

from django.db import models

from agreements.models import Agreement, AgreementVersion


class Forecast(models.Model):
    """Who was counted as meeting what at a moment (docs/adr/0008-expected-amounts.md). Never changed, only followed.

    plain: everything that the expected amounts are divided from, in canonical form; its `definition` is the hash of the
    agreement as it was published then. counts: by requirement and kind of party, how many reports were in each state
    and why their parties were counted as they were. sha256: over both. simulated: something in it is made up.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="forecasts", verbose_name="överenskommelse"
    )
    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="+", verbose_name="version")
    made_at = models.DateTimeField("gjord")
    plain = models.JSONField("underlag")
    counts = models.JSONField("antal")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    simulated = models.BooleanField("simulerad", default=False)

    class Meta:
        ordering = ["agreement", "made_at"]
        verbose_name = "prognos"
        verbose_name_plural = "prognoser"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "made_at"],
                name="one_forecast_per_moment",
                violation_error_message="Det finns redan en prognos från den stunden.",
            ),
        ]

    def __str__(self) -> str:
        return f"Prognos {self.pk}"

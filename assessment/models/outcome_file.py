"""A file that outcomes were read from: the source of verdicts that nobody made here."""

from django.db import models

from agreements.models import Agreement


class OutcomeFile(models.Model):
    """The bytes of a file with outcomes, kept with their hash. The same bytes are taken in once per agreement."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="outcome_files", verbose_name="överenskommelse"
    )
    name = models.CharField("filnamn", max_length=200)
    content = models.BinaryField("innehåll")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    rows = models.PositiveIntegerField("rader")
    simulated = models.BooleanField("simulerad", default=False)
    loaded_at = models.DateTimeField("inläst")

    class Meta:
        ordering = ["agreement", "loaded_at"]
        verbose_name = "fil med utfall"
        verbose_name_plural = "filer med utfall"

    def __str__(self) -> str:
        return self.name

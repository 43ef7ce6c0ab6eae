"""Documents that were made once and never change: their bytes under their hash."""

from django.db import models


class StoredDocument(models.Model):
    """The bytes of a file under their SHA-256. In the database, so that a document and what it says commit together."""

    sha256 = models.CharField("kontrollsumma", max_length=64, primary_key=True)
    media_type = models.CharField("medietyp", max_length=80)
    size = models.PositiveIntegerField("storlek i byte")
    content = models.BinaryField("innehåll")
    made_at = models.DateTimeField("gjord")

    class Meta:
        ordering = ["made_at"]
        verbose_name = "dokument"
        verbose_name_plural = "dokument"

    def __str__(self) -> str:
        return self.sha256

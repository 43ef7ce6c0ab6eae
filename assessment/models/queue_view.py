"""A view of the queue that a person has named, to find it again."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class QueueView(models.Model):
    """A name for a set of filters. filters: as `assessment.domain.queue.Filters`, those that are not empty."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="queue_views", verbose_name="person"
    )
    name = models.CharField("namn", max_length=60)
    filters = models.JSONField("urval", default=dict)
    made_at = models.DateTimeField("sparad")

    class Meta:
        ordering = ["user", "name"]
        verbose_name = "vy av kön"
        verbose_name_plural = "vyer av kön"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="one_queue_view_of_a_name",
                violation_error_message="Du har redan en vy som heter så.",
            ),
            models.CheckConstraint(
                name="queue_view_has_a_name",
                condition=~Q(name=""),
                violation_error_message="Ge vyn ett namn.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""Let a repayment that was noted wrongly be taken back: kept, with who took it back, when and why."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payouts", "0015_corrections_of_uses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "repayment",
            "cancelled_at",
            models.DateTimeField(null=True, verbose_name="tillbakatagen"),
        ),
        migrations.AddField(
            "repayment",
            "cancelled_by",
            models.ForeignKey(
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="tillbakatagen av",
            ),
        ),
        migrations.AddField(
            "repayment",
            "cancelled_because",
            models.TextField(blank=True, default="", verbose_name="skäl för att den togs tillbaka"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "repayment",
            models.CheckConstraint(
                condition=models.Q(("cancelled_at", None), ("cancelled_because", ""), ("cancelled_by", None))
                | models.Q(
                    ("cancelled_at__isnull", False),
                    ("cancelled_by__isnull", False),
                    models.Q(("cancelled_because", ""), _negated=True),
                ),
                name="cancelled_repayment_has_a_reason",
                violation_error_message="En återbetalning som har tagits tillbaka har en tid, en person och ett skäl.",
            ),
        ),
    ]

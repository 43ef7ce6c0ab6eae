"""Let a claim say of which budget line it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payouts", "0013_simulated_statuses")]

    operations = [
        migrations.AddField(
            "claim",
            "line",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="payouts.linegrant",
                verbose_name="budgetrad",
            ),
        ),
    ]

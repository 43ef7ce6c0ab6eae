"""Say of a payment that came back whether the bank rejected its whole file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payouts", "0011_claims_know_the_account")]

    operations = [
        migrations.AddField(
            "payment", "with_file", models.BooleanField("hela filen avvisades", default=False)
        ),
    ]

"""Call a payment by what is known of it: it is in the file, which somebody may not have given to the bank yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payouts", "0016_repayments_taken_back")]

    operations = [
        migrations.AlterField(
            "payment",
            "state",
            models.CharField(
                choices=[
                    ("prepared", "Förberedd"),
                    ("ordered", "I betalningsfilen"),
                    ("paid", "Betald"),
                    ("bounced", "Kom tillbaka"),
                    ("withdrawn", "Återkallad"),
                ],
                default="prepared",
                max_length=10,
                verbose_name="läge",
            ),
        ),
    ]

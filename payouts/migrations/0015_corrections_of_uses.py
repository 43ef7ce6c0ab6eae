"""Let an account of use be corrected: a draft beside the one that holds, and the former ones kept."""

from django.conf import settings
from django.db import migrations, models

DRAFT = models.Q(("state", "draft"))


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0009_drafts"),
        ("parties", "0002_applications"),
        ("payouts", "0014_claims_of_lines"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="useofmoney",
            options={
                "ordering": ["agreement", "organisation__code", "number"],
                "verbose_name": "ekonomisk redovisning",
                "verbose_name_plural": "ekonomiska redovisningar",
            },
        ),
        migrations.RemoveConstraint("useofmoney", "one_use_of_money_per_organisation"),
        migrations.RemoveConstraint("useofmoney", "handed_in_use_of_money_is_signed"),
        migrations.AddField(
            "useofmoney", "number", models.PositiveSmallIntegerField(default=1, verbose_name="nummer")
        ),
        migrations.AlterField(
            "useofmoney",
            "state",
            models.CharField(
                choices=[
                    ("draft", "Påbörjad"),
                    ("handed_in", "Inlämnad"),
                    ("replaced", "Ersatt av en rättelse"),
                ],
                default="draft",
                max_length=10,
                verbose_name="läge",
            ),
        ),
        migrations.AddConstraint(
            "useofmoney",
            models.UniqueConstraint(
                fields=("agreement", "organisation", "number"),
                name="uses_of_money_are_numbered",
                violation_error_message=(
                    "Organisationen har redan en redovisning med det numret i överenskommelsen."
                ),
            ),
        ),
        migrations.AddConstraint(
            "useofmoney",
            models.UniqueConstraint(
                condition=DRAFT,
                fields=("agreement", "organisation"),
                name="one_draft_of_use_of_money",
                violation_error_message="Organisationen har redan påbörjat en redovisning i överenskommelsen.",
            ),
        ),
        migrations.AddConstraint(
            "useofmoney",
            models.UniqueConstraint(
                condition=models.Q(("state", "handed_in")),
                fields=("agreement", "organisation"),
                name="one_use_of_money_holds",
                violation_error_message="Organisationen har redan en inlämnad redovisning i överenskommelsen.",
            ),
        ),
        migrations.AddConstraint(
            "useofmoney",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handed_in_at", None), ("handed_in_by", None), ("sha256", ""), ("state", "draft")),
                    models.Q(
                        models.Q(("state", "draft"), _negated=True),
                        ("handed_in_at__isnull", False),
                        ("handed_in_by__isnull", False),
                        models.Q(("signed_as", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="handed_in_use_of_money_is_signed",
                violation_error_message=(
                    "En inlämnad redovisning har en tid, en kontrollsumma och är undertecknad."
                ),
            ),
        ),
    ]

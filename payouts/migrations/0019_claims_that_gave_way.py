"""Let a claim say whether something overtook it or a payer gave it up: what is given up is not asked for again."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OVERTAKEN = ("Följer beslut ", "Följer en ny uppgift om budgetraden ", "Redovisningen har rättats.")


def mark_what_was_overtaken(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Until now only the reason told the two apart."""
    withdrawn = apps.get_model("payouts", "Claim").objects.filter(state="withdrawn")
    for because in OVERTAKEN:
        withdrawn.filter(withdrawn_because__startswith=because).update(gave_way=True)


class Migration(migrations.Migration):
    dependencies = [("payouts", "0018_sent_back")]

    operations = [
        migrations.AddField("claim", "gave_way", models.BooleanField(default=False, verbose_name="ersatt")),
        migrations.RunPython(mark_what_was_overtaken, migrations.RunPython.noop),
        migrations.AddConstraint(
            "claim",
            models.CheckConstraint(
                condition=models.Q(("gave_way", False), ("state", "withdrawn"), _connector="OR"),
                name="claim_that_gave_way_is_withdrawn",
                violation_error_message="Ett återkrav som har ersatts är återkallat.",
            ),
        ),
    ]

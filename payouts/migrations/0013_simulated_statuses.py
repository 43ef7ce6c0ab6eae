"""Say of the bank's files, also those that are there, whether a payment that they changed is made up."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef


def mark_those_of_made_up_payments(apps, schema_editor):
    """Mark the files of simulated payments."""
    payments = apps.get_model("payouts", "Payment").objects.filter(status_file=OuterRef("pk"), simulated=True)
    apps.get_model("payouts", "StatusFile").objects.filter(Exists(payments)).update(simulated=True)


class Migration(migrations.Migration):
    dependencies = [("payouts", "0012_files_rejected_whole")]

    operations = [
        migrations.AddField("statusfile", "simulated", models.BooleanField("simulerad", default=False)),
        migrations.RunPython(mark_those_of_made_up_payments, migrations.RunPython.noop),
    ]

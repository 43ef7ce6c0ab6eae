"""What decisions that were made before give each party: the amounts of the run that each was made on."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_amounts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    decisions, lines, amounts = (
        apps.get_model("payouts", name) for name in ("Decision", "AllocationLine", "DecidedAmount")
    )
    for decision in decisions.objects.select_related("run"):
        of_run = lines.objects.filter(part__run=decision.run_id, amount__gte=1).order_by("pk")
        columns = ("party_id", "part__requirement_id", "amount", "simulated")
        amounts.objects.bulk_create(
            amounts(
                decision=decision, party_id=party, requirement_id=goal, amount=amount, simulated=simulated
            )
            for party, goal, amount, simulated in of_run.values_list(*columns)
        )
        decision.total = decision.run.distributed
        decision.save(update_fields=["total"])


class Migration(migrations.Migration):
    dependencies = [("payouts", "0003_money")]
    operations = [migrations.RunPython(keep_amounts, migrations.RunPython.noop)]

"""Who pays does it for an authority. Until now all did it for Kammarkollegiet."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

ROLES = [
    ("reader", "Läsare"),
    ("reporter", "Rapportör"),
    ("signer", "Behörig undertecknare"),
    ("head", "Ansvarig chef"),
    ("recipient", "Mottagare av beslut och pengar"),
    ("county_coordinator", "Länssamordnare"),
    ("skr_administrator", "Administratör hos SKR"),
    ("assessor", "Bedömare"),
    ("lead_assessor", "Ansvarig bedömare"),
    ("registrar", "Registrator"),
    ("ministry_preparer", "Departementet, bereder"),
    ("ministry_approver", "Departementet, godkänner"),
    ("payer", "Utbetalare"),
    ("auditor", "Revisor"),
    ("administrator", "Systemadministratör"),
]
WORKING = ["assessor", "lead_assessor", "payer"]


def name_the_authority(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    memberships = apps.get_model("accounts", "Membership").objects
    memberships.filter(role="payer").update(authority="Kammarkollegiet")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_authority_of_assessors")]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="authority",
            field=models.CharField(
                blank=True,
                choices=[
                    ("Socialstyrelsen", "Socialstyrelsen"),
                    ("SKR", "SKR"),
                    ("Kammarkollegiet", "Kammarkollegiet"),
                ],
                help_text="Bara för den som bedömer eller betalar.",
                max_length=20,
                verbose_name="myndighet",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(choices=ROLES, max_length=30, verbose_name="roll"),
        ),
        migrations.RemoveConstraint(model_name="membership", name="who_assesses_does_it_for_an_authority"),
        migrations.RunPython(name_the_authority, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=(Q(role__in=WORKING) & ~Q(authority="")) | (~Q(role__in=WORKING) & Q(authority="")),
                name="who_assesses_or_pays_does_it_for_an_authority",
                violation_error_message="Ange vem bedömaren eller utbetalaren arbetar för. Andra roller har ingen.",
            ),
        ),
    ]

"""Who assesses does it for an authority. Until now all did it for Socialstyrelsen."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

ASSESSING = ["assessor", "lead_assessor"]


def name_the_authority(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    memberships = apps.get_model("accounts", "Membership").objects
    memberships.filter(role__in=ASSESSING).update(authority="Socialstyrelsen")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_heads_keys_and_calendars")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="authority",
            field=models.CharField(
                blank=True,
                choices=[("Socialstyrelsen", "Socialstyrelsen"), ("SKR", "SKR")],
                default="",
                help_text="Bara för den som bedömer.",
                max_length=20,
                verbose_name="bedömer för",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(name_the_authority, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=(Q(role__in=ASSESSING) & ~Q(authority=""))
                | (~Q(role__in=ASSESSING) & Q(authority="")),
                name="who_assesses_does_it_for_an_authority",
                violation_error_message="Ange vilken myndighet bedömaren bedömer för. Andra roller har ingen.",
            ),
        ),
    ]

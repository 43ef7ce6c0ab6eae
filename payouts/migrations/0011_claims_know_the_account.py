"""Keep with a claim for unused money what its account was an account of."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_over_accounts(apps, schema_editor):
    """Give the claims that are there what the organisation's account was of. One account for each organisation."""
    claims = apps.get_model("payouts", "Claim").objects.filter(reason="unused")
    uses = apps.get_model("payouts", "UseOfMoney").objects.filter(
        agreement=OuterRef("agreement"), organisation=OuterRef("organisation"), state="handed_in"
    )
    for claim in claims.annotate(of=Subquery(uses.values("received")[:1])).filter(of__isnull=False):
        claim.received = claim.of
        claim.save(update_fields=["received"])


class Migration(migrations.Migration):
    dependencies = [("payouts", "0010_claims_given_up_by_decisions")]

    operations = [
        migrations.AddField(
            "claim", "received", models.PositiveBigIntegerField("redovisat av, kronor", default=0)
        ),
        migrations.RunPython(take_over_accounts, migrations.RunPython.noop),
    ]

"""Let a proposed run and a prepared decision be sent back, with the reason."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("payouts", "0017_words_of_payments")]

    operations = [
        migrations.AddField(
            "allocationrun",
            "sent_back",
            models.TextField(blank=True, default="", verbose_name="varför den skickades tillbaka"),
            preserve_default=False,
        ),
        migrations.AddField(
            "decision",
            "sent_back",
            models.TextField(blank=True, default="", verbose_name="varför det skickades tillbaka"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "allocationrun",
            models.CheckConstraint(
                name="run_sent_back_is_not_proposed",
                condition=Q(sent_back="") | ~Q(state__in=["proposed", "approved"]),
                violation_error_message="En fördelning som är skickad tillbaka är varken föreslagen eller godkänd.",
            ),
        ),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                name="decision_sent_back_is_a_draft",
                condition=Q(sent_back="") | Q(state="draft"),
                violation_error_message="Ett beslut som är skickat tillbaka är ett utkast.",
            ),
        ),
    ]

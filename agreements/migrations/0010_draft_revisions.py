"""Keep every text that a draft of an agreement has had, beginning with the one that it has now."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_the_present_text(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Let each draft's text be the first that is kept, with its own number, person and time."""
    revisions = apps.get_model("agreements", "DraftRevision").objects
    for draft in apps.get_model("agreements", "AgreementDraft").objects.order_by("pk").iterator(50):
        revisions.create(
            draft=draft,
            number=draft.revision,
            text=draft.text,
            saved_by_id=draft.changed_by_id,
            saved_at=draft.changed_at,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0009_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "DraftRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="agreements.agreementdraft",
                        verbose_name="utkast",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="nummer")),
                ("text", models.TextField(verbose_name="innehåll")),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sparad av",
                    ),
                ),
                ("saved_at", models.DateTimeField(verbose_name="sparad")),
                (
                    "restores",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="hämtar tillbaka"),
                ),
            ],
            options={
                "ordering": ["draft", "number"],
                "verbose_name": "lydelse av utkast",
                "verbose_name_plural": "lydelser av utkast",
            },
        ),
        migrations.AddConstraint(
            "draftrevision",
            models.UniqueConstraint(
                fields=("draft", "number"),
                name="one_text_of_a_draft_revision",
                violation_error_message="Utkastet har redan en lydelse med det numret.",
            ),
        ),
        migrations.AddConstraint(
            "draftrevision",
            models.CheckConstraint(
                condition=models.Q(
                    ("restores__isnull", True),
                    models.Q(("restores__gte", 1), ("restores__lt", models.F("number"))),
                    _connector="OR",
                ),
                name="draft_revision_restores_an_earlier_one",
                violation_error_message="Det som hämtas tillbaka är en tidigare lydelse.",
            ),
        ),
        migrations.RunPython(keep_the_present_text, migrations.RunPython.noop),
    ]

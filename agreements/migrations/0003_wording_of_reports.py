import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0002_reporting'),
    ]

    operations = [
        migrations.AlterField(
            model_name='report',
            name='wording',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.requirementversion', verbose_name='lydelse som svaren gäller'),
        ),
    ]

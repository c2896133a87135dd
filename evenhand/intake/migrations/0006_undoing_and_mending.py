"""Rows know the version of their case as they left it, and how they were mended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0005_sources"),
    ]

    operations = [
        migrations.AddField(
            model_name="trackerrow",
            name="case_version",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="trackerrow",
            name="mended",
            field=models.JSONField(default=dict),
        ),
    ]

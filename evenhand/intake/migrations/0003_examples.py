"""Sheets say why they are read as they are, and show a few cells of each column."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_who_may_see")]

    operations = [
        migrations.AddField(
            "importsheet",
            "because",
            models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField("importsheet", "examples", models.JSONField(default=list)),
    ]

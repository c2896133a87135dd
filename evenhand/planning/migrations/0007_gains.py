"""What one more place and person would gain, seen by those who may see what was counted."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from evenhand.core.visibility import protect_counted


class Migration(migrations.Migration):
    dependencies = [("planning", "0006_accepted_before")]

    operations = [
        migrations.CreateModel(
            name="Gain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "counting",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("unit", models.CharField(max_length=20)),
                ("skill", models.CharField(blank=True, max_length=40)),
                ("band", models.PositiveSmallIntegerField()),
                ("places", models.PositiveSmallIntegerField()),
                ("cases", models.JSONField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gains",
                        to="planning.run",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "counting", "unit", "skill"),
                        name="planning_gain_told_once",
                    )
                ],
            },
        ),
        protect_counted("planning_gain", column="counting"),
    ]

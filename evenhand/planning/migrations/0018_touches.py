"""How many cases each rule touches, counted with each national run."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from evenhand.core.visibility import protect_counted


class Migration(migrations.Migration):
    dependencies = [("planning", "0017_proof")]

    operations = [
        migrations.CreateModel(
            name="Touch",
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
                ("rule", models.CharField(max_length=40)),
                ("cases", models.PositiveIntegerField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="touches",
                        to="planning.run",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "counting", "rule"),
                        name="planning_touch_told_once",
                    )
                ],
            },
        ),
        protect_counted("planning_touch", column="counting"),
    ]

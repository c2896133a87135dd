"""What a run does to whom, one row a case, seen with its case."""

import django.db.models.deletion
from django.db import migrations, models

from evenhand.core.visibility import follow_the_case, protect_cases


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0010_scopes"),
        ("casework", "0002_who_may_see"),
    ]

    operations = [
        migrations.CreateModel(
            name="Effect",
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
                ("restriction", models.CharField(blank=True, max_length=20)),
                ("placed", models.BooleanField()),
                ("waiting_days", models.IntegerField()),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("band", models.PositiveSmallIntegerField()),
                ("nationality", models.CharField(max_length=60)),
                ("sex", models.CharField(max_length=20)),
                ("age", models.PositiveSmallIntegerField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="effects",
                        to="casework.case",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="effects",
                        to="planning.run",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "case"), name="planning_effect_one_a_case"
                    )
                ],
            },
        ),
        follow_the_case("planning_effect"),
        protect_cases("planning_effect"),
    ]

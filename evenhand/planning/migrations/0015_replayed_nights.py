"""Outcomes worked out again each night; each is seen with its case."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from evenhand.core.visibility import follow_the_case, protect_cases


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0011_bulk_acts"),
        ("planning", "0014_who_may_see_replays"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReplayNight",
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
                    "of",
                    models.DateField(
                        help_text="the day whose outcomes were sampled", unique=True
                    ),
                ),
                (
                    "sample",
                    models.PositiveIntegerField(
                        help_text="drawn of each kind of restriction"
                    ),
                ),
                ("salt", models.CharField(max_length=60)),
                ("done_at", models.DateTimeField()),
                ("why_failed", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="ReplayedOutcome",
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
                (
                    "differing",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        size=None,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=10)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.case",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replays",
                        to="planning.outcome",
                    ),
                ),
                (
                    "night",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to="planning.replaynight",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("differing", []), _negated=True),
                        fields=["night"],
                        name="planning_replayed_differing",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("night", "case"), name="planning_replayedoutcome_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("why", ""),
                            models.Q(("differing", []), _negated=True),
                            _connector="OR",
                        ),
                        name="planning_replayedoutcome_why_not",
                    ),
                ],
            },
        ),
        follow_the_case("planning_replayedoutcome"),
        protect_cases("planning_replayedoutcome"),
    ]

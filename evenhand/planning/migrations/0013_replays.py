"""Runs are worked out again on their page, and the answer is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0012_cut_overs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Replay",
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
                ("asked_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("same", models.BooleanField(null=True)),
                ("row_by_row", models.BooleanField(null=True)),
                ("why_failed", models.TextField(blank=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replays",
                        to="planning.run",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("row_by_row__isnull", True), ("same__isnull", True)
                            ),
                            models.Q(
                                ("row_by_row__isnull", False), ("same__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="planning_replay_same_and_row_by_row_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("same", None),
                            models.Q(
                                ("finished_at__isnull", False), ("why_failed", "")
                            ),
                            _connector="OR",
                        ),
                        name="planning_replay_answers_when_done",
                    ),
                    models.UniqueConstraint(
                        fields=("run",),
                        condition=models.Q(("finished_at", None)),
                        name="planning_replay_one_at_a_time",
                    ),
                ],
            },
        ),
    ]

"""Pilots: where each runs, what was said of it, and what was decided."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0010_whom_a_move_serves"),
        ("workforce", "0003_units_close"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pilot",
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
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=120)),
                ("what", models.TextField(help_text="what is done differently")),
                (
                    "expected",
                    models.TextField(
                        help_text="what it is meant to bring, and for whom"
                    ),
                ),
                (
                    "measures",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("journeys", "Journeys and hours saved"),
                                ("completion", "Interviews completed"),
                                ("again", "Invited again"),
                                ("feedback", "What people say"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                    ),
                ),
                (
                    "areas",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2),
                        default=list,
                        size=None,
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                ("baseline_from_on", models.DateField()),
                ("baseline_to_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "because",
                    models.CharField(
                        help_text="why it is tried, or by whom", max_length=300
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilots",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PilotDecision",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("extended", "Extended"),
                            ("permanent", "Made permanent"),
                            ("ended", "Ended"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "to_on",
                    models.DateField(
                        help_text="extended until the day before", null=True
                    ),
                ),
                ("because", models.TextField()),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="appointments.pilot",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PilotFeedback",
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
                    "who",
                    models.CharField(
                        choices=[
                            ("claimant", "Claimant"),
                            ("representative", "Representative"),
                            ("interpreter", "Interpreter"),
                            ("interviewer", "Interviewer"),
                            ("host", "Host or partner"),
                            ("other", "Somebody else"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "finds",
                    models.CharField(
                        choices=[
                            ("better", "Better than before"),
                            ("alike", "About the same"),
                            ("worse", "Worse than before"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback",
                        to="appointments.pilot",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PilotPart",
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
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[("in person", "In person"), ("video", "By video")],
                        default="",
                        max_length=20,
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("joined_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                ("left_because", models.CharField(blank=True, max_length=300)),
                (
                    "joined_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "left_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="appointments.pilot",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appointments.site",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.unit",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="pilot",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__gt", models.F("from_on"))),
                name="appointments_pilot_runs_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("baseline_to_on__gt", models.F("baseline_from_on")),
                    ("baseline_to_on__lte", models.F("from_on")),
                ),
                name="appointments_pilot_baseline_is_before",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilot",
            constraint=models.CheckConstraint(
                condition=models.Q(("measures__len__gt", 0)),
                name="appointments_pilot_is_measured",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilotdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "extended"), ("to_on__isnull", False)),
                    models.Q(
                        models.Q(("kind", "extended"), _negated=True), ("to_on", None)
                    ),
                    _connector="OR",
                ),
                name="appointments_pilotdecision_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilotdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("because", ""), _negated=True),
                name="appointments_pilotdecision_because",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilotdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "extended"), _negated=True),
                fields=("pilot",),
                name="appointments_pilot_decided_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilotpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("site__isnull", False),
                    ("unit__isnull", False),
                    models.Q(("mode", ""), _negated=True),
                    _connector="OR",
                ),
                name="appointments_pilotpart_is_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilotpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_on__isnull", True),
                    ("from_on__isnull", True),
                    ("to_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="appointments_pilotpart_to_on_not_before_from_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilotpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_at__isnull", True), ("left_by__isnull", True)),
                    models.Q(("left_at__isnull", False), ("left_by__isnull", False)),
                    _connector="OR",
                ),
                name="appointments_pilotpart_left_at_and_left_by_paired",
            ),
        ),
    ]

"""Plans of interviews; what is planned of a case is seen with it, and counted with it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.visibility import (
    follow_the_case,
    protect_acts,
    protect_cases,
    protect_children,
    protect_from_people,
)


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0005_what_touches_a_calendar"),
        ("casework", "0014_served_by_other_indexes"),
        ("releases", "0010_notices_of_lapses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InterviewPlan",
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
                        choices=[
                            ("new", "Book those who have no interview"),
                            ("again", "Plan the weeks again"),
                        ],
                        default="new",
                        max_length=10,
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                ("emergency_share", models.FloatField()),
                ("most_moves", models.PositiveSmallIntegerField(default=0)),
                (
                    "sites",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "units",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "bands",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=list,
                        size=None,
                    ),
                ),
                ("seconds_allowed", models.PositiveSmallIntegerField()),
                ("seed", models.BigIntegerField(default=1)),
                ("versions", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to start"),
                            (
                                "reading",
                                "Reading who is to be interviewed, and who is free",
                            ),
                            ("planning", "Finding times"),
                            ("checking", "Checking, and working out how good it is"),
                            ("proposed", "Proposed"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("why_failed", models.TextField(blank=True)),
                ("seconds", models.FloatField(null=True)),
                ("ratio", models.FloatField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="releases.policyrelease",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanAcceptance",
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
                ("because", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_because", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acceptances",
                        to="appointments.interviewplan",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanInput",
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
                ("problem", models.BinaryField()),
                ("bookings", models.BinaryField()),
                ("objective", models.FloatField()),
                ("bound", models.FloatField(null=True)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="input",
                        to="appointments.interviewplan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlannedInterview",
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
                ("position", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("no time", "No time found"),
                            ("chosen", "Being booked"),
                            ("booked", "Booked"),
                            ("left", "Left out by a person"),
                            ("lost", "No longer possible"),
                        ],
                        max_length=20,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=30)),
                ("why", models.CharField(blank=True, max_length=300)),
                (
                    "matters",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        size=None,
                    ),
                ),
                ("band", models.PositiveSmallIntegerField()),
                ("waiting_days", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("substantive", "Substantive interview"),
                            ("follow-up", "Further interview"),
                        ],
                        max_length=20,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=60)),
                ("minutes", models.PositiveSmallIntegerField()),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[("in person", "In person"), ("video", "By video")],
                        max_length=20,
                    ),
                ),
                ("interpreter_on_site", models.BooleanField(default=False)),
                ("representative_on_site", models.BooleanField(default=False)),
                ("journey_minutes", models.PositiveSmallIntegerField(null=True)),
                ("with_owner", models.BooleanField(default=False)),
                ("was_at", models.DateTimeField(null=True)),
                (
                    "acceptance",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="planned",
                        to="appointments.planacceptance",
                    ),
                ),
                (
                    "adult",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appointments.responsibleadult",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned_interviews",
                        to="casework.case",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appointments.host",
                    ),
                ),
                (
                    "interpreter",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appointments.interpreter",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="planned_as",
                        to="appointments.interview",
                    ),
                ),
                (
                    "interviewer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appointments.interviewer",
                    ),
                ),
                (
                    "moves",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="appointments.interview",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned",
                        to="appointments.interviewplan",
                    ),
                ),
                (
                    "representative",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appointments.representative",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appointments.room",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appointments.site",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanOpening",
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
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.case",
                    ),
                ),
                (
                    "planned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="appointments.plannedinterview",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="interviewplan",
            index=models.Index(
                fields=["-asked_at"], name="appointments_plan_newest_first"
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__gt", models.F("from_on"))),
                name="appointments_plan_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("emergency_share__gte", 0), ("emergency_share__lt", 1)
                ),
                name="appointments_plan_keeps_a_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mode", "again"), ("most_moves", 0), _connector="OR"
                ),
                name="appointments_plan_moves_when_again",
            ),
        ),
        migrations.AddConstraint(
            model_name="planacceptance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                    models.Q(
                        ("undone_at__isnull", False), ("undone_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="appointments_planacceptance_undone_at_and_undone_by_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="planacceptance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finished_at__isnull", True),
                    ("at__isnull", True),
                    ("finished_at__gte", models.F("at")),
                    _connector="OR",
                ),
                name="appointments_planacceptance_finished_at_not_before_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="planacceptance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undone_at__isnull", True),
                    ("at__isnull", True),
                    ("undone_at__gte", models.F("at")),
                    _connector="OR",
                ),
                name="appointments_planacceptance_undone_at_not_before_at",
            ),
        ),
        migrations.AddIndex(
            model_name="plannedinterview",
            index=models.Index(
                fields=["plan", "state", "position"],
                name="appointments_planned_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="plannedinterview",
            index=models.Index(
                condition=models.Q(("starts_at__isnull", False)),
                fields=["plan", "site", "starts_at"],
                name="appointments_planned_at_site",
            ),
        ),
        migrations.AddIndex(
            model_name="plannedinterview",
            index=models.Index(
                fields=["plan", "state", "code", "band"],
                include=("restriction",),
                name="appointments_planned_counted",
            ),
        ),
        migrations.AddIndex(
            model_name="plannedinterview",
            index=models.Index(
                condition=models.Q(("acceptance__isnull", False)),
                fields=["acceptance", "state"],
                name="appointments_planned_of_an_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedinterview",
            constraint=models.UniqueConstraint(
                fields=("plan", "case"), name="appointments_planned_once_a_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedinterview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("starts_at", None), ("state", "no time")),
                    models.Q(
                        models.Q(("state", "no time"), _negated=True),
                        ("ends_at__isnull", False),
                        ("interviewer__isnull", False),
                        ("room__isnull", False),
                        ("site__isnull", False),
                        ("starts_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="appointments_planned_at_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedinterview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["no time", "lost"]), _negated=True),
                    models.Q(("why", ""), _negated=True),
                    _connector="OR",
                ),
                name="appointments_planned_or_why_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedinterview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["chosen", "booked"]), _negated=True),
                    ("acceptance__isnull", False),
                    _connector="OR",
                ),
                name="appointments_planned_booked_in_an_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="planopening",
            constraint=models.UniqueConstraint(
                fields=("planned", "by"), name="appointments_planopening_once"
            ),
        ),
        follow_the_case("appointments_plannedinterview"),
        protect_cases("appointments_plannedinterview"),
        protect_children("appointments_planopening"),
        protect_from_people("appointments_planinput"),
        protect_acts(
            "appointments_planacceptance",
            part="appointments_plannedinterview",
            column="acceptance_id",
        ),
    ]

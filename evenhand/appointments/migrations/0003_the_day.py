"""Who came, how interviews began, paused and ended, and what is to be explained."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0002_who_may_see"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrival",
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
                            ("adult", "Responsible adult"),
                            ("representative", "Representative"),
                            ("interpreter", "Interpreter"),
                            ("host", "Host"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "interview",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="arrivals",
                        to="appointments.interview",
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
                (
                    "taken_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)),
                        fields=("interview", "who"),
                        name="appointments_arrival_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recorded_at__gte", models.F("at"))),
                        name="appointments_arrival_not_to_come",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("taken_back_at__isnull", True),
                                ("taken_back_by__isnull", True),
                            ),
                            models.Q(
                                ("taken_back_at__isnull", False),
                                ("taken_back_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appointments_arrival_taken_back_at_and_taken_back_by_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Beginning",
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
                ("child", models.BooleanField()),
                ("adult_there", models.BooleanField()),
                (
                    "representative",
                    models.CharField(
                        choices=[
                            ("there", "They are here, or on the link"),
                            (
                                "had the chance",
                                "They were told when and where, and do not attend",
                            ),
                            ("none", "The person has no representative"),
                        ],
                        max_length=20,
                    ),
                ),
                ("late_because", models.CharField(blank=True, max_length=200)),
                ("confirmed_at", models.DateTimeField()),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interview",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="beginning",
                        to="appointments.interview",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("child", False), ("adult_there", True), _connector="OR"
                        ),
                        name="appointments_beginning_with_an_adult",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("representative__in", ["there", "had the chance", "none"])
                        ),
                        name="appointments_beginning_represented",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ending",
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
                    "outcome",
                    models.CharField(
                        choices=[
                            ("completed", "Completed"),
                            ("part heard", "Part heard"),
                            ("did not attend", "Claimant did not attend"),
                            ("unfit", "Claimant unfit"),
                            ("technical failure", "Technical failure"),
                            (
                                "interpreter failure",
                                "No interpreter, or not the right one",
                            ),
                            ("interviewer away", "No interviewer"),
                            ("adult away", "No responsible adult"),
                            (
                                "representative away",
                                "Representative had no chance to attend",
                            ),
                            ("site closed", "Site closed"),
                        ],
                        max_length=30,
                    ),
                ),
                ("child", models.BooleanField()),
                ("adult_came", models.BooleanField()),
                ("because", models.CharField(blank=True, max_length=500)),
                ("recorded_at", models.DateTimeField()),
                (
                    "interview",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ending",
                        to="appointments.interview",
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "did not attend"), _negated=True),
                            ("child", False),
                            ("adult_came", True),
                            _connector="OR",
                        ),
                        name="appointments_ending_adult_came",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Explanation",
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
                ("opened_at", models.DateTimeField()),
                (
                    "nation",
                    models.CharField(
                        choices=[
                            ("england-and-wales", "England and Wales"),
                            ("scotland", "Scotland"),
                            ("northern-ireland", "Northern Ireland"),
                        ],
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField()),
                ("said", models.TextField(blank=True)),
                ("said_on", models.DateField(null=True)),
                ("said_at", models.DateTimeField(null=True)),
                ("letter_at", models.DateTimeField(null=True)),
                ("letter_asks", models.CharField(blank=True, max_length=500)),
                ("senior_at", models.DateTimeField(null=True)),
                ("senior_because", models.CharField(blank=True, max_length=500)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("accepted_because", models.CharField(blank=True, max_length=500)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interview",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="explanation",
                        to="appointments.interview",
                    ),
                ),
                (
                    "letter_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "senior_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("accepted_at", None)),
                        fields=["due_on"],
                        name="appointments_explanation_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("said_at__isnull", True),
                                ("said_by__isnull", True),
                                ("said_on__isnull", True),
                            ),
                            models.Q(
                                ("said_at__isnull", False),
                                ("said_by__isnull", False),
                                ("said_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appointments_explanation_said_on_and_said_at_and_said_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("letter_at__isnull", True), ("letter_by__isnull", True)
                            ),
                            models.Q(
                                ("letter_at__isnull", False),
                                ("letter_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appointments_explanation_letter_at_and_letter_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("senior_at__isnull", True), ("senior_by__isnull", True)
                            ),
                            models.Q(
                                ("senior_at__isnull", False),
                                ("senior_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appointments_explanation_senior_at_and_senior_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("accepted_at__isnull", True),
                                ("accepted_by__isnull", True),
                            ),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("accepted_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appointments_explanation_accepted_at_and_accepted_by_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinLink",
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
                ("address", models.URLField(max_length=500)),
                ("recorded_at", models.DateTimeField()),
                (
                    "interview",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="join_link",
                        to="appointments.interview",
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("address__startswith", "https://")),
                        name="appointments_joinlink_is_secure",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
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
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pauses",
                        to="appointments.interview",
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
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("interview"), "="),
                            (
                                models.Func(
                                    models.F("from_at"),
                                    models.F("to_at"),
                                    models.Value("[)"),
                                    function="tstzrange",
                                ),
                                "&&",
                            ),
                        ],
                        name="appointments_pause_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_by__isnull", True), ("to_at__isnull", True)
                            ),
                            models.Q(
                                ("ended_by__isnull", False), ("to_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="appointments_pause_to_at_and_ended_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_at__isnull", True),
                            ("from_at__isnull", True),
                            ("to_at__gte", models.F("from_at")),
                            _connector="OR",
                        ),
                        name="appointments_pause_to_at_not_before_from_at",
                    ),
                ],
            },
        ),
    ]

"""Sites, rooms, people and the interviews that bring them together."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("casework", "0014_served_by_other_indexes"),
        ("workforce", "0003_units_close"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Calendar",
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
                            ("site", "Site"),
                            ("room", "Room"),
                            ("interviewer", "Interviewer"),
                            ("interpreter", "Interpreter"),
                            ("representative", "Representative"),
                            ("adult", "Responsible adult"),
                            ("host", "Host"),
                        ],
                        max_length=20,
                    ),
                ),
                ("touched", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Host",
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
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("at_once", models.PositiveSmallIntegerField(default=6)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "calendar",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="host",
                        to="appointments.calendar",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="host",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Interpreter",
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
                ("ref", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "sex",
                    models.CharField(
                        choices=[
                            ("female", "Female"),
                            ("male", "Male"),
                            ("not recorded", "Not recorded"),
                        ],
                        max_length=20,
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("in_person", models.BooleanField(default=True)),
                ("by_video", models.BooleanField(default=True)),
                ("week_limit", models.PositiveSmallIntegerField(null=True)),
                ("vetted_until", models.DateField(null=True)),
                ("contract_from", models.DateField()),
                ("contract_until", models.DateField(null=True)),
                (
                    "calendar",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interpreter",
                        to="appointments.calendar",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Representative",
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
                ("name", models.CharField(max_length=120)),
                ("organisation", models.CharField(max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("by_video", models.BooleanField(default=True)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "calendar",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representative",
                        to="appointments.calendar",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ResponsibleAdult",
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
                ("name", models.CharField(max_length=120)),
                ("organisation", models.CharField(max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("by_video", models.BooleanField(default=True)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("of_the_department", models.BooleanField(default=False)),
                ("vetted_until", models.DateField(null=True)),
                (
                    "calendar",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adult",
                        to="appointments.calendar",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InterviewNeeds",
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
                    "interviewer_sex",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("female", "Female"),
                            ("male", "Male"),
                            ("not recorded", "Not recorded"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "interpreter_sex",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("female", "Female"),
                            ("male", "Male"),
                            ("not recorded", "Not recorded"),
                        ],
                        default="",
                        max_length=20,
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
                ("adjustments", models.JSONField(default=list)),
                ("childcare", models.BooleanField(default=False)),
                ("unfit_until", models.DateField(null=True)),
                ("earliest_start", models.TimeField(null=True)),
                ("latest_start", models.TimeField(null=True)),
                ("longest_journey", models.PositiveSmallIntegerField(null=True)),
                ("more_break_minutes", models.PositiveSmallIntegerField(default=0)),
                ("short_notice_agreed_on", models.DateField(null=True)),
                (
                    "representative_agrees_short_notice",
                    models.BooleanField(default=False),
                ),
                ("standby", models.BooleanField(default=False)),
                ("representative_attends", models.BooleanField(default=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("letter", "Letter"),
                            ("email", "Email"),
                            ("text", "Text message"),
                        ],
                        default="letter",
                        max_length=10,
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("written_language", models.CharField(blank=True, max_length=60)),
                ("safe_contact", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interview_needs",
                        to="casework.case",
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
                    "representative",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clients",
                        to="appointments.representative",
                    ),
                ),
                (
                    "adult",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="appointments.responsibleadult",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Site",
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
                ("code", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("address", models.CharField(max_length=200)),
                ("postcode", models.CharField(max_length=10)),
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
                ("partner", models.CharField(blank=True, max_length=100)),
                ("directions", models.TextField(blank=True)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("open_on_holidays", models.BooleanField(default=False)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "calendar",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="site",
                        to="appointments.calendar",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="workforce.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Room",
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
                ("name", models.CharField(max_length=60)),
                (
                    "mode",
                    models.CharField(
                        choices=[("in person", "In person"), ("video", "By video")],
                        max_length=20,
                    ),
                ),
                ("seats", models.PositiveSmallIntegerField()),
                ("equipment", models.JSONField(default=list)),
                ("access", models.JSONField(default=list)),
                ("turn_round_minutes", models.PositiveSmallIntegerField(default=15)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "calendar",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="room",
                        to="appointments.calendar",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rooms",
                        to="appointments.site",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Journey",
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
                ("postcode_area", models.CharField(max_length=2)),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="journeys",
                        to="appointments.site",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Interviewer",
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
                    "sex",
                    models.CharField(
                        choices=[
                            ("female", "Female"),
                            ("male", "Male"),
                            ("not recorded", "Not recorded"),
                        ],
                        max_length=20,
                    ),
                ),
                ("by_video", models.BooleanField(default=True)),
                ("week_limit", models.PositiveSmallIntegerField(default=3)),
                (
                    "calendar",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviewer",
                        to="appointments.calendar",
                    ),
                ),
                (
                    "staff_member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interviewer",
                        to="workforce.staffmember",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviewers",
                        to="appointments.site",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Interview",
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
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "Booked"),
                            ("under way", "Under way"),
                            ("held", "Held"),
                            ("not held", "Not held"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="booked",
                        max_length=20,
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("in person", "In person"), ("video", "By video")],
                        max_length=20,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("break_minutes", models.PositiveSmallIntegerField(default=0)),
                ("language", models.CharField(blank=True, max_length=60)),
                ("dialect", models.CharField(blank=True, max_length=60)),
                ("interpreter_on_site", models.BooleanField(default=False)),
                ("wishes_unmet", models.JSONField(default=list)),
                ("short_notice", models.BooleanField(default=False)),
                ("because", models.CharField(blank=True, max_length=300)),
                ("booked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
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
                        default="",
                        max_length=30,
                    ),
                ),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "cancelled_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("claimant", "Claimant asked"),
                            ("representative", "Representative asked"),
                            ("interviewer", "Interviewer not available"),
                            ("interpreter", "Interpreter not available"),
                            ("adult", "Responsible adult not available"),
                            ("site", "Site or room not available"),
                            ("barrier", "Something came up on the case"),
                            ("replanned", "Planned anew"),
                            ("error", "Booked in error"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("cancelled_because", models.CharField(blank=True, max_length=300)),
                (
                    "booked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interviews",
                        to="casework.case",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="appointments.interview",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="appointments.host",
                    ),
                ),
                (
                    "interpreter",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="appointments.interpreter",
                    ),
                ),
                (
                    "interviewer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="appointments.interviewer",
                    ),
                ),
                (
                    "representative",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="appointments.representative",
                    ),
                ),
                (
                    "adult",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="appointments.responsibleadult",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="appointments.room",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="appointments.site",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="interpreter",
            name="base",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="interpreters",
                to="appointments.site",
            ),
        ),
        migrations.AddField(
            model_name="host",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hosts",
                to="appointments.site",
            ),
        ),
        migrations.CreateModel(
            name="Between",
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
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="appointments.site",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="appointments.site",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Taken",
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
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("shared", models.BooleanField(default=False)),
                (
                    "calendar",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken",
                        to="appointments.calendar",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taken",
                        to="appointments.interview",
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
            name="Away",
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
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("leave", "Leave or other work"),
                            ("illness", "Illness"),
                            ("cancelled", "Cancelled by them"),
                            ("closure", "Closed"),
                            ("fault", "Fault or repair"),
                            ("emergency", "Emergency"),
                        ],
                        max_length=20,
                    ),
                ),
                ("because", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aways",
                        to="appointments.calendar",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["calendar"],
                        name="appointments_away_of_calendar",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("during__isempty", False),
                            ("during__lower_inf", False),
                            ("during__upper_inf", False),
                        ),
                        name="appointments_away_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True), ("ended_by__isnull", True)
                            ),
                            models.Q(
                                ("ended_at__isnull", False), ("ended_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="appointments_away_ended_at_and_ended_by_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hours",
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
                ("weekday", models.PositiveSmallIntegerField(null=True)),
                ("on", models.DateField(null=True)),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("from_on", models.DateField(null=True)),
                ("to_on", models.DateField(null=True)),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours",
                        to="appointments.calendar",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes__gt", models.F("opens"))),
                        name="appointments_hours_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("on", None),
                                ("weekday__isnull", False),
                                ("weekday__lte", 6),
                            ),
                            models.Q(
                                ("from_on", None),
                                ("on__isnull", False),
                                ("to_on", None),
                                ("weekday", None),
                            ),
                            _connector="OR",
                        ),
                        name="appointments_hours_weekday_or_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("from_on__isnull", True),
                            ("to_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="appointments_hours_to_on_not_before_from_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InterpreterConflict",
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
                ("because", models.TextField()),
                ("declared_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interpreter_conflicts",
                        to="casework.case",
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "interpreter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflicts",
                        to="appointments.interpreter",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("case", "interpreter"),
                        name="appointments_conflict_declared_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("because", ""), _negated=True),
                        name="appointments_conflict_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True), ("ended_by__isnull", True)
                            ),
                            models.Q(
                                ("ended_at__isnull", False), ("ended_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="appointments_interpreterconflict_ended_at_and_ended_by_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InterpreterLanguage",
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
                ("language", models.CharField(max_length=60)),
                ("dialect", models.CharField(blank=True, max_length=60)),
                ("level", models.PositiveSmallIntegerField()),
                ("assessed_on", models.DateField(null=True)),
                (
                    "interpreter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="languages",
                        to="appointments.interpreter",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["language"], name="appointments_language_spoken"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("interpreter", "language", "dialect"),
                        name="appointments_language_said_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 4)),
                        name="appointments_language_level_one_to_four",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="representative",
            constraint=models.UniqueConstraint(
                fields=("organisation", "name"), name="appointments_representative_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="representative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_on__isnull", True),
                    ("from_on__isnull", True),
                    ("to_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="appointments_representative_to_on_not_before_from_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibleadult",
            constraint=models.UniqueConstraint(
                fields=("organisation", "name"), name="appointments_adult_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibleadult",
            constraint=models.CheckConstraint(
                condition=models.Q(("of_the_department", False)),
                name="appointments_adult_is_independent",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibleadult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_on__isnull", True),
                    ("from_on__isnull", True),
                    ("to_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="appointments_responsibleadult_to_on_not_before_from_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewneeds",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("representative_attends", False),
                    ("representative__isnull", False),
                    _connector="OR",
                ),
                name="appointments_needs_attended_by_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewneeds",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("standby", False),
                    ("short_notice_agreed_on__isnull", False),
                    _connector="OR",
                ),
                name="appointments_needs_standby_agreed",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_on__isnull", True),
                    ("from_on__isnull", True),
                    ("to_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="appointments_site_to_on_not_before_from_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="appointments_site_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(
                fields=("site", "name"), name="appointments_room_named_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.CheckConstraint(
                condition=models.Q(("seats__gte", 2)),
                name="appointments_room_seats_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_on__isnull", True),
                    ("from_on__isnull", True),
                    ("to_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="appointments_room_to_on_not_before_from_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.UniqueConstraint(
                fields=("postcode_area", "site"), name="appointments_journey_once"
            ),
        ),
        migrations.AddIndex(
            model_name="interview",
            index=models.Index(
                fields=["site", "starts_at"], name="appointments_interview_at_site"
            ),
        ),
        migrations.AddIndex(
            model_name="interview",
            index=models.Index(
                fields=["interviewer", "starts_at"], name="appointments_interview_by"
            ),
        ),
        migrations.AddIndex(
            model_name="interview",
            index=models.Index(
                fields=["interpreter", "starts_at"], name="appointments_interview_with"
            ),
        ),
        migrations.AddIndex(
            model_name="interview",
            index=models.Index(
                fields=["starts_at"], name="appointments_interview_by_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="appointments_interview_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["booked", "under way"])),
                fields=("case",),
                name="appointments_interview_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "held"), _negated=True),
                    ("outcome__in", ["completed", "part heard"]),
                    _connector="OR",
                ),
                name="appointments_interview_held_with_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "not held"), _negated=True),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(
                            ("outcome__in", ["completed", "part heard"]), _negated=True
                        ),
                    ),
                    _connector="OR",
                ),
                name="appointments_interview_not_held_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["held", "not held"]),
                    ("outcome", ""),
                    _connector="OR",
                ),
                name="appointments_interview_outcome_at_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancelled_at__isnull", False),
                        ("state", "cancelled"),
                        models.Q(("cancelled_for", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "cancelled"), _negated=True),
                        ("cancelled_at", None),
                        ("cancelled_for", ""),
                    ),
                    _connector="OR",
                ),
                name="appointments_interview_cancelled_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancelled_at__isnull", True), ("cancelled_by__isnull", True)
                    ),
                    models.Q(
                        ("cancelled_at__isnull", False), ("cancelled_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="appointments_interview_cancelled_at_and_cancelled_by_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True),
                    ("started_at__isnull", True),
                    ("ended_at__gte", models.F("started_at")),
                    _connector="OR",
                ),
                name="appointments_interview_ended_at_not_before_started_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="interpreter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contract_until__isnull", True),
                    ("contract_from__isnull", True),
                    ("contract_until__gte", models.F("contract_from")),
                    _connector="OR",
                ),
                name="appointments_interpreter_contract_until_not_before_contract_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="interpreter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_person", True), ("by_video", True), _connector="OR"
                ),
                name="appointments_interpreter_takes_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="host",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_on__isnull", True),
                    ("from_on__isnull", True),
                    ("to_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="appointments_host_to_on_not_before_from_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="host",
            constraint=models.CheckConstraint(
                condition=models.Q(("at_once__gte", 1)),
                name="appointments_host_receives_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="between",
            constraint=models.UniqueConstraint(
                fields=("one", "other"), name="appointments_between_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="between",
            constraint=models.CheckConstraint(
                condition=models.Q(("one__lt", models.F("other"))),
                name="appointments_between_ordered",
            ),
        ),
        migrations.AddIndex(
            model_name="taken",
            index=models.Index(
                condition=models.Q(("shared", True)),
                fields=["calendar"],
                name="appointments_taken_shared",
            ),
        ),
        migrations.AddConstraint(
            model_name="taken",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("shared", False)),
                expressions=[(models.F("calendar"), "="), (models.F("during"), "&&")],
                name="appointments_taken_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="taken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("during__isempty", False),
                    ("during__lower_inf", False),
                    ("during__upper_inf", False),
                ),
                name="appointments_taken_has_an_end",
            ),
        ),
    ]

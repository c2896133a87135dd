"""Private links by which people see their appointment, and what they answer there."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0006_plans"),
        ("casework", "0016_notes_of_evidence"),
        ("core", "0007_messages_are_carried"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PrivateLink",
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
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "asks",
                    models.CharField(
                        choices=[
                            ("year of birth", "Year of birth"),
                            (
                                "end of the reference",
                                "Last four characters of the reference",
                            ),
                            ("their reference", "Reference of the representative"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "answers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), size=None
                    ),
                ),
                ("reference", models.CharField(max_length=20)),
                ("called", models.CharField(blank=True, max_length=120)),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("wrong", models.PositiveSmallIntegerField(default=0)),
                ("wrong_since", models.DateTimeField(null=True)),
                ("wrong_in_all", models.PositiveSmallIntegerField(default=0)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_because", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="private_links",
                        to="casework.case",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="private_links",
                        to="appointments.interview",
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="private_link",
                        to="core.message",
                    ),
                ),
                (
                    "revoked_by",
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
            name="LinkAnswer",
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
                    "recipient",
                    models.CharField(
                        choices=[
                            ("claimant", "Claimant"),
                            ("representative", "Representative"),
                            ("staff", "Member of staff"),
                            ("interpreter", "Interpreter"),
                            ("host", "Host"),
                            ("adult", "Responsible adult"),
                            ("local authority", "Local authority"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("confirmed", "Confirmed"),
                            ("change", "Asked to change it"),
                        ],
                        max_length=20,
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
                ("because", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("changed", "Changed"),
                            ("cancelled", "Cancelled"),
                            ("kept", "Kept as it was"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_because", models.CharField(blank=True, max_length=300)),
                (
                    "answered_by",
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
                        related_name="+",
                        to="casework.case",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="link_answers",
                        to="appointments.interview",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="given",
                        to="appointments.privatelink",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="privatelink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__isnull", True),
                    ("issued_at__isnull", True),
                    ("expires_at__gte", models.F("issued_at")),
                    _connector="OR",
                ),
                name="appointments_privatelink_expires_at_not_before_issued_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="privatelink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("revoked_at__isnull", True), ("revoked_by__isnull", True)
                    ),
                    models.Q(
                        ("revoked_at__isnull", False), ("revoked_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="appointments_privatelink_revoked_at_and_revoked_by_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="privatelink",
            constraint=models.CheckConstraint(
                condition=models.Q(("answers__len__gt", 0)),
                name="appointments_privatelink_second_factor",
            ),
        ),
        migrations.AddIndex(
            model_name="linkanswer",
            index=models.Index(
                condition=models.Q(("answered_at", None), ("kind", "change")),
                fields=["at"],
                name="appointments_linkanswer_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None), ("kind", "change")),
                fields=("interview", "recipient"),
                name="appointments_linkanswer_asked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "confirmed")),
                fields=("interview", "recipient", "sequence"),
                name="appointments_linkanswer_confirmed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "confirmed"),
                    models.Q(("because", ""), _negated=True),
                    _connector="OR",
                ),
                name="appointments_linkanswer_change_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("outcome", "")),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("kind", "change"),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="appointments_linkanswer_answered_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", True), ("answered_by__isnull", True)
                    ),
                    models.Q(
                        ("answered_at__isnull", False), ("answered_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="appointments_linkanswer_answered_at_and_answered_by_paired",
            ),
        ),
    ]

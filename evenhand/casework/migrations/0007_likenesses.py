"""Likenesses between persons, and cases linked as one family; each seen with both cases."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.visibility import protect_between


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_reference_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseLink",
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
                        choices=[("family", "Family")], default="family", max_length=20
                    ),
                ),
                ("evidence", models.TextField()),
                ("linked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.TextField(blank=True)),
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
                    "linked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.case",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))),
                        name="casework_caselink_ordered",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("one", "other", "kind"),
                        name="casework_caselink_made_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("evidence", ""), _negated=True),
                        name="casework_caselink_has_evidence",
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
                        name="casework_caselink_ended_at_and_ended_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("linked_at__isnull", True),
                            ("ended_at__gte", models.F("linked_at")),
                            _connector="OR",
                        ),
                        name="casework_caselink_ended_at_not_before_linked_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Likeness",
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
                            ("same person", "One person"),
                            ("family", "One family"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("very likely", "Very likely"),
                            ("likely", "Likely"),
                            ("possible", "Possible"),
                        ],
                        max_length=20,
                    ),
                ),
                ("weight", models.FloatField()),
                ("evidence", models.JSONField()),
                ("found_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("suggested", "To be looked at"),
                            ("joined", "Joined"),
                            ("refused", "Said not to be so"),
                            ("withdrawn", "No longer suggested"),
                        ],
                        default="suggested",
                        max_length=20,
                    ),
                ),
                (
                    "joined_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("same person", "One person"),
                            ("family", "One family"),
                        ],
                        max_length=20,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("because", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.person",
                    ),
                ),
                (
                    "one_case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.case",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.person",
                    ),
                ),
                (
                    "other_case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["state", "-weight", "id"],
                        name="casework_likeness_best_first",
                    ),
                    models.Index(fields=["one_case"], name="casework_likeness_of_one"),
                    models.Index(
                        fields=["other_case"], name="casework_likeness_of_other"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))),
                        name="casework_likeness_ordered",
                    ),
                    models.UniqueConstraint(
                        fields=("one", "other", "kind"),
                        name="casework_likeness_said_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="casework_likeness_decided_at_and_decided_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("state__in", ["joined", "refused"]),
                                models.Q(("because", ""), _negated=True),
                            ),
                            models.Q(
                                ("decided_at__isnull", True),
                                models.Q(
                                    ("state__in", ["joined", "refused"]), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="casework_likeness_judged_by_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "joined"), ("joined_as", ""), _connector="XOR"
                        ),
                        name="casework_likeness_joined_as_something",
                    ),
                ],
            },
        ),
        protect_between("casework_caselink", one="one_id", other="other_id"),
        protect_between("casework_likeness", one="one_case_id", other="other_case_id"),
    ]

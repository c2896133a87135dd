"""A diary and a log of contacts for each case, seen with it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.visibility import protect_children


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0008_likeness_codes"),
        ("workforce", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
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
                    "whom",
                    models.CharField(
                        choices=[
                            ("claimant", "The claimant"),
                            ("representative", "Their representative"),
                            (
                                "responsible adult",
                                "A responsible adult or social worker",
                            ),
                            ("local authority", "The local authority"),
                            ("accommodation provider", "The accommodation provider"),
                            ("police", "The police"),
                            ("another department", "Another unit or department"),
                            ("other", "Somebody else"),
                        ],
                        max_length=40,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("phone", "By phone"),
                            ("video", "By video"),
                            ("in person", "In person"),
                            ("email", "By email"),
                            ("letter", "By letter"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reached", models.BooleanField(default=True)),
                ("said", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
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
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["case", "-at"], name="casework_contact_of_a_case"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("said", ""), _negated=True),
                        name="casework_contact_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recorded_at__gte", models.F("at"))),
                        name="casework_contact_recorded_after_it",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DiaryEntry",
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
                ("text", models.CharField(max_length=500)),
                ("due_on", models.DateField()),
                ("written_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="diary",
                        to="casework.case",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "whose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="diary",
                        to="workforce.staffmember",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["whose", "due_on"],
                        name="casework_diary_of_a_person",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="casework_diaryentry_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("done_at__isnull", True), ("done_by__isnull", True)
                            ),
                            models.Q(
                                ("done_at__isnull", False), ("done_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="casework_diaryentry_done_at_and_done_by_paired",
                    ),
                ],
            },
        ),
        protect_children("casework_contact"),
        protect_children("casework_diaryentry"),
    ]

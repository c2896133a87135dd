"""Notes of evidence towards deciding without an interview, seen with their case."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.visibility import protect_children


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0015_answers_with_their_case"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceNote",
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
                            ("evidence-may-suffice", "The evidence may be enough"),
                            (
                                "medical-evidence",
                                "Medical evidence of being unfit has come",
                            ),
                            (
                                "chance-to-send-more",
                                "The chance to send more has been given",
                            ),
                        ],
                        max_length=30,
                    ),
                ),
                ("dated_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("text", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence_notes",
                        to="casework.case",
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
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("case", "kind"),
                        name="casework_evidencenote_noted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="casework_evidencenote_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "chance-to-send-more"),
                                ("until_on__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("kind", "chance-to-send-more"), _negated=True
                                ),
                                ("until_on", None),
                            ),
                            _connector="OR",
                        ),
                        name="casework_evidencenote_chance_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("dated_on__isnull", True),
                            ("until_on__gte", models.F("dated_on")),
                            _connector="OR",
                        ),
                        name="casework_evidencenote_until_on_not_before_dated_on",
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
                        name="casework_evidencenote_ended_at_and_ended_by_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("recorded_at__isnull", True),
                            ("ended_at__gte", models.F("recorded_at")),
                            _connector="OR",
                        ),
                        name="casework_evidencenote_ended_at_not_before_recorded_at",
                    ),
                ],
            },
        ),
        protect_children("casework_evidencenote"),
    ]

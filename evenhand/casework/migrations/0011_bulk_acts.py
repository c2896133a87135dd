"""One act on many cases, seen by whoever asked; its parts with their cases."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.visibility import protect_children, protect_with


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0010_search_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkAct",
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
                ("key", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("review", "Review a barrier"),
                            ("open", "Open a barrier"),
                            ("progressor", "Change who moves them on"),
                            ("note", "Add a note"),
                            ("diary", "Write in the diary"),
                        ],
                        max_length=20,
                    ),
                ),
                ("data", models.JSONField()),
                ("because", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "by",
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
                        fields=("by", "key"), name="casework_bulkact_asked_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkPart",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("done", "Done"),
                            ("not done", "Not done"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("why_not", models.CharField(blank=True, max_length=300)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="casework.bulkact",
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
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["act", "id"],
                        name="casework_bulkpart_to_do",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("act", "case"), name="casework_bulkpart_once_for_a_case"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "not done"), ("why_not", ""), _connector="XOR"
                        ),
                        name="casework_bulkpart_not_done_for_a_reason",
                    ),
                ],
            },
        ),
        protect_children("casework_bulkpart"),
        protect_with(
            "casework_bulkact",
            "(SELECT viewer_is_service()) OR by_id = (SELECT viewer())",
        ),
    ]

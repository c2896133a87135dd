"""Cases that were skipped or passed back, seen with their case."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.visibility import protect_children


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0010_search_words"),
        ("planning", "0007_gains"),
        ("releases", "0002_bundles_never_change"),
        ("workforce", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Passing",
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
                            ("skipped", "Skipped"),
                            ("passed back", "Passed back"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(max_length=40)),
                ("words", models.TextField(blank=True)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="passing",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="passing",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="passings",
                to="casework.case",
            ),
        ),
        migrations.AddField(
            model_name="passing",
            name="staff_member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="passings",
                to="workforce.staffmember",
            ),
        ),
        migrations.AddIndex(
            model_name="passing",
            index=models.Index(
                fields=["staff_member", "-on"], name="planning_passing_of_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="passing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "skipped")),
                fields=("case", "staff_member", "on"),
                name="planning_passing_skipped_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="passing",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="planning_passing_has_a_reason",
            ),
        ),
        protect_children("planning_passing"),
    ]

"""A run may be about one person's cases or one case, and is then seen with it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.visibility import protect_of_a_case


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0004_conflicts"),
        ("planning", "0002_who_may_see"),
        ("releases", "0002_bundles_never_change"),
        ("workforce", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reallocations",
                to="casework.case",
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reallocations",
                to="workforce.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "The week's plan"),
                    ("leaves", "is leaving"),
                    ("away", "is away"),
                    ("conflict", "has a conflict of interest"),
                ],
                default="",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case", None), ("person", None), ("why", "")),
                    models.Q(
                        ("case", None),
                        ("person__isnull", False),
                        ("why__in", ("leaves", "away")),
                    ),
                    models.Q(
                        ("case__isnull", False),
                        ("person__isnull", False),
                        ("why", "conflict"),
                    ),
                    _connector="OR",
                ),
                name="planning_run_about_what_its_reason_says",
            ),
        ),
        protect_of_a_case("planning_run"),
    ]

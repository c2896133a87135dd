"""A run may be about one case that its owner passed back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0008_passings")]

    operations = [
        migrations.RemoveConstraint(
            model_name="run",
            name="planning_run_about_what_its_reason_says",
        ),
        migrations.AlterField(
            model_name="run",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "The week's plan"),
                    ("leaves", "is leaving"),
                    ("away", "is away"),
                    ("conflict", "has a conflict of interest"),
                    ("passed back", "passed the case back"),
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
                        ("why__in", ("conflict", "passed back")),
                    ),
                    _connector="OR",
                ),
                name="planning_run_about_what_its_reason_says",
            ),
        ),
    ]

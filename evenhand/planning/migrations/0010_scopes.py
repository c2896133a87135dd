"""A run is of the nation or of one unit, of a week or of caseloads; one in a night."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0009_passed_back"),
        ("workforce", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workforce.unit",
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="places",
            field=models.CharField(
                choices=[
                    ("week", "This week's places"),
                    ("caseload", "Full caseloads"),
                ],
                default="week",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="night_of",
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("why", ""),
                    models.Q(("night_of", None), ("places", "week"), ("unit", None)),
                    _connector="OR",
                ),
                name="planning_run_of_a_unit_is_a_weeks",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                fields=("night_of",), name="planning_run_one_a_night"
            ),
        ),
    ]

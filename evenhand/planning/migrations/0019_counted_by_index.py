"""Indexes by which runs are counted, and none that another one serves.

Each index of proposals and effects is written to once for every case of every run.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0018_touches")]

    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proposals",
                to="planning.run",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="to_owner",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workforce.staffmember",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="to_unit",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workforce.unit",
            ),
        ),
        migrations.AlterField(
            model_name="effect",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="effects",
                to="planning.run",
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(
                condition=models.Q(("to_owner__isnull", False)),
                fields=["to_owner"],
                name="planning_proposal_to_a_person",
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(
                fields=["run", "state", "why_not", "to_unit"],
                include=("restriction",),
                name="planning_proposal_counted",
            ),
        ),
    ]

"""Handovers carry their case's restriction, as proposals do, so that counting is quick.

Looked up in its case row by row, a year of handovers cost a quarter of a second a page.
The database carries the copy along, so that a case restricted later is hidden here too.
"""

import django.db.models.deletion
from django.db import migrations, models

from evenhand.core.visibility import follow_the_case, protect_cases, protect_children


FILL = """
UPDATE planning_handover h SET restriction = c.restriction
FROM casework_case c WHERE c.id = h.case_id AND c.restriction <> ''
"""


def _the_other_way(operation: migrations.RunSQL) -> migrations.RunSQL:
    return migrations.RunSQL(operation.reverse_sql, operation.sql)


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0019_counted_by_index"),
        ("casework", "0002_who_may_see"),
    ]

    operations = [
        migrations.AddField(
            model_name="handover",
            name="restriction",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="handover",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="casework.case",
            ),
        ),
        follow_the_case("planning_handover"),
        _the_other_way(protect_children("planning_handover")),
        protect_cases("planning_handover"),
        migrations.AlterField(
            model_name="handover",
            name="acceptance",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="handovers",
                to="planning.acceptance",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                fields=["acceptance"],
                include=["restriction", "undone_at"],
                name="planning_handover_of_an_act",
            ),
        ),
    ]

"""Columns lose indexes of their own where another index begins with them.

Each row that comes in is written to every index of its table.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0013_counted_by_index"),
        ("workforce", "0003_units_close"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="owned_cases",
                to="workforce.staffmember",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="responsible_unit",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="workforce.unit",
            ),
        ),
        migrations.AlterField(
            model_name="externalreference",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="references",
                to="casework.case",
            ),
        ),
        migrations.AlterField(
            model_name="personlanguage",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="languages",
                to="casework.person",
            ),
        ),
        migrations.AlterField(
            model_name="personnationality",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="nationalities",
                to="casework.person",
            ),
        ),
    ]

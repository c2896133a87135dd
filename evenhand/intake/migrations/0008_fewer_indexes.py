"""Rows of trackers lose the indexes that others serve: each is written twice."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0011_bulk_acts"),
        ("intake", "0007_headings_and_warned"),
        ("workforce", "0002_saved_views"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="trackerrow",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tracker_rows",
                to="casework.case",
            ),
        ),
        migrations.AlterField(
            model_name="trackerrow",
            name="mended_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="trackerrow",
            name="of",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="intake.import",
            ),
        ),
        migrations.AlterField(
            model_name="trackerrow",
            name="sheet",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="intake.importsheet",
            ),
        ),
        migrations.AlterField(
            model_name="trackerrow",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workforce.unit",
            ),
        ),
        # Kept apart from the row and as they are: a row is written twice, and packing
        # its cells each time took longer than writing them.
        migrations.RunSQL(
            """
            ALTER TABLE intake_trackerrow ALTER COLUMN cells SET STORAGE EXTERNAL;
            ALTER TABLE intake_trackerrow ALTER COLUMN "values" SET STORAGE EXTERNAL;
            """,
            """
            ALTER TABLE intake_trackerrow ALTER COLUMN cells SET STORAGE EXTENDED;
            ALTER TABLE intake_trackerrow ALTER COLUMN "values" SET STORAGE EXTENDED;
            """,
        ),
    ]

"""A file is kept as it is: packing one of 30 MB took longer than writing it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("intake", "0008_fewer_indexes")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE intake_importcontent ALTER COLUMN data SET STORAGE EXTERNAL",
            "ALTER TABLE intake_importcontent ALTER COLUMN data SET STORAGE EXTENDED",
        )
    ]

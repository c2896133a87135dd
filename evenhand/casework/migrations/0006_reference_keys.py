"""References of other systems keep the key by which trackers are matched."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0005_next_actions"),
    ]

    operations = [
        migrations.AddField(
            model_name="externalreference",
            name="key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    django.db.models.functions.text.Upper("value"),
                    models.Value("[^[:alnum:]/]"),
                    models.Value(""),
                    models.Value("g"),
                    function="regexp_replace",
                ),
                output_field=models.CharField(max_length=60),
            ),
        ),
        migrations.AddIndex(
            model_name="externalreference",
            index=models.Index(fields=["key"], name="casework_externalref_by_key"),
        ),
    ]

"""Likenesses have an address that counts nothing."""

import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0007_likenesses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="likeness",
            name="casework_likeness_best_first",
        ),
        migrations.AddField(
            model_name="likeness",
            name="code",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Left(
                    django.db.models.functions.text.MD5(
                        django.db.models.functions.text.Concat(
                            "kind",
                            models.Value(" "),
                            django.db.models.functions.comparison.Cast(
                                "one_id", models.TextField()
                            ),
                            models.Value(" "),
                            django.db.models.functions.comparison.Cast(
                                "other_id", models.TextField()
                            ),
                            output_field=models.TextField(),
                        )
                    ),
                    12,
                ),
                output_field=models.CharField(max_length=12),
            ),
        ),
        migrations.AddIndex(
            model_name="likeness",
            index=models.Index(
                fields=["state", "-weight", "code"], name="casework_likeness_best_first"
            ),
        ),
    ]

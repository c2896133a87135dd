"""Who was told of the end of an authority is told once."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0009_what_was_sent_is_sealed"),
    ]

    operations = [
        migrations.CreateModel(
            name="LapseNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("authority", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[("soon", "Ends soon"), ("over", "Has ended")],
                        max_length=10,
                    ),
                ),
                ("ends_on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lapse_notices",
                        to="releases.policyrelease",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("release", "authority", "kind", "ends_on"),
                        name="releases_lapsenotice_once",
                    )
                ],
            },
        ),
    ]

"""Indexes by which cases are counted without reading them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0012_outlines")]

    operations = [
        migrations.AddIndex(
            model_name="outline",
            index=models.Index(
                fields=["case"],
                condition=models.Q(("alone_at_claim", True)),
                name="casework_outline_alone",
            ),
        ),
        migrations.RemoveIndex(model_name="case", name="casework_case_longest_waiting"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["claimed_on", "ref"],
                include=("stage", "restriction"),
                name="casework_case_by_wait",
            ),
        ),
    ]

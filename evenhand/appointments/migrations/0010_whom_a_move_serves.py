"""Whoever has a time because another is put elsewhere is named beside that other."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0009_links_name_their_reader"),
    ]

    operations = [
        migrations.AddField(
            model_name="plannedinterview",
            name="serves",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="served_by",
                to="appointments.plannedinterview",
            ),
        ),
    ]

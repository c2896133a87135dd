"""A replay is seen with its run."""

from django.db import migrations

from evenhand.core.visibility import protect_grandchildren


class Migration(migrations.Migration):
    dependencies = [("planning", "0013_replays")]

    operations = [
        protect_grandchildren(
            "planning_replay", parent="planning_run", column="run_id"
        ),
    ]

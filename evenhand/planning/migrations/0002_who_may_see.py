"""Outcomes and proposals are seen with their case; a run's input by its service only."""

from django.db import migrations

from evenhand.core.visibility import protect_children


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_tables"), ("casework", "0002_who_may_see")]

    operations = [
        protect_children("planning_outcome"),
        protect_children("planning_proposal"),
        migrations.RunSQL(
            """
            ALTER TABLE planning_runinput ENABLE ROW LEVEL SECURITY;
            CREATE POLICY planning_runinput_seen ON planning_runinput
            USING ((SELECT viewer_is_service()));
            """,
            "DROP POLICY planning_runinput_seen ON planning_runinput",
        ),
    ]

"""Outcomes and proposals are seen with their case; a run's input by its service only."""

from django.db import migrations

from evenhand.core.visibility import protect_children, protect_from_people


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_tables"), ("casework", "0002_who_may_see")]

    operations = [
        protect_children("planning_outcome"),
        protect_children("planning_proposal"),
        protect_from_people("planning_runinput"),
    ]

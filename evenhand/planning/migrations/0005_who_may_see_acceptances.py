"""Openings, overrides and handovers are seen with their case; an act with a part of it."""

from django.db import migrations

from evenhand.core.visibility import protect_acts, protect_children


class Migration(migrations.Migration):
    dependencies = [("planning", "0004_acceptances")]

    operations = [
        protect_children("planning_opening"),
        protect_children("planning_override"),
        protect_children("planning_handover"),
        protect_acts(
            "planning_acceptance", part="planning_handover", column="acceptance_id"
        ),
    ]

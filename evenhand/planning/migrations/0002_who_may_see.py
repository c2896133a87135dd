"""Outcomes and proposals are seen with their case; a run's input by its service only."""

from django.db import migrations

from evenhand.core.visibility import protect_cases, protect_from_people


def follow_the_case(table: str) -> migrations.RunSQL:
    """The copied restriction is the case's, always: the database carries it along."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_restricted_as_its_case
        FOREIGN KEY (case_id, restriction) REFERENCES casework_case (id, restriction)
        ON UPDATE CASCADE ON DELETE CASCADE;
        """,
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_restricted_as_its_case",
    )


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_tables"), ("casework", "0002_who_may_see")]

    operations = [
        follow_the_case("planning_outcome"),
        follow_the_case("planning_proposal"),
        protect_cases("planning_outcome"),
        protect_cases("planning_proposal"),
        protect_from_people("planning_runinput"),
    ]

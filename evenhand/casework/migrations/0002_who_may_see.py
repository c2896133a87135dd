"""Row-level security on cases, all that hangs on them, and the histories of core."""

from django.db import migrations

from evenhand.core.visibility import (
    protect_by_clearance,
    protect_cases,
    protect_children,
    protect_from_people,
    protect_grandchildren,
    protect_history,
)


CHILDREN = (
    "casework_barrier",
    "casework_caseperson",
    "casework_detention",
    "casework_expedite",
    "casework_externalreference",
    "casework_note",
    "casework_person",
    "casework_representation",
    "casework_residence",
    "casework_support",
)

GRANDCHILDREN = (
    "casework_personlanguage",
    "casework_personnationality",
    "casework_vulnerability",
)


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_tables"), ("core", "0002_who_may_see")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE casework_case_number", "DROP SEQUENCE casework_case_number"
        ),
        # What copies a case's restriction refers to both columns, to follow it.
        migrations.RunSQL(
            "ALTER TABLE casework_case ADD CONSTRAINT casework_case_and_its_restriction "
            "UNIQUE (id, restriction)",
            "ALTER TABLE casework_case "
            "DROP CONSTRAINT casework_case_and_its_restriction",
        ),
        protect_cases("casework_case"),
        *(protect_children(table) for table in CHILDREN),
        *(
            protect_grandchildren(table, parent="casework_person", column="person_id")
            for table in GRANDCHILDREN
        ),
        migrations.RunSQL(
            """
            ALTER TABLE casework_personlink ENABLE ROW LEVEL SECURITY;
            CREATE POLICY casework_personlink_seen ON casework_personlink USING (
                EXISTS (SELECT FROM casework_person p
                        WHERE p.id = casework_personlink.one_id)
                AND EXISTS (SELECT FROM casework_person p
                            WHERE p.id = casework_personlink.other_id));
            """,
            "DROP POLICY casework_personlink_seen ON casework_personlink",
        ),
        # Facts hold what not every reader of a case may read, so that only the service
        # that gathers and explains reads them.
        protect_from_people("casework_casefacts"),
        protect_by_clearance("casework_highharm", "high-harm", case="case_id"),
        protect_history("core_event"),
        protect_history("core_look"),
        protect_children("core_message", optional=True),
    ]

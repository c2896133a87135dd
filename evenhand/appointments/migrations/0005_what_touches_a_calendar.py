"""A calendar is touched as well when what is known of its room or person changes."""

from django.db import migrations


TOUCH = """
CREATE FUNCTION appointments_touch_through() RETURNS trigger LANGUAGE plpgsql AS $$
-- Arguments: the table that has the calendar, its column, and ours that refers to it.
DECLARE
    stamp bigint := pg_current_xact_id()::text::bigint;
    changed jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
    EXECUTE format(
        'UPDATE appointments_calendar c SET touched = $1 FROM %I x'
        ' WHERE x.%I = $2 AND c.id = x.calendar_id AND c.touched < $1',
        TG_ARGV[0], TG_ARGV[1]
    ) USING stamp, (changed ->> TG_ARGV[2])::bigint;
    RETURN NULL;
END $$;
"""


def _touches(table: str, function: str, *arguments: str) -> migrations.RunSQL:
    said = ", ".join(f"'{argument}'" for argument in arguments)
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_touches AFTER INSERT OR UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {function}({said});
        """,
        f"DROP TRIGGER {table}_touches ON {table}",
    )


OWNERS = (
    "appointments_site",
    "appointments_room",
    "appointments_host",
    "appointments_interviewer",
    "appointments_interpreter",
    "appointments_representative",
    "appointments_responsibleadult",
)
THROUGH = (
    (
        "appointments_interpreterlanguage",
        "appointments_interpreter",
        "id",
        "interpreter_id",
    ),
    (
        "workforce_skillheld",
        "appointments_interviewer",
        "staff_member_id",
        "staff_member_id",
    ),
    ("workforce_staffmember", "appointments_interviewer", "staff_member_id", "id"),
    ("appointments_journey", "appointments_site", "id", "site_id"),
    ("appointments_between", "appointments_site", "id", "one_id"),
)


class Migration(migrations.Migration):
    dependencies = [("appointments", "0004_the_day_is_kept")]

    operations = [
        migrations.RunSQL(TOUCH, "DROP FUNCTION appointments_touch_through() CASCADE"),
        *(_touches(table, "appointments_touch") for table in OWNERS),
        *(
            _touches(table, "appointments_touch_through", *arguments)
            for table, *arguments in THROUGH
        ),
    ]

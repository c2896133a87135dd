"""What hangs on a case is seen with it, and calendars say when they last changed."""

from django.db import migrations

from evenhand.core.visibility import protect_children


TOUCH = """
CREATE FUNCTION appointments_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stamp bigint := pg_current_xact_id()::text::bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE appointments_calendar SET touched = stamp
        WHERE id = OLD.calendar_id AND touched < stamp;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE appointments_calendar SET touched = stamp
        WHERE id = NEW.calendar_id AND touched < stamp;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION appointments_touch_absent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stamp bigint := pg_current_xact_id()::text::bigint;
    who bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.staff_member_id
                       ELSE NEW.staff_member_id END;
BEGIN
    UPDATE appointments_calendar c SET touched = stamp
    FROM appointments_interviewer i
    WHERE i.staff_member_id = who AND c.id = i.calendar_id AND c.touched < stamp;
    RETURN NULL;
END $$;
"""
UNTOUCH = """
DROP FUNCTION appointments_touch() CASCADE;
DROP FUNCTION appointments_touch_absent() CASCADE;
"""


def _touched_by(table: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_touches AFTER INSERT OR UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {function}();
        """,
        f"DROP TRIGGER {table}_touches ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0001_tables"),
        ("casework", "0014_served_by_other_indexes"),
        ("core", "0002_who_may_see"),
        ("workforce", "0003_units_close"),
    ]

    operations = [
        protect_children("appointments_interview"),
        protect_children("appointments_interviewneeds"),
        protect_children("appointments_interpreterconflict"),
        migrations.RunSQL(TOUCH, UNTOUCH),
        _touched_by("appointments_hours", "appointments_touch"),
        _touched_by("appointments_away", "appointments_touch"),
        _touched_by("appointments_taken", "appointments_touch"),
        _touched_by("workforce_absence", "appointments_touch_absent"),
    ]

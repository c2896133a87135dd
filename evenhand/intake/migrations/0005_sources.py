"""Who may see a row is told which sheet of which file it stood in, and who brought it."""

from django.db import migrations


FUNCTION = """
CREATE FUNCTION tracker_sources(sheets bigint[])
RETURNS TABLE (id bigint, sheet text, file text, by text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
    SELECT s.id, s.name, i.file_name, u.name
    FROM intake_importsheet s
    JOIN intake_import i ON i.id = s.of_id
    JOIN core_user u ON u.id = i.received_by_id
    WHERE s.id = ANY (sheets) AND viewer() IS NOT NULL
$$
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_as_trackers_are_read")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION tracker_sources(bigint[])")
    ]

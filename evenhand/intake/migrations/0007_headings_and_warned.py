"""Whoever may see a row is told its headings; rows with a warning are found quickly."""

from django.db import migrations, models


FUNCTION = """
CREATE FUNCTION tracker_headings(sheet bigint)
RETURNS TABLE (heading text, field text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
    SELECT m.read ->> 'heading', m.read ->> 'field'
    FROM intake_importsheet s,
        jsonb_array_elements(s.mapping) WITH ORDINALITY m (read, place)
    WHERE s.id = sheet AND viewer() IS NOT NULL
    ORDER BY m.place
$$
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_undoing_and_mending")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION tracker_headings(bigint)"),
        migrations.AddIndex(
            "trackerrow",
            models.Index(
                fields=["of", "sheet", "row"],
                condition=~models.Q(warnings=[]),
                name="intake_trackerrow_warned",
            ),
        ),
    ]

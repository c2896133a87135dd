"""Private links are seen with their case, and by whoever holds their text."""

from django.db import migrations

from evenhand.core.visibility import protect_with


# Which interview the holder of a link may see. The digest is set for the length of a
# transaction by whoever was shown the link's text; a revoked one opens nothing.
INVITED = """
CREATE FUNCTION invited_interview() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
    SELECT interview_id FROM appointments_privatelink
    WHERE digest = nullif(current_setting('evenhand.link', true), '')
      AND revoked_at IS NULL
$$;
CREATE POLICY appointments_interview_invited ON appointments_interview
FOR SELECT USING (id = (SELECT invited_interview()));
"""
UNDO = """
DROP POLICY appointments_interview_invited ON appointments_interview;
DROP FUNCTION invited_interview();
"""
WITH_THE_CASE = (
    "(SELECT viewer_is_service()) OR "
    "EXISTS (SELECT FROM casework_case c WHERE c.id = {table}.case_id) OR "
)


class Migration(migrations.Migration):
    dependencies = [("appointments", "0007_private_links")]

    operations = [
        migrations.RunSQL(INVITED, UNDO),
        protect_with(
            "appointments_privatelink",
            WITH_THE_CASE.format(table="appointments_privatelink")
            + "digest = nullif(current_setting('evenhand.link', true), '')",
        ),
        protect_with(
            "appointments_linkanswer",
            WITH_THE_CASE.format(table="appointments_linkanswer")
            + "interview_id = (SELECT invited_interview())",
        ),
    ]

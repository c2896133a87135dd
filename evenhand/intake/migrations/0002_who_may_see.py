"""An import is its receiver's and the managers'; a row of a case is seen with the case."""

from django.db import migrations

from evenhand.core.visibility import (
    follow_the_case,
    protect_cases,
    protect_with,
)


FUNCTION = """
CREATE FUNCTION viewer_sees_imports() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
    SELECT EXISTS (
        SELECT FROM core_user u
        WHERE u.id = viewer() AND u.is_active
          AND (u.is_service OR EXISTS (
              SELECT FROM core_rolegrant g
              WHERE g.user_id = u.id AND g.ended_at IS NULL
                AND g.role IN ('administrator', 'workflow_manager'))))
$$
"""
MINE = "received_by_id = (SELECT viewer())"
SEEN = f"{MINE} OR (SELECT viewer_sees_imports())"
OF_MINE = f"of_id IN (SELECT i.id FROM intake_import i WHERE i.{MINE})"
# How a sheet was read may repeat words of rows that not every manager may see.
CLEARED = (
    "(SELECT viewer_sees_imports()) AND "
    "(SELECT viewer_clearances()) @> ARRAY['restricted', 'special']"
)
MAY_SEE = "may_see(restriction, (SELECT viewer_clearances()))"
ROW = f"""
    (SELECT viewer_is_service())
    OR (case_id IS NOT NULL AND {MAY_SEE})
    OR (case_id IS NULL AND (
        {OF_MINE} OR ((SELECT viewer_sees_imports()) AND {MAY_SEE})))
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_tables"), ("core", "0002_who_may_see")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION viewer_sees_imports()"),
        follow_the_case("intake_trackerrow"),
        follow_the_case("intake_clash"),
        protect_with("intake_import", SEEN),
        protect_with("intake_importcontent", OF_MINE),
        protect_with("intake_importsheet", f"{OF_MINE} OR ({CLEARED})"),
        protect_with("intake_trackerrow", ROW),
        protect_cases("intake_clash"),
    ]

"""How many new cases each decision maker can be given in the week of a date."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db import connection


WORKING_DAYS = 5
LISTS = ("also_units", "skills", "clearances", "languages")


def weekly_places(on: date, *, unit: str = "") -> pl.DataFrame:
    """One row for each decision maker in post in the week of `on`, of all units or one.

    Columns: staff_id, ref, name, user_id, unit (code), also_units, skills (in date on
    `on`), clearances, languages, agreed (places in a full week), days_present (of five),
    places: whole places, agreed x days present / 5, rounded down.
    """
    monday = on - timedelta(days=on.weekday())
    saturday = monday + timedelta(days=WORKING_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL, {"on": on, "monday": monday, "saturday": saturday, "unit": unit}
        )
        columns = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    assert frame.columns == columns
    return frame.with_columns(
        # Text until here: lists that are made row by row take longer than the question.
        pl.col(LISTS).str.split("|").fill_null([]),
        places=(pl.col("agreed") * pl.col("days_present")) // WORKING_DAYS,
    )


_SCHEMA: dict[str, Any] = {
    "staff_id": pl.Int64,
    "ref": pl.String,
    "name": pl.String,
    "user_id": pl.Int64,
    "unit": pl.String,
    "also_units": pl.String,
    "skills": pl.String,
    "clearances": pl.String,
    "languages": pl.String,
    "agreed": pl.Int64,
    "days_present": pl.Int64,
}

# What a person holds is put together once for everybody, and joined: asked for each of
# them in turn it takes three times as long.
_SQL = """
WITH decider AS (
    SELECT s.*, u.code AS unit,
           greatest(s.started_on, %(monday)s::date) AS from_on,
           least(coalesce(s.left_on, 'infinity'), %(saturday)s::date) AS to_on
    FROM workforce_staffmember s JOIN workforce_unit u ON u.id = s.unit_id
    WHERE s.decides AND s.started_on < %(saturday)s
      AND (s.left_on IS NULL OR s.left_on > %(on)s)
      AND (%(unit)s = '' OR u.code = %(unit)s)
),
helps AS (
    SELECT au.staffmember_id, string_agg(x.code, '|' ORDER BY x.code) AS codes
    FROM workforce_staffmember_also_units au JOIN workforce_unit x ON x.id = au.unit_id
    WHERE x.closes_on IS NULL OR x.closes_on > %(on)s
    GROUP BY 1
),
trained AS (
    SELECT k.staff_member_id, string_agg(k.skill, '|' ORDER BY k.skill) AS skills
    FROM workforce_skillheld k
    WHERE (k.held_from IS NULL OR k.held_from <= %(on)s)
      AND (k.expires_on IS NULL OR k.expires_on > %(on)s)
    GROUP BY 1
),
cleared AS (
    SELECT g.user_id, string_agg(g.clearance, '|' ORDER BY g.clearance) AS clearances
    FROM core_clearancegrant g WHERE g.ended_at IS NULL
    GROUP BY 1
),
spoken AS (
    SELECT l.staff_member_id, string_agg(l.language, '|' ORDER BY l.language) AS languages
    FROM workforce_languagespoken l
    GROUP BY 1
),
away AS (
    SELECT s.id, count(DISTINCT day) AS days
    FROM workforce_absence a
    JOIN decider s ON s.id = a.staff_member_id
    CROSS JOIN LATERAL generate_series(
        greatest(a.from_on, s.from_on), least(a.to_on, s.to_on) - 1, '1 day') AS day
    WHERE a.from_on < %(saturday)s AND a.to_on > %(monday)s
    GROUP BY 1
)
SELECT s.id AS staff_id, s.ref, s.name, s.user_id, s.unit,
       helps.codes AS also_units, trained.skills, cleared.clearances, spoken.languages,
       s.weekly_places::bigint AS agreed,
       greatest(s.to_on - s.from_on, 0) - coalesce(away.days, 0) AS days_present
FROM decider s
LEFT JOIN helps ON helps.staffmember_id = s.id
LEFT JOIN trained ON trained.staff_member_id = s.id
LEFT JOIN cleared ON cleared.user_id = s.user_id
LEFT JOIN spoken ON spoken.staff_member_id = s.id
LEFT JOIN away ON away.id = s.id
ORDER BY s.ref
"""

"""How many new cases each decision maker can be given in the week of a date."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db import connection


WORKING_DAYS = 5


def weekly_places(on: date) -> pl.DataFrame:
    """One row for each decision maker in post in the week of `on`.

    Columns: staff_id, ref, name, user_id, unit (code), also_units, skills (in date on
    `on`), clearances, languages, agreed (places in a full week), days_present (of five),
    places: whole places, agreed x days present / 5, rounded down.
    """
    monday = on - timedelta(days=on.weekday())
    saturday = monday + timedelta(days=WORKING_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"on": on, "monday": monday, "saturday": saturday})
        columns = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    assert frame.columns == columns
    return frame.with_columns(
        places=(pl.col("agreed") * pl.col("days_present")) // WORKING_DAYS
    )


_SCHEMA: dict[str, Any] = {
    "staff_id": pl.Int64,
    "ref": pl.String,
    "name": pl.String,
    "user_id": pl.Int64,
    "unit": pl.String,
    "also_units": pl.List(pl.String),
    "skills": pl.List(pl.String),
    "clearances": pl.List(pl.String),
    "languages": pl.List(pl.String),
    "agreed": pl.Int64,
    "days_present": pl.Int64,
}

_SQL = """
SELECT s.id AS staff_id, s.ref, s.name, s.user_id, u.code AS unit,
       ARRAY(SELECT x.code FROM workforce_staffmember_also_units au
             JOIN workforce_unit x ON x.id = au.unit_id
             WHERE au.staffmember_id = s.id ORDER BY x.code) AS also_units,
       ARRAY(SELECT k.skill FROM workforce_skillheld k
             WHERE k.staff_member_id = s.id
               AND (k.held_from IS NULL OR k.held_from <= %(on)s)
               AND (k.expires_on IS NULL OR k.expires_on > %(on)s)
             ORDER BY k.skill) AS skills,
       ARRAY(SELECT c.clearance FROM core_clearancegrant c
             WHERE c.user_id = s.user_id AND c.ended_at IS NULL
             ORDER BY c.clearance) AS clearances,
       ARRAY(SELECT l.language FROM workforce_languagespoken l
             WHERE l.staff_member_id = s.id ORDER BY l.language) AS languages,
       s.weekly_places::bigint AS agreed,
       (SELECT count(*) FROM generate_series(0, 4) AS d(n)
        WHERE (%(monday)s::date + n) >= s.started_on
          AND (s.left_on IS NULL OR (%(monday)s::date + n) < s.left_on)
          AND NOT EXISTS (
              SELECT FROM workforce_absence a
              WHERE a.staff_member_id = s.id
                AND a.from_on <= %(monday)s::date + n
                AND a.to_on > %(monday)s::date + n)) AS days_present
FROM workforce_staffmember s
JOIN workforce_unit u ON u.id = s.unit_id
WHERE s.decides AND s.started_on < %(saturday)s
  AND (s.left_on IS NULL OR s.left_on > %(on)s)
ORDER BY s.ref
"""

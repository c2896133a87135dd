"""Store what the rules said of each case: only what changed is written."""

from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from evenhand.planning.models import Run


# What is stored of an outcome: all that the rules said of a case.
FIELDS = (
    "claimed_on",
    "points",
    "band",
    "routed_units",
    "requires",
    "alarms",
    "kind_of_work",
    "ready",
    "held_by",
    "fired",
)
_COLUMNS = ("case_id", *FIELDS)

# Lists come as text, and are made where they are compared and kept.
_LISTS = ("routed_units", "requires", "alarms", "fired")
_STAGE = """
CREATE TEMPORARY TABLE staged_outcome (
    case_id bigint, claimed_on date, points int, band smallint, routed_units text,
    requires text, alarms text, kind_of_work varchar, ready boolean, held_by varchar,
    fired text
) ON COMMIT DROP
"""


def _staged(column: str) -> str:
    if column in _LISTS:
        return f"string_to_array(s.{column}, E'\\x1f')::varchar[]"
    return f"s.{column}"


# In one pass, since most are as they were.
_FIND_WHAT_CHANGED = f"""
CREATE TEMPORARY TABLE changed_outcome ON COMMIT DROP AS
SELECT s.*, o.id AS ended FROM staged_outcome s
LEFT JOIN planning_outcome o ON o.case_id = s.case_id AND upper_inf(o.valid)
WHERE o.id IS NULL OR
    ({", ".join(f"o.{column}" for column in _COLUMNS[1:])}, o.release_id)
    IS DISTINCT FROM
    ({", ".join(_staged(column) for column in _COLUMNS[1:])}, %(release)s::bigint)
"""
_END_WHAT_CHANGED = """
UPDATE planning_outcome o
SET valid = tstzrange(lower(o.valid), greatest(lower(o.valid), %(at)s))
FROM changed_outcome s WHERE o.id = s.ended AND upper_inf(o.valid)
"""
_DROP_WHAT_LASTED_NO_TIME = """
DELETE FROM planning_outcome o USING changed_outcome s
WHERE o.id = s.ended AND isempty(o.valid)
"""
_ADD_WHAT_IS_MISSING = f"""
INSERT INTO planning_outcome
    (case_id, restriction, valid, run_id, release_id, "on", {", ".join(_COLUMNS[1:])})
SELECT s.case_id, c.restriction,
       tstzrange(greatest(%(at)s, (SELECT max(upper(o.valid)) FROM planning_outcome o
                                   WHERE o.case_id = s.case_id)), NULL),
       %(run)s, %(release)s, %(on)s,
       {", ".join(_staged(column) for column in _COLUMNS[1:])}
FROM changed_outcome s JOIN casework_case c ON c.id = s.case_id
WHERE NOT EXISTS (SELECT FROM planning_outcome o
                  WHERE o.case_id = s.case_id AND upper_inf(o.valid))
"""


def store_outcomes(assessed: pl.DataFrame, *, run: Run, at: datetime) -> int:
    """Write the outcomes that differ from those in force; answer how many.

    `assessed` has one row a case with the columns of `_COLUMNS`. Runs inside the
    transaction of the planning service.
    """
    lines = assessed.select(
        pl.col(name).list.join("\x1f") if name in _LISTS else pl.col(name)
        for name in _COLUMNS
    )
    bound: dict[str, Any] = {
        "run": run.pk,
        "release": run.release_id,
        "on": run.on,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_outcome, changed_outcome")
        cursor.execute(_STAGE)
        with cursor.cursor.copy(
            "COPY staged_outcome FROM STDIN (FORMAT csv, FORCE_NOT_NULL "
            "(routed_units, requires, alarms, held_by, fired))"
        ) as copy:
            copy.write(lines.write_csv(include_header=False).encode())
        cursor.execute("ANALYZE staged_outcome")
        cursor.execute(_FIND_WHAT_CHANGED, bound)
        cursor.execute("ANALYZE changed_outcome")
        cursor.execute(_END_WHAT_CHANGED, bound)
        cursor.execute(_DROP_WHAT_LASTED_NO_TIME)
        cursor.execute(_ADD_WHAT_IS_MISSING, bound)
        return int(cursor.rowcount)

"""Store what the rules said of each case: only what changed is written."""

from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from evenhand.planning.models import Run


_COLUMNS = (
    "case_id",
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

_STAGE = """
CREATE TEMPORARY TABLE staged_outcome (
    case_id bigint PRIMARY KEY, claimed_on date, points int, band smallint,
    routed_units varchar[], requires varchar[], alarms varchar[], kind_of_work varchar, ready boolean,
    held_by varchar, fired varchar[]
) ON COMMIT DROP
"""
_SAME = (
    "(o.claimed_on, o.points, o.band, o.routed_units, o.requires, o.alarms, "
    "o.kind_of_work, o.ready, o.held_by, o.fired, o.release_id) IS NOT DISTINCT FROM "
    "(s.claimed_on, s.points, s.band, s.routed_units, s.requires, s.alarms, "
    "s.kind_of_work, s.ready, s.held_by, s.fired, %(release)s::bigint)"
)
_END_WHAT_CHANGED = f"""
UPDATE planning_outcome o
SET valid = tstzrange(lower(o.valid), greatest(lower(o.valid), %(at)s))
FROM staged_outcome s
WHERE o.case_id = s.case_id AND upper_inf(o.valid) AND NOT {_SAME}
"""
_DROP_WHAT_LASTED_NO_TIME = "DELETE FROM planning_outcome WHERE isempty(valid)"
_ADD_WHAT_IS_MISSING = f"""
INSERT INTO planning_outcome
    (case_id, restriction, valid, run_id, release_id, "on", {", ".join(_COLUMNS[1:])})
SELECT s.case_id, c.restriction,
       tstzrange(greatest(%(at)s, (SELECT max(upper(o.valid)) FROM planning_outcome o
                                   WHERE o.case_id = s.case_id)), NULL),
       %(run)s, %(release)s, %(on)s,
       {", ".join(f"s.{column}" for column in _COLUMNS[1:])}
FROM staged_outcome s JOIN casework_case c ON c.id = s.case_id
WHERE NOT EXISTS (SELECT FROM planning_outcome o
                  WHERE o.case_id = s.case_id AND upper_inf(o.valid))
"""


def store_outcomes(assessed: pl.DataFrame, *, run: Run, at: datetime) -> int:
    """Write the outcomes that differ from those in force; answer how many.

    `assessed` has one row a case with the columns of `_COLUMNS`. Runs inside the
    transaction of the planning service.
    """
    lines = assessed.select(
        pl.col(name).list.join("\x1f") if dtype == pl.List else pl.col(name)
        for name, dtype in assessed.select(_COLUMNS).schema.items()
    )
    bound: dict[str, Any] = {
        "run": run.pk,
        "release": run.release_id,
        "on": run.on,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_outcome, staged_text")
        cursor.execute(_STAGE)
        cursor.execute(
            "CREATE TEMPORARY TABLE staged_text (case_id bigint, claimed_on date, "
            "points int, band int, routed_units text, requires text, alarms text, kind_of_work text, "
            "ready boolean, held_by text, fired text) ON COMMIT DROP"
        )
        with cursor.cursor.copy(
            "COPY staged_text FROM STDIN (FORMAT csv, FORCE_NOT_NULL "
            "(routed_units, requires, alarms, held_by, fired))"
        ) as copy:
            copy.write(lines.write_csv(include_header=False).encode())
        lists = ", ".join(
            f"string_to_array({name}, E'\\x1f')"
            if name in ("routed_units", "requires", "alarms", "fired")
            else name
            for name in _COLUMNS
        )
        cursor.execute(f"INSERT INTO staged_outcome SELECT {lists} FROM staged_text")
        cursor.execute("ANALYZE staged_outcome")
        cursor.execute(_END_WHAT_CHANGED, bound)
        cursor.execute(_DROP_WHAT_LASTED_NO_TIME)
        cursor.execute(_ADD_WHAT_IS_MISSING, bound)
        return int(cursor.rowcount)

"""From the engine to the database: a plan becomes proposals, and nothing more."""

import polars as pl
from django.db import connection

from evenhand.planning.models import Run


_STAGE = """
CREATE TEMPORARY TABLE staged_proposal (
    "case" text PRIMARY KEY, person text, unit text, rank int, band int,
    reserved boolean, reason text, why_not text
) ON COMMIT DROP
"""
_STORE = """
INSERT INTO planning_proposal
    (run_id, case_id, restriction, case_version, position, band, reserved, to_owner_id, to_unit_id,
     reason, why_not, state)
SELECT %(run)s, c.id, c.restriction, f.version, s.rank, s.band, s.reserved, p.id, u.id, s.reason,
       s.why_not, CASE WHEN p.id IS NULL THEN 'not placed' ELSE 'proposed' END
FROM staged_proposal s
JOIN casework_case c ON c.ref = s."case"
JOIN staged_version f ON f.case_id = c.id
LEFT JOIN workforce_staffmember p ON p.ref = s.person
LEFT JOIN workforce_unit u ON u.code = s.unit
"""


def store_proposals(run: Run, proposals: pl.DataFrame, versions: pl.DataFrame) -> int:
    """Store one proposal a case; answer how many.

    proposals  case, person, unit, rank, band, reserved, reason, why_not
    versions   case_id, version: the version of each case that the run saw
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_proposal, staged_version")
        cursor.execute(_STAGE)
        cursor.execute(
            "CREATE TEMPORARY TABLE staged_version "
            "(case_id bigint PRIMARY KEY, version int) ON COMMIT DROP"
        )
        for table, frame, options in (
            (
                "staged_proposal",
                proposals.select(
                    "case",
                    "person",
                    "unit",
                    "rank",
                    "band",
                    "reserved",
                    "reason",
                    "why_not",
                ),
                ", FORCE_NOT_NULL (reason, why_not)",
            ),
            ("staged_version", versions.select("case_id", "version"), ""),
        ):
            with cursor.cursor.copy(
                f"COPY {table} FROM STDIN (FORMAT csv{options})"
            ) as copy:
                copy.write(frame.write_csv(include_header=False).encode())
        cursor.execute(_STORE, {"run": run.pk})
        return int(cursor.rowcount)

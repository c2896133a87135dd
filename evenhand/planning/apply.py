"""From the engine to the database: a plan becomes proposals, and nothing more."""

import polars as pl
from django.db import connection

from evenhand.casework.facts.providers import CHILD_AT_CLAIM, MAIN_APPLICANT
from evenhand.planning.models import Run


_STAGE = """
CREATE TEMPORARY TABLE staged_proposal (
    "case" text PRIMARY KEY, person text, unit text, rank int, band int,
    reserved boolean, reason text, why_not text
) ON COMMIT DROP
"""
# Why a proposal is looked at before it is accepted; as the case stands at its version.
_MATTERS = f"""
SELECT c.id AS case_id, array_remove(ARRAY[
    CASE WHEN coalesce({CHILD_AT_CLAIM}, false) THEN 'child' END,
    CASE WHEN p.age_disputed THEN 'age-disputed' END,
    CASE WHEN cardinality(o.alarms) > 0 THEN 'alarm' END,
    CASE WHEN c.restriction <> '' THEN 'restricted' END,
    CASE WHEN c.high_profile THEN 'high-profile' END,
    CASE WHEN EXISTS (SELECT FROM casework_vulnerability v
                      WHERE v.person_id = p.id AND v.to_on IS NULL)
         THEN 'vulnerable' END,
    CASE WHEN c.owner_id IS NOT NULL THEN 'departure' END], NULL) AS kinds
FROM {MAIN_APPLICANT}
LEFT JOIN planning_outcome o ON o.case_id = c.id AND upper_inf(o.valid)
WHERE c.ref IN (SELECT "case" FROM staged_proposal)
"""
_STORE = f"""
INSERT INTO planning_proposal
    (run_id, case_id, restriction, case_version, position, band, reserved, to_owner_id, to_unit_id,
     reason, why_not, matters, why_left_out, state)
SELECT %(run)s, c.id, c.restriction, f.version, s.rank, s.band, s.reserved, p.id, u.id, s.reason,
       s.why_not, m.kinds, '', CASE WHEN p.id IS NULL THEN 'not placed' ELSE 'proposed' END
FROM staged_proposal s
JOIN casework_case c ON c.ref = s."case"
JOIN staged_version f ON f.case_id = c.id
JOIN ({_MATTERS}) m ON m.case_id = c.id
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

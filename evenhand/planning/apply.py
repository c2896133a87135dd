"""From the engine to the database: a plan becomes proposals, and nothing more."""

import polars as pl
from django.db import connection

from evenhand.planning.models import Run


_COLUMNS = (
    *("case_id", "version", "person", "unit", "rank", "band", "reserved"),
    *("reason", "why_not"),
)
_STAGE = """
CREATE TEMPORARY TABLE staged_proposal (
    case_id bigint, version int, person text, unit text, rank int, band int,
    reserved boolean, reason text, why_not text
) ON COMMIT DROP
"""
# Why a proposal is looked at before it is accepted; as the case stands at its version.
# Who was born on 29 February comes of age on 1 March.
_MATTERS = """
array_remove(ARRAY[
    CASE WHEN CASE
        WHEN l.born_on IS NULL THEN l.alone_at_claim
        WHEN to_char(l.born_on, 'MMDD') = '0229'
        THEN c.claimed_on < (l.born_on + 1) + interval '18 years'
        ELSE c.claimed_on < l.born_on + interval '18 years' END THEN 'child' END,
    CASE WHEN l.age_disputed THEN 'age-disputed' END,
    CASE WHEN cardinality(o.alarms) > 0 THEN 'alarm' END,
    CASE WHEN c.restriction <> '' THEN 'restricted' END,
    CASE WHEN c.high_profile THEN 'high-profile' END,
    CASE WHEN l.vulnerable THEN 'vulnerable' END,
    CASE WHEN c.owner_id IS NOT NULL THEN 'departure' END], NULL)
"""
_STORE = f"""
INSERT INTO planning_proposal
    (run_id, case_id, restriction, case_version, position, band, reserved, to_owner_id,
     to_unit_id, reason, why_not, matters, why_left_out, state)
SELECT %(run)s, c.id, c.restriction, s.version, s.rank, s.band, s.reserved, p.id, u.id,
       s.reason, s.why_not, {_MATTERS}, '',
       CASE WHEN p.id IS NULL THEN 'not placed' ELSE 'proposed' END
FROM staged_proposal s
JOIN casework_case c ON c.id = s.case_id
LEFT JOIN casework_outline l ON l.case_id = c.id
LEFT JOIN planning_outcome o ON o.case_id = c.id AND upper_inf(o.valid)
LEFT JOIN workforce_staffmember p ON p.ref = s.person
LEFT JOIN workforce_unit u ON u.code = s.unit
"""


def store_proposals(run: Run, proposals: pl.DataFrame, versions: pl.DataFrame) -> int:
    """Store one proposal a case; answer how many.

    proposals  case, person, unit, rank, band, reserved, reason, why_not
    versions   case, case_id, version: the version of each case that the run saw
    """
    lines = proposals.join(
        versions.select("case", "case_id", "version"), on="case", maintain_order="left"
    ).select(_COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_proposal")
        cursor.execute(_STAGE)
        with cursor.cursor.copy(
            "COPY staged_proposal FROM STDIN (FORMAT csv, FORCE_NOT_NULL (reason, why_not))"
        ) as copy:
            copy.write(lines.write_csv(include_header=False).encode())
        cursor.execute("ANALYZE staged_proposal")
        cursor.execute(_STORE, {"run": run.pk})
        return int(cursor.rowcount)

"""Which case a row is about, what stands there, and what the unit's tracker said last.

All as the viewer may see it: a case they may not see is as if it were not there.
"""

from datetime import datetime

import polars as pl
from django.db import connection

from evenhand.casework.models import Stage
from evenhand.intake.frames import copy_in, copy_out
from evenhand.intake.holdings import FIELDS, HOLDINGS, SOURCES


SYSTEM = "Home Office reference"
_MATCH = """
SELECT k.n, min(c.id), max(c.id), min(c.version),
       CASE WHEN count(*) > 1 THEN string_agg(c.ref, ' and ' ORDER BY c.ref) END,
       CASE WHEN count(*) > 1 THEN max(c.restriction) END
FROM known_key k
JOIN LATERAL (
    SELECT e.case_id FROM casework_externalreference e
    WHERE e.key = k.key AND e.system = %(system)s
    UNION
    SELECT o.id FROM casework_case o WHERE o.ref = k.ref
) found ON true
JOIN casework_case c ON c.id = found.case_id AND c.stage <> %(void)s
GROUP BY k.n ORDER BY k.n
"""
_MATCH_MANY = """
SELECT k.n, min(c.id), max(c.id), min(c.version),
       CASE WHEN count(*) > 1 THEN string_agg(c.ref, ' and ' ORDER BY c.ref) END,
       CASE WHEN count(*) > 1 THEN max(c.restriction) END
FROM (
    SELECT k.n, e.case_id FROM known_key k
    JOIN casework_externalreference e ON e.key = k.key
    WHERE e.system = %(system)s
    UNION
    SELECT k.n, o.id FROM known_key k JOIN casework_case o ON o.ref = k.ref
) k
JOIN casework_case c ON c.id = k.case_id AND c.stage <> %(void)s
GROUP BY k.n ORDER BY k.n
"""
# One pass where rows are many; the newest of each key first.
_LAST_ROWS = """
SELECT DISTINCT ON (k.n) k.n, t.id
FROM known_key k JOIN intake_trackerrow t ON t.key = k.key
WHERE {of_unit} AND t.in_at IS NOT NULL AND t.about = 'cases'
ORDER BY k.n, t.in_at DESC, t.id DESC
"""
_LAST = """
SELECT f.n, r.id, r.values::text
FROM ({rows}) f JOIN intake_trackerrow r ON r.id = f.id
ORDER BY f.n
"""
_HERE = f"""
SELECT k.n, {", ".join(f"{held.read} AS {name}" for name, held in HOLDINGS.items())}
FROM known_case k JOIN {SOURCES} ON c.id = k.case_id
ORDER BY k.n
"""
MANY = 2_000


def match(keys: pl.DataFrame) -> pl.DataFrame:
    """The visible cases that rows are about; a row without one is left out.

    keys    n (the row) and key
    answer  n, case_id, version, and several: the references of all where more than one
            case has the reference, else nothing; guarded: the strictest of their
            restrictions, since a row that names them is told as they are
    """
    own = pl.col("key").str.extract(r"^EH(\d{7})(\d)$", 1)
    check = pl.col("key").str.extract(r"^EH(\d{7})(\d)$", 2)
    copy_in(
        "known_key",
        {"n": "bigint", "key": "text", "ref": "text"},
        keys.filter(pl.col("key").is_not_null() & (pl.col("key") != "")).select(
            "n", "key", ref=pl.format("EH-{}-{}", own, check)
        ),
    )
    # Few rows are looked up one by one; many, in one pass over all references.
    found = copy_out(
        _MATCH if keys.height < MANY else _MATCH_MANY,
        {
            "n": pl.Int64(),
            "case_id": pl.Int64(),
            "other_id": pl.Int64(),
            "version": pl.Int64(),
            "several": pl.String(),
            "guarded": pl.String(),
        },
        {"system": SYSTEM, "void": Stage.VOID.value},
    )
    return found.drop("other_id")


def last_said(unit_id: int | None) -> pl.DataFrame:
    """What the unit's tracker last said, of the rows just matched.

    n, row_id and `values`: the JSON of its fields, which is not all wanted at once.
    """
    return copy_out(
        _LAST.format(rows=_last_rows(unit_id)),
        {"n": pl.Int64(), "row_id": pl.Int64(), "values": pl.String()},
        {"unit": unit_id},
    )


def last_rows(unit_id: int | None) -> pl.DataFrame:
    """Which row the unit's tracker last said it in, of the rows just matched."""
    schema = {"n": pl.Int64(), "row_id": pl.Int64()}
    return copy_out(_last_rows(unit_id), schema, {"unit": unit_id})


def _last_rows(unit_id: int | None) -> str:
    # An index serves an equality, and a null as such.
    of_unit = "t.unit_id IS NULL" if unit_id is None else "t.unit_id = %(unit)s"
    return _LAST_ROWS.format(of_unit=of_unit)


def standing_here(matched: pl.DataFrame) -> pl.DataFrame:
    """What stands in these cases (n, case_id) at present: n, and every field."""
    copy_in("known_case", {"n": "bigint", "case_id": "bigint"}, matched)
    return copy_out(_HERE, {"n": pl.Int64(), **dict.fromkeys(FIELDS, pl.String())}, {})


def here_changed(clashes: pl.DataFrame, since: datetime | None = None) -> pl.DataFrame:
    """Who last changed these cells here, and when, as far as the history tells.

    clashes  n, case_id, field; answer: the same with changed_at (text) and changed_by
    """
    if not clashes.height:
        return clashes.with_columns(
            changed_at=pl.lit(None, pl.String), changed_by=pl.lit(None, pl.Int64)
        )
    copy_in(
        "clashing",
        {"n": "bigint", "case_id": "bigint", "field": "text"},
        clashes.select("n", "case_id", "field"),
    )
    told = copy_out(
        """
        SELECT k.n, k.field, e.at::text, e.by_id
        FROM clashing k JOIN LATERAL (
            SELECT e.at, e.by_id FROM core_event e
            WHERE e.case_id = k.case_id AND (
                (k.field IN ('stage', 'stage_since', 'interviewed_on')
                    AND e.kind = 'case_moved')
                OR (k.field IN ('owner', 'unit') AND e.kind = 'case_allocated')
                OR (k.field = 'barriers' AND e.kind IN
                    ('barrier_opened', 'barrier_reviewed', 'barrier_closed'))
                OR (k.field LIKE '%%date_of_birth'
                    AND e.kind = 'date_of_birth_corrected')
                OR (e.kind = 'tracker_row_taken'
                    AND e.data -> 'changes' @> jsonb_build_array(
                        jsonb_build_object('field', k.field))))
            ORDER BY e.at DESC, e.id DESC LIMIT 1
        ) e ON true ORDER BY 1, 2""",
        {
            "n": pl.Int64(),
            "field": pl.String(),
            "changed_at": pl.String(),
            "changed_by": pl.Int64(),
        },
        {},
    )
    return clashes.join(told, on=["n", "field"], how="left")


def forget() -> None:
    """Drop what matching left behind, so that a transaction can match twice."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS known_key, known_case, clashing")

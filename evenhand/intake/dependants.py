"""Rows of the people who came with somebody: they come in with the case they name.

Known by names and date of birth; nobody is taken away because a row is gone.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from evenhand.intake.judging import Judged
from evenhand.intake.matching import forget, match
from evenhand.intake.models import TrackerRow


FIELDS = (
    "reference", "relationship", "family_name", "given_names", "date_of_birth", "sex",
    "nationality",
)  # fmt: skip
S = TrackerRow.Standing


def judge_dependants(
    rows: pl.DataFrame,
    reasons: pl.DataFrame,
    *,
    coming: Collection[str],
    kept_apart: Collection[str],
) -> Judged:
    """Judge rows of dependants.

    rows         n, sheet, row, key and the fields, as read
    coming       keys of the cases of this import that are not kept apart
    kept_apart   keys of those that are
    """
    text = [
        pl.col(name).dt.to_string("%Y-%m-%d").alias(name)
        if rows.schema[name] == pl.Date
        else pl.col(name)
        for name in FIELDS
        if name in rows.columns
    ]
    rows = rows.with_columns(text).with_columns(
        pl.lit(None, pl.String).alias(name)
        for name in FIELDS
        if name not in rows.columns
    )
    forget()
    matched = match(rows.select("n", "key")).filter(pl.col("several").is_null())
    forget()
    known = pl.col("n").is_in(matched["n"].implode()) | pl.col("key").is_in(
        list(coming)
    )
    lost = rows.filter(~known.fill_null(False)).join(
        reasons.select("n").unique(), on="n", how="anti"
    )
    waiting = pl.col("key").is_in(list(kept_apart)).fill_null(False)
    told = lost.select(
        "n",
        field=pl.lit("reference"),
        code=pl.when(waiting)
        .then(pl.lit("case_kept_apart"))
        .otherwise(pl.lit("no_case")),
        words=pl.when(waiting)
        .then(pl.lit("The row of its case is kept apart; this one comes in with it"))
        .otherwise(
            pl.format("No case here or in this file has the reference “{}”", "key")
        ),
    )
    reasons = pl.concat([reasons.select(told.columns), told])
    refused = reasons["n"].unique().implode()
    nothing = dict.fromkeys(("field", "before", "after"), pl.String)
    return Judged(
        rows=rows.join(matched.select("n", "case_id"), on="n", how="left").with_columns(
            standing=pl.when(pl.col("n").is_in(refused))
            .then(pl.lit(S.QUARANTINED.value))
            .otherwise(pl.lit(S.NEW.value))
        ),
        reasons=reasons,
        taken=pl.DataFrame(schema={"n": pl.Int64, **nothing}),
        clashes=pl.DataFrame(),
        rests_on="",
    )


# Small tables first, each counted, so that a national file is joined in one pass.
_COMING = """
CREATE TEMPORARY TABLE joined ON COMMIT DROP AS
SELECT d.id, d.key, d.case_id AS there_id, d.values FROM intake_trackerrow d
WHERE d.of_id = %(of)s AND d.about = 'dependants' AND d.in_at IS NULL
  AND d.standing <> 'quarantined'
"""
_BESIDE = """
CREATE TEMPORARY TABLE beside ON COMMIT DROP AS
SELECT DISTINCT ON (r.key) r.key, r.case_id, r.added FROM intake_trackerrow r
WHERE r.of_id = %(of)s AND r.about = 'cases' AND r.case_id IS NOT NULL
ORDER BY r.key, r.id
"""
_JOINING = """
CREATE TEMPORARY TABLE joining ON COMMIT DROP AS
SELECT d.id, coalesce(b.case_id, d.there_id) AS case_id,
    coalesce(b.added, false) AS added, v.*,
    nextval(pg_get_serial_sequence('casework_person', 'id')) AS person_id,
    row_number() OVER (PARTITION BY coalesce(b.case_id, d.there_id),
        upper(v.family_name), upper(v.given_names), v.date_of_birth ORDER BY d.id) AS nth
FROM joined d
CROSS JOIN LATERAL jsonb_to_record(d.values) v (relationship text, family_name text,
    given_names text, date_of_birth date, sex text, nationality text)
LEFT JOIN beside b ON b.key = d.key
WHERE coalesce(b.case_id, d.there_id) IS NOT NULL
"""
_THERE = """
SELECT FROM casework_person p JOIN casework_caseperson m ON m.person_id = p.id
WHERE p.case_id = j.case_id AND m.role = 'dependant'
  AND p.family_key = upper(coalesce(j.family_name, ''))
  AND p.given_key = upper(coalesce(j.given_names, ''))
  AND p.claimed_born_on IS NOT DISTINCT FROM j.date_of_birth
"""
# Tried out: who is there already, or stands in an earlier row.
_THERE_ALREADY = f"""
UPDATE intake_trackerrow d SET standing = 'unchanged'
FROM (
    SELECT d.id, d.case_id, v.*, row_number() OVER (PARTITION BY d.key,
        upper(v.family_name), upper(v.given_names), v.date_of_birth ORDER BY d.id) AS nth
    FROM intake_trackerrow d
    CROSS JOIN LATERAL jsonb_to_record(d.values) v (family_name text, given_names text,
        date_of_birth date)
    WHERE d.of_id = %(of)s AND d.about = 'dependants' AND d.standing = 'new'
) j
WHERE j.id = d.id AND (j.nth > 1 OR EXISTS ({_THERE}))
"""
_STEPS = [
    f"DELETE FROM joining j WHERE nth > 1 OR EXISTS ({_THERE})",
    """
    INSERT INTO casework_person (id, case_id, family_name, given_names, known_as, sex,
        claimed_born_on, age_disputed)
    SELECT person_id, case_id, coalesce(family_name, ''), coalesce(given_names, ''), '',
        coalesce(sex, 'not recorded'), date_of_birth, false
    FROM joining ORDER BY 1""",
    """
    INSERT INTO casework_caseperson (case_id, person_id, role, relationship,
        unaccompanied_at_claim)
    SELECT case_id, person_id, 'dependant', coalesce(relationship, ''), false
    FROM joining ORDER BY 2""",
    """
    INSERT INTO casework_personnationality (person_id, nationality, standing, position)
    SELECT person_id, coalesce(nationality, 'Not recorded'), 'claimed', 1
    FROM joining ORDER BY 1""",
]
_IN = """
UPDATE intake_trackerrow d SET in_at = %(at)s, case_id = j.case_id,
    restriction = c.restriction, added = j.joins,
    standing = CASE WHEN j.joins THEN 'new' ELSE 'unchanged' END
FROM (
    SELECT k.id, coalesce(b.case_id, k.there_id) AS case_id, x.id IS NOT NULL AS joins
    FROM joined k LEFT JOIN beside b ON b.key = k.key LEFT JOIN joining x ON x.id = k.id
) j JOIN casework_case c ON c.id = j.case_id
WHERE d.id = j.id
"""
_GREW = """
UPDATE casework_case SET version = version + 1
WHERE id IN (SELECT case_id FROM joining WHERE NOT added)
"""


def tell_who_is_there(of_id: int) -> None:
    """Of the rows just staged, those that would add nobody are said to be unchanged."""
    with connection.cursor() as cursor:
        cursor.execute(_THERE_ALREADY, {"of": of_id})


def bring_dependants(of_id: int, *, at: datetime) -> None:
    """Add those who are not there yet, and count that as a change of their case."""
    bound: dict[str, Any] = {"of": of_id, "at": at}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS joining, joined, beside")
        cursor.execute(_COMING, bound)
        cursor.execute("SELECT EXISTS (SELECT FROM joined)")
        if not cursor.fetchone()[0]:
            return
        cursor.execute(_BESIDE, bound)
        cursor.execute("ANALYZE joined")
        cursor.execute("ANALYZE beside")
        cursor.execute(_JOINING)
        cursor.execute("ANALYZE joining")
        for statement in _STEPS:
            cursor.execute(statement)
        cursor.execute(_IN, bound)
        cursor.execute(_GREW)

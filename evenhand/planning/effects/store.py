"""From the run to the database: what it does to whom, one row a case."""

import polars as pl
from django.db import connection

from evenhand.planning.gather import Posed
from evenhand.planning.models import Run


_STORE = """
INSERT INTO planning_effect (run_id, case_id, restriction, placed, waiting_days, unit,
                             band, nationality, sex, age)
SELECT %(run)s, c.id, c.restriction, s.placed, s.waiting_days, s.unit, s.band,
       s.nationality, s.sex, s.age
FROM staged_effect s JOIN casework_case c ON c.id = s.case_id
"""


def effects(
    posed: Posed, placements: pl.DataFrame, facts: pl.DataFrame
) -> pl.DataFrame:
    """One row a case of the problem: case_id, placed, waiting_days and its groups.

    placements  case and person, as a plan has them.
    facts       case, case_id, claimed_on, born_on, nationality and sex, as stored.
    """
    born, claimed = pl.col("born_on"), pl.col("claimed_on")
    birthday_to_come = (born.dt.month() > claimed.dt.month()) | (
        (born.dt.month() == claimed.dt.month()) & (born.dt.day() > claimed.dt.day())
    )
    return (
        posed.own.select("case", "band", "waiting_days")
        .join(placements.select("case", "person"), on="case")
        .join(posed.problem.cases.select("units", case="ref"), on="case")
        .join(facts, on="case")
        .select(
            "case_id",
            pl.col("person").is_not_null().alias("placed"),
            "waiting_days",
            pl.col("units").list.first().fill_null("").alias("unit"),
            "band",
            "nationality",
            "sex",
            (born.dt.year().neg() + claimed.dt.year() - birthday_to_come.cast(pl.Int32))
            .clip(lower_bound=0)
            .alias("age"),
        )
    )


def store_effects(run: Run, found: pl.DataFrame) -> int:
    """Store one row a case, as `effects` answers; answer how many."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_effect")
        cursor.execute(
            "CREATE TEMPORARY TABLE staged_effect (case_id bigint, "
            "placed boolean, waiting_days int, unit text, band int, nationality text, "
            "sex text, age int) ON COMMIT DROP"
        )
        with cursor.cursor.copy(
            "COPY staged_effect FROM STDIN (FORMAT csv, FORCE_NOT_NULL (unit))"
        ) as copy:
            copy.write(found.write_csv(include_header=False).encode())
        cursor.execute("ANALYZE staged_effect")
        cursor.execute(_STORE, {"run": run.pk})
        return int(cursor.rowcount)

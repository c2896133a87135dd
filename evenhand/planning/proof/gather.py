"""From the database: how every case stood at an instant, as known then, and what it came to.

A measure, which decides nothing (docs/adr/0005): what is not a dated fact by itself is
dated by when it was recorded. Read as a service.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection

from evenhand.casework.cases.stages import Stage
from evenhand.engine.proof.reaching import reached_on


GONE = (Stage.WITHDRAWN, Stage.REMOVED_TO_THIRD_COUNTRY)
DECIDED = (Stage.DECIDED, Stage.CHECKED, Stage.SERVED)
LONDON = "AT TIME ZONE 'Europe/London'"

_CASES = """
SELECT c.id, c.restriction, f.values->>'claimed_on',
       (f.values->>'uasc_at_claim')::boolean::int, f.values->>'support',
       f.values->>'accommodation', f.values->>'stage', f.values->>'interviewed_on',
       c.stage, c.stage_since
FROM casework_casefacts f JOIN casework_case c ON c.id = f.case_id
WHERE f.valid @> %(end)s::timestamptz AND f.values->>'stage' <> 'void'
"""
_STAGES = f"""
SELECT f.case_id, (lower(f.valid) {LONDON})::date,
       row_number() OVER (PARTITION BY f.case_id ORDER BY lower(f.valid)),
       f.values->>'stage'
FROM casework_casefacts f WHERE lower(f.valid) <= %(end)s
"""
_OUTCOMES = f"""
SELECT o.case_id, (lower(o.valid) {LONDON})::date,
       CASE WHEN upper(o.valid) <= %(end)s THEN (upper(o.valid) {LONDON})::date END,
       o.band, coalesce(o.routed_units[1], ''), o.ready::int
FROM planning_outcome o WHERE lower(o.valid) <= %(end)s
ORDER BY o.case_id, lower(o.valid)
"""
# The first day on which somebody decided the case: it was given then, or was with
# whoever gave it up, or came in with an owner.
_GIVEN = f"""
SELECT c.id, least(c.owned_since, h.had_since, h.given_on)
FROM casework_case c LEFT JOIN (
    SELECT case_id, min(from_owned_since) AS had_since,
           min((at {LONDON})::date) FILTER (
               WHERE to_owner_id IS NOT NULL AND at <= %(end)s
                 AND (undone_at IS NULL OR undone_at > %(end)s)) AS given_on
    FROM planning_handover GROUP BY case_id
) h ON h.case_id = c.id
WHERE least(c.owned_since, h.had_since, h.given_on) <= %(on)s
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What was known by the end of a day.

    cases    case_id, restriction, claimed_on, uasc (boolean), support, accommodation and
             stage; and the days given_on, interviewed_on, decided_on, served_on and
             left_on, missing where it did not come to that.
    bands    case_id, band, start and end: a row for each time in which a case was in a
             band without a break; no end: it is in it still.
    latest   case_id, band, unit and ready, as the rules last said.
    """

    on: date
    cases: pl.DataFrame
    bands: pl.DataFrame
    latest: pl.DataFrame


def known_by(on: date, end: datetime) -> Known:
    """What was known by `end`, the last instant of a day."""
    bound = {"on": on, "end": end}
    told = _read(
        _STAGES,
        bound,
        {"case_id": pl.Int64, "since": pl.Date, "order": pl.Int64, "stage": pl.String},
    )
    outcomes = _read(
        _OUTCOMES,
        bound,
        {
            "case_id": pl.Int64,
            "start": pl.Date,
            "end": pl.Date,
            "band": pl.Int64,
            "unit": pl.String,
            "ready": pl.Int8,
        },
    )
    latest = outcomes.group_by("case_id", maintain_order=True).last()
    return Known(
        on=on,
        cases=_cases(told, bound),
        bands=in_bands(outcomes),
        latest=latest.select(
            "case_id", "band", pl.col("unit").fill_null(""), pl.col("ready") == 1
        ),
    )


def in_bands(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Outcomes in their order, joined while a case stays in its band."""
    moved = (pl.col("band") != pl.col("band").shift()).fill_null(value=True)
    return (
        outcomes.with_columns(spell=moved.cum_sum().over("case_id"))
        .group_by("case_id", "spell", maintain_order=True)
        .agg(
            band=pl.col("band").first(),
            start=pl.col("start").first(),
            end=pl.col("end").last(),
        )
        .drop("spell")
    )


def _cases(told: pl.DataFrame, bound: Mapping[str, Any]) -> pl.DataFrame:
    cases = _read(
        _CASES,
        bound,
        {
            "case_id": pl.Int64,
            "restriction": pl.String,
            "claimed_on": pl.Date,
            "uasc": pl.Int8,
            "support": pl.String,
            "accommodation": pl.String,
            "stage": pl.String,
            "interviewed_on": pl.Date,
            "stage_now": pl.String,
            "stage_since": pl.Date,
        },
    ).with_columns(pl.col("restriction").fill_null(""), uasc=pl.col("uasc") == 1)
    given = _read(_GIVEN, bound, {"case_id": pl.Int64, "given_on": pl.Date})
    cases = cases.join(given, on="case_id", how="left")
    for name, stages in (
        ("decided_on", DECIDED),
        ("served_on", (Stage.SERVED,)),
        ("left_on", GONE),
    ):
        day = reached_on(told, [stage.value for stage in stages])
        cases = cases.join(day.rename({"day": name}), on="case_id", how="left")
        # Where it has moved no further, the case says itself on which day it came there.
        stands = pl.col("stage").is_in([stage.value for stage in stages])
        cases = cases.with_columns(
            pl.when(stands & (pl.col("stage") == pl.col("stage_now")))
            .then(pl.min_horizontal(name, "stage_since"))
            .when(stands)
            .then(name)
            .alias(name)
        )
    interviewed = pl.col("interviewed_on")
    return cases.with_columns(
        interviewed_on=pl.when(interviewed <= bound["on"]).then(interviewed)
    ).drop("stage_now", "stage_since")


def _read(sql: str, bound: Mapping[str, Any], schema: dict[str, Any]) -> pl.DataFrame:
    """One question, answered as a frame: as text and not row by row, which is quicker."""
    with connection.cursor() as cursor:
        with cursor.cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", bound) as copy:
            lines = BytesIO(b"".join(bytes(block) for block in copy))
    if not lines.getbuffer().nbytes:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(lines, has_header=False, schema=schema)

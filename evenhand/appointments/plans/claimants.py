"""Who waits for an interview, and what each asks of it: read for all of them at once.

What one booking asks for is read for one case in `book`; a test holds the two together.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from evenhand.appointments.interviews.states import LIVE
from evenhand.appointments.requirements import interviews_of
from evenhand.casework.models import Stage
from evenhand.engine.interviewing.standards import InterviewStandard
from evenhand.releases.models import PolicyRelease


# Why a case that waits for an interview is not put to the planner.
NOT_PROPOSED, NO_LANGUAGE, NO_ADULT = "not_proposed", "no_language", "no_adult"
NO_ADDRESS, NO_PLACE = "no_address", "no_place"
BEYOND = "beyond_reach"
NOT_RECORDED = "Not recorded"

_ASKED = """
SELECT c.id, c.ref, c.restriction, c.owner_id, u.code, c.responsible_unit_id,
       coalesce(l.interpreter_needed, true), coalesce(l.language, ''),
       coalesce(l.dialect, ''),
       upper(substring(trim(r.postcode) FROM '^[A-Za-z]+')),
       n.interviewer_sex, n.interpreter_sex, n.mode,
       ARRAY(SELECT jsonb_array_elements_text(coalesce(n.adjustments, '[]'))),
       n.unfit_until,
       n.earliest_start, n.latest_start, n.longest_journey,
       coalesce(n.more_break_minutes, 0),
       n.representative_id, coalesce(n.representative_attends, false), n.adult_id,
       ARRAY(SELECT x.staff_member_id FROM casework_conflict x
             WHERE x.case_id = c.id AND x.ended_at IS NULL),
       ARRAY(SELECT x.interpreter_id FROM appointments_interpreterconflict x
             WHERE x.case_id = c.id AND x.ended_at IS NULL)
FROM casework_case c
LEFT JOIN workforce_unit u ON u.id = c.responsible_unit_id
LEFT JOIN casework_caseperson m ON m.case_id = c.id AND m.role = 'main applicant'
LEFT JOIN casework_personlanguage l ON l.person_id = m.person_id AND l.position = 1
LEFT JOIN casework_residence r ON r.case_id = c.id AND r.to_on IS NULL
LEFT JOIN appointments_interviewneeds n ON n.case_id = c.id
WHERE {which}
ORDER BY c.id
"""
_UNBOOKED = """
    c.stage = %(stage)s
    AND (%(units)s::text[] = '{}' OR u.code = ANY (%(units)s))
    AND NOT EXISTS (SELECT FROM appointments_interview i
                    WHERE i.case_id = c.id AND i.state = ANY (%(live)s))
"""
_NAMED = "c.id = ANY (%(ids)s)"
_COLUMNS: dict[str, Any] = {
    "case_id": pl.Int64,
    "ref": pl.String,
    "restriction": pl.String,
    "owner": pl.Int64,
    "unit": pl.String,
    "unit_id": pl.Int64,
    "interpreted": pl.Boolean,
    "language": pl.String,
    "dialect": pl.String,
    "area": pl.String,
    "interviewer_sex": pl.String,
    "interpreter_sex": pl.String,
    "preferred_mode": pl.String,
    "adjustments": pl.List(pl.String),
    "unfit_until": pl.Date,
    "earliest_start": pl.Time,
    "latest_start": pl.Time,
    "longest_journey": pl.Int64,
    "more_breaks": pl.Int64,
    "representative": pl.Int64,
    "attended": pl.Boolean,
    "adult": pl.Int64,
    "conflicts_staff": pl.List(pl.Int64),
    "conflicts_interpreters": pl.List(pl.Int64),
}


def waiting_claimants(
    ranked: pl.DataFrame,
    *,
    release: PolicyRelease,
    standard: InterviewStandard,
    on: date,
    units: list[str],
    bands: list[int],
    told: Sequence[int] = (),
) -> pl.DataFrame:
    """One row a case that is ready for an interview and has none, the most urgent first.

    And one for each of the cases `told` of an interview, which stands in `is_told`.

    ranked  case_id, band, waiting_days: how urgent each is; whoever is not there is not
            planned. `on`: the first day of the plan, on which the rules are asked: who
            is a child then is interviewed as one, whichever day it is.

    Beside what is recorded of each: band, waiting_days, position (from 1), minutes and
    minutes_by_video, as_child, kind, modes, needs, adult_needed, companions (who are in
    the room with them), and `code`, which says why there is nothing to plan yet (empty:
    there is), with the rules' own `why_not`.
    """
    found = _unbooked(units).join(ranked, on="case_id")
    if bands:
        found = found.filter(pl.col("band").is_in(bands))
    found = found.with_columns(is_told=pl.lit(value=False))
    if told:
        others = recorded_of(told).join(ranked, on="case_id")
        found = pl.concat([found, others.with_columns(is_told=pl.lit(value=True))])
    asked = interviews_of(found["case_id"].to_list(), release=release, on=on).drop(
        "case", "version", "rule_ids"
    )
    longer = pl.col("minutes") + pl.col("more_breaks")
    unheard = pl.col("interpreted") & pl.col("language").is_in(["", NOT_RECORDED])
    unattended = pl.col("adult_needed") & pl.col("adult").is_null()
    return (
        found.join(asked, on="case_id")
        .with_columns(
            companions=pl.col("attended").cast(pl.Int64)
            + pl.col("adult_needed").cast(pl.Int64),
            minutes=longer,
            minutes_by_video=longer + int(standard.video_set_up.total_seconds()) // 60,
            longest_journey=pl.col("longest_journey").fill_null(
                int(standard.longest_journey.total_seconds()) // 60
            ),
            code=pl.when(~pl.col("may_be_proposed"))
            .then(pl.lit(NOT_PROPOSED))
            .when(unheard)
            .then(pl.lit(NO_LANGUAGE))
            .when(unattended)
            .then(pl.lit(NO_ADULT))
            .when(pl.col("area").is_null())
            .then(pl.lit(NO_ADDRESS))
            .otherwise(pl.lit("")),
        )
        .sort("band", "waiting_days", "case_id", descending=[False, True, False])
        .with_row_index("position", offset=1)
    )


def recorded_of(case_ids: Sequence[int]) -> pl.DataFrame:
    """What is recorded of some cases that an interview asks for, one row a case."""
    return _read(_NAMED, {"ids": list(case_ids)})


def _unbooked(units: list[str]) -> pl.DataFrame:
    return _read(
        _UNBOOKED,
        {
            "stage": Stage.READY_TO_INTERVIEW,
            "units": units,
            "live": [str(state) for state in LIVE],
        },
    )


def _read(which: str, values: dict[str, Any]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(_ASKED.replace("{which}", which), values)
        return pl.DataFrame(cursor.fetchall(), schema=_COLUMNS, orient="row")

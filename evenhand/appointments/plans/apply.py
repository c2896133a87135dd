"""From the planner to the database: what a plan says of each case, and nothing more."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from django.db import connection

from evenhand.appointments.board.kept import Kept, board_on
from evenhand.appointments.book.candidates import BY_VIDEO, IN_PERSON
from evenhand.appointments.plans.gather import Posed
from evenhand.appointments.plans.models import InterviewPlan, PlannedInterview
from evenhand.appointments.plans.names import id_of, site_of
from evenhand.appointments.plans.resources import days_between
from evenhand.appointments.plans.rooms import (
    Placed,
    Timed,
    comes_to_site,
    place_all,
)
from evenhand.appointments.plans.words import sentence_of
from evenhand.engine.diaries.steps import LONDON
from evenhand.engine.interviews.problem import Plan


State = PlannedInterview.State
_COLUMNS: dict[str, Any] = {
    "case_id": pl.Int64,
    "position": pl.Int64,
    "state": pl.String,
    "code": pl.String,
    "why": pl.String,
    "child": pl.Boolean,
    "alarm": pl.Boolean,
    "band": pl.Int64,
    "waiting_days": pl.Int64,
    "kind": pl.String,
    "language": pl.String,
    "minutes": pl.Int64,
    "starts_at": pl.Datetime(time_zone="UTC"),
    "ends_at": pl.Datetime(time_zone="UTC"),
    "mode": pl.String,
    "site": pl.Int64,
    "room": pl.Int64,
    "interviewer": pl.Int64,
    "interpreter": pl.Int64,
    "interpreter_on_site": pl.Boolean,
    "representative": pl.Int64,
    "representative_on_site": pl.Boolean,
    "adult": pl.Int64,
    "host": pl.Int64,
    "journey_minutes": pl.Int64,
    "with_owner": pl.Boolean,
}
_STAGE = """
CREATE TEMPORARY TABLE staged_planned (
    case_id bigint, position int, state text, code text, why text, child boolean,
    alarm boolean, band int, waiting_days int, kind text, language text, minutes int,
    starts_at timestamptz, ends_at timestamptz, mode text, site bigint, room bigint,
    interviewer bigint, interpreter bigint, interpreter_on_site boolean,
    representative bigint, representative_on_site boolean, adult bigint, host bigint,
    journey_minutes int, with_owner boolean
) ON COMMIT DROP
"""
_STORE = """
INSERT INTO appointments_plannedinterview
    (plan_id, case_id, restriction, position, state, code, why, matters, band,
     waiting_days, kind, language, minutes, starts_at, ends_at, mode, site_id, room_id,
     interviewer_id, interpreter_id, interpreter_on_site, representative_id,
     representative_on_site, adult_id, host_id, journey_minutes, with_owner)
SELECT %(plan)s, c.id, c.restriction, s.position, s.state, s.code, s.why,
       array_remove(ARRAY[
           CASE WHEN s.child THEN 'child' END,
           CASE WHEN l.age_disputed THEN 'age-disputed' END,
           CASE WHEN s.alarm THEN 'alarm' END,
           CASE WHEN c.restriction <> '' THEN 'restricted' END,
           CASE WHEN c.high_profile THEN 'high-profile' END,
           CASE WHEN l.vulnerable THEN 'vulnerable' END], NULL),
       s.band, s.waiting_days, s.kind, s.language, s.minutes, s.starts_at, s.ends_at,
       s.mode, s.site, s.room, s.interviewer, s.interpreter, s.interpreter_on_site,
       s.representative, s.representative_on_site, s.adult, s.host, s.journey_minutes,
       s.with_owner
FROM staged_planned s
JOIN casework_case c ON c.id = s.case_id
LEFT JOIN casework_outline l ON l.case_id = c.id
"""

_MOVES = """
UPDATE appointments_plannedinterview p
SET moves_id = i.id, was_at = i.starts_at,
    serves_id = (SELECT o.id FROM appointments_plannedinterview o
                 JOIN casework_case oc ON oc.id = o.case_id
                 WHERE o.plan_id = %(plan)s AND oc.ref = m.instead)
FROM unnest(%(refs)s::text[], %(instead)s::text[], %(ids)s::bigint[])
     AS m (ref, instead, interview)
JOIN casework_case c ON c.ref = m.ref
JOIN appointments_interview i ON i.id = m.interview
WHERE p.plan_id = %(plan)s AND p.case_id = c.id AND p.state = 'proposed'
"""


def store_planned(
    plan: InterviewPlan,
    posed: Posed,
    made: Plan,
    lacking: pl.DataFrame,
    moves: pl.DataFrame,
) -> int:
    """Store one row for each case that waited; answer how many have a time.

    lacking  interview, code: what each that is left out lacks, as the planner finds it.
    moves    interview, heard_instead: whoever was told of a time and would have another,
             and who has a time because of it. Others who were told have no row.
    """
    moved = {ref: posed.told.ids[ref] for ref in moves["interview"]}
    stays = set(posed.told.ids) - set(moved)
    with board_on(plan.asked_at.date()) as kept:
        timed = [one for one in _timed(posed, made, kept) if one.ref not in stays]
        days = days_between(kept.board, plan.from_on, plan.to_on)
        placed = place_all(kept, timed, days, given_back=frozenset(moved.values()))
        rows = list(_rows(posed, made, lacking, placed, kept, stays).values())
    frame = pl.DataFrame(rows, schema=_COLUMNS, orient="row")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_planned")
        cursor.execute(_STAGE)
        with cursor.cursor.copy(
            "COPY staged_planned FROM STDIN (FORMAT csv, "
            "FORCE_NOT_NULL (code, why, kind, language, mode))"
        ) as copy:
            copy.write(frame.write_csv(include_header=False).encode())
        cursor.execute("ANALYZE staged_planned")
        cursor.execute(_STORE, {"plan": plan.pk})
        cursor.execute(
            _MOVES,
            {
                "plan": plan.pk,
                "refs": list(moves["interview"]),
                "instead": list(moves["heard_instead"]),
                "ids": [moved[ref] for ref in moves["interview"]],
            },
        )
    return int((frame["state"] == State.PROPOSED).sum())


def _timed(posed: Posed, made: Plan, kept: Kept) -> list[Timed]:
    waiting = {row["ref"]: row for row in posed.waiting.iter_rows(named=True)}
    adults = {one.id: one for one in kept.register.adults.values()}
    lawyers = {one.id: one for one in kept.register.representatives.values()}
    found = []
    for booking in made.bookings.iter_rows(named=True):
        row, mode = waiting[booking["interview"]], booking["mode"]
        starts = datetime.combine(booking["day"], booking["starts"])
        with_them = []
        if row["adult_needed"]:
            with_them.append(adults[row["adult"]].calendar)
        lawyer = lawyers.get(row["representative"]) if row["attended"] else None
        if lawyer and comes_to_site(mode, by_video=lawyer.by_video):
            with_them.append(lawyer.calendar)
        in_the_room = 1 + row["companions"]
        if mode == IN_PERSON:
            in_the_room += 1 + int(row["interpreted"])
        found.append(
            Timed(
                ref=row["ref"],
                order=row["position"],
                site=site_of(booking["site"]),
                mode=mode,
                starts=starts,
                ends=starts + timedelta(minutes=_minutes(row, mode)),
                seats=in_the_room,
                adjustments=tuple(row["adjustments"] or ()),
                on_site=tuple(with_them),
            )
        )
    return found


def _rows(
    posed: Posed,
    made: Plan,
    lacking: pl.DataFrame,
    placed: Mapping[str, Placed],
    kept: Kept,
    stays: Collection[str],
) -> dict[str, tuple[object, ...]]:
    bookings = {row["interview"]: row for row in made.bookings.iter_rows(named=True)}
    lacks = dict(lacking.select("interview", "code").iter_rows())
    journeys = {
        (interview, site): minutes
        for interview, site, minutes in posed.problem.places.select(
            "interview", "site", "journey_minutes"
        ).iter_rows()
    }
    found = {}
    for row in posed.waiting.iter_rows(named=True):
        ref = row["ref"]
        if ref in stays:
            continue
        code = row["code"] or lacks.get(ref, "")
        if not code:
            code = placed[ref].lacks
        if code:
            arranged = _nowhere(row)
        else:
            at = bookings[ref]
            arranged = _arranged(
                row, at, placed[ref], journeys.get((ref, at["site"])), kept
            )
        language = row["language"] if row["interpreted"] else ""
        why = sentence_of(code, language=language, why=row["why_not"]) if code else ""
        found[ref] = (
            row["case_id"],
            row["position"],
            State.NO_TIME if code else State.PROPOSED,
            code,
            why,
            row["as_child"],
            row.get("alarm", False),
            row["band"],
            row["waiting_days"],
            row["kind"],
            language,
            *arranged,
        )
    return found


def _nowhere(row: Mapping[str, Any]) -> tuple[object, ...]:
    nobody = (None,) * 4
    return (row["minutes"], None, None, "", *nobody, False, None, False) + (None,) * 3 + (
        False,
    )  # fmt: skip


def _arranged(
    row: Mapping[str, Any],
    at: Mapping[str, Any],
    placed: Placed,
    journey: int | None,
    kept: Kept,
) -> tuple[object, ...]:
    mode, site = at["mode"], site_of(at["site"])
    starts = datetime.combine(at["day"], at["starts"], LONDON)
    minutes = _minutes(row, mode)
    interpreter = None if at["interpreter"] is None else id_of(at["interpreter"])
    voice = next(
        (one for one in kept.register.interpreters.values() if one.id == interpreter),
        None,
    )
    lawyer = next(
        (
            one
            for one in kept.register.representatives.values()
            if one.id == row["representative"]
        ),
        None,
    )
    return (
        minutes,
        starts.astimezone(UTC),
        (starts + timedelta(minutes=minutes)).astimezone(UTC),
        mode,
        site,
        placed.room,
        id_of(at["interviewer"]),
        interpreter,
        bool(voice and mode == IN_PERSON and voice.in_person and voice.base == site),
        row["representative"],
        bool(
            lawyer and row["attended"] and comes_to_site(mode, by_video=lawyer.by_video)
        ),
        row["adult"] if row["adult_needed"] else None,
        placed.host,
        journey,
        at["with_owner"],
    )


def _minutes(row: Mapping[str, Any], mode: str) -> int:
    return int(row["minutes_by_video"] if mode == BY_VIDEO else row["minutes"])

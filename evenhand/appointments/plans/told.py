"""Interviews that people were told of, in the weeks that are planned again.

They stand in the problem as they are booked, with the time they take given back, so that
the planner may say what it would buy to put one of them at another time.
"""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl
from django.db import connection

from evenhand.appointments.interviews.states import State
from evenhand.appointments.plans.models import InterviewPlan
from evenhand.appointments.plans.names import GRID_MINUTES, place_of, ref_of
from evenhand.engine.diaries.steps import LONDON, local
from evenhand.engine.interviews.problem import BOOKED, INTERPRETER, INTERVIEWER


_TOLD = """
SELECT i.case_id, c.ref, i.id, i.starts_at, i.site_id, i.mode, i.interviewer_id,
       i.interpreter_id
FROM appointments_interview i JOIN casework_case c ON c.id = i.case_id
WHERE i.state = %(booked)s
  AND (i.starts_at AT TIME ZONE 'Europe/London')::date >= %(first)s
  AND (i.starts_at AT TIME ZONE 'Europe/London')::date < %(until)s
  AND NOT i.id = ANY (%(but)s)
ORDER BY i.id
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What people were told of: `ids` of interviews by reference of their case."""

    case_ids: tuple[int, ...]
    ids: dict[str, int]
    booked: pl.DataFrame


NOBODY = Told((), {}, pl.DataFrame(schema=BOOKED))


def told_in(plan: InterviewPlan, *, but: Collection[int] = ()) -> Told:
    """The interviews booked in the weeks of a plan, `but` some; on the planner's grid.

    One that begins between two steps of the grid is left where it is, as time taken.
    """
    if plan.mode != InterviewPlan.Mode.AGAIN:
        return NOBODY
    with connection.cursor() as cursor:
        cursor.execute(
            _TOLD,
            {
                "booked": State.BOOKED,
                "first": plan.from_on,
                "until": plan.to_on,
                "but": list(but),
            },
        )
        found = cursor.fetchall()
    rows, cases, ids = [], [], {}
    for case_id, ref, number, starts_at, site, mode, interviewer, interpreter in found:
        at = local(starts_at.astimezone(LONDON))
        if at.minute % GRID_MINUTES:
            continue
        cases.append(case_id)
        ids[ref] = number
        rows.append(
            (
                *(ref, at.date(), at.time(), place_of(site, mode), mode),
                ref_of(INTERVIEWER, interviewer),
                None if interpreter is None else ref_of(INTERPRETER, interpreter),
                True,
            )
        )
    return Told(
        tuple(cases), ids, pl.DataFrame(rows, schema=dict(BOOKED), orient="row")
    )

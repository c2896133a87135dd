"""What claimants ask for, as the planner reads it: interviews, places, and who comes along."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from evenhand.appointments.board.entries import RoomEntry
from evenhand.appointments.board.kept import Kept
from evenhand.appointments.book.candidates import BY_VIDEO, IN_PERSON
from evenhand.appointments.plans.names import own_diary, place_of, ref_of
from evenhand.appointments.plans.resources import Days, free_steps, intervals
from evenhand.engine.diaries.steps import STEPS, step_up
from evenhand.engine.interviews.problem import (
    ADULT,
    INTERPRETER,
    INTERVIEWER,
    REPRESENTATIVE,
)


Rooms = Mapping[tuple[int, str], Sequence[RoomEntry]]
# What decides where an interview may be: many claimants have these in common.
_PLACED_BY = (
    *("area", "longest_journey", "modes", "preferred_mode", "adjustments"),
    *("companions", "interpreted"),
)


def interviews(
    planned: pl.DataFrame,
    kept: Kept,
    *,
    first: date,
    turn_round: timedelta,
    booked: pl.DataFrame,
) -> pl.DataFrame:
    """The interviews of a problem: of claimants as `waiting_claimants` answers.

    Nobody who was told of a day (`booked`) is put at an earlier one.
    """
    owners = {
        one.staff_member: ref_of(INTERVIEWER, one.id)
        for one in kept.register.interviewers.values()
    }
    late = pl.col("earliest_start").is_not_null()
    attends = pl.col("attended") & pl.col("representative").is_in(_with_hours(kept))
    own = pl.col("ref").map_elements(own_diary, return_dtype=pl.String)
    language = pl.col("language")
    told_on = booked.select("day", ref="interview")
    return planned.join(told_on, on="ref", how="left", maintain_order="left").select(
        "ref",
        "band",
        "waiting_days",
        minutes=pl.when(pl.col("modes").list.contains(BY_VIDEO))
        .then("minutes_by_video")
        .otherwise("minutes")
        + int(turn_round.total_seconds()) // 60,
        language=pl.when(pl.col("interpreted")).then(
            pl.when(pl.col("dialect") != "")
            .then(pl.concat_str(language, pl.lit("/"), "dialect"))
            .otherwise(language)
        ),
        interviewer_sex=_said("interviewer_sex"),
        interpreter_sex=pl.when(pl.col("interpreted")).then(_said("interpreter_sex")),
        needs=pl.when(pl.col("restriction") != "")
        .then(pl.concat_list("needs", "restriction"))
        .otherwise("needs"),
        not_before=pl.max_horizontal(pl.lit(first), "unfit_until", "day"),
        latest_start="latest_start",
        representative=pl.when(attends)
        .then(_named(REPRESENTATIVE, "representative"))
        .when(late)
        .then(own),
        adult=pl.when(pl.col("adult_needed"))
        .then(_named(ADULT, "adult"))
        .when(late & attends)
        .then(own),
        owner=_people(pl.col("owner"), owners),
        conflicts=pl.concat_list(
            pl.col("conflicts_staff").list.eval(_people(pl.element(), owners)),
            pl.col("conflicts_interpreters").list.eval(
                pl.concat_str(pl.lit(f"{INTERPRETER} "), pl.element().cast(pl.String))
            ),
        ).list.drop_nulls(),
    )


def places(planned: pl.DataFrame, rooms: Rooms, kept: Kept) -> pl.DataFrame:
    """The places of a problem: sites within each journey, with a room that suits.

    Where somebody would rather be in person, or by video, and could be, there alone.
    """
    key, rows = list(_PLACED_BY), []
    for kind in planned.select(key).unique(maintain_order=True).iter_rows():
        area, longest, modes, preferred, adjustments, companions, interpreted = kind
        journeys = kept.register.journeys.get(area or "", {})
        seats = {
            BY_VIDEO: 1 + companions,
            IN_PERSON: 2 + companions + int(interpreted),
        }
        found = [
            (place_of(site, mode), mode, journeys[site])
            for (site, mode), of in rooms.items()
            if mode in modes
            and journeys.get(site, longest + 1) <= longest
            and any(suits(room, adjustments or (), seats[mode]) for room in of)
        ]
        wished = [place for place in found if place[1] == preferred]
        rows += [(*kind, *place) for place in wished or found]
    at = pl.DataFrame(
        rows,
        schema={
            **{name: planned.schema[name] for name in key},
            "site": pl.String,
            "mode": pl.String,
            "journey_minutes": pl.Int64,
        },
        orient="row",
    )
    return (
        planned.select("ref", *key)
        .join(at, on=key, nulls_equal=True)
        .select("site", "mode", "journey_minutes", interview="ref")
    )


def suits(room: RoomEntry, adjustments: Sequence[str], seats: int) -> bool:
    """Whether a room has all that somebody needs, and seats for everybody in it."""
    return room.seats >= seats and room.features.issuperset(adjustments)


def companions(
    planned: pl.DataFrame, kept: Kept, days: Days, *, given_back: Collection[int]
) -> Iterator[pl.DataFrame]:
    """When those who come along are free; whoever cannot come early has hours as well."""
    register = kept.register
    for kind, entries in (
        (REPRESENTATIVE, register.representatives),
        (ADULT, register.adults),
    ):
        asked = set(planned[kind].drop_nulls())
        people = sorted(
            (one for one in entries.values() if one.id in asked),
            key=lambda one: one.id,
        )
        free = free_steps(
            kept.board, [one.calendar for one in people], days, given_back=given_back
        )
        yield intervals(kind, [ref_of(kind, one.id) for one in people], free, days)
    late = planned.filter(pl.col("earliest_start").is_not_null())
    hours = np.zeros((late.height, len(days.days), STEPS), np.bool_)
    for number, earliest in enumerate(late["earliest_start"]):
        hours[number, :, step_up(earliest) :] = True
    for kind in (REPRESENTATIVE, ADULT):
        yield intervals(kind, [own_diary(ref) for ref in late["ref"]], hours, days)


def _with_hours(kept: Kept) -> list[int]:
    """Representatives who have hours; one whose hours nobody knows is told, not asked."""
    return [
        one.id
        for one in kept.register.representatives.values()
        if kept.board.diaries[one.calendar].hours
    ]


def _said(wish: str) -> pl.Expr:
    return pl.when(pl.col(wish) != "").then(pl.col(wish))


def _named(kind: str, column: str) -> pl.Expr:
    return pl.concat_str(pl.lit(f"{kind} "), pl.col(column).cast(pl.String))


def _people(column: pl.Expr, names: Mapping[int, str]) -> pl.Expr:
    return column.replace_strict(
        list(names), list(names.values()), default=None, return_dtype=pl.String
    )

"""From the database to the planner: who waits, who is free, and which rooms there are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from django.db import connection

from evenhand.appointments.board.entries import (
    InterpreterEntry,
    InterviewerEntry,
    RoomEntry,
)
from evenhand.appointments.board.kept import Kept, board_on
from evenhand.appointments.book.candidates import LEAST_LEVEL
from evenhand.appointments.plans.asking import companions, interviews, places
from evenhand.appointments.plans.claimants import BEYOND, NO_PLACE, waiting_claimants
from evenhand.appointments.plans.models import InterviewPlan
from evenhand.appointments.plans.names import GRID_MINUTES, place_of, ref_of
from evenhand.appointments.plans.reach import within_reach
from evenhand.appointments.plans.resources import (
    Days,
    counted,
    days_between,
    free_steps,
    intervals,
    rooms_free,
    spent,
)
from evenhand.appointments.plans.told import Told, told_in
from evenhand.core.verdict import Refused
from evenhand.engine.diaries.steps import MINUTES, time_of
from evenhand.engine.interviewing.standards import InterviewStandard
from evenhand.engine.interviews.grid import Grid
from evenhand.engine.interviews.problem import INTERPRETER, INTERVIEWER, Problem


# What somebody without a limit of their own is reckoned to do in a week.
A_WEEK = 10

_CLEARED = """
SELECT s.id, array_agg(g.clearance)
FROM workforce_staffmember s
JOIN core_clearancegrant g ON g.user_id = s.user_id AND g.ended_at IS NULL
GROUP BY s.id
"""
People = Sequence[InterviewerEntry] | Sequence[InterpreterEntry]


@dataclass(frozen=True, slots=True)
class Posed:
    """The problem of a plan, and everybody it is about.

    waiting   as `waiting_claimants` answers; `code` is also set for whoever is beyond
              reach. The problem's interviews are those without a code, by reference.
    """

    problem: Problem
    waiting: pl.DataFrame
    told: Told


def pose(
    plan: InterviewPlan,
    ranked: pl.DataFrame,
    *,
    standard: InterviewStandard,
    but: Collection[int] = (),
) -> Posed:
    """The problem of a plan. Refused where there are no days, rooms or interviewers.

    ranked  case_id, band, waiting_days of every case, as planning has ranked them.
    but     interviews that stay as they are, whatever the plan may move.
    """
    told = told_in(plan, but=but)
    waiting = waiting_claimants(
        ranked,
        release=plan.release,
        standard=standard,
        on=plan.from_on,
        units=plan.units,
        bands=plan.bands,
        told=told.case_ids,
    )
    with board_on(plan.asked_at.date()) as kept:
        days = days_between(kept.board, plan.from_on, plan.to_on)
        if not days.days:
            raise Refused("No day of these weeks is open to booking yet")
        return _There(kept, days, plan, told).pose(waiting, standard)


class _There:
    """Who and what is there in the days of a plan."""

    def __init__(self, kept: Kept, days: Days, plan: InterviewPlan, told: Told) -> None:
        self.kept, self.days, self.plan, self.told = kept, days, plan, told
        self.given_back = frozenset(told.ids.values())
        self.rooms = self._rooms()
        self.counts = {
            (site, mode): rooms_free(
                kept, rooms, days, plan.emergency_share, given_back=self.given_back
            )
            for (site, mode), rooms in self.rooms.items()
        }
        if not any(count.any() for count in self.counts.values()):
            raise Refused(
                "No room has hours in these weeks at the sites that were chosen"
            )

    def pose(self, waiting: pl.DataFrame, standard: InterviewStandard) -> Posed:
        """The problem, and who waits with whoever is beyond reach marked as such."""
        register = self.kept.register
        interviewers = sorted(register.interviewers.values(), key=lambda one: one.id)
        interpreters = sorted(register.interpreters.values(), key=lambda one: one.id)
        hours, used = [], []
        for kind, people in ((INTERVIEWER, interviewers), (INTERPRETER, interpreters)):
            hours.append(self._hours(kind, people))
            used.append(self._spent(kind, people))
        could = _could_hold(
            pl.concat(hours),
            pl.concat(used),
            {ref_of(INTERVIEWER, one.id): one.week_limit for one in interviewers}
            | {
                ref_of(INTERPRETER, one.id): one.week_limit or A_WEEK
                for one in interpreters
            },
        )
        planned = waiting.filter(pl.col("code") == "")
        at = places(planned, self.rooms, self.kept)
        nowhere = planned.filter(~pl.col("ref").is_in(at["interview"].implode()))
        waiting = _coded(waiting, nowhere["case_id"], NO_PLACE)
        beyond = _out_of_reach(
            waiting, could, interpreters, rooms=self._rooms_could_hold(planned)
        )
        waiting = _coded(waiting, beyond, BEYOND)
        planned = waiting.filter(pl.col("code") == "")
        booked = self.told.booked.filter(
            pl.col("interview").is_in(planned["ref"].implode())
        )
        problem = Problem(
            grid=self._grid(),
            interviews=interviews(
                planned,
                self.kept,
                first=self.plan.from_on,
                turn_round=max(standard.room_turn_round, standard.person_turn_round),
                booked=booked,
            ),
            places=at.filter(pl.col("interview").is_in(planned["ref"].implode())),
            interviewers=self._interviewers(interviewers),
            interpreters=_interpreters(interpreters),
            free=pl.concat(
                [
                    *hours,
                    *companions(
                        planned, self.kept, self.days, given_back=self.given_back
                    ),
                ]
            ),
            rooms=pl.concat(
                counted(place_of(site, mode), mode, count, self.days)
                for (site, mode), count in self.counts.items()
            ),
            spent=pl.concat(used),
            booked=booked,
        )
        return Posed(problem, waiting, self.told)

    def _rooms(self) -> dict[tuple[int, str], list[RoomEntry]]:
        register, asked = self.kept.register, self.plan.sites
        chosen = {
            site.id
            for site in register.sites.values()
            if not asked or site.code in asked
        }
        found: dict[tuple[int, str], list[RoomEntry]] = {}
        for room in sorted(register.rooms.values(), key=lambda room: room.id):
            if room.site in chosen:
                found.setdefault((room.site, room.mode), []).append(room)
        return found

    def _rooms_could_hold(self, planned: pl.DataFrame) -> int:
        """Interviews that all rooms could hold, were each as long as half of them are."""
        steps = sum(int(count.sum()) for count in self.counts.values())
        length = planned["minutes"].median()
        return int(steps * MINUTES / length) if isinstance(length, float) else 0

    def _hours(self, kind: str, people: People) -> pl.DataFrame:
        free = free_steps(
            self.kept.board,
            [one.calendar for one in people],
            self.days,
            given_back=self.given_back,
        )
        refs = [ref_of(kind, one.id) for one in people]
        return intervals(kind, refs, free, self.days)

    def _spent(self, kind: str, people: People) -> pl.DataFrame:
        calendars = ((ref_of(kind, one.id), one.calendar) for one in people)
        return spent(self.kept, kind, calendars, self.days, given_back=self.given_back)

    def _interviewers(self, people: Sequence[InterviewerEntry]) -> pl.DataFrame:
        """A training that ends before the plan does is not counted on."""
        until, cleared = self.plan.to_on, _clearances()
        return pl.DataFrame(
            {
                "ref": [ref_of(INTERVIEWER, one.id) for one in people],
                "site": [str(one.site) for one in people],
                "sex": [one.sex for one in people],
                "skills": [
                    [
                        *(
                            skill
                            for skill, ends in sorted(one.skills.items())
                            if ends is None or ends >= until
                        ),
                        *cleared.get(one.staff_member, ()),
                    ]
                    for one in people
                ],
                "by_video": [one.by_video for one in people],
                "week_limit": [one.week_limit for one in people],
            },
            schema_overrides={"skills": pl.List(pl.String), "week_limit": pl.Int64},
        )

    def _grid(self) -> Grid:
        """From the first room that opens until the last that closes, in half hours."""
        counts = list(self.counts.values())
        steps = np.flatnonzero(np.any([one.any(axis=0) for one in counts], axis=0))
        each = GRID_MINUTES // MINUTES
        first = int(steps[0]) // each * each
        last = -(-(int(steps[-1]) + 1) // each) * each
        return Grid(
            days=tuple(
                day
                for number, day in enumerate(self.days.days)
                if any(one[number].any() for one in counts)
            ),
            opens=time_of(first),
            closes=time_of(last),
            minutes=GRID_MINUTES,
        )


def _interpreters(people: Sequence[InterpreterEntry]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "ref": [ref_of(INTERPRETER, one.id) for one in people],
            "sex": [one.sex for one in people],
            "languages": [_languages(one) for one in people],
            "site": [
                str(one.base) if one.in_person and one.base is not None else None
                for one in people
            ],
            "by_video": [one.by_video for one in people],
            "week_limit": [one.week_limit for one in people],
        },
        schema_overrides={
            "languages": pl.List(pl.String),
            "site": pl.String,
            "week_limit": pl.Int64,
        },
    )


def _languages(one: InterpreterEntry) -> list[str]:
    """Languages, and dialects as "Arabic/Sudanese", interpreted well enough."""
    well = [spoken for spoken in one.spoken if spoken.level >= LEAST_LEVEL]
    return sorted(
        {spoken.language for spoken in well}
        | {f"{spoken.language}/{spoken.dialect}" for spoken in well if spoken.dialect}
    )


def _out_of_reach(
    waiting: pl.DataFrame,
    could: Mapping[str, int],
    interpreters: Sequence[InterpreterEntry],
    *,
    rooms: int,
) -> pl.Series:
    """Those who wait too far behind, by case_id."""
    languages: dict[str, int] = {}
    for one in interpreters:
        for language in {spoken.language for spoken in one.spoken}:
            number = could.get(ref_of(INTERPRETER, one.id), 0)
            languages[language] = languages.get(language, 0) + number
    planned = waiting.filter((pl.col("code") == "") & ~pl.col("is_told"))
    reached = within_reach(
        planned,
        interviews=min(
            rooms,
            sum(number for ref, number in could.items() if ref.startswith(INTERVIEWER)),
        ),
        interpreters=languages,
    )
    return planned.filter(~reached)["case_id"]


def _coded(waiting: pl.DataFrame, case_ids: pl.Series, code: str) -> pl.DataFrame:
    return waiting.with_columns(
        code=pl.when(pl.col("case_id").is_in(case_ids.implode()))
        .then(pl.lit(code))
        .otherwise("code")
    )


def _could_hold(
    hours: pl.DataFrame, used: pl.DataFrame, limits: Mapping[str, int]
) -> dict[str, int]:
    """How many interviews each could hold: the limits of the weeks they are there in."""
    week = pl.col("day").dt.truncate("1w").alias("week")
    weeks = hours.select("ref", week).unique()
    spent_in = used.group_by("ref", week).agg(pl.col("count").sum())
    limit = pl.col("ref").replace_strict(
        list(limits), list(limits.values()), default=0, return_dtype=pl.Int64
    )
    left = (limit - pl.col("count").fill_null(0)).clip(lower_bound=0)
    return dict(
        weeks.join(spent_in, on=["ref", "week"], how="left")
        .group_by("ref")
        .agg(left.sum().alias("could"))
        .iter_rows()
    )


def _clearances() -> dict[int, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(_CLEARED)
        return dict(cursor.fetchall())

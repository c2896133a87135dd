"""What is wrong with a plan: plain loops over the frames, and no trust in the solver.

Nothing here is shared with it but the frames.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from evenhand.engine.interviews.problem import (
    ADULT,
    BY_VIDEO,
    IN_PERSON,
    INTERPRETER,
    INTERVIEWER,
    REPRESENTATIVE,
    Plan,
    Problem,
)


Row = Mapping[str, Any]
Interval = tuple[datetime, datetime]
CENT = 1e-6


def faults(problem: Problem, plan: Plan) -> Iterator[str]:
    """A sentence for each law the plan breaks; none for a good plan."""
    asked = {row["ref"]: row for row in problem.interviews.iter_rows(named=True)}
    bookings = list(plan.bookings.iter_rows(named=True))
    yield from _once_each(asked, bookings, plan)
    bookings = [row for row in bookings if row["interview"] in asked]
    seen = _Seen(problem)
    for row in bookings:
        for what in seen.unfit(asked[row["interview"]], row):
            yield f"interview {row['interview']}: {what}"
    yield from _double_booked(asked, bookings)
    yield from _over_rooms(problem, bookings)
    yield from _over_weeks(problem, bookings)
    yield from _told_moved(problem, bookings)
    yield from _kept_free(problem, bookings)
    days = set(problem.grid.days)
    worth = sum(
        seen.worth(asked[row["interview"]], row)
        for row in bookings
        if row["day"] in days
    )
    if abs(worth - plan.objective) > CENT * max(1.0, abs(worth)):
        yield f"the plan says it is worth {plan.objective}, and is worth {worth}"
    if plan.bound is not None and worth > plan.bound * (1 + CENT) + CENT:
        yield f"the plan is worth {worth}, more than its bound of {plan.bound}"


def _once_each(
    asked: Mapping[str, Row], bookings: list[dict[str, Any]], plan: Plan
) -> Iterator[str]:
    told = Counter(row["interview"] for row in bookings)
    told.update(plan.left_out["interview"])
    for ref, times in told.items():
        if ref not in asked:
            yield f"interview {ref} is not there"
        elif times > 1:
            yield f"interview {ref} is told of {times} times"
    for ref in asked.keys() - told.keys():
        yield f"interview {ref} is neither booked nor left out"


class _Seen:
    """The frames of a problem by reference."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.places = {
            (row["interview"], row["site"], row["mode"]): row["journey_minutes"] or 0
            for row in problem.places.iter_rows(named=True)
        }
        self.in_person = {
            interview for interview, _, mode in self.places if mode == IN_PERSON
        }
        self.people = {
            (kind, row["ref"]): row
            for kind, frame in (
                (INTERVIEWER, problem.interviewers),
                (INTERPRETER, problem.interpreters),
            )
            for row in frame.iter_rows(named=True)
        }
        self.free: dict[tuple[str, str], list[Interval]] = defaultdict(list)
        for row in problem.free.iter_rows(named=True):
            self.free[row["kind"], row["ref"]].append(
                _interval(row["day"], row["starts"], row["ends"])
            )
        self.told = {
            row["interview"]: (row["day"], row["starts"])
            for row in problem.booked.iter_rows(named=True)
            if row["told"] and self._on_grid(row)
        }

    def unfit(self, asked: Row, row: Row) -> Iterator[str]:
        grid = self.problem.grid
        begins, ends = _interval(row["day"], row["starts"], row["ends"])
        if grid.step_at(row["day"], row["starts"]) is None:
            yield f"begins on {row['day']} at {row['starts']}, when no step begins"
        if ends - begins < timedelta(minutes=asked["minutes"]):
            yield f"has less than its {asked['minutes']} minutes"
        if row["ends"] > grid.closes:
            yield f"ends at {row['ends']}, after the day does"
        first, last, latest = (
            asked["not_before"],
            asked["not_after"],
            asked["latest_start"],
        )
        if first is not None and row["day"] < first:
            yield f"is before {first}"
        if last is not None and row["day"] > last:
            yield f"is after {last}"
        if latest is not None and row["starts"] > latest:
            yield f"starts after {latest}"
        journey = self.places.get((asked["ref"], row["site"], row["mode"]))
        longest = asked["longest_journey"]
        if journey is None:
            yield f"is not to be held at {row['site']}, {row['mode']}"
        elif longest is not None and journey > longest:
            yield f"asks for {journey} minutes' journey, {longest} at most"
        yield from self._unfit_interviewer(asked, row)
        yield from self._unfit_interpreter(asked, row)
        for kind, ref in (
            (INTERVIEWER, row["interviewer"]),
            (INTERPRETER, row["interpreter"]),
            (REPRESENTATIVE, asked["representative"]),
            (ADULT, asked["adult"]),
        ):
            if ref is not None and not self._is_free(kind, ref, begins, ends):
                yield f"takes {kind} {ref} at a time they are not free"

    def worth(self, asked: Row, row: Row) -> float:
        """What a booking is worth, reckoned from the frames alone."""
        weights, days = self.problem.weights, self.problem.grid.days
        band = weights.bands[min(asked["band"], len(weights.bands)) - 1]
        possible = [
            number
            for number, day in enumerate(days)
            if asked["not_before"] is None or day >= asked["not_before"]
        ]
        later = days.index(row["day"]) - possible[0]
        journey = self.places.get((asked["ref"], row["site"], row["mode"]), 0)
        waited = min(asked["waiting_days"] / 365, 5.0)
        value: float = band * (1 + weights.a_year_waited * waited)
        value *= 1 - weights.a_day_later * later
        value -= weights.journey_minute * journey
        if row["mode"] == BY_VIDEO and asked["ref"] in self.in_person:
            value -= weights.by_video
        preferred = (INTERVIEWER, asked["owner"]) in self.people
        if preferred and row["interviewer"] != asked["owner"]:
            value -= weights.other_than_owner
        when = (row["day"], row["starts"])
        if self.told.get(asked["ref"], when) != when:
            value -= weights.moved
        return value

    def _unfit_interviewer(self, asked: Row, row: Row) -> Iterator[str]:
        who = self.people.get((INTERVIEWER, row["interviewer"]))
        if who is None:
            yield f"is with {row['interviewer']}, who is not there"
            return
        by_video = row["mode"] == BY_VIDEO and who["by_video"]
        if who["site"] != row["site"] and not by_video:
            yield f"is at {row['site']}, and {who['ref']} at {who['site']}"
        lacking = set(asked["needs"]) - set(who["skills"])
        if lacking:
            yield f"needs {', '.join(sorted(lacking))}, which {who['ref']} has not"
        yield from _unasked(asked, who, asked["interviewer_sex"])

    def _unfit_interpreter(self, asked: Row, row: Row) -> Iterator[str]:
        if (asked["language"] is None) != (row["interpreter"] is None):
            yield "has an interpreter and needs none, or needs one and has none"
        if row["interpreter"] is None:
            return
        who = self.people.get((INTERPRETER, row["interpreter"]))
        if who is None:
            yield f"is with {row['interpreter']}, who is not there"
            return
        if asked["language"] not in who["languages"]:
            yield f"is in {asked['language']}, which {who['ref']} does not speak"
        if not who["by_video"] and who["site"] != row["site"]:
            yield f"is at {row['site']}, and {who['ref']} at {who['site']}"
        yield from _unasked(asked, who, asked["interpreter_sex"])

    def _is_free(self, kind: str, ref: str, begins: datetime, ends: datetime) -> bool:
        """Whether intervals that touch or overlap cover the time together."""
        at = begins
        for start, end in sorted(self.free.get((kind, ref), ())):
            if start <= at < end:
                at = end
        return at >= ends

    def _on_grid(self, row: Row) -> bool:
        return self.problem.grid.step_at(row["day"], row["starts"]) is not None


def _unasked(asked: Row, who: Row, sex: str | None) -> Iterator[str]:
    if sex is not None and who["sex"] != sex:
        yield f"asked for somebody {sex}, and {who['ref']} is not"
    if who["ref"] in asked["conflicts"]:
        yield f"must not be with {who['ref']}"


def _double_booked(
    asked: Mapping[str, Row], bookings: list[dict[str, Any]]
) -> Iterator[str]:
    taken: dict[tuple[str, str], list[tuple[Interval, str]]] = defaultdict(list)
    for row in bookings:
        one = asked[row["interview"]]
        for kind, ref in (
            (INTERVIEWER, row["interviewer"]),
            (INTERPRETER, row["interpreter"]),
            (REPRESENTATIVE, one["representative"]),
            (ADULT, one["adult"]),
        ):
            if ref is not None:
                when = _interval(row["day"], row["starts"], row["ends"])
                taken[kind, ref].append((when, row["interview"]))
    for (kind, ref), times in taken.items():
        times.sort()
        for (before, first), (after, second) in zip(times, times[1:], strict=False):
            if after[0] < before[1]:
                yield f"{kind} {ref} is at {first} and {second} at one time"


def _over_rooms(problem: Problem, bookings: list[dict[str, Any]]) -> Iterator[str]:
    grid = problem.grid
    used: Counter[tuple[str, str, int]] = Counter()
    for row in bookings:
        first = grid.step_at(row["day"], row["starts"])
        if first is None:
            continue
        step = first
        while step < grid.steps and grid.starts_at(step) < (row["day"], row["ends"]):
            used[row["site"], row["mode"], step] += 1
            step += 1
    there: Counter[tuple[str, str, int]] = Counter()
    for row in problem.rooms.iter_rows(named=True):
        for step in range(grid.steps):
            day, starts = grid.starts_at(step)
            ends = grid.ends_at(step, 1)
            if day == row["day"] and row["starts"] <= starts and ends <= row["ends"]:
                there[row["site"], row["mode"], step] += row["count"]
    for (site, mode, step), count in sorted(used.items()):
        if count > there[site, mode, step]:
            day, starts = grid.starts_at(step)
            yield (
                f"{site} has {there[site, mode, step]} places {mode} on {day} at"
                f" {starts}, and {count} interviews"
            )


def _over_weeks(problem: Problem, bookings: list[dict[str, Any]]) -> Iterator[str]:
    for column, frame in (
        (INTERVIEWER, problem.interviewers),
        (INTERPRETER, problem.interpreters),
    ):
        weeks = Counter(
            (row[column], row["day"].isocalendar()[:2])
            for row in bookings
            if row[column] is not None
        )
        planned = set(weeks)
        for kind, ref, day, count in problem.spent.iter_rows():
            if kind == column and (ref, day.isocalendar()[:2]) in planned:
                weeks[ref, day.isocalendar()[:2]] += count
        limits = dict(frame.select("ref", "week_limit").iter_rows())
        for (ref, week), count in weeks.items():
            limit = limits.get(ref)
            if limit is not None and count > limit:
                yield f"{column} {ref} has {count} interviews in week {week[1]}, {limit} at most"


def _told_moved(problem: Problem, bookings: list[dict[str, Any]]) -> Iterator[str]:
    told = {
        row["interview"]: (row["day"], row["starts"])
        for row in problem.booked.iter_rows(named=True)
        if row["told"]
    }
    for row in bookings:
        when = (row["day"], row["starts"])
        moved = told.get(row["interview"], when) != when
        if moved != row["moved"]:
            yield f"interview {row['interview']}: says wrongly whether it was moved"


def _kept_free(problem: Problem, bookings: list[dict[str, Any]]) -> Iterator[str]:
    """Hours kept free for emergencies are given to those only who were told of them."""
    if not problem.kept_free:
        return
    grid, step = problem.grid, problem.grid.minutes
    told = set(problem.booked.filter(pl.col("told")).select("interview").to_series())
    there: Counter[tuple[str, date]] = Counter()
    used: Counter[tuple[str, date]] = Counter()
    for number in range(grid.steps):
        day, starts = grid.starts_at(number)
        ends = grid.ends_at(number, 1)
        on = pl.col("day") == day
        within = on & (pl.col("starts") <= starts) & (pl.col("ends") >= ends)
        people = problem.free.filter(within & (pl.col("kind") == INTERVIEWER))["ref"]
        known = set(people) & set(problem.interviewers["ref"])
        there[INTERVIEWER, day] += len(known)
        for mode, count in problem.rooms.filter(within).select("mode", "count").rows():
            there[mode, day] += count
    planned = set()
    for row in bookings:
        begins, ends_at = _interval(row["day"], row["starts"], row["ends"])
        steps = int((ends_at - begins) / timedelta(minutes=step))
        for what in (INTERVIEWER, row["mode"]):
            used[what, row["day"]] += steps
            if row["interview"] not in told or row["moved"]:
                planned.add((what, row["day"]))
    for what, day in sorted(planned):
        most = there[what, day] * (1 - problem.kept_free)
        if used[what, day] > most + CENT:
            yield (
                f"on {day} {used[what, day]} steps of {what} hours are planned, and"
                f" {most:.1f} may be: the rest is kept for emergencies"
            )


def _interval(day: date, starts: time, ends: time) -> Interval:
    return datetime.combine(day, starts), datetime.combine(day, ends)

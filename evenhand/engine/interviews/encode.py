"""A problem as sets of bits: who is free when, and who may take part in what.

A set of people is a whole number with one bit a person; so is the time of one person,
with one bit a step. People are counted from whoever fits the fewest interviews, so that
the lowest bit of a set is the one who can best be spared.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from math import floor
from typing import NamedTuple

from evenhand.engine.interviews.grid import Grid, minutes_of
from evenhand.engine.interviews.problem import (
    ADULT,
    BY_VIDEO,
    IN_PERSON,
    INTERPRETER,
    INTERVIEWER,
    MODES,
    REPRESENTATIVE,
    Problem,
    Weights,
)


class InterviewRow(NamedTuple):
    """One row of the interviews."""

    ref: str
    band: int
    waiting_days: int
    minutes: int
    language: str | None
    interviewer_sex: str | None
    interpreter_sex: str | None
    needs: Sequence[str]
    not_before: date | None
    not_after: date | None
    latest_start: time | None
    longest_journey: int | None
    representative: str | None
    adult: str | None
    owner: str | None
    conflicts: Sequence[str]


class InterviewerRow(NamedTuple):
    """One row of the interviewers."""

    ref: str
    site: str
    sex: str | None
    skills: Sequence[str]
    by_video: bool
    week_limit: int | None


class InterpreterRow(NamedTuple):
    """One row of the interpreters."""

    ref: str
    sex: str | None
    languages: Sequence[str]
    site: str | None
    by_video: bool
    week_limit: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """One way to hold an interview: where, what it costs beside the best, and by whom.

    room          index of the site and mode in `Encoded.rooms`.
    loss          of worth, for journey and mode.
    interviewers, interpreters   sets of people; no interpreter needed is None.
    parts         of interviewers, then of interpreters: the sets that make them up, those
                  at the site and those who may join from anywhere.
    """

    room: int
    loss: float
    interviewers: int
    interpreters: int | None
    parts: tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One interview made ready: what it is worth, how long, in which steps, with whom.

    days       indexes of the days on which it may be; `first` is where its wait begins.
    last       the last step within a day at which it may begin.
    diaries    indexes of the diaries (representative, adult) that must be free.
    owner      the set that holds the owner alone; 0 where nobody is preferred.
    """

    index: int
    ref: str
    band: int
    worth: float
    steps: int
    days: range
    last: int
    places: tuple[Place, ...]
    diaries: tuple[int, ...]
    owner: int

    def worth_on(self, day: int, weights: Weights) -> float:
        """What it is worth on a day of its own, before journey and mode."""
        return self.worth * (1 - weights.a_day_later * (day - self.days.start))


@dataclass(frozen=True, slots=True)
class People:
    """One kind of people: references by bit, hours, and limits.

    free    for each step, the set of those who are free in it.
    limits  interviews a week at most, by bit; None: no limit.
    """

    refs: tuple[str, ...]
    free: tuple[int, ...]
    limits: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A problem ready to be solved.

    rooms     site and mode of each kind of room, and `counts` of it in each step.
    diaries   for each representative and adult, the set of steps they are free in.
    spare     of interviewers, then of rooms of each mode, how many steps of each day
              may be booked: all but the share that is kept free.
    """

    problem: Problem
    asked: tuple[Asked, ...]
    interviewers: People
    interpreters: People
    rooms: tuple[tuple[str, str], ...]
    counts: tuple[tuple[int, ...], ...]
    diaries: tuple[int, ...]
    spare: tuple[tuple[int, ...], ...]

    @property
    def grid(self) -> Grid:
        """The working time of the problem."""
        return self.problem.grid


def interview_rows(problem: Problem) -> Iterator[InterviewRow]:
    """The interviews, in the order of their references."""
    return map(InterviewRow._make, problem.interviews.iter_rows())


def encode(problem: Problem) -> Encoded:
    """Make a problem ready."""
    asked_for = list(interview_rows(problem))
    places = _places(problem)
    interviewers = [InterviewerRow(*row) for row in problem.interviewers.iter_rows()]
    interpreters = [InterpreterRow(*row) for row in problem.interpreters.iter_rows()]
    asked_of_interviewers = Counter(
        (site, mode, row.interviewer_sex, tuple(row.needs))
        for row in asked_for
        for site, mode, _ in places[row.ref]
    )
    asked_of_interpreters = Counter(
        (row.language, row.interpreter_sex) for row in asked_for if row.language
    )
    interviewers.sort(
        key=lambda who: (
            sum(n for key, n in asked_of_interviewers.items() if _takes(who, *key)),
            who.ref,
        )
    )
    interpreters.sort(
        key=lambda who: (
            sum(n for key, n in asked_of_interpreters.items() if _speaks(who, *key)),
            who.ref,
        )
    )
    free = _free(problem)
    room_keys = sorted(set(problem.rooms.select("site", "mode").iter_rows()))
    room_of = {key: index for index, key in enumerate(room_keys)}
    diary_of: dict[tuple[str, str], int] = {}
    for row in asked_for:
        for kind, ref in ((REPRESENTATIVE, row.representative), (ADULT, row.adult)):
            if ref is not None:
                diary_of.setdefault((kind, ref), len(diary_of))
    choose = _Choose(interviewers, interpreters)
    asked = tuple(
        _asked(index, row, problem, places[row.ref], room_of, diary_of, choose)
        for index, row in enumerate(asked_for)
    )
    hours = _people(interviewers, INTERVIEWER, free, problem.grid)
    counts = tuple(_counts(problem, key) for key in room_keys)
    by_mode = [
        [
            sum(each)
            for each in zip(
                *(
                    of
                    for of, (_, mode) in zip(counts, room_keys, strict=True)
                    if mode == one
                ),
                strict=True,
            )
        ]
        or [0] * problem.grid.steps
        for one in MODES
    ]
    return Encoded(
        problem=problem,
        asked=asked,
        interviewers=hours,
        interpreters=_people(interpreters, INTERPRETER, free, problem.grid),
        rooms=tuple(room_keys),
        counts=counts,
        diaries=tuple(free.get(key, 0) for key in diary_of),
        spare=tuple(
            _spare(problem, there)
            for there in ([one.bit_count() for one in hours.free], *by_mode)
        ),
    )


def bits(people: int) -> Iterator[int]:
    """The members of a set, the lowest first."""
    while people:
        low = people & -people
        yield low.bit_length() - 1
        people ^= low


class _Choose:
    """Who may take part in what; each question is answered once."""

    def __init__(
        self,
        interviewers: Sequence[InterviewerRow],
        interpreters: Sequence[InterpreterRow],
    ) -> None:
        self.interviewers = interviewers
        self.interpreters = interpreters
        self.known: dict[tuple[object, ...], int] = {}
        self.at: dict[str, int] = {}
        self.by_video = (
            _set_of(who.by_video for who in interviewers),
            _set_of(who.by_video for who in interpreters),
        )
        self.bit_of_interviewer = _numbered(row.ref for row in interviewers)
        self.bit_of_interpreter = _numbered(row.ref for row in interpreters)

    def interviewing(self, site: str, mode: str, row: InterviewRow) -> int:
        key = (site, mode, row.interviewer_sex, tuple(row.needs))
        if key not in self.known:
            self.known[key] = _set_of(_takes(who, *key) for who in self.interviewers)
        return self.known[key] & ~_named(row.conflicts, self.bit_of_interviewer)

    def parts(
        self, site: str, mode: str, row: InterviewRow
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Interviewers and interpreters who could: at the site, and from anywhere."""
        if site not in self.at:
            self.at[site] = _set_of(who.site == site for who in self.interpreters)
        interpreters = self.interpreting(site, row) or 0
        return (
            _apart(
                self.interviewing(site, mode, row),
                self.interviewing(site, IN_PERSON, row),
                self.by_video[0] if mode == BY_VIDEO else 0,
            ),
            _apart(interpreters, interpreters & self.at[site], self.by_video[1]),
        )

    def interpreting(self, site: str, row: InterviewRow) -> int | None:
        if row.language is None:
            return None
        key = (site, row.language, row.interpreter_sex)
        if key not in self.known:
            self.known[key] = _set_of(
                _speaks(who, row.language, row.interpreter_sex)
                and (who.by_video or who.site == site)
                for who in self.interpreters
            )
        return self.known[key] & ~_named(row.conflicts, self.bit_of_interpreter)


def _apart(whole: int, at_site: int, anywhere: int) -> tuple[int, ...]:
    """Those of a set at the site and those from anywhere, where there are both."""
    anywhere &= whole
    both = at_site and anywhere and at_site != whole and anywhere != whole
    return (at_site, anywhere) if both else (whole,)


def _asked(
    index: int,
    row: InterviewRow,
    problem: Problem,
    places: Sequence[tuple[str, str, int]],
    room_of: Mapping[tuple[str, str], int],
    diary_of: Mapping[tuple[str, str], int],
    choose: _Choose,
) -> Asked:
    grid, weights = problem.grid, problem.weights
    steps = grid.steps_of(row.minutes)
    last = grid.a_day - steps
    if row.latest_start is not None:
        before = minutes_of(row.latest_start) - minutes_of(grid.opens)
        last = min(last, before // grid.minutes)
    in_person = any(mode == IN_PERSON for _, mode, _ in places)
    possible = [
        Place(
            room=room_of[site, mode],
            loss=weights.journey_minute * journey
            + (weights.by_video if mode == BY_VIDEO and in_person else 0.0),
            interviewers=choose.interviewing(site, mode, row),
            interpreters=choose.interpreting(site, row),
            parts=choose.parts(site, mode, row),
        )
        for site, mode, journey in places
        if (site, mode) in room_of
        and (row.longest_journey is None or journey <= row.longest_journey)
    ]
    diaries = ((REPRESENTATIVE, row.representative), (ADULT, row.adult))
    owner = choose.bit_of_interviewer.get(row.owner or "")
    return Asked(
        index=index,
        ref=row.ref,
        band=row.band,
        worth=weights.bands[min(row.band, len(weights.bands)) - 1]
        * (1 + weights.a_year_waited * min(row.waiting_days / 365, 5.0)),
        steps=steps,
        days=_days(grid, row),
        last=last,
        places=tuple(
            sorted(
                (
                    place
                    for place in possible
                    if place.interviewers and place.interpreters != 0
                ),
                key=lambda place: (place.loss, place.room),
            )
        ),
        diaries=tuple(diary_of[kind, ref] for kind, ref in diaries if ref is not None),
        owner=0 if owner is None else 1 << owner,
    )


def _days(grid: Grid, row: InterviewRow) -> range:
    first = next(
        (
            index
            for index, day in enumerate(grid.days)
            if row.not_before is None or day >= row.not_before
        ),
        len(grid.days),
    )
    end = sum(row.not_after is None or day <= row.not_after for day in grid.days)
    return range(first, max(first, end))


def _takes(
    who: InterviewerRow, site: str, mode: str, sex: str | None, needs: Sequence[str]
) -> bool:
    there = who.site == site or (mode == BY_VIDEO and who.by_video)
    return there and sex in (None, who.sex) and set(needs) <= set(who.skills)


def _speaks(who: InterpreterRow, language: str | None, sex: str | None) -> bool:
    return language in who.languages and sex in (None, who.sex)


def _places(problem: Problem) -> Mapping[str, list[tuple[str, str, int]]]:
    found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for interview, site, mode, journey in problem.places.iter_rows():
        found[interview].append((site, mode, journey or 0))
    return found


def _free(problem: Problem) -> dict[tuple[str, str], int]:
    """Steps in which each person of each kind is free, as sets."""
    day_of = {day: index for index, day in enumerate(problem.grid.days)}
    free: dict[tuple[str, str], int] = defaultdict(int)
    for kind, ref, day, starts, ends in problem.free.iter_rows():
        if day in day_of:
            free[kind, ref] |= _steps_within(problem.grid, day_of[day], starts, ends)
    return dict(free)


def _steps_within(grid: Grid, day: int, starts: time, ends: time) -> int:
    """The steps of a day that lie wholly within an interval, as a set."""
    opens = minutes_of(grid.opens)
    first = max(0, -(-(minutes_of(starts) - opens) // grid.minutes))
    end = min(grid.a_day, (minutes_of(ends) - opens) // grid.minutes)
    return ((1 << max(0, end - first)) - 1) << (day * grid.a_day + first)


def _counts(problem: Problem, key: tuple[str, str]) -> tuple[int, ...]:
    grid = problem.grid
    day_of = {day: index for index, day in enumerate(grid.days)}
    counts = [0] * grid.steps
    mine = problem.rooms.filter(site=key[0], mode=key[1])
    for _, _, day, starts, ends, count in mine.iter_rows():
        if day in day_of:
            for step in bits(_steps_within(grid, day_of[day], starts, ends)):
                counts[step] += count
    return tuple(counts)


def _spare(problem: Problem, there: Sequence[int]) -> tuple[int, ...]:
    """Steps of each day that may be booked of so many in each step."""
    a_day, share = problem.grid.a_day, 1 - problem.kept_free
    return tuple(
        floor(sum(there[first : first + a_day]) * share + 1e-9)
        for first in range(0, problem.grid.steps, a_day)
    )


def _people(
    rows: Sequence[InterviewerRow | InterpreterRow],
    kind: str,
    free: Mapping[tuple[str, str], int],
    grid: Grid,
) -> People:
    by_step = [0] * grid.steps
    for bit, row in enumerate(rows):
        for step in bits(free.get((kind, row.ref), 0)):
            by_step[step] |= 1 << bit
    return People(
        refs=tuple(row.ref for row in rows),
        free=tuple(by_step),
        limits=tuple(row.week_limit for row in rows),
    )


def _numbered(refs: Iterable[str]) -> dict[str, int]:
    return {ref: bit for bit, ref in enumerate(refs)}


def _named(refs: Sequence[str], bit_of: Mapping[str, int]) -> int:
    return _set_of_bits(bit_of[ref] for ref in refs if ref in bit_of)


def _set_of(members: Iterable[bool]) -> int:
    return _set_of_bits(bit for bit, member in enumerate(members) if member)


def _set_of_bits(members: Iterable[int]) -> int:
    found = 0
    for bit in members:
        found |= 1 << bit
    return found

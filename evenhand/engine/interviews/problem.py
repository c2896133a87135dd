"""The problem and the plan: frozen frames in, a frozen frame out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from evenhand.engine.frames import TEXTS, Columns, Unsound, shaped
from evenhand.engine.interviews.grid import Grid


INTERVIEWS: Columns = {
    "ref": pl.String,
    "band": pl.Int64,
    "waiting_days": pl.Int64,
    "minutes": pl.Int64,
    "language": pl.String,
    "interviewer_sex": pl.String,
    "interpreter_sex": pl.String,
    "needs": TEXTS,
    "not_before": pl.Date,
    "not_after": pl.Date,
    "latest_start": pl.Time,
    "longest_journey": pl.Int64,
    "representative": pl.String,
    "adult": pl.String,
    "owner": pl.String,
    "conflicts": TEXTS,
}
PLACES: Columns = {
    "interview": pl.String,
    "site": pl.String,
    "mode": pl.String,
    "journey_minutes": pl.Int64,
}
INTERVIEWERS: Columns = {
    "ref": pl.String,
    "site": pl.String,
    "sex": pl.String,
    "skills": TEXTS,
    "by_video": pl.Boolean,
    "week_limit": pl.Int64,
}
INTERPRETERS: Columns = {
    "ref": pl.String,
    "sex": pl.String,
    "languages": TEXTS,
    "site": pl.String,
    "by_video": pl.Boolean,
    "week_limit": pl.Int64,
}
FREE: Columns = {
    "kind": pl.String,
    "ref": pl.String,
    "day": pl.Date,
    "starts": pl.Time,
    "ends": pl.Time,
}
ROOMS: Columns = {
    "site": pl.String,
    "mode": pl.String,
    "day": pl.Date,
    "starts": pl.Time,
    "ends": pl.Time,
    "count": pl.Int64,
}
BOOKED: Columns = {
    "interview": pl.String,
    "day": pl.Date,
    "starts": pl.Time,
    "site": pl.String,
    "mode": pl.String,
    "interviewer": pl.String,
    "interpreter": pl.String,
    "told": pl.Boolean,
}
SPENT: Columns = {
    "kind": pl.String,
    "ref": pl.String,
    "day": pl.Date,
    "count": pl.Int64,
}
FRAMES: Mapping[str, Columns] = {
    "interviews": INTERVIEWS,
    "places": PLACES,
    "interviewers": INTERVIEWERS,
    "interpreters": INTERPRETERS,
    "free": FREE,
    "rooms": ROOMS,
    "booked": BOOKED,
    "spent": SPENT,
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "interviews": ("ref", "band", "waiting_days", "minutes"),
    "places": ("interview", "site", "mode"),
    "interviewers": ("ref", "site"),
    "interpreters": ("ref", "languages"),
    "free": ("kind", "ref", "day", "starts", "ends"),
    "rooms": ("site", "mode", "day", "starts", "ends", "count"),
    "booked": ("interview", "day", "starts", "site", "mode", "interviewer"),
    "spent": ("kind", "ref", "day", "count"),
}
IN_PERSON, BY_VIDEO = "in person", "video"
MODES = (IN_PERSON, BY_VIDEO)
INTERVIEWER, INTERPRETER = "interviewer", "interpreter"
REPRESENTATIVE, ADULT = "representative", "adult"
KINDS = (INTERVIEWER, INTERPRETER, REPRESENTATIVE, ADULT)


@dataclass(frozen=True, slots=True)
class Weights:
    """What a booked interview is worth, so that one plan can be told from another.

    bands          worth of an interview of each band, the first the most urgent; bands
                   beyond are worth as the last. Each is worth well over twice the next,
                   so that no one interview of a later band is preferred to it.
    a_year_waited  of that worth, added for each year waited, up to five years.
    a_day_later    of that worth, lost for each day after the first on which it could be.
    journey_minute lost for each minute of the claimant's journey.
    by_video       lost where it is by video though it might be in person.
    other_than_owner  lost where the case's owner could interview and another does.
    moved          lost where people were told of another time.
    """

    bands: tuple[float, ...] = (1000.0, 500.0, 250.0, 125.0, 60.0)
    a_year_waited: float = 0.02
    a_day_later: float = 0.01
    journey_minute: float = 0.05
    by_video: float = 3.0
    other_than_owner: float = 10.0
    moved: float = 200.0


@dataclass(frozen=True, slots=True)
class Problem:
    """Interviews to be booked, and the people, rooms and hours there are for them.

    interviews    one row an interview, columns of `INTERVIEWS`. `minutes` is its whole
                  length, breaks and turn-round in it. A `language` (or dialect, as
                  interpreters name it) needs an interpreter who has it; none, no
                  interpreter. `needs` are trainings the interviewer must have, `owner`
                  an interviewer who is preferred, `conflicts` interviewers and
                  interpreters who must not be there. `representative` and `adult` are
                  whoever must be free as well.
    places        where each may be held: one row an interview, site and mode.
    interviewers, interpreters   one row a person. Each is at their own `site`, or
                  anywhere when it is by video and they take part `by_video`.
                  An interpreter who takes part by video may do so at an interview in
                  person too. `week_limit`: interviews a week at most; none, no limit.
    free          when people are free: `kind` is one of `KINDS`, one row an interval of
                  a day, half open. A person without a row is never free.
    rooms         how many rooms (mode "in person") or video suites ("video") a site has
                  in an interval of a day.
    booked        what is booked already: it stays as it is where people were `told`,
                  and is worth `moved` to move; the rest is a plan to start from.
    spent         interviews that people have beside those of the problem, which count
                  towards the limit of their week: any day of it, and how many.
    fixed         where true, no booking that people were told of is moved.
    kept_free     the share, from 0 to under 1, of each day's hours of interviewers, and
                  of rooms of each mode, that is not planned: room for emergencies.

    Intervals that touch do not clash. Raises Unsound with a sentence for each fault.
    """

    grid: Grid
    interviews: pl.DataFrame
    places: pl.DataFrame
    interviewers: pl.DataFrame
    interpreters: pl.DataFrame
    free: pl.DataFrame
    rooms: pl.DataFrame
    booked: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=BOOKED))
    spent: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SPENT))
    weights: Weights = field(default_factory=Weights)
    fixed: bool = True
    kept_free: float = 0.0

    def __post_init__(self) -> None:
        frames = {
            name: shaped(getattr(self, name), columns, NEEDED[name], name)
            for name, columns in FRAMES.items()
        }
        wrong = list(_wrong(frames))
        if not 0 <= self.kept_free < 1:
            wrong.append(
                f"kept_free is {self.kept_free}, it must be from 0 to less than 1"
            )
        if wrong:
            raise Unsound(wrong)
        for name, frame in frames.items():
            key = [column for column in FRAMES[name] if column != "told"]
            order = [column for column in key if FRAMES[name][column] != TEXTS]
            object.__setattr__(self, name, frame.sort(order))


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is interviewed when, where and by whom.

    bookings  one row an interview that is booked: interview, band, day, starts, ends,
              site, mode, interviewer, interpreter (null: none needed), with_owner,
              moved (people were told of another time). In the order of day and time.
    left_out  one row an interview that is not: interview, band.
    objective what the plan is worth by the problem's weights.
    bound     the most any plan can be worth; None where it was not worked out.
    """

    bookings: pl.DataFrame
    left_out: pl.DataFrame
    objective: float
    bound: float | None = None

    @property
    def ratio(self) -> float | None:
        """The worth of the plan as a part of the bound; 1 where nothing can be booked."""
        if self.bound is None:
            return None
        return self.objective / self.bound if self.bound > 0 else 1.0


def _wrong(frames: Mapping[str, pl.DataFrame]) -> list[str]:
    found = []
    for name in ("interviews", "interviewers", "interpreters"):
        refs = frames[name]["ref"]
        if refs.null_count():
            found.append(f"a row of {name} has no ref")
        doubled = refs.filter(refs.is_duplicated()).unique().sort().drop_nulls()
        found += [f"{name}: {ref} is there more than once" for ref in doubled]
    for name, column, least in (
        ("interviews", "band", 1),
        ("interviews", "waiting_days", 0),
        ("interviews", "minutes", 1),
        ("rooms", "count", 0),
        ("spent", "count", 0),
    ):
        frame = frames[name]
        low = frame.filter(pl.col(column).is_null() | (pl.col(column) < least))
        found += [
            f"{name}: {column} is {'missing' if value is None else value} for {of},"
            f" it must be {least} or more"
            for of, value in low.select(pl.first(), column).iter_rows()
        ]
    for name in ("places", "rooms", "booked"):
        odd = frames[name].filter(~pl.col("mode").is_in(MODES))["mode"].unique().sort()
        found += [f"{name}: {mode} is no mode; they are {MODES}" for mode in odd]
    for name in ("free", "spent"):
        odd = frames[name].filter(~pl.col("kind").is_in(KINDS))["kind"].unique().sort()
        found += [
            f"{name}: {kind} is no kind of person; they are {KINDS}" for kind in odd
        ]
    for name in ("free", "rooms"):
        backward = frames[name].filter(
            (pl.col("ends") <= pl.col("starts"))
            | pl.any_horizontal(pl.col("day", "starts", "ends").is_null())
        )
        found += [
            f"{name}: {row[0]} {row[1]}: the interval is not from one time to a later"
            for row in backward.iter_rows()
        ]
    known = set(frames["interviews"]["ref"])
    for name in ("places", "booked"):
        others = set(frames[name]["interview"]) - known
        found += [f"{name}: interview {ref} is not there" for ref in sorted(others)]
    twice = frames["booked"].filter(pl.col("interview").is_duplicated())
    found += [
        f"booked: {ref} is booked more than once"
        for ref in twice["interview"].unique().sort()
    ]
    return found

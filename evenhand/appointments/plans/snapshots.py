"""Keep what a plan was made from and what came of it, to check it or make it again."""

import hashlib
import json
import zipfile
from datetime import date, time
from io import BytesIO

import polars as pl

from evenhand.appointments.plans.models import InterviewPlan, PlanInput
from evenhand.engine.interviews.grid import Grid
from evenhand.engine.interviews.problem import FRAMES, Plan, Problem


GRID = "grid.json"


def store_input(plan: InterviewPlan, problem: Problem, made: Plan) -> PlanInput:
    """Store the problem of a plan, its bookings, and what they are worth."""
    kept, bookings = _packed_problem(problem), _packed(made.bookings)
    return PlanInput.objects.create(
        plan=plan,
        problem=kept,
        bookings=bookings,
        objective=made.objective,
        bound=made.bound,
        sha256=hashlib.sha256(kept + bookings).hexdigest(),
    )


def read_input(plan: InterviewPlan) -> tuple[Problem, Plan]:
    """The problem of a plan as it was posed, and the plan as it was made.

    Raises ValueError where the stored bytes are not those that were written.
    """
    stored = PlanInput.objects.get(plan=plan)
    kept, packed = bytes(stored.problem), bytes(stored.bookings)
    if hashlib.sha256(kept + packed).hexdigest() != stored.sha256:
        raise ValueError(f"the stored input of plan {plan.pk} has been changed")
    problem = _problem_in(kept)
    bookings = pl.read_parquet(BytesIO(packed))
    left_out = problem.interviews.filter(
        ~pl.col("ref").is_in(bookings["interview"].implode())
    ).select("band", interview="ref")
    return problem, Plan(
        bookings=bookings,
        left_out=left_out.select("interview", "band"),
        objective=stored.objective,
        bound=stored.bound,
    )


def _packed_problem(problem: Problem) -> bytes:
    grid = problem.grid
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as kept:
        kept.writestr(
            GRID,
            json.dumps(
                {
                    "days": [day.isoformat() for day in grid.days],
                    "opens": grid.opens.isoformat(),
                    "closes": grid.closes.isoformat(),
                    "minutes": grid.minutes,
                    "fixed": problem.fixed,
                }
            ),
        )
        for name in FRAMES:
            kept.writestr(name, _packed(getattr(problem, name)))
    return buffer.getvalue()


def _problem_in(kept: bytes) -> Problem:
    with zipfile.ZipFile(BytesIO(kept)) as parts:
        said = json.loads(parts.read(GRID))
        frames = {name: pl.read_parquet(BytesIO(parts.read(name))) for name in FRAMES}
    grid = Grid(
        days=tuple(date.fromisoformat(day) for day in said["days"]),
        opens=time.fromisoformat(said["opens"]),
        closes=time.fromisoformat(said["closes"]),
        minutes=said["minutes"],
    )
    return Problem(
        grid=grid,
        interviews=frames["interviews"],
        places=frames["places"],
        interviewers=frames["interviewers"],
        interpreters=frames["interpreters"],
        free=frames["free"],
        rooms=frames["rooms"],
        booked=frames["booked"],
        spent=frames["spent"],
        fixed=said["fixed"],
    )


def _packed(frame: pl.DataFrame) -> bytes:
    buffer = BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()

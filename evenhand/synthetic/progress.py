"""How far cases have got, in stages that fit how long they have waited."""

import numpy as np
import polars as pl

from evenhand.synthetic import calibration, days
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.draws import Flags, Integers, happens


SOON, EARLY = 21, 60  # days: cases younger than these have got no further than intake
STAGES = [
    "registered", "screened", "questionnaire", "ready_to_interview", "interviewed",
    "decided", "checked",
]  # fmt: skip
INTERVIEW_LEFT_OUT = 15  # per cent of cases decided, on paragraph 339NA
LEFT = "suspended"


def progress(aim: Aim, cases: pl.DataFrame) -> pl.DataFrame:
    """Adds stage, stage_since and interviewed_on, and the working column met (the
    interview has been held)."""
    waited = cases["waited"].to_numpy()
    stage = _stages(aim, waited)
    # Children who claim alone are not screened; they have had a welfare interview.
    stage[(stage == STAGES.index("screened")) & cases["unaccompanied"].to_numpy()] += 1
    lost = _lost(aim, cases, stage)
    met = (stage >= STAGES.index("interviewed")) & ~lost
    since, interviewed = _dates(aim, waited, stage)
    decided = stage > STAGES.index("interviewed")
    left_out = decided & happens(
        aim.chance.stream("left out"), aim.cases, INTERVIEW_LEFT_OUT
    )
    names = pl.Series("stage", [*STAGES, LEFT])
    return cases.with_columns(
        names.gather(np.where(lost, len(STAGES), stage)),
        days.column("stage_since", since),
        days.column("interviewed_on", interviewed, met & ~left_out),
        pl.Series("since", since),
        pl.Series("met", met),
    )


def _stages(aim: Aim, waited: Integers) -> Integers:
    """Stages in their shares, the newest cases in the first ones."""
    rng = aim.chance.stream("stages")
    shares = calibration.calibration()["stages"]
    order = np.log(waited) + rng.normal(0, 1.1, aim.cases)
    order -= 20.0 * (waited < SOON) + 10.0 * (waited < EARLY)
    place = np.empty(aim.cases)
    place[np.argsort(order, kind="stable")] = (np.arange(aim.cases) + 0.5) / aim.cases
    bounds = np.cumsum([shares[name] for name in STAGES])
    stage = np.searchsorted(bounds / bounds[-1], place, side="right")
    return np.minimum(stage, len(STAGES) - 1).astype(np.int64)


def _lost(aim: Aim, cases: pl.DataFrame, stage: Integers) -> Flags:
    """Adults who cannot be found. Never a child, nor a person who claimed as one."""
    rng = aim.chance.stream("suspended")
    may = (
        (cases["waited"].to_numpy() > 180)
        & ~cases["child_at_claim"].to_numpy()
        & ~cases["detained"].to_numpy()
        & (stage == STAGES.index("ready_to_interview"))
    )
    wanted = calibration.calibration()["stages"][LEFT] / max(may.mean(), 0.01)
    lost: Flags = may & happens(rng, aim.cases, wanted)
    return lost


def _dates(aim: Aim, waited: Integers, stage: Integers) -> tuple[Integers, Integers]:
    """The day a stage began, and the day of the interview: between claim and today."""
    rng = aim.chance.stream("stage dates")
    claimed = aim.day - waited
    part = np.where(stage == 0, 0, 0.25 + 0.7 * rng.random(aim.cases))
    since = claimed + np.floor(waited * part).astype(np.int64)
    back = np.where(
        stage > STAGES.index("interviewed"), 0.35 * rng.random(aim.cases), 0
    )
    interviewed = since - np.floor((since - claimed) * back).astype(np.int64)
    weekday = (interviewed + 3) % 7
    interviewed = np.maximum(interviewed - np.maximum(weekday - 4, 0), claimed)
    since = np.where(stage == STAGES.index("interviewed"), interviewed, since)
    return since, interviewed

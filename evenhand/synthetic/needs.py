"""What sets a case apart: harm, profile, restriction, reasons to expedite, and who
represents the person."""

import numpy as np
import polars as pl

from evenhand.synthetic import calibration, days
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.draws import happens, pick


FIRM_STEMS = [
    "Ambergate", "Birchfold", "Calderstone", "Dunmarsh", "Eastwater", "Fallowmere",
    "Greyfriar", "Hartsease", "Inglewick", "Kingsbarrow", "Larkmoor", "Millrace",
    "Northgable", "Oxenholt", "Pennywell", "Quillcote", "Ravenscar", "Silverdyke",
    "Thornbury Vale", "Underhill", "Vinecroft", "Westerdale", "Yarrowby", "Zetland Row",
]  # fmt: skip
FIRM_ENDS = ["Law", "Solicitors", "Immigration Advice", "Law Centre", "Legal"]
RESTRICTIONS = ["", "restricted", "special"]


def needs(aim: Aim, cases: pl.DataFrame) -> pl.DataFrame:
    """Adds high_profile, high_harm, restriction, the three
    dated reasons to expedite, and the representative."""
    rng = aim.chance.stream("marks")
    n, rate = aim.cases, calibration.rate
    adult = ~cases["child"].to_numpy()
    profile = happens(rng, n, rate("high_profile"))
    harm = happens(rng, n, rate("high_harm")) & adult
    shares = [
        100 - rate("restricted") - rate("special"),
        rate("restricted"),
        rate("special"),
    ]
    restriction = pl.Series("restriction", RESTRICTIONS).gather(pick(rng, n, shares))
    return cases.with_columns(
        pl.Series("high_profile", profile),
        pl.Series("high_harm", harm),
        days.where(restriction, (restriction != "").to_numpy()),
        *_expedites(aim, cases),
        *_representatives(aim, cases),
    )


def _expedites(aim: Aim, cases: pl.DataFrame) -> list[pl.Series]:
    """A court order, a letter before action and a Member's request, in the last months
    of cases that have waited: each a date, or nothing."""
    waited = cases["waited"].to_numpy()
    answer = []
    for name in ("court_order", "pre_action_letter", "mp_expedite"):
        rng = aim.chance.stream(name)
        some = happens(
            rng, aim.cases, calibration.rate(name) / max((waited > 120).mean(), 0.01)
        )
        back = 1 + (rng.random(aim.cases) * 110).astype(np.int64)
        answer.append(days.column(f"{name}_on", aim.day - back, some & (waited > 120)))
    return answer


def _representatives(aim: Aim, cases: pl.DataFrame) -> list[pl.Series]:
    rng = aim.chance.stream("representatives")
    n = aim.cases
    share = calibration.rate("represented") + 25 * cases["unaccompanied"].to_numpy()
    some = happens(rng, n, share) & (cases["waited"].to_numpy() > 10)
    firms = pl.Series(
        "representative_firm", [f"{a} {b}" for a in FIRM_STEMS for b in FIRM_ENDS]
    )
    weights = 1 / (1 + np.arange(len(firms)))
    chosen = pick(rng, n, weights)
    firm = firms.gather(chosen)
    file = pl.Series(rng.integers(10_000, 99_999, n))
    reference = pl.DataFrame({"firm": firm, "file": file}).select(
        pl.format("{}/{}", pl.col("firm").str.slice(0, 3).str.to_uppercase(), "file")
    )
    return [
        days.where(firm, some),
        days.where(reference.to_series().alias("representative_reference"), some),
    ]

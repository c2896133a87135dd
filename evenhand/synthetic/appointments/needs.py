"""What claimants of an invented caseload asked for when they were screened."""

from datetime import time
from typing import Any

import numpy as np
import polars as pl

from evenhand.synthetic.appointments.caseload import Wanted
from evenhand.synthetic.draws import Flags, even_within, happens


# Per cent, assumed: of women, and of men.
SAME_SEX_INTERVIEWER = (40, 4)
SAME_SEX_INTERPRETER = (30, 3)
CHILDCARE = (18, 2)
SAFE_CONTACT = (10, 1)
SHORT_NOTICE, STANDBY_OF_THEM = 15, 40
AGREES_SHORT_NOTICE = 60
ATTENDS, ATTENDS_A_CHILD = 20, 90
LATEST_START, LONGEST_JOURNEY = 6, 10
ADJUSTMENTS = {
    "step-free": 60,
    "accessible toilet": 35,
    "hearing loop": 15,
    "quiet": 15,
    "dimmed light": 5,
}


def needs(
    wanted: Wanted,
    representatives: list[dict[str, Any]],
    adults: list[dict[str, Any]],
) -> pl.DataFrame:
    """One row a case, in the order of the cases. `representative` and `adult` are
    numbers in those lists, null where there is none."""
    cases, rng = wanted.cases, wanted.chance.stream("needs")
    n = cases.height
    women = (cases["sex"] == "female").to_numpy()
    child = cases["child"].to_numpy()
    by_sex = women.astype(np.int64)

    def of_each(rates: tuple[int, int]) -> Flags:
        return even_within(rng, by_sex) * 100 < np.where(women, *rates)

    representative = _one_of(cases["firm"], representatives, rng)
    attends = even_within(rng, child.astype(np.int64)) * 100 < np.where(
        child, ATTENDS_A_CHILD, ATTENDS
    )
    # A child is never asked to come at short notice.
    short = happens(rng, n, SHORT_NOTICE) & ~child
    return pl.DataFrame(
        {
            "case_id": cases["case_id"],
            "interviewer_sex": _own_sex(cases, of_each(SAME_SEX_INTERVIEWER)),
            "interpreter_sex": _own_sex(
                cases,
                of_each(SAME_SEX_INTERPRETER) & cases["interpreter_needed"].to_numpy(),
            ),
            "adjustments": _adjustments(cases, rng),
            "childcare": of_each(CHILDCARE) & ~child,
            "latest_start": _some(happens(rng, n, LATEST_START), time(14)),
            "longest_journey": _some(happens(rng, n, LONGEST_JOURNEY), 90),
            "short_notice_agreed_on": pl.select(
                pl.when(pl.lit(pl.Series(short, dtype=pl.Boolean))).then(
                    pl.lit(cases["screened_on"])
                )
            ).to_series(),
            "representative_agrees_short_notice": short
            & happens(rng, n, AGREES_SHORT_NOTICE)
            & representative.is_not_null().to_numpy(),
            "standby": short & happens(rng, n, STANDBY_OF_THEM),
            "representative": representative,
            "representative_attends": attends & representative.is_not_null().to_numpy(),
            "adult": _one_of(
                pl.select(
                    pl.when(pl.lit(pl.Series(child, dtype=pl.Boolean))).then(
                        pl.lit(cases["local_authority"])
                    )
                ).to_series(),
                adults,
                rng,
            ),
            "written_language": cases["language"].fill_null(""),
            "safe_contact": of_each(SAFE_CONTACT),
            "screened_on": cases["screened_on"],
        }
    )


def _own_sex(cases: pl.DataFrame, some: Flags) -> pl.Series:
    return pl.select(
        pl.when(
            pl.lit(pl.Series(some, dtype=pl.Boolean))
            & pl.lit(cases["sex"]).is_in(["female", "male"])
        )
        .then(pl.lit(cases["sex"]))
        .otherwise(pl.lit(""))
    ).to_series()


def _some(which: Flags, value: object) -> pl.Series:
    return pl.select(
        pl.when(pl.lit(pl.Series("which", which, dtype=pl.Boolean))).then(pl.lit(value))
    ).to_series()


def _adjustments(cases: pl.DataFrame, rng: np.random.Generator) -> pl.Series:
    """Of those with a disability, each at its rate and at least one; and the play corner
    of nobody: childcare is asked for by itself."""
    drawn = rng.random((cases.height, len(ADJUSTMENTS))) * 100
    names = list(ADJUSTMENTS)
    rates = np.array(list(ADJUSTMENTS.values()))
    found = [
        [names[place] for place in np.flatnonzero(row < rates)] or [names[0]]
        if disabled
        else []
        for disabled, row in zip(cases["disabled"], drawn, strict=True)
    ]
    return pl.Series(found, dtype=pl.List(pl.String))


def _one_of(
    organisations: pl.Series, people: list[dict[str, Any]], rng: np.random.Generator
) -> pl.Series:
    """Somebody of the organisation named, in equal parts; null where none is."""
    having: dict[str, list[int]] = {}
    for number, person in enumerate(people):
        having.setdefault(person["organisation"], []).append(number)
    luck = rng.random(len(organisations))
    return pl.Series(
        [
            having[name][int(part * len(having[name]))] if name in having else None
            for name, part in zip(organisations, luck, strict=True)
        ],
        dtype=pl.Int64,
    )

"""The people who depend on a main applicant: partners and children."""

import numpy as np
import polars as pl

from evenhand.synthetic import calibration, days, names
from evenhand.synthetic.ages import SEXES
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.draws import Flags, Integers, even, pick
from evenhand.synthetic.origins import groups_of


NUMBERS = {1: 45, 2: 30, 3: 17, 4: 8}
YOUNGEST_PARENT = 17


def dependants(aim: Aim, cases: pl.DataFrame) -> pl.DataFrame:
    """dependants.csv: one row per dependant, in the order of the cases.

    As many for each case as the published figure, women's cases twice as often. A child
    is under 18 at the claim or born since, and at least 17 years younger than the
    applicant; a partner is an adult.
    """
    rng = aim.chance.stream("dependants")
    age = days.whole_years(cases["born"].to_numpy(), aim.day)
    may = (
        (age >= 20)
        & ~cases["unaccompanied"].to_numpy()
        & ~cases["child_at_claim"].to_numpy()
    )
    mean = sum(k * v for k, v in NUMBERS.items()) / sum(NUMBERS.values())
    wanted = calibration.calibration()["mixes"][aim.mix]["dependants_per_case"] / mean
    weight = np.where((cases["sex"] == "female").to_numpy(), 2.0, 1.0) * may
    chance = wanted * weight * aim.cases / max(weight.sum(), 1)
    has = even(rng, aim.cases) < chance
    rows = np.flatnonzero(has)
    count = np.array(list(NUMBERS))[pick(rng, len(rows), list(NUMBERS.values()))]
    parent = np.repeat(rows, count)
    first = np.concatenate([np.arange(k) == 0 for k in count] or [np.zeros(0, bool)])
    partner = first & (rng.random(len(parent)) < 0.5) & (age[parent] >= 20)
    return _frame(aim, cases, rng, parent, partner, age)


def _frame(
    aim: Aim,
    cases: pl.DataFrame,
    rng: np.random.Generator,
    parent: Integers,
    partner: Flags,
    age: Integers,
) -> pl.DataFrame:
    n = len(parent)
    groups, group = groups_of(aim, cases["nation"].to_numpy()[parent])
    theirs = cases["sex_index"].to_numpy()[parent]
    sex = np.where(partner & (theirs < 2), 1 - theirs, rng.integers(0, 2, n))
    _, given = names.draw_names(
        aim.chance, "dependants' names", groups, group, SEXES, sex
    )
    claimed = cases["claimed"].to_numpy()[parent]
    born = _born(
        aim, rng, cases["born"].to_numpy()[parent], claimed, partner, age[parent]
    )
    return pl.DataFrame(
        {
            "case_reference": cases["reference"].gather(parent),
            "relationship": pl.Series(["child", "partner"]).gather(
                partner.astype(np.int64)
            ),
            "family_name": cases["family_name"].gather(parent),
            "given_names": given,
            "date_of_birth": days.column("date_of_birth", born),
            "sex": pl.Series(SEXES).gather(sex),
            "nationality": cases["nationality"].gather(parent),
        }
    )


def _born(
    aim: Aim,
    rng: np.random.Generator,
    parent_born: Integers,
    claimed: Integers,
    partner: Flags,
    age: Integers,
) -> Integers:
    luck = rng.random(len(claimed))
    # A child: between the parent's seventeenth birthday or 18 years before the claim,
    # whichever is later, and the day before today.
    early = np.maximum(
        days.birthday(parent_born, YOUNGEST_PARENT), days.birthday(claimed, -18) + 2
    )
    child = early + np.floor(luck * (aim.day - early)).astype(np.int64)
    apart = ((luck - 0.5) * 14 * 365).astype(np.int64)
    adult = np.minimum(parent_born + apart, days.birthday(claimed, -18) - 2)
    born: Integers = np.where(partner, adult, child)
    return born

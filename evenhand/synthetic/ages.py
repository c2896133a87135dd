"""Sex and age: claimed, treated as and assessed, and who claimed as a child alone."""

import numpy as np
import polars as pl

from evenhand.synthetic import calibration, days
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.draws import (
    Array,
    Flags,
    Integers,
    choose,
    even,
    even_within,
    happens,
)


SEXES = ["female", "male", "not recorded"]
BANDS = {
    "Under 18": (6, 18),
    "18-29": (18, 30),
    "30-49": (30, 50),
    "50-69": (50, 70),
    "70+": (70, 88),
}


def ages(aim: Aim, cases: pl.DataFrame) -> pl.DataFrame:
    """Adds unaccompanied, sex, the three dates of birth, age_disputed, and working
    columns: born (treated-as, else claimed) and child (under 18 on the day)."""
    nations = calibration.nations(aim.mix)
    nation = cases["nation"].to_numpy()
    claimed = cases["claimed"].to_numpy()
    rng = aim.chance.stream("ages")
    alone = even_within(rng, nation) * 100 < np.array([n.uasc for n in nations])[nation]
    sex = _sexes(aim, nation, alone)
    age = _ages_at_claim(aim, sex, alone)
    born = _birth_days(aim, claimed, age)
    dates = _disputes(aim, claimed, born, age, sex, alone)
    effective = np.where(dates["treated_known"], dates["treated"], dates["stated"])
    return cases.with_columns(
        pl.Series("unaccompanied", alone),
        pl.Series("sex", SEXES).gather(sex),
        pl.Series("sex_index", sex),
        days.column("claimed_date_of_birth", dates["stated"]),
        days.column(
            "treated_as_date_of_birth", dates["treated"], dates["treated_known"]
        ),
        days.column("assessed_date_of_birth", dates["treated"], dates["assessed"]),
        pl.Series("age_disputed", dates["disputed"]),
        pl.Series("born", effective),
        pl.Series("child", days.birthday(effective, 18) > aim.day),
        pl.Series("child_at_claim", days.birthday(effective, 18) > claimed),
    )


def _sexes(aim: Aim, nation: Integers, alone: Flags) -> Integers:
    """Women as published by nationality, girls apart; a few not recorded."""
    nations = calibration.nations(aim.mix)
    girls = calibration.calibration()["unaccompanied"]["female"]
    women = np.array(
        [(n.female - n.uasc / 100 * girls) / (1 - n.uasc / 100) for n in nations]
    )
    rng = aim.chance.stream("sex")
    female = even_within(rng, nation * 2 + alone) * 100 < np.where(
        alone, girls, women[nation]
    )
    unknown = happens(rng, aim.cases, calibration.rate("sex_not_recorded"))
    return np.where(unknown, 2, np.where(female, 0, 1)).astype(np.int64)


def _ages_at_claim(aim: Aim, sex: Integers, alone: Flags) -> Integers:
    table = calibration.calibration()["ages"]
    young = calibration.calibration()["unaccompanied"]["ages"]
    rng = aim.chance.stream("age at claim")
    draws, within = even_within(rng, sex * 2 + alone), rng.random(aim.cases)
    age = np.empty(aim.cases, np.int64)
    for index, name in enumerate(SEXES):
        rows = (sex == index) & ~alone
        shares = [table[band][name] for band in BANDS]
        low, high = np.array(list(BANDS.values()))[choose(draws[rows], shares)].T
        # Claims thin out with age inside every band of adults.
        skew = np.where(low >= 18, within[rows] ** 1.3, within[rows] ** 0.6)
        age[rows] = low + ((high - low) * skew).astype(np.int64)
    age[alone] = np.array([int(a) for a in young])[
        choose(even(rng, int(alone.sum())), list(young.values()))
    ]
    return age


def _birth_days(aim: Aim, claimed: Integers, age: Integers) -> Integers:
    """A day of birth that gives the age at claim; 1 January where only the year is
    known, if the person is then still of that age."""
    rng = aim.chance.stream("birthdays")
    n = aim.cases
    latest = days.birthday(claimed, 0) - (age * 365.2425).astype(np.int64) - 1
    born = latest - (rng.random(n) * 363).astype(np.int64)
    years = born.astype("datetime64[D]").astype("datetime64[Y]")
    first = years.astype("datetime64[D]").astype(np.int64)
    only_year = happens(rng, n, calibration.rate("born_1_january"))
    same = days.whole_years(first, claimed) == age
    return np.where(only_year & same, first, born)


def _disputes(
    aim: Aim,
    claimed: Integers,
    born: Integers,
    age: Integers,
    sex: Integers,
    alone: Flags,
) -> dict[str, Array]:
    """Four ways an age is in question: a child whose age is disputed and one whose age
    was assessed; a young man treated as an adult who says he is 16 or 17, disputed
    still or assessed. The first two stay children."""
    rng = aim.chance.stream("age disputes")
    n = aim.cases
    u = even(rng, n) * 100
    rate = calibration.rate
    disputed_child = alone & (age >= 15) & (u < rate("child_disputed"))
    assessed_child = alone & ~disputed_child & (u > 100 - rate("child_assessed"))
    young = ~alone & (sex == 1) & (age >= 18) & (age <= 24)
    disputed_adult = young & (u < rate("adult_disputed"))
    assessed_adult = young & (u > 100 - rate("adult_assessed"))
    adult = disputed_adult | assessed_adult
    says = claimed - (16.1 * 365.2425 + rng.random(n) * 690).astype(np.int64)
    stated = np.where(adult, says, born)
    # An assessed child is a year or so older than was said, and a child all the same.
    eighteen = days.birthday(born, 18)
    older = np.minimum(
        200 + (rng.random(n) * 200).astype(np.int64), eighteen - claimed - 4
    )
    treated = np.where(assessed_child, born - np.maximum(older, 0), born)
    return {
        "stated": stated,
        "treated": treated,
        "treated_known": disputed_child | assessed_child | adult,
        "assessed": assessed_child | assessed_adult,
        "disputed": disputed_child | disputed_adult,
    }

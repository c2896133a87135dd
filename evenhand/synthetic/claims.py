"""Who claimed and when: nationalities, and dates that follow the published intake."""

import numpy as np
import polars as pl

from evenhand.synthetic import calibration
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.draws import Floats, Integers, choose, even, even_within, pick


FADE = 500  # days: how quickly cases claimed more than three years ago thin out


def claims(aim: Aim) -> pl.DataFrame:
    """One row per case, oldest claim first: nation (an index), nationality, waited
    (days since the claim), claimed (a day number)."""
    nations = calibration.nations(aim.mix)
    rng = aim.chance.stream("nationality")
    nation = pick(rng, aim.cases, [n.share for n in nations])
    waited = _waited(aim, nation)
    order = np.argsort(-waited, kind="stable")
    nation, waited = nation[order], waited[order]
    names = pl.Series("nationality", [n.name for n in nations])
    return pl.DataFrame(
        {"nation": nation, "waited": waited, "claimed": aim.day - waited}
    ).with_columns(names.gather(nation))


def _waited(aim: Aim, nation: Integers) -> Integers:
    nations, bands = calibration.nations(aim.mix), calibration.waits(aim.mix)
    shorter, longer = np.array(bands.shorter), np.array(bands.longer)
    rng = aim.chance.stream("claim dates")
    draws = even_within(rng, nation)
    band = np.empty(aim.cases, np.int64)
    for index in np.unique(nation):
        over = nations[index].over_six_months
        shares = (1 - over) * shorter / shorter.sum() + over * longer / longer.sum()
        rows = nation == index
        band[rows] = choose(draws[rows], shares)
    weights = _weights(aim, bands.bounds[-1][1])
    waited = np.empty(aim.cases, np.int64)
    for index, (low, high) in enumerate(bands.bounds):
        rows = band == index
        waited[rows] = low + choose(even(rng, int(rows.sum())), weights[low:high])
    return waited


def _weights(aim: Aim, oldest: int) -> Floats:
    """How many claims there were on each day back: fewer at weekends."""
    weights = np.array(calibration.intake_per_day(aim.mix, oldest))
    weekday = (aim.day - np.arange(oldest) + 3) % 7  # day 0 of 1970 was a Thursday
    weights[weekday >= 5] *= 0.3
    back = np.arange(oldest)
    return weights * np.exp(-np.maximum(back - 1096, 0) / FADE)

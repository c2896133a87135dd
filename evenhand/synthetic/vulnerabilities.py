"""Needs and risks of the person, apart from harm they may pose."""

import numpy as np
import polars as pl

from evenhand.synthetic import calibration, days
from evenhand.synthetic.aim import Aim
from evenhand.synthetic.draws import Flags, happens


# What a barrier says about the person, as well as about the case.
TOLD_BY = {
    "trafficking": "trafficking-referral",
    "torture": "medical-evidence",
    "mental-health": "unfit-for-interview",
}


def vulnerabilities(aim: Aim, cases: pl.DataFrame) -> pl.DataFrame:
    """Adds vulnerabilities (a list), each in its share of the cases it can apply to,
    those a barrier tells of counted in."""
    shares = calibration.calibration()["vulnerabilities"]
    aim.registers.must_know("vulnerabilities", shares)
    woman = (cases["sex"] == "female").to_numpy()
    age = days.whole_years(cases["born"].to_numpy(), aim.day)
    only: dict[str, Flags] = {
        "pregnancy": woman & (age >= 18) & (age <= 45),
        "gender-based-violence": woman,
        "sexual-identity": age >= 16,
    }
    rng = aim.chance.stream("vulnerabilities")
    texts = {}
    for name, share in shares.items():
        told = cases["barrier_kinds"].list.contains(TOLD_BY.get(name, "")).to_numpy()
        known = 100 * float(told.mean())
        rest = 100 * max(share - known, 0) / max(100 - known, 1)
        some = told | (happens(rng, aim.cases, rest) & only.get(name, np.True_))
        text = pl.Series(name, [name]).new_from_index(0, aim.cases)
        texts[name] = days.where(text, some)
    lists = pl.concat_list(pl.all()).list.drop_nulls()
    return cases.with_columns(pl.DataFrame(texts).select(vulnerabilities=lists))

"""One of each rare thing, so that even a small caseload shows every rule at work.

Nothing is done where a caseload has the situation of its own accord.
"""

import datetime
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from evenhand.synthetic import calibration
from evenhand.synthetic.ages import SEXES
from evenhand.synthetic.aim import Aim


ORIGINS = [
    ("Nigeria", "not recorded"), ("Nigeria", "female"), ("Nigeria", "male"),
    ("British National (Overseas)", ""), ("China", ""), ("South Sudan", ""),
    ("Sudan", ""), ("Stateless", ""),
]  # fmt: skip
ALONE = pl.col("unaccompanied") & pl.col("child")
ADULT = ~pl.col("child") & ~pl.col("unaccompanied") & ~pl.col("detained")
Values = dict[str, Any]
NAPIER: Values = {
    "support": "section 98",
    "accommodation": "Napier",
    "address": "Room 12, Napier, Kent",
    "postcode": "CT20 3HL",
    "local_authority": "Kent",
    "region": "South East",
}
CROYDON: Values = {
    "accommodation": "hotel",
    "address": "Room 41, 3 Plumtree Court, Croydon",
    "postcode": "CR0 4QJ",
    "local_authority": "Croydon",
    "region": "London",
    "high_profile": True,
}
NOWHERE: Values = {
    "address": None,
    "postcode": None,
    "local_authority": None,
    "region": None,
}
SUBSISTENCE: Values = {"support": "subsistence only", "accommodation": "own means"}
# What must be found, who it may be made of, and what is then set.
MARKS: list[tuple[pl.Expr, pl.Expr, Values]] = [
    (pl.col("postcode").is_null() & ADULT, ADULT, NOWHERE),
    (pl.col("support") == "subsistence only", ADULT & pl.col("postcode").is_not_null(), SUBSISTENCE),
    (pl.col("accommodation") == "Napier", ADULT & (pl.col("sex") == "male"), NAPIER),
    (pl.col("high_profile") & ADULT, ADULT, {"high_profile": True}),
    (pl.col("high_harm"), ADULT, {"high_harm": True}),
    (pl.col("restriction") == "restricted", ADULT, {"restriction": "restricted"}),
    (pl.col("restriction") == "special", ADULT, {"restriction": "special"}),
    (
        ALONE & pl.col("high_profile") & (pl.col("local_authority") == "Croydon") & (pl.col("accommodation") == "hotel"),
        ALONE & ~pl.col("age_disputed"),
        CROYDON,
    ),
]  # fmt: skip


def rare_origins(aim: Aim, cases: pl.DataFrame) -> pl.DataFrame:
    """Somebody of each nationality, and of the sex, that a rule turns on."""
    names = [nation.name for nation in calibration.nations(aim.mix)]
    nation, sex = (
        cases["nation"].to_numpy().copy(),
        cases["sex_index"].to_numpy().copy(),
    )
    adults = ~cases["child_at_claim"].to_numpy() & (sex < 2)
    largest = int(np.argmax([n.share for n in calibration.nations(aim.mix)]))
    spare: Iterator[int] = iter(np.flatnonzero(adults & (nation == largest)).tolist())
    for name, wanted in ORIGINS:
        is_it = nation == names.index(name)
        if wanted:
            is_it &= sex == SEXES.index(wanted)
        if not is_it.any() and (row := next(spare, None)) is not None:
            nation[row] = names.index(name)
            sex[row] = SEXES.index(wanted) if wanted else sex[row]
    return cases.with_columns(
        nation=nation,
        nationality=pl.Series(names).gather(nation),
        sex_index=sex,
        sex=pl.Series(SEXES).gather(sex),
    )


def rare_children(aim: Aim, cases: pl.DataFrame) -> pl.DataFrame:
    """Two children alone, for the marks below: if need be the newest adults are made
    sixteen years old."""
    found = cases.select(ALONE.sum()).item()
    adults = np.flatnonzero(~cases["child_at_claim"].to_numpy())
    row = pl.int_range(pl.len())
    here = row.is_in(adults[::-1][: max(2 - found, 0)].tolist())
    born = pl.col("claimed") - 6_000
    values = {
        "unaccompanied": pl.lit(True),
        "claimed_date_of_birth": born.cast(pl.Int32).cast(pl.Date),
        "treated_as_date_of_birth": pl.lit(None, pl.Date),
        "assessed_date_of_birth": pl.lit(None, pl.Date),
        "age_disputed": pl.lit(False),
        "born": born,
        "child": pl.lit(True),
        "child_at_claim": pl.lit(True),
    }
    return cases.with_columns(
        pl.when(here).then(value).otherwise(name).alias(name)
        for name, value in values.items()
    )


def rare_marks(aim: Aim, cases: pl.DataFrame) -> pl.DataFrame:
    """Somebody without an address, somebody restricted, and so on; and of children, one
    of Croydon who is known to the press, and one whose age is disputed in detention."""
    taken: list[int] = []
    since = aim.on - datetime.timedelta(days=1)
    detained_child: Values = {
        "age_disputed": True,
        "detained": True,
        "detained_since": since,
        "place_of_detention": "Brook House",
        "address": None,
        "postcode": None,
        "support": "none",
        "accommodation": "not recorded",
    }
    disputed = pl.col("age_disputed") & pl.col("child")
    for found, may, values in [
        *MARKS,
        (disputed & pl.col("detained"), ALONE, detained_child),
    ]:
        if cases.select(found.fill_null(False).any()).item():
            continue
        rows = cases.select(pl.arg_where(may.fill_null(False))).to_series().to_list()
        row = next((r for r in rows if r not in taken), None)
        if row is not None:
            taken.append(row)
            cases = _set(cases, row, values)
    here = pl.col("detained") & pl.col("child")
    treated = pl.coalesce("treated_as_date_of_birth", "claimed_date_of_birth")
    return cases.with_columns(
        treated_as_date_of_birth=pl.when(here)
        .then(treated)
        .otherwise("treated_as_date_of_birth")
    )


def _set(cases: pl.DataFrame, row: int, values: Values) -> pl.DataFrame:
    here = pl.int_range(pl.len()) == row
    return cases.with_columns(
        pl.when(here)
        .then(pl.lit(value, dtype=cases.schema[name]))
        .otherwise(name)
        .alias(name)
        for name, value in values.items()
    )

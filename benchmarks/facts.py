"""Facts of invented cases, as the vocabulary of a release has them, from a seed."""

import datetime

import numpy as np
import polars as pl

from evenhand.engine.rules.release import Release


OLDEST = 6 * 365  # days of waiting


def facts(release: Release, cases: int, on: datetime.date, seed: int) -> pl.DataFrame:
    """A frame of every stored fact: texts by falling frequency, one in ten missing.

    Booleans are true for one in twelve; lists are empty for three in four; dates lie
    within the last six years. Texts with known values are Enum, as the house holds
    them; `as_plain_text` makes them strings.
    """
    rng = np.random.default_rng([seed, cases])
    columns = [pl.Series("case", range(1, cases + 1))]
    for name, fact in release.vocabulary.facts.items():
        if fact.derive is not None:
            continue
        missing = (rng.random(cases) < 0.1) & fact.may_be_missing
        known = release.values_of(name)
        values = known or ("one", "two", "three")
        if fact.type == "boolean":
            column = pl.Series(rng.random(cases) < 1 / 12)
        elif fact.type == "date":
            days = (OLDEST * rng.random(cases) ** 2).astype(np.int64)
            column = pl.Series(np.datetime64(on) - days).cast(pl.Date)
        elif fact.type == "texts":
            column = _lists(rng, values, cases)
        else:
            column = pl.Series(values).gather(_falling(rng, len(values), cases))
        if missing.any():
            column = column.set(pl.Series(missing), None)
        if known and fact.type in ("text", "texts"):
            kind = pl.Enum(known)
            column = column.cast(kind if fact.type == "text" else pl.List(kind))
        columns.append(column.alias(name))
    return pl.DataFrame(columns)


def as_plain_text(frame: pl.DataFrame) -> pl.DataFrame:
    """The same with every Enum a string."""
    return frame.with_columns(
        pl.col(name).cast(pl.String if dtype == pl.Enum else pl.List(pl.String))
        for name, dtype in frame.schema.items()
        if dtype == pl.Enum or isinstance(dtype, pl.List)
    )


def _falling(rng: np.random.Generator, values: int, cases: int) -> np.ndarray:
    weights = 1 / np.arange(2, values + 2)
    return rng.choice(values, cases, p=weights / weights.sum())


def _lists(rng: np.random.Generator, values: tuple[str, ...], cases: int) -> pl.Series:
    lengths = rng.choice(3, cases, p=(0.75, 0.2, 0.05))
    flat = iter(rng.choice(values, int(lengths.sum())).tolist())
    return pl.Series(
        [list(dict.fromkeys(next(flat) for _ in range(n))) for n in lengths.tolist()],
        dtype=pl.List(pl.String),
    )

"""Dates as numbers of days since 1970, so that a whole column is arithmetic."""

import datetime

import numpy as np
import polars as pl

from evenhand.synthetic.draws import Flags, Integers


EPOCH = datetime.date(1970, 1, 1)


def number(day: datetime.date) -> int:
    return (day - EPOCH).days


def column(name: str, days: Integers, present: Flags | None = None) -> pl.Series:
    """A date column; where present is False the value is not stated."""
    series = pl.Series(name, days.astype(np.int32)).cast(pl.Date)
    return series if present is None else where(series, present)


def where(series: pl.Series, present: Flags) -> pl.Series:
    """The series with rows blanked where present is False."""
    blank = pl.Series([None], dtype=series.dtype).new_from_index(0, len(series))
    return series.zip_with(pl.Series(present), blank).alias(series.name)


def birthday(born: Integers, years: int) -> Integers:
    """The day each person turns that age; 29 February falls on 1 March."""
    months = born.astype("datetime64[D]").astype("datetime64[M]")
    within = born - months.astype("datetime64[D]").astype(np.int64)
    later = (months + 12 * years).astype("datetime64[D]").astype(np.int64)
    return (later + within).astype(np.int64)


def whole_years(born: Integers, on: Integers | int) -> Integers:
    """Completed years of age on a day (or a day for each)."""
    guess = ((on - born) // 365.2425).astype(np.int64) + 1
    for _ in range(2):
        guess = guess - (_birthdays(born, guess) > on)
    return guess


def _birthdays(born: Integers, years: Integers) -> Integers:
    months = born.astype("datetime64[D]").astype("datetime64[M]")
    within = born - months.astype("datetime64[D]").astype(np.int64)
    later = (months + 12 * years).astype("datetime64[D]").astype(np.int64)
    return (later + within).astype(np.int64)

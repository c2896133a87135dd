"""Derived facts, twice: for one case in plain Python, and for a whole caseload.

Whole years and months are counted as birthdays are in law: someone born on 29 February
is a year older on 1 March of a year without one, and a month that began on the 31st has
passed on the 1st where the month it would end in is too short.
"""

import datetime
from collections.abc import Mapping

import polars as pl

from evenhand.engine.rules.nodes import Register, Value
from evenhand.engine.rules.vocabulary import Fact


def derive(
    fact: Fact,
    bases: Mapping[str, Value],
    registers: Mapping[str, Register],
    on: datetime.date,
) -> Value:
    """The value of a derived fact of one case on a day; None when a base is missing.

    ``bases`` holds the values of ``fact.derive.of`` by name.
    """
    assert fact.derive is not None
    values = [bases.get(name) for name in fact.derive.of]
    if any(value is None for value in values):
        return None
    match fact.derive.kind, values:
        case "days_since", [datetime.date() as start]:
            return (on - start).days
        case "months_since", [datetime.date() as start]:
            months = (on.year - start.year) * 12 + on.month - start.month
            return months - (on.day < start.day)
        case "years_since", [datetime.date() as start]:
            return _whole_years(start, on)
        case "years_between", [datetime.date() as start, datetime.date() as end]:
            return _whole_years(start, end)
        case "before", [datetime.date() as limit]:
            return on < limit
        case "lookup", [str() as key]:
            register = registers[fact.derive.register or ""]
            return (register.entries or {}).get(key)
    raise TypeError(f"{fact.name} cannot be derived of {values!r}")


def _whole_years(start: datetime.date, end: datetime.date) -> int:
    before_birthday = (end.month, end.day) < (start.month, start.day)
    return end.year - start.year - before_birthday


def derive_column(
    fact: Fact, registers: Mapping[str, Register], on: datetime.date
) -> pl.Expr:
    """The same for every row of a frame that has the bases as columns.

    Gives Int64, Boolean, or for a look-up an Enum of the fact's values.
    """
    assert fact.derive is not None
    first = pl.col(fact.derive.of[0])
    match fact.derive.kind:
        case "days_since":
            column = (pl.lit(on) - first).dt.total_days().cast(pl.Int64)
        case "months_since":
            months = (on.year - first.dt.year().cast(pl.Int64)) * 12 + (
                on.month - first.dt.month().cast(pl.Int64)
            )
            column = months - (first.dt.day() > on.day).cast(pl.Int64)
        case "years_since":
            column = _whole_years_column(first, pl.lit(on))
        case "years_between":
            column = _whole_years_column(first, pl.col(fact.derive.of[1]))
        case "before":
            column = pl.lit(on) < first
        case "lookup":
            entries = registers[fact.derive.register or ""].entries or {}
            column = first.cast(pl.String).replace_strict(
                list(entries),
                list(entries.values()),
                default=None,
                return_dtype=pl.Enum(fact.values or ()),
            )
    return column.alias(fact.name)


def _whole_years_column(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    def day_of_year(date: pl.Expr) -> pl.Expr:
        return date.dt.month().cast(pl.Int64) * 100 + date.dt.day().cast(pl.Int64)

    years = end.dt.year().cast(pl.Int64) - start.dt.year().cast(pl.Int64)
    return years - (day_of_year(end) < day_of_year(start)).cast(pl.Int64)

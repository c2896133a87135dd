"""Rows beside what the unit's tracker said of the same cases last."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from evenhand.intake.comparing import ADDED_TO
from evenhand.intake.frames import AT_ONCE
from evenhand.intake.holdings import FIELDS


@dataclass(frozen=True, slots=True)
class Moved:
    """The rows of known cases that do not say just what was said last.

    In the others there is nothing to compare: most rows of most Mondays.

    there, last   `row` and every field; `last` only of rows that were said before
    """

    there: pl.DataFrame
    last: pl.DataFrame


def beside_last(
    rows: pl.DataFrame,
    last: pl.DataFrame,
    *,
    mapped: Mapping[str, Collection[str]],
    kept: Mapping[str, Collection[int]],
    matched: pl.Series,
) -> tuple[pl.DataFrame, Moved]:
    """The rows as they will be kept, and those that have something new to say.

    last      n and `values`, the JSON of what was said
    mapped    sheet -> fields it says anything of; others are as said last
    kept      field -> rows whose cell could not be understood: as said last, too
    matched   the `n` of the rows that are about a case
    Some rows at a time: a national tracker has said all its cells before.
    """
    fields = rows.clear().select(pl.col("n").alias("row"), *FIELDS)
    if not last.height:
        there = rows.filter(pl.col("n").is_in(matched.implode()))
        return rows, Moved(there.select(pl.col("n").alias("row"), *FIELDS), fields)
    whole, moved, before = [rows.clear()], [fields], [fields]
    unsaid = {name: _unsaid(name, mapped, kept) for name in FIELDS}
    for part in rows.iter_slices(AT_ONCE):
        together = part.join(
            _decoded(last.join(part.select("n"), on="n", how="semi")),
            on="n",
            how="left",
            maintain_order="left",
        ).with_columns(
            pl.when(silent).then(_last(name)).otherwise(name).alias(name)
            for name, silent in unsaid.items()
        )
        whole.append(together.select(rows.columns))
        news = together.filter(
            pl.col("n").is_in(matched.implode())
            & (
                pl.col("said before").is_null()
                | pl.any_horizontal(
                    pl.col(name).ne_missing(pl.col(_last(name))) for name in FIELDS
                )
            )
        )
        moved.append(news.select(pl.col("n").alias("row"), *FIELDS))
        before.append(
            news.filter("said before").select(
                pl.col("n").alias("row"),
                *(pl.col(_last(name)).alias(name) for name in FIELDS),
            )
        )
    return pl.concat(whole), Moved(pl.concat(moved), pl.concat(before))


def _last(name: str) -> str:
    return f"last {name}"


def _decoded(last: pl.DataFrame) -> pl.DataFrame:
    """What was said last: n, a column for each field, and that it was said."""
    texts = pl.Struct(dict.fromkeys(FIELDS, pl.String))
    return (
        last.select("n", pl.col("values").str.json_decode(texts))
        .unnest("values")
        .rename({name: _last(name) for name in FIELDS})
        .with_columns(pl.lit(True).alias("said before"))
    )


def _unsaid(
    name: str,
    mapped: Mapping[str, Collection[str]],
    kept: Mapping[str, Collection[int]],
) -> pl.Expr:
    """Where a row says nothing of a field, which is not to say that there is nothing."""
    silent = [sheet for sheet, fields in mapped.items() if name not in fields]
    unsaid = pl.col("sheet").is_in(silent) | pl.col("n").is_in(list(kept.get(name, ())))
    if name in ADDED_TO:
        unsaid |= pl.col(name).is_null()
    return unsaid

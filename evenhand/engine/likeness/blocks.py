"""Which pairs are worth comparing: those that share something, in blocks of bounded size.

Every block is everybody who shares a value. One that is too big (a birthday given to
hundreds, a hostel, "Mohammed Ali") is divided by a further value, step by step; what is
still too big then is left out, for what so many share says nothing about two of them.
"""

from dataclasses import dataclass

import polars as pl


BOUND = 40
PAIR = ("one", "other")


@dataclass(frozen=True, slots=True)
class Candidates:
    """pairs: one and other, places of rows in the prepared frame, one before other.

    left_out  how many persons stood in blocks that stayed too big, by kind of block.
    """

    pairs: pl.DataFrame
    left_out: dict[str, int]


def candidates(
    frame: pl.DataFrame,
    references: pl.DataFrame,
    *,
    arriving: pl.Series | None = None,
    bound: int = BOUND,
) -> Candidates:
    """Pairs of persons of different cases that share something.

    arriving: cases; then only pairs with somebody in one of them.
    """
    rows = frame.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    rows = rows.with_columns(
        arrives=pl.lit(True)
        if arriving is None
        else pl.col("case").is_in(arriving.implode())
    )
    found, left_out = [], {}
    for name, keys, finer in _kinds(rows, references):
        blocks, lost = _bounded(keys, finer, rows, bound)
        left_out[name] = lost
        found.append(_pairs(blocks, rows))
    pairs = pl.concat(found).unique().sort(PAIR)
    return Candidates(pairs, left_out)


def every_pair(frame: pl.DataFrame) -> Candidates:
    """All pairs of persons of different cases: what blocks are measured against."""
    rows = frame.select("case").with_row_index("row").cast({"row": pl.Int64})
    pairs = (
        rows.join(rows, how="cross", suffix="_other")
        .filter(
            (pl.col("row") < pl.col("row_other"))
            & (pl.col("case") != pl.col("case_other"))
        )
        .select(one="row", other="row_other")
    )
    return Candidates(pairs.sort(PAIR), {})


def _kinds(
    rows: pl.DataFrame, references: pl.DataFrame
) -> list[tuple[str, pl.DataFrame, tuple[str, ...]]]:
    """name, (row, key) of each block, and by what a block that is too big is divided."""
    born = pl.concat([rows.select("row", day=f"born_{n}") for n in (1, 2, 3)])
    # Day and month in either order make one key, so that a swap stays in its block.
    # And two names that do not even begin alike need more in common than a birthday.
    birth = (
        born.drop_nulls("day")
        .join(_values(rows, "start"), on="row")
        .select(
            "row",
            key=pl.format(
                "{} {} {} {}",
                pl.col("day").dt.year(),
                pl.min_horizontal(pl.col("day").dt.month(), pl.col("day").dt.day()),
                pl.max_horizontal(pl.col("day").dt.month(), pl.col("day").dt.day()),
                "value",
            ),
        )
    )
    by_case = references.join(rows.select("row", "case"), on="case")
    return [
        ("reference", by_case.select("row", key="value"), ("every_key",)),
        ("birth", birth, ("part", "every_key", "nation", "home")),
        ("names", _key(rows, "every_key"), ("year", "nation", "home")),
        ("home", _key(rows, "home"), ("family_key", "part", "every_key")),
        ("lawyer", _key(rows, "lawyer"), ("family_key",)),
        (
            "day and family",
            rows.filter("main")
            .drop_nulls("family_key")
            .select("row", key=pl.format("{} {}", "claimed_on", "family_key")),
            ("home", "lawyer"),
        ),
    ]


def _key(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    return rows.select("row", key=column).drop_nulls("key")


def _bounded(
    keys: pl.DataFrame, finer: tuple[str, ...], rows: pl.DataFrame, bound: int
) -> tuple[pl.DataFrame, int]:
    """Blocks of at most `bound` rows; and how many rows are in none for being too many."""
    hidden = rows.select("row", hidden=pl.col("restriction") != "")
    keys = keys.unique().join(hidden, on="row")
    kept = []
    # Those few may know of are counted apart: others' blocks must not change with them.
    size = (~pl.col("hidden")).sum().over("key")
    of_few = pl.col("hidden").sum().over("key")
    for step in (*finer, None):
        kept.append(
            keys.filter((size <= bound) & (~pl.col("hidden") | (of_few <= bound)))
        )
        keys = keys.filter(size > bound)
        if step is None or not keys.height:
            break
        keys = (
            keys.join(_values(rows, step), on="row")
            .select("row", key=pl.format("{} / {}", "key", "value"), hidden="hidden")
            .unique()
        )
    inside = pl.concat(kept).drop("hidden").filter(pl.len().over("key") > 1)
    return inside, keys["row"].n_unique()


def _values(rows: pl.DataFrame, step: str) -> pl.DataFrame:
    """row, value: what a big block is divided by; a row may have several values."""
    if step == "part":
        return rows.select("row", value="every").explode("value").drop_nulls("value")
    if step == "start":
        return (
            rows.select("row", value=pl.col("every"))
            .explode("value")
            .drop_nulls("value")
            .with_columns(pl.col("value").str.slice(0, 2))
            .unique()
        )
    if step == "nation":
        return (
            rows.select("row", value="nationalities")
            .explode("value")
            .drop_nulls("value")
        )
    if step == "year":
        years = [
            rows.select("row", value=pl.col(f"born_{n}").dt.year().cast(pl.String))
            for n in (1, 2, 3)
        ]
        return pl.concat(years).drop_nulls("value").unique()
    return rows.select("row", value=step).drop_nulls("value")


def _pairs(blocks: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    there = blocks.join(rows.select("row", "case", "arrives"), on="row")
    first = there.filter("arrives")
    return (
        first.join(there, on="key", suffix="_other")
        .filter(pl.col("case") != pl.col("case_other"))
        .select(
            one=pl.min_horizontal("row", "row_other"),
            other=pl.max_horizontal("row", "row_other"),
        )
        .unique()
    )

"""What would become of each row: new, an update, unchanged, a conflict, or kept apart.

Rows come as canonical text, from a file just read or from what was staged; the same
rows get the same answer either way. Everything is read as the viewer may see it.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from evenhand.intake.comparing import Compared, compare
from evenhand.intake.holdings import FIELDS
from evenhand.intake.matching import forget, here_changed, last_said, match
from evenhand.intake.matching import standing_here as held_in
from evenhand.intake.models import TrackerRow
from evenhand.intake.objections import object_to
from evenhand.intake.said_before import Moved, beside_last


S = TrackerRow.Standing
REASON = {"field": pl.String, "code": pl.String, "words": pl.String}


@dataclass(frozen=True, slots=True)
class Judged:
    """rows     what came in, with standing and case_id; fields as they will be kept;
             guarded: the restriction of a row without a case of its own, if any
    reasons  n, field, code, words: why rows are kept apart (or cannot be matched)
    taken    n, field, before, after
    clashes  n, field, last, here, there, because, changed_at, changed_by
    rests_on a digest of what was read here: the same while nothing relevant changed
    """

    rows: pl.DataFrame
    reasons: pl.DataFrame
    taken: pl.DataFrame
    clashes: pl.DataFrame
    rests_on: str


def judge_rows(
    rows: pl.DataFrame,
    reasons: pl.DataFrame,
    *,
    unit_id: int | None,
    mapped: Mapping[str, Collection[str]],
    kept: Mapping[str, Collection[int]] | None = None,
    repeated: Collection[int] = (),
) -> Judged:
    """Judge rows of cases.

    rows      n, sheet, row, key and every field as text
    reasons   n, field, code, words of the rows that are refused
    mapped    sheet -> fields it says anything of; others are as said last
    kept      field -> rows whose cell could not be understood: as said last, too
    repeated  rows that say what another row of the import says
    """
    good = rows.join(reasons.select("n").unique(), on="n", how="anti")
    good = good.filter(~pl.col("n").is_in(list(repeated)))
    forget()
    matched = match(good)
    last = last_said(unit_id)
    twice = matched.filter(
        pl.col("several").is_null() & pl.col("case_id").is_duplicated()
    ).select(
        "n",
        field=pl.lit("reference"),
        code=pl.lit("case_twice"),
        words=pl.lit("Another row is about the same case, by another reference"),
    )
    reasons = pl.concat([reasons.select("n", *REASON), twice])
    several = matched.filter(pl.col("several").is_not_null()).select(
        "n",
        field=pl.lit("reference"),
        code=pl.lit("several_cases"),
        words=pl.format("{} both have this reference", "several"),
    )
    guarded = matched.filter(pl.col("several").is_not_null()).select("n", "guarded")
    matched = matched.filter(pl.col("several").is_null()).join(
        twice, on="n", how="anti"
    )
    rests_on = digest(good.join(twice, on="n", how="anti"), matched, last)
    rows, moved = beside_last(
        rows, last, mapped=mapped, kept=kept or {}, matched=matched["n"]
    )
    del last
    compared = _compared(moved, matched)
    clashes = here_changed(
        compared.clashes.rename({"row": "n"}).join(
            matched.select("n", "case_id"), on="n", how="left"
        )
    )
    forget()
    refused = reasons["n"].unique().implode()
    doubled = several["n"].implode()
    clashing = clashes["n"].unique().implode()
    taking = compared.taken["row"].unique().implode()
    standing = (
        pl.when(pl.col("n").is_in(refused))
        .then(pl.lit(S.QUARANTINED.value))
        .when(pl.col("n").is_in(list(repeated)))
        .then(pl.lit(S.UNCHANGED.value))
        .when(pl.col("n").is_in(doubled) | pl.col("n").is_in(clashing))
        .then(pl.lit(S.CONFLICT.value))
        .when(pl.col("case_id").is_null())
        .then(pl.lit(S.NEW.value))
        .when(pl.col("n").is_in(taking))
        .then(pl.lit(S.UPDATE.value))
        .otherwise(pl.lit(S.UNCHANGED.value))
    )
    rows = rows.with_columns(
        case_id=found_for(rows, matched.select("n", "case_id")),
        guarded=found_for(rows, guarded),
    )
    return Judged(
        rows=rows.with_columns(standing=standing),
        reasons=pl.concat([reasons, several]),
        taken=compared.taken.rename({"row": "n"}),
        clashes=clashes,
        rests_on=rests_on,
    )


def found_for(rows: pl.DataFrame, found: pl.DataFrame) -> pl.Series:
    """What `found` (n and one column) says of each of `rows`, or nothing.

    The rows themselves are not joined: at a national size each copy of them counts.
    """
    return (
        rows.select("n").join(found, on="n", how="left", maintain_order="left")
    ).to_series(1)


def digest(good: pl.DataFrame, matched: pl.DataFrame, last: pl.DataFrame) -> str:
    """What matching found, as one text that changes when any of it does."""
    found = (
        good.select("n", "key")
        .join(matched.select("n", "case_id", "version", "several"), on="n", how="left")
        .join(last.select("n", "row_id"), on="n", how="left")
        .select("key", "case_id", "version", "several", "row_id")
        .sort("key")
    )
    return hashlib.sha256(found.write_csv().encode()).hexdigest()


def _compared(moved: Moved, matched: pl.DataFrame) -> Compared:
    moving = matched.select(pl.col("n").alias("row"), "case_id").join(
        moved.there.select("row"), on="row", how="semi"
    )
    here = held_in(moving.rename({"row": "n"})).rename({"n": "row"})
    compared = compare(moved.there, moved.last, here, FIELDS)
    return object_to(compared, here.join(moving, on="row", how="left"))

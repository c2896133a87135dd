"""Counts of the manifest: what an import is to answer, and what a unit always does."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import polars as pl

from evenhand.synthetic.trackers.pages import CasePage
from evenhand.synthetic.trackers.wording import DATES


OUTCOMES = ("accepted", "unchanged", "conflicts", "quarantined")


def expected(answers: pl.DataFrame) -> dict[str, Any]:
    """The last line of an import of these rows. answers: one row a row of a tracker,
    with outcome and code."""
    counts = dict(answers["outcome"].value_counts().iter_rows())
    codes = answers.filter(pl.col("outcome") == "quarantined")["code"].value_counts()
    return (
        {"rows": len(answers)}
        | {name: int(counts.get(name, 0)) for name in OUTCOMES}
        | {"reasons": dict(sorted(codes.iter_rows()))}
    )


def likenesses_met(likenesses: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """The likenesses of which both cases come in. answers: as for `expected`."""
    well = answers.filter(pl.col("outcome") != "quarantined")["reference"].implode()
    return likenesses.filter(
        pl.col("reference").is_in(well) & pl.col("other").is_in(well)
    )


def habits(sheets: Sequence[CasePage]) -> Counter[str]:
    """Warnings that come of how a unit always writes, by code: cells for dates, words
    and merged cells; rows for names and hidden sheets; columns for those it has of its
    own. To be asked when the sheets have been written."""
    count: Counter[str] = Counter()
    for sheet in sheets:
        layout, cases = sheet.layout, sheet.cases
        count["merged_filled"] += sheet.merged
        count["column_unused"] += sum(column.own for column in layout.columns)
        count["hidden_sheet"] += len(cases) * sheet.hidden
        count["name_split"] += len(cases) * layout.has("full_name")
        for field in DATES:
            if layout.has(field) and layout.date_style(field) == "dmy2":
                count["year_two_digits"] += len(cases[field].drop_nulls())
        for field, words in layout.own.items():
            always = [value for value, word in words.items() if word]
            count["word_synonym"] += int(cases[field].is_in(always).sum())
    return +count

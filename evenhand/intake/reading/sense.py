"""What a row cannot do without, and what cannot be true together."""

from datetime import date

import polars as pl

from evenhand.intake.reading.fields import BARRIER_COLUMNS, Of, Span, fields_of
from evenhand.intake.reading.mapping import Holds, Mapping
from evenhand.intake.reading.told import Told


MISSING = {
    "reference": ("no_reference", "The row has no reference"),
    "claimed_on": ("no_claim_date", "The row has no date of claim"),
    "stage": ("no_stage", "The row does not say where the claim has got to"),
}
NOT_BEFORE_CLAIM = ("stage_since", "interviewed_on")
BORN = ("claimed_date_of_birth", "treated_as_date_of_birth", "assessed_date_of_birth")


def check_sense(
    rows: pl.DataFrame, mapping: Mapping, refusals: Told, warnings: Told, *, on: date
) -> None:
    """Tell of rows that lack something or contradict themselves.

    What has been refused already is null by now: a fault is told once.
    """
    refused = refusals.frame().select("row", "field").unique()
    needed = MISSING if mapping.holds is Holds.CASES else {"reference": MISSING["reference"]}  # fmt: skip
    for name, (code, words) in needed.items():
        told = _told(rows, refused, name)
        refusals.tell(rows[name].is_null() & ~told, name, code, words)
    _check_days(rows, mapping, refusals, on)
    if mapping.of is Of.CASE and mapping.holds is Holds.CASES:
        told = _told(rows, refused, "nationality")
        unsaid = rows["nationality"].is_null() & ~told
        warnings.tell(unsaid, "nationality", "no_nationality", "The row has no nationality; it comes in as not recorded")  # fmt: skip
        told = _told(rows, refused, "interviewed_on")
        said = (rows["stage"] == "interviewed") & rows["interviewed_on"].is_null()
        refusals.tell(said & ~told, "interviewed_on", "stage_says_interviewed", "The stage is interviewed, and no day of an interview is given")  # fmt: skip


def _check_days(rows: pl.DataFrame, mapping: Mapping, refusals: Told, on: date) -> None:
    barrier_days = {name for _, *days in BARRIER_COLUMNS for name in days}
    for field in fields_of(mapping.of).values():
        if field.span not in (Span.PAST, Span.BORN) or field.name in barrier_days:
            continue
        days = rows[field.name]
        refusals.tell(days > on, field.name, "date_in_future", _words(field.title, days, "lies in the future"))  # fmt: skip
    if mapping.of is not Of.CASE:
        return
    claimed = rows["claimed_on"]
    for name in NOT_BEFORE_CLAIM:
        title, days = fields_of(Of.CASE)[name].title, rows[name]
        refusals.tell((days < claimed) & (days <= on), name, "date_out_of_order", _words(title, days, "lies before the claim"))  # fmt: skip
    for name in BORN:
        title, days = fields_of(Of.CASE)[name].title, rows[name]
        refusals.tell((days > claimed) & (days <= on), name, "date_out_of_order", _words(title, days, "lies after the claim"))  # fmt: skip


def _told(rows: pl.DataFrame, refused: pl.DataFrame, name: str) -> pl.Series:
    """Where a field has been refused already."""
    found = refused.filter(pl.col("field") == name)["row"]
    return rows["row"].is_in(found.implode())


def _words(title: str, days: pl.Series, what: str) -> pl.Series:
    shown = days.dt.strftime("%-d %B %Y")
    return pl.select(pl.format("{}: {} {}", pl.lit(title), shown, pl.lit(what))).to_series()  # fmt: skip

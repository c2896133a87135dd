"""What is asked of the caseload and the staff before a book is drawn for them."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from evenhand.synthetic.draws import Chance


# The caseload for which the whole country's rooms and interpreters are known.
NATIONAL = 120_000

CASES = {
    "case_id": pl.Int64,
    "sex": pl.String,
    "child": pl.Boolean,
    "postcode_area": pl.String,
    "local_authority": pl.String,
    "firm": pl.String,
    "disabled": pl.Boolean,
    "language": pl.String,
    "dialect": pl.String,
    "interpreter_needed": pl.Boolean,
    "screened_on": pl.Date,
}
STAFF = {
    "staff_member_id": pl.Int64,
    "name": pl.String,
    "unit": pl.String,
    "fte": pl.Float64,
}


@dataclass(frozen=True)
class Wanted:
    """For whom a book is drawn, and as on which day.

    cases: the shape of `CASES`, one row for each case that may come to an interview, in
    a fixed order. staff: the shape of `STAFF`, one row for each who decides.
    """

    cases: pl.DataFrame
    staff: pl.DataFrame
    on: date
    chance: Chance

    @property
    def scale(self) -> float:
        """How large the caseload is beside the whole country's."""
        return self.cases.height / NATIONAL

    @cached_property
    def spoken(self) -> pl.DataFrame:
        """Languages that interpreters are needed for, the most wanted first: language,
        dialect ("" where none is asked for) and how many cases, `asked`."""
        return (
            self.cases.filter(pl.col("interpreter_needed") & (pl.col("language") > ""))
            .group_by("language", pl.col("dialect").fill_null(""))
            .agg(asked=pl.len())
            .sort("asked", "language", "dialect", descending=[True, False, False])
        )

"""dependants.csv: one row per person who depends on a main applicant."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from evenhand.flows.caseload_files.table import Table


COLUMNS = [
    "case_reference", "relationship", "family_name", "given_names", "date_of_birth",
    "sex", "nationality",
]  # fmt: skip


def read_dependants(
    path: Path,
    known: Mapping[str, Collection[str]],
    cases: Collection[str],
    *,
    on: date,
) -> Table:
    """The dependants of a file, checked. cases: the references of the cases file."""
    table = Table(path, COLUMNS)
    table.stated("case_reference", "relationship", "sex", "nationality")
    table.short(relationship=40, family_name=100, given_names=100)
    table.one_of("case_reference", cases, "a case of the cases file")
    table.dates("date_of_birth")
    table.refuse("date_of_birth", pl.col("date_of_birth") > on, "{} is in the future")
    table.one_of("sex", known["sexes"], "female, male or not recorded")
    table.one_of(
        "nationality", known["nationalities"], "a nationality of the policy in force"
    )
    return table

"""staff.csv: one row per person, with what they may do and when they are away."""

from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl

from evenhand.flows.staff_file.table import Table, as_date


COLUMNS = [
    "reference", "name", "username", "grade", "roles", "unit", "also_units", "team",
    "fte", "started_on", "skills", "clearances", "languages", "absences",
    "weekly_places",
]  # fmt: skip
DECIDES = "decision_maker"


def read_staff(path: Path, known: Mapping[str, Collection[str]]) -> Table:
    """The people of a file, checked. known: the values of units, roles, skills,
    clearances and languages.

    Typed as date, decimal, whole number and lists; skills and absences stay lists of
    text, parted by `skills_of` and `absences_of`.
    """
    table = Table(path, COLUMNS)
    table.stated("reference", "name", "username", "grade", "roles", "started_on")
    table.short(reference=20, name=120, username=60, grade=10, team=100)
    table.unique("reference")
    table.unique("username")
    plain = pl.col("username").str.contains(r"^[a-z0-9][a-z0-9._-]*$")
    table.refuse(
        "username", ~plain, "“{}” has other than a-z, 0-9, full stop and hyphen"
    )
    table.one_of("unit", known["units"], "a unit of the policy in force")
    table.refuse("team", pl.col("team").is_not_null() & pl.col("unit").is_null(), "“{}” is a team of no unit")  # fmt: skip
    table.numbers("fte", 0.01, 1, pl.Decimal(3, 2))
    table.numbers("weekly_places", 0, 100, pl.Int16())
    table.dates("started_on")
    table.lists("roles", "also_units", "skills", "clearances", "languages", "absences")
    table.each_one_of("roles", known["roles"], "a role")
    table.each_one_of("also_units", known["units"], "a unit of the policy in force")
    table.each_one_of(
        "clearances", known["clearances"], "a clearance of the policy in force"
    )
    table.each_one_of(
        "languages", known["languages"], "a language of the policy in force"
    )
    decides = pl.col("roles").list.contains(DECIDES)
    table.refuse(
        "unit", decides & pl.col("unit").is_null(), "a decision maker works in a unit"
    )
    places = ~decides & (pl.col("weekly_places") > 0)
    table.refuse("weekly_places", places, "only decision makers are given cases")
    unplaced = pl.col("unit").is_null()
    for column in ("also_units", "skills", "languages", "absences"):
        lost = unplaced & (pl.col(column).list.len() > 0)
        table.refuse(column, lost, "is kept for people who work in a unit only")
    _check_skills(table, known["skills"])
    _check_absences(table)
    return table


def skills_of(table: Table) -> pl.DataFrame:
    """row, value (as written), skill and expires_on of each certificate."""
    part = pl.col("value").str.split_exact(":", 1)
    return table.each("skills").with_columns(
        skill=part.struct.field("field_0"),
        expires_on=as_date(part.struct.field("field_1")),
    )


def absences_of(table: Table) -> pl.DataFrame:
    """row, value (as written), from_on and last_on (the last day away)."""
    part = pl.col("value").str.split_exact("..", 1)
    return table.each("absences").with_columns(
        from_on=as_date(part.struct.field("field_0")),
        last_on=as_date(part.struct.field("field_1")),
    )


def _check_skills(table: Table, skills: Collection[str]) -> None:
    parts = skills_of(table)
    known = pl.col("skill").is_in(list(skills))
    table.refuse_parts(
        "skills", parts, ~known, "“{}” is not a skill of the policy in force"
    )
    undated = known & pl.col("expires_on").is_null()
    table.refuse_parts(
        "skills",
        parts,
        undated,
        "“{}” needs the day it ends, as in children:2027-06-01",
    )
    again = ~pl.struct("row", "skill").is_first_distinct()
    table.refuse_parts("skills", parts, again, "“{}” is listed twice")


def _check_absences(table: Table) -> None:
    parts = absences_of(table)
    unclear = pl.col("from_on").is_null() | pl.col("last_on").is_null()
    table.refuse_parts(
        "absences",
        parts,
        unclear,
        "“{}” is not two dates, as in 2026-11-23..2026-11-27",
    )
    turned = pl.col("last_on") < pl.col("from_on")
    table.refuse_parts("absences", parts, turned, "“{}” ends before it begins")

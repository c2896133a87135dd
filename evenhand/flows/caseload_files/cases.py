"""cases.csv: one row per case, with its main applicant and circumstances."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from evenhand.flows.caseload_files.table import Table, as_date


COLUMNS = [
    "reference", "claimed_on", "stage", "stage_since", "interviewed_on", "family_name",
    "given_names", "known_as", "claimed_date_of_birth", "treated_as_date_of_birth",
    "assessed_date_of_birth", "age_disputed", "unaccompanied", "sex", "nationality",
    "nationality_standing", "other_nationalities", "language", "dialect",
    "interpreter_needed", "support", "accommodation", "address", "postcode",
    "local_authority", "detained_since", "place_of_detention", "high_profile",
    "high_harm", "vulnerabilities", "court_order_on", "pre_action_letter_on",
    "mp_expedite_on", "restriction", "representative_firm", "representative_reference",
    "unit", "owner", "progressor", "barriers",
]  # fmt: skip
STATED = [
    "reference", "claimed_on", "stage", "stage_since", "sex", "nationality",
    "nationality_standing", "language", "support", "accommodation", "progressor",
]  # fmt: skip
DATES = [
    "claimed_on", "stage_since", "interviewed_on", "claimed_date_of_birth",
    "treated_as_date_of_birth", "assessed_date_of_birth", "detained_since",
    "court_order_on", "pre_action_letter_on", "mp_expedite_on",
]  # fmt: skip
IN_FORCE = "of the policy in force"
# column -> the register it is checked against, and what the register is a list of
LISTED = {
    "stage": ("stages", "a stage"),
    "sex": ("sexes", "female, male or not recorded"),
    "nationality": ("nationalities", f"a nationality {IN_FORCE}"),
    "nationality_standing": ("standings", "claimed, accepted or disputed"),
    "language": ("languages", f"a language {IN_FORCE}"),
    "dialect": ("dialects", f"a dialect {IN_FORCE}"),
    "support": ("support", f"a kind of support {IN_FORCE}"),
    "accommodation": ("accommodation", f"a kind of accommodation {IN_FORCE}"),
    "local_authority": ("local_authorities", f"a local authority {IN_FORCE}"),
    "restriction": ("restrictions", "restricted, special or empty"),
    "unit": ("units", f"a unit {IN_FORCE}"),
}


def read_cases(
    path: Path,
    known: Mapping[str, Collection[str]],
    *,
    staff: Collection[str],
    deciders: Collection[str],
    on: date,
) -> Table:
    """The cases of a file, checked against each other, the policy and the people.

    staff: references of people who work in a unit; deciders: those who decide.
    Typed as dates, true and false, and lists; barriers stay text, see `barriers_of`.
    """
    table = Table(path, COLUMNS)
    table.stated(*STATED)
    table.short(
        reference=60, family_name=100, given_names=100, known_as=100, address=200,
        postcode=10, place_of_detention=100, representative_firm=120,
        representative_reference=60,
    )  # fmt: skip
    table.unique("reference")
    for column, (register, what) in LISTED.items():
        table.one_of(column, known[register], what)
    table.flags(
        "age_disputed",
        "unaccompanied",
        "interpreter_needed",
        "high_profile",
        "high_harm",
    )
    table.dates(*DATES)
    table.lists("other_nationalities", "vulnerabilities", "barriers")
    table.each_one_of(
        "other_nationalities", known["nationalities"], f"a nationality {IN_FORCE}"
    )
    table.each_one_of(
        "vulnerabilities", known["vulnerabilities"], f"a vulnerability {IN_FORCE}"
    )
    _check_dates(table, on)
    _check_sense(table, known)
    _check_people(table, staff, deciders)
    _check_barriers(table, known["barriers"], on)
    return table


def barriers_of(table: Table) -> pl.DataFrame:
    """row, value (as written), kind, opened_on and review_on of each barrier."""
    part = pl.col("value").str.split_exact(";", 2)
    return table.each("barriers").with_columns(
        kind=part.struct.field("field_0"),
        opened_on=as_date(part.struct.field("field_1")),
        review_on=as_date(part.struct.field("field_2")),
    )


def _check_dates(table: Table, on: date) -> None:
    for column in DATES:
        table.refuse(column, pl.col(column) > on, "{} is in the future")
    table.not_before("stage_since", "claimed_on", "the claim")
    table.not_before("interviewed_on", "claimed_on", "the claim")
    born = (
        "claimed_date_of_birth",
        "treated_as_date_of_birth",
        "assessed_date_of_birth",
    )
    for column in born:
        table.refuse(
            column, pl.col(column) > pl.col("claimed_on"), "{} is after the claim"
        )


def _check_sense(table: Table, known: Mapping[str, Collection[str]]) -> None:
    """What cannot be true together."""
    unsaid = (pl.col("stage") == "interviewed") & pl.col("interviewed_on").is_null()
    table.refuse("interviewed_on", unsaid, "is empty, and the stage is interviewed")
    nowhere = (
        pl.col("detained_since").is_not_null() & pl.col("place_of_detention").is_null()
    )
    table.refuse("place_of_detention", nowhere, "is empty, and the person is detained")
    never = (
        pl.col("detained_since").is_null() & pl.col("place_of_detention").is_not_null()
    )
    table.refuse("detained_since", never, "is empty, and a place of detention is given")
    nobody = (
        pl.col("representative_firm").is_null()
        & pl.col("representative_reference").is_not_null()
    )
    table.refuse("representative_firm", nobody, "is empty, and its reference is given")
    twice = pl.col("other_nationalities").list.contains(pl.col("nationality"))
    table.refuse("other_nationalities", twice, "repeats the nationality")
    area = pl.col("postcode").str.to_uppercase().str.extract(r"^([A-Z]{1,2})\d")
    placed = area.is_in(list(known["postcode_areas"]))
    unknown = pl.col("postcode").is_not_null() & ~placed.fill_null(False)
    table.refuse("postcode", unknown, f"“{{}}” is in no postcode area {IN_FORCE}")


def _check_people(
    table: Table, staff: Collection[str], deciders: Collection[str]
) -> None:
    table.one_of("progressor", staff, "a person in the staff file who works in a unit")
    table.one_of("owner", deciders, "a decision maker in the staff file")
    homeless = pl.col("owner").is_not_null() & pl.col("unit").is_null()
    table.refuse("unit", homeless, "is empty, and the case has an owner")


def _check_barriers(table: Table, kinds: Collection[str], on: date) -> None:
    parts = barriers_of(table)
    known = pl.col("kind").is_in(list(kinds))
    table.refuse_parts("barriers", parts, ~known, f"“{{}}” is not a barrier {IN_FORCE}")
    again = ~pl.struct("row", "kind").is_first_distinct()
    table.refuse_parts("barriers", parts, again, "“{}” is listed twice")
    unopened = pl.col("opened_on").is_null() | (pl.col("opened_on") > on)
    table.refuse_parts(
        "barriers", parts, unopened, "“{}” needs the day it opened, not in the future"
    )
    unseen = pl.col("review_on").is_null()
    table.refuse_parts(
        "barriers", parts, unseen, "“{}” needs the day it is looked at next"
    )
    turned = pl.col("review_on") < pl.col("opened_on")
    table.refuse_parts("barriers", parts, turned, "“{}” is looked at before it opened")

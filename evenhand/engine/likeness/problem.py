"""What is compared: persons as recorded, each in a case, and the references of cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl


PERSONS: Mapping[str, Any] = {
    "person": pl.Int64,
    "case": pl.Int64,
    "main": pl.Boolean,
    "restriction": pl.String,
    "family_name": pl.String,
    "given_names": pl.String,
    "known_as": pl.String,
    "claimed": pl.Date,
    "treated_as": pl.Date,
    "assessed": pl.Date,
    "sex": pl.String,
    "nationalities": pl.List(pl.String),
    "address": pl.String,
    "postcode": pl.String,
    "firm": pl.String,
    "firm_reference": pl.String,
    "claimed_on": pl.Date,
}
REFERENCES: Mapping[str, Any] = {
    "case": pl.Int64,
    "system": pl.String,
    "value": pl.String,
}
BORN = ("claimed", "treated_as", "assessed")


class Unusable(ValueError):
    """Frames that are no problem: the words say what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Everybody who may be somebody else as well.

    persons     one row a person, columns as `PERSONS`. `claimed`, `treated_as` and
                `assessed` are dates of birth in three senses; `claimed_on` is the day of
                the claim; `main`: the main applicant of the case; `restriction`: empty
                where anybody may know of the case. Empty text and null otherwise mean
                not recorded.
    references  one row for each reference another system uses for a case.
    """

    persons: pl.DataFrame
    references: pl.DataFrame

    def __post_init__(self) -> None:
        for frame, schema, what in (
            (self.persons, PERSONS, "persons"),
            (self.references, REFERENCES, "references"),
        ):
            if dict(frame.schema) != dict(schema):
                raise Unusable(f"the {what} need the columns {', '.join(schema)}")
        if self.persons["person"].is_duplicated().any():
            raise Unusable("a person stands twice among the persons")


def problem(
    persons: Sequence[Mapping[str, Any]],
    references: Sequence[tuple[int, str, str]] = (),
) -> Problem:
    """A problem from plain rows; what a row leaves out is not recorded."""
    blank: dict[str, Any] = {
        "main": True,
        "restriction": "",
        "sex": "not recorded",
        "nationalities": [],
        "claimed_on": date(2025, 1, 1),
    }
    return Problem(
        pl.DataFrame([blank | dict(row) for row in persons], schema=dict(PERSONS)),
        pl.DataFrame(list(references), schema=dict(REFERENCES), orient="row"),
    )

"""What a tracker may say of a case, and of the people who came with somebody."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import polars as pl


class Kind(StrEnum):
    """How the cells of a field are read."""

    REFERENCE = "reference"
    DATE = "date"
    FLAG = "flag"  # yes or no
    WORD = "word"  # one value of a register
    WORDS = "words"  # several values of a register in one cell
    NAME = "name"
    FULL_NAME = "full name"  # becomes family_name and given_names
    TEXT = "text"
    POSTCODE = "postcode"
    PERSON = "person"  # of the staff: kept as written, found later
    BARRIERS = "barriers"  # one cell, several barriers, perhaps with their days


class Of(StrEnum):
    """What a row is about."""

    CASE = "case"
    DEPENDANT = "dependant"


class Span(StrEnum):
    """Where a day must lie, which also tells the century of a two-digit year."""

    BORN = "born"  # in the past, and not after the claim
    PAST = "past"  # since 1990, and not in the future
    ANY = "any"  # since 1990, the future allowed


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a tracker may say.

    `register` names the list a word must be of; `longest` is in characters; `needed`
    rows are refused without it (nationality: warned); `headings` are the words units
    use for it, in lower case.
    """

    name: str
    title: str
    kind: Kind
    headings: tuple[str, ...] = ()
    register: str | None = None
    needed: bool = False
    longest: int | None = None
    span: Span | None = None
    of: Of = Of.CASE

    @property
    def dtype(self) -> pl.DataType:
        """The type of its column among the rows read."""
        return _DTYPES.get(self.kind, pl.String())


BARRIER = pl.Struct({"kind": pl.String, "opened_on": pl.Date, "review_on": pl.Date})
_HEADINGS: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("headings.toml").read_text(encoding="utf-8")
)
_DTYPES: dict[Kind, pl.DataType] = {
    Kind.DATE: pl.Date(),
    Kind.FLAG: pl.Boolean(),
    Kind.WORDS: pl.List(pl.String),
    Kind.BARRIERS: pl.List(BARRIER),
}


def _field(
    name: str,
    title: str,
    kind: Kind,
    *,
    register: str | None = None,
    needed: bool = False,
    longest: int | None = None,
    span: Span | None = None,
    of: Of = Of.CASE,
) -> Field:
    headings = tuple(_HEADINGS[of][name])
    return Field(name, title, kind, headings, register, needed, longest, span, of)


def _date(
    name: str, title: str, span: Span, *, needed: bool = False, of: Of = Of.CASE
) -> Field:
    return _field(name, title, Kind.DATE, span=span, needed=needed, of=of)


FIELDS: tuple[Field, ...] = (
    _field(
        "reference", "Home Office reference", Kind.REFERENCE, longest=60, needed=True
    ),
    _field("arc_number", "ARC number", Kind.TEXT, longest=60),
    _field("port_reference", "Port reference", Kind.TEXT, longest=60),
    _date("claimed_on", "Date of claim", Span.PAST, needed=True),
    _field("stage", "Stage", Kind.WORD, register="stages", needed=True),
    _date("stage_since", "At this stage since", Span.PAST),
    _date("interviewed_on", "Interviewed", Span.PAST),
    _field("family_name", "Family name", Kind.NAME, longest=100),
    _field("given_names", "Given names", Kind.NAME, longest=100),
    _field("full_name", "Full name", Kind.FULL_NAME, longest=200),
    _field("known_as", "Known as", Kind.NAME, longest=100),
    _date("claimed_date_of_birth", "Claimed date of birth", Span.BORN),
    _date("treated_as_date_of_birth", "Treated as born on", Span.BORN),
    _date("assessed_date_of_birth", "Assessed date of birth", Span.BORN),
    _field("age_disputed", "Age disputed", Kind.FLAG),
    _field("unaccompanied", "Unaccompanied child", Kind.FLAG),
    _field("sex", "Sex", Kind.WORD, register="sexes"),
    _field(
        "nationality", "Nationality", Kind.WORD, register="nationalities", needed=True
    ),
    _field(
        "nationality_standing", "Nationality accepted?", Kind.WORD, register="standings"
    ),
    _field(
        "other_nationalities",
        "Other nationalities",
        Kind.WORDS,
        register="nationalities",
    ),
    _field("language", "Language", Kind.WORD, register="languages"),
    _field("dialect", "Dialect", Kind.WORD, register="dialects"),
    _field("interpreter_needed", "Interpreter needed", Kind.FLAG),
    _field("support", "Support", Kind.WORD, register="support"),
    _field("accommodation", "Accommodation", Kind.WORD, register="accommodation"),
    _field("address", "Address", Kind.TEXT, longest=200),
    _field("postcode", "Postcode", Kind.POSTCODE, longest=10),
    _field(
        "local_authority",
        "Authority that looks after the child",
        Kind.WORD,
        register="local_authorities",
    ),
    _date("detained_since", "Detained since", Span.PAST),
    _field("place_of_detention", "Place of detention", Kind.TEXT, longest=100),
    _field("high_profile", "High profile", Kind.FLAG),
    _field("high_harm", "High harm", Kind.FLAG),
    _field(
        "vulnerabilities", "Vulnerabilities", Kind.WORDS, register="vulnerabilities"
    ),
    _date("court_order_on", "Court order", Span.PAST),
    _date("pre_action_letter_on", "Letter before claim", Span.PAST),
    _date("mp_expedite_on", "MP asked to expedite", Span.PAST),
    _field("restriction", "Restriction", Kind.WORD, register="restrictions"),
    _field("representative_firm", "Representative", Kind.TEXT, longest=120),
    _field(
        "representative_reference", "Representative’s reference", Kind.TEXT, longest=60
    ),
    _field("unit", "Unit", Kind.WORD, register="units"),
    _field("owner", "Decision maker", Kind.PERSON, longest=120),
    _field("progressor", "Progressor", Kind.PERSON, longest=120),
    _field("barriers", "Barriers", Kind.BARRIERS, register="barriers"),
    _date("barriers_opened_on", "Barrier opened", Span.PAST),
    _date("barriers_review_on", "Barrier looked at next", Span.ANY),
    _field("barrier_2", "Second barrier", Kind.BARRIERS, register="barriers"),
    _date("barrier_2_opened_on", "Second barrier opened", Span.PAST),
    _date("barrier_2_review_on", "Second barrier looked at next", Span.ANY),
    _field("barrier_3", "Third barrier", Kind.BARRIERS, register="barriers"),
    _date("barrier_3_opened_on", "Third barrier opened", Span.PAST),
    _date("barrier_3_review_on", "Third barrier looked at next", Span.ANY),
    _field("next_action", "Next action", Kind.TEXT, longest=500),
    _date("next_action_on", "Next action due", Span.ANY),
    _field("notes", "Notes", Kind.TEXT, longest=20000),
)

DEPENDANT_FIELDS: tuple[Field, ...] = (
    _field(
        "reference",
        "Case the person came with",
        Kind.REFERENCE,
        longest=60,
        needed=True,
        of=Of.DEPENDANT,
    ),
    _field("relationship", "Relationship", Kind.TEXT, longest=40, of=Of.DEPENDANT),
    _field("family_name", "Family name", Kind.NAME, longest=100, of=Of.DEPENDANT),
    _field("given_names", "Given names", Kind.NAME, longest=100, of=Of.DEPENDANT),
    _field("full_name", "Full name", Kind.FULL_NAME, longest=200, of=Of.DEPENDANT),
    _date("date_of_birth", "Date of birth", Span.BORN, of=Of.DEPENDANT),
    _field("sex", "Sex", Kind.WORD, register="sexes", of=Of.DEPENDANT),
    _field(
        "nationality",
        "Nationality",
        Kind.WORD,
        register="nationalities",
        of=Of.DEPENDANT,
    ),
)


def fields_of(of: Of) -> dict[str, Field]:
    """The fields a row of a sheet about cases, or about dependants, may fill."""
    fields = FIELDS if of is Of.CASE else DEPENDANT_FIELDS
    return {field.name: field for field in fields}


# Columns of a tracker that end in another column of the rows read.
BARRIER_COLUMNS = tuple(
    (kind, f"{kind}_opened_on", f"{kind}_review_on")
    for kind in ("barriers", "barrier_2", "barrier_3")
)
_PARTS = {
    "full_name", *(name for columns in BARRIER_COLUMNS for name in columns)
} - {"barriers"}  # fmt: skip


def row_schema(of: Of) -> dict[str, pl.DataType]:
    """The columns of the rows read, in order, and their types.

    sheet, row (its number in the sheet, from 1), key (see rows.key_of), one column a
    field, hidden, cells (JSON: heading -> text as written).
    """
    told = {
        name: field.dtype for name, field in fields_of(of).items() if name not in _PARTS
    }
    return {
        "sheet": pl.String(),
        "row": pl.UInt32(),
        "key": pl.String(),
        **told,
        "hidden": pl.Boolean(),
        "cells": pl.String(),
    }

"""What a tracker may say of a case, and of the people who came with somebody."""

from dataclasses import dataclass
from enum import StrEnum

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
_DTYPES: dict[Kind, pl.DataType] = {
    Kind.DATE: pl.Date(),
    Kind.FLAG: pl.Boolean(),
    Kind.WORDS: pl.List(pl.String),
    Kind.BARRIERS: pl.List(BARRIER),
}


def _date(name: str, title: str, span: Span, *headings: str, needed: bool = False, of: Of = Of.CASE) -> Field:  # fmt: skip
    return Field(name, title, Kind.DATE, headings, span=span, needed=needed, of=of)


def _flag(name: str, title: str, *headings: str) -> Field:
    return Field(name, title, Kind.FLAG, headings)


def _word(name: str, title: str, register: str, *headings: str, needed: bool = False, of: Of = Of.CASE) -> Field:  # fmt: skip
    return Field(name, title, Kind.WORD, headings, register, needed, of=of)


def _text(name: str, title: str, longest: int, *headings: str, kind: Kind = Kind.TEXT, of: Of = Of.CASE) -> Field:  # fmt: skip
    return Field(name, title, kind, headings, longest=longest, of=of)


FIELDS: tuple[Field, ...] = (
    Field(
        "reference", "Home Office reference", Kind.REFERENCE,
        ("home office reference", "home office ref", "home office no", "home office number", "ho ref", "ho reference", "horef", "ho number", "ho no", "reference", "ref", "ref no", "reference number", "case reference", "case ref", "case number", "case no", "case id", "cid", "cid ref", "cid number", "cid person id", "asylum reference", "our ref", "our reference", "file ref", "file number", "home office case reference", "unique ref", "urn"),
        needed=True, longest=60,
    ),
    _text("arc_number", "ARC number", 60, "arc", "arc number", "arc no", "arc ref", "asylum registration card", "application registration card"),
    _text("port_reference", "Port reference", 60, "port reference", "port ref", "port no", "port number", "port"),
    _date("claimed_on", "Date of claim", Span.PAST, "date of claim", "claim date", "claimed", "claimed on", "doc", "date claimed", "asylum claim date", "date of asylum claim", "claim made", "date of application", "application date", "doa", "raised date", "case raised", "date raised", "claim raised", "lodged", "date lodged", needed=True),
    _word("stage", "Stage", "stages", "stage", "status", "case status", "case stage", "current stage", "current status", "progress", "stage of claim", "position", "workflow stage", "where is it", "where is it up to", "state", "wip stage", needed=True),
    _date("stage_since", "At this stage since", Span.PAST, "stage since", "at this stage since", "stage date", "status date", "date of stage", "date of status", "status since", "since", "date moved", "in stage since", "stage changed", "status changed", "date status changed", "date of last stage", "date entered stage"),
    _date("interviewed_on", "Interviewed", Span.PAST, "interviewed", "interviewed on", "interview date", "date of interview", "interviewed date", "si date", "substantive interview", "substantive interview date", "date of substantive interview", "sef interview", "interview", "int date", "interview held", "date interviewed", "ai date", "asylum interview", "asylum interview date", "aiv date"),
    _text("family_name", "Family name", 100, "family name", "surname", "last name", "second name", "applicant surname", "claimant surname", "family name s", "fam name", "sname", "lname", kind=Kind.NAME),
    _text("given_names", "Given names", 100, "given names", "given name", "first name", "first names", "forename", "forenames", "christian name", "other names", "applicant forename", "fname", "first name s", "forename s", "given name s", kind=Kind.NAME),
    _text("full_name", "Full name", 200, "name", "full name", "applicant", "applicant name", "name of applicant", "claimant", "claimant name", "customer", "customer name", "subject", "subject name", "main applicant", "main applicant name", "pa", "pa name", "principal applicant", "ma", "client name", "name surname first", "surname given names", "surname forename", "surname first name", "surname and forename", "given names surname", kind=Kind.FULL_NAME),
    _text("known_as", "Known as", 100, "known as", "aka", "a k a", "alias", "aliases", "also known as", "other names used", "preferred name", kind=Kind.NAME),
    _date("claimed_date_of_birth", "Claimed date of birth", Span.BORN, "claimed date of birth", "date of birth", "dob", "d o b", "birth date", "born", "claimed dob", "dob claimed", "birthdate", "date birth", "applicant dob", "dob as claimed", "stated dob"),
    _date("treated_as_date_of_birth", "Treated as born on", Span.BORN, "treated as date of birth", "treated as dob", "dob treated as", "treated as born on", "treated dob", "dob used", "working dob", "treated as"),
    _date("assessed_date_of_birth", "Assessed date of birth", Span.BORN, "assessed date of birth", "assessed dob", "dob assessed", "assessed as born on", "age assessed dob", "dob after assessment"),
    _flag("age_disputed", "Age disputed", "age disputed", "age dispute", "ad", "age disp", "disputed age", "dispute age", "adm", "age disputed y n"),
    _flag("unaccompanied", "Unaccompanied child", "unaccompanied", "uasc", "claimed as uasc", "unaccompanied asylum seeking child", "unaccompanied child", "unaccompanied minor", "minor", "uam"),
    _word("sex", "Sex", "sexes", "sex", "gender", "m f", "sex m f", "gender m f"),
    _word("nationality", "Nationality", "nationalities", "nationality", "nat", "natl", "nationality country", "country", "country of nationality", "coo", "country of origin", "claimed nationality", "nation", "citizenship", "main nationality", needed=True),
    _word("nationality_standing", "Nationality accepted?", "standings", "nationality standing", "nationality accepted", "nationality status", "nat accepted", "nat status", "nationality disputed", "standing of nationality", "is nationality accepted"),
    Field(
        "other_nationalities", "Other nationalities", Kind.WORDS,
        ("other nationalities", "other nationality", "second nationality", "2nd nationality", "dual nationality", "dual nat", "other nat", "additional nationality"),
        "nationalities",
    ),
    _word("language", "Language", "languages", "language", "lang", "interview language", "main language", "language spoken", "first language", "mother tongue", "interpreter language", "preferred language", "spoken language", "language required"),
    _word("dialect", "Dialect", "dialects", "dialect", "language dialect"),
    _flag("interpreter_needed", "Interpreter needed", "interpreter needed", "interpreter", "interpreter required", "interp", "terp", "needs interpreter", "interp req", "interpreter req d", "interpreter y n"),
    _word("support", "Support", "support", "support", "asylum support", "support type", "nass", "nass support", "supported", "type of support", "support status", "s95", "nass status"),
    _word("accommodation", "Accommodation", "accommodation", "accommodation", "accom", "accomm", "accomodation", "accommodation type", "accom type", "housing", "housing type", "lives in", "living in", "placement", "type of accommodation"),
    _text("address", "Address", 200, "address", "home address", "current address", "last known address", "lka", "addr", "address and postcode", "residence", "full address"),
    Field("postcode", "Postcode", Kind.POSTCODE, ("postcode", "post code", "pc", "p code", "pcode", "zip"), longest=10),
    _word("local_authority", "Authority that looks after the child", "local_authorities", "local authority", "la", "responsible authority", "council", "social services", "local authority children s services", "authority", "looked after by", "resp la", "la responsible"),
    _date("detained_since", "Detained since", Span.PAST, "detained since", "detained", "date detained", "detention date", "detained on", "det date", "in detention since", "detained from", "date of detention"),
    _text("place_of_detention", "Place of detention", 100, "place of detention", "irc", "detained at", "detention location", "where detained", "removal centre", "detention place", "prison", "detention centre"),
    _flag("high_profile", "High profile", "high profile", "hp", "high prof", "press interest", "media interest", "profile", "high profile y n"),
    _flag("high_harm", "High harm", "high harm", "hh", "harm", "harm marker", "high harm y n", "foreign national offender", "fno"),
    Field(
        "vulnerabilities", "Vulnerabilities", Kind.WORDS,
        ("vulnerabilities", "vulnerability", "vuln", "vulns", "vulnerable", "safeguarding", "safeguarding issues", "needs", "special needs", "vulnerability flags", "vulnerability flag", "vulnerability marker", "vulns needs", "indicators"),
        "vulnerabilities",
    ),
    _date("court_order_on", "Court order", Span.PAST, "court order", "court order on", "court order date", "date of court order", "order date", "jr order", "jr order date", "court deadline"),
    _date("pre_action_letter_on", "Letter before claim", Span.PAST, "pre action letter", "pre action letter on", "pap", "pap date", "pap letter", "pre action", "pre action protocol", "letter before claim", "lbc", "lba", "letter before action", "pap received", "pap letter received"),
    _date("mp_expedite_on", "MP asked to expedite", Span.PAST, "mp expedite", "mp expedite on", "mp letter", "mp letter date", "mp enquiry", "mps letter", "expedite", "mp request", "mp correspondence", "mp", "mp expedite date", "expedite request"),
    _word("restriction", "Restriction", "restrictions", "restriction", "restricted", "sensitive", "sensitivity", "marking", "access", "restricted access", "special", "sensitive marking", "access restriction", "handling", "case marking", "mark"),
    _text("representative_firm", "Representative", 120, "representative firm", "representative", "rep", "reps", "legal rep", "legal reps", "legal representative", "solicitor", "solicitors", "firm", "rep firm", "lawyer", "legal rep firm", "representatives", "sols", "legal representatives"),
    _text("representative_reference", "Representative’s reference", 60, "representative reference", "representative ref", "legal representative ref", "legal representative reference", "rep ref", "reps ref", "solicitor ref", "solicitors ref", "their ref", "legal rep ref", "rep reference", "sols ref", "rep s ref", "solicitors reference", "solicitor s ref"),
    _word("unit", "Unit", "units", "unit", "team", "dmu", "office", "hub", "owning unit", "decision making unit", "directorate", "location", "asylum team", "casework unit", "current unit"),
    _text("owner", "Decision maker", 120, "owner", "decision maker", "dm", "caseworker", "case worker", "case owner", "allocated to", "assigned to", "officer", "deo", "ho officer", "caseowner", "cw", "interviewing officer", "io", "decision maker name", "dm name", "allocated dm", "who", kind=Kind.PERSON),
    _text("progressor", "Progressor", 120, "progressor", "case progressor", "progression officer", "wfm", "workflow officer", "workflow", "admin", "admin officer", "ao", "cp", "progression", "case progression officer", "workflow manager", kind=Kind.PERSON),
    Field("barriers", "Barriers", Kind.BARRIERS, ("barriers", "barrier", "barrier to decision", "barriers to decision", "barrier 1", "barrier type", "blocker", "blockers", "blocked by", "reason for delay", "reason not decided", "reason on hold", "on hold because", "hold reason", "outstanding issues", "outstanding", "barrier s", "issue", "issues", "barrier 1 type", "waiting for", "awaiting", "impediment", "barrier reason", "what is holding it up"), "barriers"),
    _date("barriers_opened_on", "Barrier opened", Span.PAST, "barriers opened on", "barrier opened", "barrier opened on", "barrier date", "barrier start", "barrier since", "barrier from", "date of barrier", "date barrier opened", "barrier raised", "barrier 1 opened", "barrier 1 opened on", "barrier 1 date", "barrier 1 start", "barrier 1 from", "barrier 1 since", "barrier start date", "hold date", "on hold since", "barrier added"),
    _date("barriers_review_on", "Barrier looked at next", Span.ANY, "barriers review on", "barrier review", "barrier review on", "barrier review date", "review date", "review", "next review", "barrier 1 review", "barrier 1 review on", "barrier 1 review date", "date of next review", "barrier due", "bf date", "bring forward", "b f", "bf", "chase date"),
    Field("barrier_2", "Second barrier", Kind.BARRIERS, ("barrier 2", "second barrier", "2nd barrier", "other barrier", "barrier 2 type", "barrier ii"), "barriers"),
    _date("barrier_2_opened_on", "Second barrier opened", Span.PAST, "barrier 2 opened", "barrier 2 opened on", "barrier 2 date", "barrier 2 start", "second barrier opened", "2nd barrier date", "barrier 2 from", "barrier 2 since"),
    _date("barrier_2_review_on", "Second barrier looked at next", Span.ANY, "barrier 2 review", "barrier 2 review on", "barrier 2 review date", "second barrier review", "2nd barrier review"),
    Field("barrier_3", "Third barrier", Kind.BARRIERS, ("barrier 3", "third barrier", "3rd barrier", "barrier 3 type", "barrier iii"), "barriers"),
    _date("barrier_3_opened_on", "Third barrier opened", Span.PAST, "barrier 3 opened", "barrier 3 opened on", "barrier 3 date", "barrier 3 start", "third barrier opened", "3rd barrier date", "barrier 3 from", "barrier 3 since"),
    _date("barrier_3_review_on", "Third barrier looked at next", Span.ANY, "barrier 3 review", "barrier 3 review on", "barrier 3 review date", "third barrier review", "3rd barrier review"),
    _text("next_action", "Next action", 500, "next action", "action", "next step", "next steps", "to do", "todo", "action required", "action needed", "actions", "next", "what next", "na", "outstanding action", "follow up"),
    _date("next_action_on", "Next action due", Span.ANY, "next action on", "next action date", "action date", "due", "due date", "action due", "next action due", "deadline", "by when", "target date", "action by", "next action by", "next step due", "next step by", "na date", "follow up date", "to do by"),
    _text("notes", "Notes", 20_000, "notes", "note", "comments", "comment", "remarks", "case notes", "other info", "free text", "further info", "update", "updates", "latest update", "additional information", "misc", "any other info"),
)  # fmt: skip

DEPENDANT_FIELDS: tuple[Field, ...] = (
    Field(
        "reference", "Case the person came with", Kind.REFERENCE,
        (*FIELDS[0].headings, "main applicant ref", "main applicant reference", "pa ref", "ma ref", "main ref", "linked to", "main applicant", "dependant of", "dependent of", "parent ref", "principal ref", "principal applicant ref", "main applicant ho ref", "lead case"),
        needed=True, longest=60, of=Of.DEPENDANT,
    ),
    _text("relationship", "Relationship", 40, "relationship", "relation", "relationship to main applicant", "relationship to pa", "relationship to applicant", "rel", "relation to ma", "rel to pa", "rel to ma", "how related", "dependant type", of=Of.DEPENDANT),
    _text("family_name", "Family name", 100, "family name", "surname", "last name", "dependant surname", "dep surname", kind=Kind.NAME, of=Of.DEPENDANT),
    _text("given_names", "Given names", 100, "given names", "given name", "first name", "first names", "forename", "forenames", "dependant forename", "dep forename", kind=Kind.NAME, of=Of.DEPENDANT),
    _text("full_name", "Full name", 200, "name", "full name", "dependant", "dependent", "dependant name", "dependent name", "dependants", "dependents", "family member", "dep name", kind=Kind.FULL_NAME, of=Of.DEPENDANT),
    _date("date_of_birth", "Date of birth", Span.BORN, "date of birth", "dob", "d o b", "birth date", "born", "dep dob", "dependant dob", of=Of.DEPENDANT),
    _word("sex", "Sex", "sexes", "sex", "gender", "m f", "sex m f", of=Of.DEPENDANT),
    _word("nationality", "Nationality", "nationalities", "nationality", "nat", "natl", "country", "country of nationality", "citizenship", of=Of.DEPENDANT),
)  # fmt: skip


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

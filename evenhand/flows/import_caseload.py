"""Bring a whole caseload in from files: everything is right and comes in, or nothing.

What is there already is left alone: a case is known by the reference the file gives it,
a member of staff by theirs. The same files again change nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection

from evenhand.casework.facts.gather import record_facts
from evenhand.casework.models import Case, ExternalReference
from evenhand.casework.searching.services import refresh_search_words
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.caseload_files import cases as case_files
from evenhand.flows.caseload_files import staff as staff_files
from evenhand.flows.caseload_files.cases import read_cases
from evenhand.flows.caseload_files.dependants import COLUMNS as DEPENDANT_COLUMNS
from evenhand.flows.caseload_files.dependants import read_dependants
from evenhand.flows.caseload_files.staff import read_staff
from evenhand.flows.caseload_files.table import (
    SHOWN_FAULTS,
    Fault,
    Faulty,
    Table,
    Unreadable,
)
from evenhand.flows.import_staff import (
    SOURCE,
    add_staff,
    known_values,
    refuse_other_accounts,
)
from evenhand.intake.arriving import TABLES, bring_in, create_tables, fresh_refs
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.workforce.models import StaffMember


Say = Callable[[str], None]
SYSTEM = "caseload file"
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class CaseloadFiles:
    """Where the files of a caseload are; dependants may be left out."""

    cases: Path
    staff: Path
    dependants: Path | None = None

    @classmethod
    def in_folder(cls, folder: Path) -> "CaseloadFiles":
        """The files as `evenhand generate` names them."""
        names = (folder / f"{name}.csv" for name in ("cases", "staff", "dependants"))
        return cls(*names)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came in, and what was there already."""

    cases: int
    dependants: int
    staff: int
    cases_already_there: int
    staff_already_there: int


def import_caseload(
    files: CaseloadFiles | Path,
    *,
    by: User,
    at: datetime,
    say: Say = lambda words: None,
) -> Imported:
    """Bring in what is new in the files, in one transaction.

    1. Read and check every row; any fault raises Faulty and nothing is written.
    2. Add the people, then the cases by way of temporary tables.
    3. Tell the histories, and record the facts that rules read.

    Refused for accounts of people: a caseload holds cases that few people may see.
    """
    if isinstance(files, Path):
        files = CaseloadFiles.in_folder(files)
    if not by.is_service:
        raise Refused("A caseload is brought in by the service, not by a person")
    with acting_as(by):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evenhand import'))")
        release = release_in_force(at)
        say("Reading and checking the files")
        staff, cases, dependants = _checked(files, release, at)
        say(f"{staff.rows.height:,} staff and {cases.rows.height:,} cases are in order")
        added = add_staff(staff, by=by, at=at)
        count = _add_cases(cases, dependants, release, by=by, at=at, say=say)
        say("Finding the words that people are found by")
        refresh_search_words()
        if added or count.cases:
            told = Happening("caseload_imported", {"file": files.cases.name})
            record_events([told], by=by, at=at)
        return Imported(
            cases=count.cases,
            dependants=count.dependants,
            staff=added,
            cases_already_there=cases.rows.height - count.cases,
            staff_already_there=staff.rows.height - added,
        )


def _checked(
    files: CaseloadFiles, release: PolicyRelease, at: datetime
) -> tuple[Table, Table, Table | None]:
    """The tables of the files, typed. Faulty where any row of any file is."""
    known = known_values(release)
    on = at.astimezone(LONDON).date()
    tables: list[Table] = []
    unreadable: list[Fault] = []
    try:
        staff = read_staff(files.staff, known)
        refuse_other_accounts(staff)
        tables.append(staff)
        placed = staff.rows.filter(pl.col("unit").is_not_null())
        deciding = placed.filter(pl.col("roles").list.contains(staff_files.DECIDES))
        cases = read_cases(
            files.cases,
            known,
            staff={*placed["reference"].drop_nulls(), *_staff_there()},
            deciders={
                *deciding["reference"].drop_nulls(),
                *_staff_there(decides=True),
            },
            on=on,
        )
        tables.append(cases)
        dependants = None
        if files.dependants is not None:
            refs = cases.rows["reference"].drop_nulls().to_list()
            dependants = read_dependants(files.dependants, known, refs, on=on)
            tables.append(dependants)
    except Unreadable as problem:
        unreadable.append(problem.fault)
    found = [(table.file, table.faults()) for table in tables]
    total = len(unreadable) + sum(faults.height for _, faults in found)
    if total:
        told = [
            Fault(file, *row)
            for file, faults in found
            for row in faults[:SHOWN_FAULTS].rows()
        ]
        raise Faulty((unreadable + told)[:SHOWN_FAULTS], total)
    return staff, cases, dependants


def _staff_there(**conditions: bool) -> list[str]:
    found = StaffMember.objects.filter(**conditions)
    return list(found.values_list("ref", flat=True))


@dataclass(frozen=True, slots=True)
class _Added:
    cases: int
    dependants: int


def _add_cases(
    cases: Table,
    dependants: Table | None,
    release: PolicyRelease,
    *,
    by: User,
    at: datetime,
    say: Say,
) -> _Added:
    there = ExternalReference.objects.filter(system=SYSTEM).values_list(
        "value", flat=True
    )
    new = cases.rows.filter(~pl.col("reference").is_in(list(there)))
    if not new.height:
        return _Added(0, 0)
    nothing_before = not Case.objects.exists()
    frames = _arriving(cases, new, dependants, release)
    with connection.cursor() as cursor:
        say(f"Copying {new.height:,} cases to the database")
        create_tables(cursor)
        for name, frame in frames.items():
            names = ", ".join(frame.columns)
            with cursor.cursor.copy(
                f"COPY {name} ({names}) FROM STDIN (FORMAT csv)"
            ) as copy:
                copy.write(frame.write_csv(include_header=False).encode())
        bound: dict[str, Any] = {
            "at": at,
            "by": by.pk,
            "system": SYSTEM,
            "source": SOURCE,
        }
        bring_in(cursor, bound, say)
        cursor.execute("SELECT case_id FROM arriving_case")
        ids = [row[0] for row in cursor.fetchall()]
    say("Recording the facts that rules read")
    record_facts(
        None if nothing_before else ids,
        at=at,
        vocabulary_version=release.vocabulary_version,
    )
    say("Making sure that everything belongs together")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"DROP TABLE {', '.join(TABLES)}")
    return _Added(new.height, frames["arriving_dependant"].height)


def _arriving(
    cases: Table,
    new: pl.DataFrame,
    dependants: Table | None,
    release: PolicyRelease,
) -> dict[str, pl.DataFrame]:
    """One frame for each temporary table, of the new cases only."""
    key = new.select("row", "reference")
    attributes = policy_of(release).registers["barriers"].attributes or {}
    blocks = {kind: str(row["blocks"]) for kind, row in attributes.items()}
    family = pl.DataFrame(schema=dict.fromkeys(DEPENDANT_COLUMNS, pl.String))
    if dependants is not None:
        family = dependants.rows.select(DEPENDANT_COLUMNS)
    lists = ("other_nationalities", "vulnerabilities", "barriers")
    return {
        "arriving_case": new.select(
            pl.exclude("row", *lists), ref=pl.Series(fresh_refs(new.height))
        ),
        "arriving_dependant": family.join(
            key, left_on="case_reference", right_on="reference", how="semi"
        ),
        "arriving_nationality": cases.each("other_nationalities")
        .join(key, on="row")
        .select(
            "reference",
            nationality="value",
            place=pl.int_range(pl.len()).over("row") + 2,
        ),
        "arriving_vulnerability": cases.each("vulnerabilities")
        .join(key, on="row")
        .select("reference", kind="value"),
        "arriving_barrier": case_files.barriers_of(cases)
        .join(key, on="row")
        .select(
            "reference",
            "kind",
            pl.col("kind").replace_strict(blocks).alias("blocks"),
            "opened_on",
            "review_on",
        ),
    }

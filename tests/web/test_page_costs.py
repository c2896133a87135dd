"""What a page may ask of the database: so many questions, each answered by an index.

The tables below grow with every day of work; a page that reads the whole of one would
be slow after a year, however quick it is today. How quick pages are is measured on a
national caseload with a year behind it (`make bench ARGS=pages`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.planning.models import Run
from tests.cast import Cast


GROWING = (
    *("core_event", "core_look", "core_message"),
    *("casework_casefacts", "casework_contact", "casework_note", "casework_diaryentry"),
    *("casework_barrier", "casework_case", "casework_outline"),
    *("planning_outcome", "planning_proposal", "planning_effect", "planning_handover"),
    *("planning_opening", "planning_passing"),
)
# Who opens it, the address, and the most questions it may ask.
PAGES = [
    ("amira", "/my-work/", 38),
    ("amira", "/cases/", 26),
    ("amira", "/cases/?order=band", 40),
    ("amira", "/cases/?flag=child&supported=yes", 32),
    ("amira", "/cases/?due=overdue&nationality=Syria", 32),
    ("amira", "/cases/count/", 12),
    ("amira", "/cases/count/?flag=vulnerable&due=month", 12),
    ("amira", "/cases/count/?flag=alone&supported=no", 12),
    ("amira", "/cases/count/?held=ready&owner=none", 12),
    ("amira", "{case}", 62),
    ("dana", "/planning/", 20),
    ("dana", "{run}", 32),
    ("dana", "{run}?show=not-placed", 30),
    ("dana", "{run}?show=done", 29),
    ("dana", "{run}?show=shares", 30),
    ("dana", "{run}?show=effects", 30),
    ("dana", "{run}review/", 30),
    ("dana", "/people/", 20),
    ("dana", "/people/LIVERPOOL/", 40),
    ("cass", "/team/", 50),
    ("idris", "/audit/", 14),
    ("idris", "/audit/?kind=export", 14),
    ("idris", "{case}", 62),
]


@pytest.mark.parametrize(("name", "address", "most"), PAGES)
def test_page_asks_few_questions_and_none_of_a_whole_table(
    cast: Cast,
    as_: Callable[[User], Client],
    planned: Callable[[], Run],
    name: str,
    address: str,
    most: int,
) -> None:
    case = cast.case()
    cast.case(born_on=None, unaccompanied=True)
    run = planned()
    user = getattr(cast, name)
    browser = as_(user)
    page = address.format(case=f"/cases/{case.ref}/", run=f"/planning/{run.pk}/")
    assert (
        browser.get(page).status_code == 200
    )  # what is kept between pages is kept now
    with asked() as statements:
        browser.get(page)
    assert len(statements) <= most, [sql[:80] for sql, _ in statements]
    with acting_as(user):
        for sql, params in statements:
            if not sql.lstrip().upper().startswith(("SELECT", "WITH")):
                continue
            plan = plan_without_scans(sql, params)
            read_whole = [t for t in GROWING if f"Seq Scan on {t} " in plan]
            assert not read_whole, f"{read_whole} in full, for {sql}\n{plan}"


@contextmanager
def asked() -> Iterator[list[tuple[str, object]]]:
    """The statements that are run meanwhile, with what is put into them."""
    statements: list[tuple[str, object]] = []

    def note(run, sql, params, many, context):  # type: ignore[no-untyped-def]
        statements.append((sql, params))
        return run(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def plan_without_scans(sql: str, params: object) -> str:
    """The plan where a scan of a table is the last resort: there is no index for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(line for (line,) in cursor.fetchall())

"""Look for second records and families among all cases; suggest, and join nobody."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connection

from evenhand.casework.likeness.gather import gather
from evenhand.casework.likeness.store import store
from evenhand.core.accounts import planning_service
from evenhand.core.viewing import acting_as
from evenhand.engine.likeness.find import find


Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Likenesses:
    """What a search came to. For the log and the command line, not for people's pages:
    its counts include cases that few may know of."""

    persons: int
    compared: int
    suggested: int
    withdrawn: int
    seconds: float


def find_likenesses(
    *,
    at: datetime,
    cases: Collection[int] | None = None,
    say: Say = lambda words: None,
) -> Likenesses:
    """Compare everybody recorded and keep what is alike; harmless twice.

    cases: those that have just come in or changed, held against all; None: everybody.
    In one transaction as the planning service, one search at a time.
    """
    started = time.perf_counter()
    with acting_as(planning_service()):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('evenhand likeness'))"
            )
        problem = gather()
        say(f"Comparing {problem.persons.height:,} persons")
        arriving = None if cases is None else pl.Series(sorted(cases), dtype=pl.Int64)
        found = find(problem, arriving=arriving)
        say(
            f"Compared {found.compared:,} pairs; {found.likenesses.height:,} are alike, "
            f"of which chance would account for about {found.by_chance:,.0f}"
        )
        stored = store(found.likenesses.iter_rows(named=True), at=at, among=cases)
    return Likenesses(
        persons=problem.persons.height,
        compared=found.compared,
        suggested=stored.suggested,
        withdrawn=stored.withdrawn,
        seconds=round(time.perf_counter() - started, 2),
    )

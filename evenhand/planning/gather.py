"""From the database to the engine: the facts of a run, and the problem it poses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl
from django.db import connection

from evenhand.casework.cases.stages import OPEN
from evenhand.casework.facts.gather import facts_known_at
from evenhand.engine.allocation.explain import Linked
from evenhand.engine.allocation.problem import Problem
from evenhand.engine.prioritisation.rank import ranked, with_reserved_share
from evenhand.engine.rules.release import Release
from evenhand.planning.models import Run
from evenhand.planning.places import places_for
from evenhand.planning.together import ranked_together, told_of_links, with_links


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a run reads: facts of open cases, their standing, and people's places."""

    facts: pl.DataFrame
    standing: pl.DataFrame
    people: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Posed:
    """The problem of a run, and what of it belongs to each case alone.

    own     one row for each case: case, restriction, band, waiting_days and reserved,
            its own; in the problem a linked case ranks with those linked to it.
    linked  what the reason of a linked case may tell of those.
    """

    problem: Problem
    own: pl.DataFrame
    linked: dict[str, Linked]


def gather(
    policy: Release,
    *,
    on: date,
    case_ids: Sequence[int] | None = None,
    unit: str = "",
    places: str = Run.Places.WEEK,
) -> Gathered:
    """Read everything a run needs, as it is known now, for the week of `on`.

    Of every case, or of those in `case_ids` alone; the people of every unit, or of the
    one with the code `unit`. A case that changes while it is read is left for the next
    run: facts never go with a later version of their case.

    facts     one row for each open case: case, case_id, version and the stored facts.
    standing  one row for each case: case_id, restriction, owner (staff reference of
              the present owner, or null), conflicts (staff references of people who
              must not have it), unit (code of the responsible unit, or null), and
              its links (`planning.together.LINKS`).
    people    as `weekly_places`, with `places` as `places_for` says for this kind of
              run: what is left of the week's, or of full caseloads.
    """
    facts = facts_known_at(policy.vocabulary, known_at=None, case_ids=case_ids)
    standing = standing_now()
    facts = facts.filter(pl.col("stage").is_in(sorted(OPEN))).join(
        standing, on=("case_id", "version"), how="semi"
    )
    return Gathered(
        facts=facts,
        standing=standing.drop("version"),
        people=places_for(places, policy, on=on, unit=unit),
    )


def within(
    unit: str, assessed: pl.DataFrame, gathered: Gathered
) -> tuple[pl.DataFrame, Gathered]:
    """What of it a run of one unit is about; all of it where `unit` is empty.

    The cases that the unit is responsible for, and those that the rules route there
    first: whether another unit has them or none.
    """
    if not unit:
        return assessed, gathered
    concerned = assessed.join(
        gathered.standing.select("case_id", "unit"), on="case_id"
    ).filter(
        pl.col("unit").eq_missing(unit)
        | pl.col("routed_units").list.first().eq_missing(unit)
    )["case_id"]
    among = pl.col("case_id").is_in(concerned.implode())
    return assessed.filter(among), replace(
        gathered,
        facts=gathered.facts.filter(among),
        standing=gathered.standing.filter(among),
    )


def problem_of(
    assessed: pl.DataFrame,
    gathered: Gathered,
    policy: Release,
    *,
    on: date,
    moving: bool = False,
) -> Posed:
    """The allocation problem of this week: ready cases without an owner, and places.

    Cases in bands; the reserved share of each unit's places marked for the longest
    waiting; a restricted case needs a person cleared for it, and a person with whom
    no conflict of interest is declared. Linked cases go to one person, if there is one
    to whoever has others linked to them, and rank together. `moving`: all that were
    gathered, ready or not, for they must leave their owner; the unit that has a case
    comes last of its units, where the rules do not name it; nothing is reserved among
    so few.
    """
    waiting = ranked(assessed.join(gathered.standing, on="case_id"))
    if moving:
        waiting = waiting.with_columns(
            reserved=pl.lit(value=False),
            routed_units=pl.concat_list(
                "routed_units", pl.concat_list("unit").list.drop_nulls()
            ).list.unique(maintain_order=True),
        )
    else:
        places = {
            unit: int(total)
            for unit, total in gathered.people.group_by("unit")
            .agg(pl.col("places").sum())
            .iter_rows()
        }
        waiting = with_reserved_share(
            waiting.filter(pl.col("ready") & pl.col("owner").is_null()),
            places,
            float(policy.standards["reserved_share"]["share"]),
        )
    waiting = ranked_together(
        waiting.with_columns(
            waiting_days=(pl.lit(on) - pl.col("claimed_on")).dt.total_days()
        ),
        gathered.people,
    )
    cases = waiting.select(
        ref="case",
        band="as_band",
        waiting_days="as_waiting_days",
        units="routed_units",
        kind="kind_of_work",
        language="language",
        requires=pl.when(pl.col("restriction") != "")
        .then(pl.concat_list("requires", "restriction"))
        .otherwise("requires"),
        reserved="as_reserved",
        owner="with_owner",
        group="group",
        conflicts="conflicts",
    )
    people = gathered.people.select(
        "ref",
        "unit",
        "also_units",
        pl.concat_list("skills", "clearances").alias("skills"),
        "languages",
        capacity="places",
    )
    variety = policy.standards["variety"]
    return Posed(
        problem=Problem(
            cases=cases,
            people=people,
            max_share=float(variety["max_share"]),
            exempt_units=frozenset(variety["exempt_units"]),
        ),
        own=waiting.select("case", "restriction", "band", "waiting_days", "reserved"),
        linked=told_of_links(waiting),
    )


def standing_now() -> pl.DataFrame:
    """How every case stands: as `gather` answers, with the version of the case."""
    return with_links(_standing())


def _standing() -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, c.version, c.restriction, s.ref, u.code FROM casework_case c "
            "LEFT JOIN workforce_staffmember s ON s.id = c.owner_id "
            "LEFT JOIN workforce_unit u ON u.id = c.responsible_unit_id"
        )
        cases = pl.DataFrame(
            cursor.fetchall(),
            schema={
                "case_id": pl.Int64,
                "version": pl.Int64,
                "restriction": pl.String,
                "owner": pl.String,
                "unit": pl.String,
            },
            orient="row",
        )
        cursor.execute(
            "SELECT x.case_id, array_agg(s.ref ORDER BY s.ref) FROM casework_conflict x "
            "JOIN workforce_staffmember s ON s.id = x.staff_member_id "
            "WHERE x.ended_at IS NULL GROUP BY x.case_id"
        )
        conflicts = pl.DataFrame(
            cursor.fetchall(),
            schema={"case_id": pl.Int64, "conflicts": pl.List(pl.String)},
            orient="row",
        )
    return cases.join(conflicts, on="case_id", how="left").with_columns(
        pl.col("conflicts").fill_null([])
    )

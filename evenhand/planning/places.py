"""How many more cases each decision maker can be given: in a week, or in all."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from django.db import connection

from evenhand.casework.cases.stages import UNDECIDED
from evenhand.core.verdict import Refused
from evenhand.engine.rules.release import Release
from evenhand.planning.models import Run
from evenhand.workforce.capacity import weekly_places


@dataclass(frozen=True, slots=True)
class FullCaseload:
    """Undecided cases in hand, and new ones a week, of a person who works full time."""

    cases: int
    places: int


def places_for(
    places: str, policy: Release, *, on: date, unit: str = ""
) -> pl.DataFrame:
    """`weekly_places` with what is left to give: of the week, or of full caseloads."""
    if places == Run.Places.CASELOAD:
        return caseload_left(on, full_caseload(policy), unit=unit)
    return places_left(on, unit=unit)


def full_caseload(policy: Release) -> FullCaseload:
    """What the policy calls a full caseload; Refused where it says nothing of it."""
    standard = policy.standards.get("caseload")
    if standard is None:
        raise Refused(
            "The policy in force does not say what a full caseload is: "
            "plan for this week's places, or publish a release that says it"
        )
    return FullCaseload(
        cases=int(standard["full_time_cases"]),
        places=int(policy.standards["week"]["full_time_places"]),
    )


def room_of(run: Run, policy: Release) -> dict[str, int]:
    """Places that a run could give out, by unit, as the viewer may count them.

    Of the week, whatever was given since; of caseloads, less what is owned but by this
    run.
    """
    unit = run.unit.code if run.unit else ""
    people = (
        caseload_left(run.on, full_caseload(policy), unit=unit, aside=run.pk)
        if run.places == Run.Places.CASELOAD
        else weekly_places(run.on, unit=unit)
    )
    return {
        str(code): int(places)
        for code, places in people.group_by("unit")
        .agg(pl.col("places").sum())
        .iter_rows()
    }


def places_left(on: date, *, unit: str = "") -> pl.DataFrame:
    """`weekly_places` of all units or one, less the cases accepted for that week.

    A place is taken in the week that was planned, whenever the plan was accepted.
    """
    monday = on - timedelta(days=on.weekday())
    people = weekly_places(on, unit=unit)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.to_owner_id, count(*) FROM planning_handover h "
            "JOIN planning_proposal p ON p.id = h.proposal_id "
            "JOIN planning_run r ON r.id = p.run_id "
            "WHERE h.to_owner_id IS NOT NULL AND h.undone_at IS NULL "
            'AND r."on" >= %s AND r."on" < %s '
            "GROUP BY h.to_owner_id",
            [monday, monday + timedelta(days=7)],
        )
        given = pl.DataFrame(
            cursor.fetchall(),
            schema={"staff_id": pl.Int64, "given": pl.Int64},
            orient="row",
        )
    return people.join(given, on="staff_id", how="left").with_columns(
        places=(pl.col("places") - pl.col("given").fill_null(0)).clip(lower_bound=0)
    )


def caseload_left(
    on: date, full: FullCaseload, *, unit: str = "", aside: int | None = None
) -> pl.DataFrame:
    """`weekly_places` of all units or one, with as many `places` as caseloads have room.

    A person's caseload is the full one in proportion to their hours, and to a week's
    places as agreed with them where these are fewer; the undecided cases they own fill
    it. None for those who are not there that week, or are given no cases. `aside`: the
    number of a run whose cases, once accepted, fill nothing.
    """
    people = weekly_places(on, unit=unit)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id, s.fte::float8, count(c.id) FROM workforce_staffmember s "
            "LEFT JOIN casework_case c ON c.owner_id = s.id AND c.stage = ANY (%s) "
            "AND NOT EXISTS (SELECT FROM planning_handover h "
            "JOIN planning_proposal p ON p.id = h.proposal_id "
            "WHERE p.run_id = %s AND h.case_id = c.id AND h.undone_at IS NULL) "
            "WHERE s.decides GROUP BY s.id",
            [sorted(UNDECIDED), aside],
        )
        owned = pl.DataFrame(
            cursor.fetchall(),
            schema={"staff_id": pl.Int64, "fte": pl.Float64, "owned": pl.Int64},
            orient="row",
        )
    part = pl.min_horizontal("fte", pl.col("agreed") / full.places)
    return (
        people.join(owned, on="staff_id", how="left")
        .with_columns(
            places=pl.when(pl.col("days_present") > 0)
            # A hair more, so that 0.6 of 5 is 3 and not a hair less.
            .then((part * full.cases + 1e-9).floor().cast(pl.Int64) - pl.col("owned"))
            .otherwise(0)
            .clip(lower_bound=0)
        )
        .drop("fte", "owned")
    )

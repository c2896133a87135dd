"""The trackers a week later, derived from the first."""

import datetime
from collections import Counter
from typing import Any

import polars as pl

from evenhand.synthetic.aim import Aim
from evenhand.synthetic.caseload import caseload
from evenhand.synthetic.draws import Chance
from evenhand.synthetic.trackers.edits import conflict_cells, edits_of, outcomes_with
from evenhand.synthetic.trackers.paperwork import paperwork
from evenhand.synthetic.trackers.trackers import NOWHERE, Monday
from evenhand.synthetic.trackers.week import FEWEST, Week


WEEK = datetime.timedelta(days=7)
NEW = 0.01  # of the rows of a tracker
SHARED = 1_000  # cases, for each of which one is in a second unit's tracker


def second_monday(first: Monday) -> Monday:
    """A week on. Rows that had a fault have it still: nobody mended the trackers.

    Beside the counts, the manifest says which cells changed (canonical values, by
    field), which rows are gone or new, which cases are now in two trackers, and what
    edits to make in Evenhand in between, with the conflicts that come of them.
    """
    on = first.on + WEEK
    newcomers = _newcomers(first)
    weeks = [
        Week(first, tracker, on, new)
        for tracker, new in zip(first.trackers, newcomers, strict=True)
    ]
    shared = _share(first, weeks)
    edits = [edit for week in weeks for edit in edits_of(week)]
    trackers = [week.tracker(first, outcomes_with(edits, week.unit)) for week in weeks]
    fields = Counter(cell["field"] for week in weeks for cell in week.cells)
    said = first.said | {
        "monday": 2,
        "first_monday": first.on.isoformat(),
        "changed": dict(fields),
        "cells": [{**cell, "unit": week.unit} for week in weeks for cell in week.cells],
        "gone": {week.unit: week.gone for week in weeks},
        "new": {week.unit: week.new["reference"].to_list() for week in weeks},
        "in_two_trackers": shared,
        "edits_here": edits,
        "conflict_cells": conflict_cells(edits),
    }
    return Monday(first.aim, on, trackers, first.staff, first.likenesses, said)


def _newcomers(first: Monday) -> list[pl.DataFrame]:
    """New rows for each tracker: cases of another caseload, under references that come
    after those of the first, without owners."""
    aim = first.aim
    sizes = [
        max(1, round(len(t.cases) * NEW)) if len(t.cases) >= FEWEST else 0
        for t in first.trackers
    ]
    more = Aim(
        max(50, sum(sizes)), aim.decision_makers, aim.on, aim.mix,
        Chance((aim.chance.seed + 1) % 2**63), aim.registers,
    )  # fmt: skip
    number = pl.int_range(pl.len()) + 1_000_001 + aim.cases
    cases = paperwork(more, caseload(more, once=True).cases).with_columns(
        reference=pl.format("SYN-{}", number),
        arc_number=None,
        restriction=None,
        owner=pl.lit(None, pl.String),
        stage=pl.lit("ready_to_interview"),
        interviewed_on=pl.lit(None, pl.String),
    )
    answer, start = [], 0
    for tracker, size in zip(first.trackers, sizes, strict=True):
        some = cases.slice(start, size).with_columns(
            unit=pl.lit(tracker.unit or None, pl.String),
            progressor=pl.lit(tracker.cases["progressor"][0]),
        )
        answer.append(some.cast(tracker.cases.schema))
        start += size
    return answer


def _share(first: Monday, weeks: list[Week]) -> list[dict[str, Any]]:
    """Cases of one unit that a second unit's tracker now holds too. The two agree but
    for the unit, and for the owner where there is one."""
    units = [
        week for week in weeks if week.unit != NOWHERE and len(week.rows) >= FEWEST
    ]
    count = max(1, first.aim.cases // SHARED) if len(units) > 1 else 0
    answer = []
    for turn in range(count):
        giver = units[turn % len(units)]
        taker = units[(turn + 1) % len(units)]
        row = giver.give()
        if row is None or not taker.deciders:
            continue
        owner = taker.deciders[turn % len(taker.deciders)] if row["owner"] else None
        taker.receive(row, owner)
        answer.append(
            {
                "reference": row["reference"],
                "units": [giver.unit, taker.unit],
                "differs": ["unit", "owner"] if owner else ["unit"],
            }
        )
    return answer

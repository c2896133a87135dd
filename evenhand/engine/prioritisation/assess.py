"""What the rules of a release say of every case: band, units, needs and alarms."""

import datetime

import polars as pl

from evenhand.engine.rules.compile import Program
from evenhand.engine.rules.release import Release


# What is kept of the facts, because those who rank and allocate read it.
KEPT_FACTS = ("claimed_on", "language")
# The attributes of a release by the names under which outcomes are stored.
OUTCOMES = {
    "points": "points",
    "band": "band",
    "units": "routed_units",
    "requires": "requires",
    "alarms": "alarms",
    "ready": "ready",
    "held_by": "held_by",
    "kind": "kind_of_work",
    "supported": "supported",
}


def tables_of(release: Release) -> tuple[str, ...]:
    """The tables and totals that place a case: what is stored of it, and what leads there.

    Those of other questions (which interview it asks for) are put to it where they are
    asked, and stand in no reason why a case is where it is.
    """
    setting = {
        release.attributes[name].set_by.name
        for name in OUTCOMES
        if name in release.attributes
    }
    return tuple(step.name for step in release.steps_for(tuple(sorted(setting))))


def assess(
    program: Program,
    frame: pl.DataFrame,
    on: datetime.date,
    *,
    spelt_out: bool = True,
) -> pl.DataFrame:
    """Put every table of a release that places a case (see `tables_of`) to every case.

    ``frame`` has one row a case: the stored facts, and any other columns (``case``,
    ``case_id``, ``version`` ...), which are passed through. The answer has the rows in
    the same order, with those columns, ``claimed_on``, ``language``, and ``points``,
    ``band`` (1 first), ``routed_units`` (preferred first), ``requires``, ``alarms``,
    ``ready``, ``held_by``, ``kind_of_work`` and ``supported`` as far as the release
    sets them. ``fired`` lists the ids of the rules that fired; with ``spelt_out``
    False the masks are passed on instead, for ``Program.fired_ids`` when it is asked.

    Raises Faulty where a fact is lacking, of the wrong type or out of vocabulary.
    """
    facts = program.release.vocabulary.facts
    evaluated = program.evaluate(frame, on, tables_of(program.release))
    kept = [
        frame[name]
        for name in frame.columns
        if name in KEPT_FACTS
        or (name not in facts and name not in program.release.attributes)
    ]
    columns = [
        evaluated[attribute].alias(name)
        for attribute, name in OUTCOMES.items()
        if attribute in evaluated.columns
    ]
    if spelt_out:
        columns.append(program.fired_ids(evaluated))
    else:
        columns.extend(
            evaluated[mask]
            for table in program.release.tables
            for mask in program.mask_columns(table)
            if mask in evaluated.columns
        )
    return pl.DataFrame([*kept, *columns])

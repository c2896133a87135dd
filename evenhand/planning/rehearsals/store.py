"""From a rehearsal to the database: its figures, and the cases it would change."""

from collections.abc import Mapping, Sequence

import polars as pl
from django.db import connection

from evenhand.core.counted import sets_of
from evenhand.engine.rehearsal.rehearse import Standards, tell
from evenhand.planning.rehearsals.figures import written
from evenhand.planning.rehearsals.models import Rehearsal, RehearsalFigures


# What can be otherwise of a case, in the order in which it is told.
WHAT = (
    *("up", "down", "other_unit", "units", "readied", "held", "otherwise"),
    *("needs", "alarms", "work", "supported", "points", "placed", "unplaced"),
)
_COLUMNS = (
    *("case_id", "needed", "claimed_on", "what", "band_before", "band_after"),
    *("unit_before", "unit_after", "why_before", "why_after"),
)
_LISTS = ("needed", "what", "why_before", "why_after")
_SELECTED = ", ".join(
    rf"string_to_array(s.{name}, E'\x1f')" if name in _LISTS else f"s.{name}"
    for name in _COLUMNS[1:]
)
_STORE = f"""
INSERT INTO planning_rehearsedcase
    (rehearsal_id, case_id, restriction, needs, claimed_on, what, band_before,
     band_after, unit_before, unit_after, why_before, why_after)
SELECT %(rehearsal)s, c.id, c.restriction, {_SELECTED}
FROM staged_rehearsed s JOIN casework_case c ON c.id = s.case_id
"""


def store_figures(
    rehearsal: Rehearsal,
    changes: pl.DataFrame,
    places: Mapping[str, int],
    standards: Standards,
) -> None:
    """Count the changes once for every set of restrictions that a reader may see."""
    RehearsalFigures.objects.bulk_create(
        [
            RehearsalFigures(
                rehearsal=rehearsal,
                counting=list(counting),
                figures=written(tell(changes, places, standards, counting=counting)),
            )
            for counting in sets_of(changes["restriction"])
        ]
    )


def store_cases(
    rehearsal: Rehearsal,
    changes: pl.DataFrame,
    access: Sequence[Mapping[str, frozenset[str]]],
) -> int:
    """Store a row for each case that changes; answer how many.

    access  the clearances that each rule rests on, under the policy before and after.
    """
    lines = (
        changes.filter("changed")
        .with_columns(
            needed=_needed(access),
            what=pl.concat_list(
                pl.when(name).then(pl.lit(name))
                for name in WHAT
                if name in changes.columns
            ).list.drop_nulls(),
        )
        .select(
            pl.col(name).list.join("\x1f") if name in _LISTS else pl.col(name)
            for name in _COLUMNS
        )
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_rehearsed")
        cursor.execute(
            "CREATE TEMPORARY TABLE staged_rehearsed (case_id bigint PRIMARY KEY, "
            "needed text, claimed_on date, what text, band_before int, band_after int, "
            "unit_before text, unit_after text, why_before text, why_after text) "
            "ON COMMIT DROP"
        )
        with cursor.cursor.copy(
            "COPY staged_rehearsed FROM STDIN (FORMAT csv, FORCE_NOT_NULL "
            "(needed, what, unit_before, unit_after, why_before, why_after))"
        ) as copy:
            copy.write(lines.write_csv(include_header=False).encode())
        cursor.execute(_STORE, {"rehearsal": rehearsal.pk})
        return int(cursor.rowcount)


def _needed(access: Sequence[Mapping[str, frozenset[str]]]) -> pl.Expr:
    """The clearances that the rules of either side rest on."""
    clearances = sorted(
        {each for rules in access for of in rules.values() for each in of}
    )
    if not clearances:
        return pl.lit([], pl.List(pl.String))
    return pl.concat_list(
        pl.when(
            pl.any_horizontal(
                pl.col(column)
                .list.set_intersection(
                    pl.lit(
                        [rule for rule, of in rules.items() if clearance in of],
                        pl.List(pl.String),
                    )
                )
                .list.len()
                > 0
                for column, rules in zip(
                    ("why_before", "why_after"), access, strict=True
                )
            )
        ).then(pl.lit(clearance))
        for clearance in clearances
    ).list.drop_nulls()

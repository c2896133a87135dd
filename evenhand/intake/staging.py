"""Judged rows, kept: one TrackerRow each, and a Clash for each cell in conflict."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import polars as pl
from django.db import connection

from evenhand.core.accounts import planning_service
from evenhand.core.viewing import acting_as
from evenhand.intake.dependants import FIELDS as FAMILY
from evenhand.intake.frames import AT_ONCE, copy_in
from evenhand.intake.holdings import FIELDS
from evenhand.intake.judging import Judged
from evenhand.intake.models import Import


_JUDGED = {
    "n": "bigint",
    "case_id": "bigint",
    "standing": "text",
    "reasons": "text",
    "took": "text",
    "vals": "text",
    "mark": "text",
}
_READ = {
    "sheet_id": "bigint",
    "row": "integer",
    "key": "text",
    "cells": "text",
    "warnings": "text",
}
# In the order they were copied in: sorting rows as wide as these goes by way of the disk.
_KEEP = """
INSERT INTO intake_trackerrow (of_id, sheet_id, unit_id, row, about, key, cells, values,
    standing, reasons, warnings, case_id, restriction, added, took, mended)
SELECT %(of)s, s.sheet_id, %(unit)s, s.row, %(about)s, coalesce(s.key, ''),
    s.cells::jsonb, jsonb_strip_nulls(s.vals::jsonb), s.standing,
    coalesce(s.reasons, '[]')::jsonb, coalesce(s.warnings, '[]')::jsonb, s.case_id,
    coalesce((SELECT c.restriction FROM casework_case c WHERE c.id = s.case_id),
             s.mark, ''), false, coalesce(s.took, '{}')::jsonb, '{}'
FROM staged_row s
"""
_AGAIN = """
UPDATE intake_trackerrow r SET
    values = jsonb_strip_nulls(s.vals::jsonb), standing = s.standing,
    reasons = coalesce(s.reasons, '[]')::jsonb, case_id = s.case_id,
    restriction = coalesce(c.restriction, s.mark, ''),
    took = coalesce(s.took, '{}')::jsonb
FROM staged_row s LEFT JOIN casework_case c ON c.id = s.case_id
WHERE r.id = s.n
"""
_CLASHES = """
INSERT INTO intake_clash (row_id, unit_id, case_id, restriction, field, last, here,
    there, because, here_changed_at, here_changed_by_id, found_at, choice,
    settled_because)
SELECT r.id, r.unit_id, r.case_id, r.restriction, s.field, s.last, s.here, s.there,
    coalesce(s.because, ''), s.changed_at, s.changed_by, %(at)s, '', ''
FROM staged_clash s JOIN intake_trackerrow r ON {which}
ORDER BY r.id, s.field
"""


# Who came with a case that is still to come in is seen by those who will see the case.
# The few first, in a counted table of their own: joined in one pass at any size.
_MARKED = """
CREATE TEMPORARY TABLE marked ON COMMIT DROP AS
SELECT key, max(restriction) AS restriction FROM intake_trackerrow
WHERE of_id = %(of)s AND about = 'cases' AND restriction <> '' AND key <> ''
GROUP BY key
"""
_FAMILIES = """
UPDATE intake_trackerrow d SET restriction = c.restriction
FROM marked c
WHERE d.of_id = %(of)s AND d.about = 'dependants' AND d.case_id IS NULL
  AND c.key = d.key AND c.restriction > d.restriction
"""


def clear(of: Import) -> None:
    """Forget what was staged. As the service: some of it may be out of sight by now."""
    with acting_as(planning_service()), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM intake_clash WHERE row_id IN "
            "(SELECT id FROM intake_trackerrow WHERE of_id = %s)",
            [of.pk],
        )
        cursor.execute("DELETE FROM intake_trackerrow WHERE of_id = %s", [of.pk])


def keep(
    of: Import,
    judged: Judged,
    warnings: pl.DataFrame,
    *,
    about: str,
    sheets: Mapping[str, int],
    at: datetime,
) -> None:
    """Add the rows of an import, and their clashes.

    judged.rows has cells (JSON) besides; warnings  n, field, code, words
    sheets      name -> id
    """
    sheet_id = pl.col("sheet").replace_strict(dict(sheets), return_dtype=pl.Int64)
    listed = _listed(warnings, "warnings")
    copy_in(
        "staged_row",
        _JUDGED | _READ,
        (
            part.with_columns(sheet_id=sheet_id).join(
                listed, on="n", how="left", maintain_order="left"
            )
            for part in _as_kept(judged)
        ),
        joined_by="n, case_id",
    )
    bound = {"of": of.pk, "unit": of.unit_id, "about": about, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, bound)
        if judged.clashes.height:
            placed = judged.clashes.join(
                judged.rows.select(
                    "n", pl.col("row").cast(pl.Int64), sheet_id=sheet_id
                ),
                on="n",
            )
            _copy_clashes(placed)
            which = (
                "r.sheet_id = s.sheet_id AND r.row = s.row AND r.case_id IS NOT NULL"
            )
            cursor.execute(_CLASHES.format(which=which), bound)


def guard_families(of: Import) -> None:
    """Give rows of dependants the restriction of the row of their case."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS marked")
        cursor.execute(_MARKED, {"of": of.pk})
        cursor.execute("ANALYZE marked")
        cursor.execute(_FAMILIES, {"of": of.pk})


def keep_again(judged: Judged, *, at: datetime) -> None:
    """Bring rows that are kept already up to date; here `n` is the id of each."""
    copy_in("staged_row", _JUDGED, _as_kept(judged), joined_by="n, case_id")
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM intake_clash WHERE row_id IN (SELECT n FROM staged_row)"
        )
        cursor.execute(_AGAIN)
        if judged.clashes.height:
            _copy_clashes(
                judged.clashes.with_columns(
                    sheet_id=pl.lit(None, pl.Int64), row=pl.col("n")
                )
            )
            cursor.execute(_CLASHES.format(which="r.id = s.row"), {"at": at})


def _copy_clashes(clashes: pl.DataFrame) -> None:
    columns = {
        "sheet_id": "bigint",
        "row": "bigint",
        "field": "text",
        "last": "text",
        "here": "text",
        "there": "text",
        "because": "text",
        "changed_at": "timestamptz",
        "changed_by": "bigint",
    }
    copy_in("staged_clash", columns, clashes)


def _as_kept(judged: Judged) -> Iterator[pl.DataFrame]:
    """The rows, some at a time, with what is kept of each as JSON."""
    word = (
        pl.when(pl.col("code") == "word_unknown")
        .then(pl.col("words").str.extract("“([^”]*)”"))
        .alias("word")
    )
    rows = judged.rows
    said = [name for name in (*FIELDS, *FAMILY) if name in rows.columns]
    # In the order of the alphabet the strictest comes last.
    marks = [
        pl.col(name).fill_null("")
        for name in ("restriction", "guarded")
        if name in rows.columns
    ]
    mark = pl.max_horizontal(*marks, pl.lit(""))
    reasons = _listed(judged.reasons.with_columns(word), "reasons", "word")
    took = _took(judged.taken)
    for part in rows.iter_slices(AT_ONCE):
        yield (
            part.with_columns(
                vals=_plain(pl.struct(*dict.fromkeys(said)).struct.json_encode()),
                mark=pl.when(pl.col("case_id").is_null()).then(mark),
            )
            .join(reasons, on="n", how="left", maintain_order="left")
            .join(took, on="n", how="left", maintain_order="left")
        )


def _listed(told: pl.DataFrame, name: str, *more: str) -> pl.DataFrame:
    """n, and a JSON list of what was told of it."""
    return (
        told.select(
            "n",
            one=_plain(pl.struct("field", "code", "words", *more).struct.json_encode()),
        )
        .group_by("n", maintain_order=True)
        .agg(pl.col("one").str.join(","))
        .select("n", pl.format("[{}]", "one").alias(name))
    )


def _took(taken: pl.DataFrame) -> pl.DataFrame:
    """n, and JSON: field -> [before, after]."""
    pair = pl.struct(x=pl.concat_list("before", "after")).struct.json_encode()
    return (
        taken.select(
            "n",
            one=pl.format(
                '"{}":{}',
                "field",
                _plain(pair).str.strip_prefix('{"x":').str.strip_suffix("}"),
            ),
        )
        .group_by("n", maintain_order=True)
        .agg(pl.col("one").str.join(","))
        .select("n", took=pl.format("{{{}}}", "one"))
    )


def _plain(json: pl.Expr) -> pl.Expr:
    # PostgreSQL keeps no such sign.
    return json.str.replace_all(r"\u0000", "", literal=True)

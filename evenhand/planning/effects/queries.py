"""What a run does to each group, counted among the cases the viewer may see."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection

from evenhand.engine.groups import Group, Groups, Origin, groups_of, origin_of
from evenhand.engine.rules.release import Release
from evenhand.planning.models import Run


# What effects are told by; the last three are what the law protects.
BY = ("unit", "band", "nationality", "age", "sex")
PROTECTED = ("nationality", "age", "sex")
NOT_KNOWN = "Not recorded"
# For releases from before these standards were written.
_STANDARDS: Mapping[str, Any] = {
    "smallest_group": 10,
    "confidence": 0.95,
    "marked_difference": 0.05,
    "ages_from": [0, 16, 18, 25, 35, 50, 65],
}
# One row of text: read row by row, a national run takes twice as long.
_READ = """
SELECT string_agg(concat_ws(E'\\x1f', placed, waiting_days, unit, band, nationality, sex,
                            coalesce(age::text, '')), E'\\n')
FROM planning_effect WHERE run_id = %s
"""
_SCHEMA = {
    "placed": pl.String,
    "waiting_days": pl.Int32,
    "unit": pl.String,
    "band": pl.Int32,
    "nationality": pl.String,
    "sex": pl.String,
    "age": pl.Int32,
}


@dataclass(frozen=True, slots=True)
class Behind:
    """A group that is placed markedly less than everybody else, and where it comes from."""

    by: str
    group: Group
    origin: Origin


@dataclass(frozen=True, slots=True)
class Effects:
    """What a run does to the groups of each column of `BY`, and who falls behind."""

    groups: Mapping[str, Groups]
    behind: tuple[Behind, ...]


def effects_standards(policy: Release) -> Mapping[str, Any]:
    """How small a group is told of, which differences are marked, and the ages."""
    return {**_STANDARDS, **policy.standards.get("effects", {})}


def effects_of(run: Run, policy: Release) -> Effects:
    """Before and after, by group; under the policy of the run.

    Exact numbers of the cases the viewer may see, groups that are too small told
    together. Ages are told by the first year of their group.
    """
    standards = effects_standards(policy)
    cases = _read(run).with_columns(age=_age_groups(standards["ages_from"]))
    least = int(standards["smallest_group"])
    groups = {
        by: groups_of(cases, by, least=least, confidence=float(standards["confidence"]))
        for by in BY
    }
    marked = float(standards["marked_difference"])
    return Effects(
        groups=groups,
        behind=tuple(
            Behind(by, group, origin_of(cases, by, group.key, least=least))
            for by in PROTECTED
            for group in groups[by].told
            if is_behind(group, marked) and group.key is not None
        ),
    )


def is_behind(group: Group, marked: float) -> bool:
    """Whether a group is placed so much less that chance alone hardly explains it."""
    difference = group.difference
    return (
        difference is not None and difference.value <= -marked and difference.high < 0
    )


def ages_in_words(first: int, ages_from: Sequence[int]) -> str:
    """The group of ages that begins at `first`; -1: no date of birth is known."""
    if first < 0:
        return NOT_KNOWN
    after = bisect_right(ages_from, first)
    if after == len(ages_from):
        return f"{first} and over"
    last = ages_from[after] - 1
    if first == 0:
        return f"Under {last + 1}"
    return f"{first} to {last}" if last > first else str(first)


def _age_groups(ages_from: Sequence[int]) -> pl.Expr:
    groups = pl.lit(0)
    for first in sorted(ages_from):
        groups = pl.when(pl.col("age") >= first).then(first).otherwise(groups)
    return pl.when(pl.col("age").is_null()).then(-1).otherwise(groups)


def _read(run: Run) -> pl.DataFrame:
    """One row for each case the viewer may see."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [run.pk])
        (lines,) = cursor.fetchone()
    if lines is None:
        frame = pl.DataFrame(schema=_SCHEMA)
    else:
        frame = pl.read_csv(
            BytesIO(lines.encode()),
            has_header=False,
            schema=_SCHEMA,
            separator="\x1f",
            quote_char=None,
        )
    return frame.with_columns(
        pl.col("unit", "nationality", "sex").fill_null(""),
        placed=pl.col("placed") == "t",
    )

"""Which rules explain that a policy says something else of a case than another does.

A rule explains a change where it fired under one policy and not under the other, or
fired under both and was itself changed. Whatever fired alike is left out: it explains
why the case stands where it does, and not why it moved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from evenhand.engine.rules.compile import Program
from evenhand.engine.rules.nodes import Rule
from evenhand.engine.rules.release import Release


WHICH = ("before", "after")


@dataclass(frozen=True, slots=True)
class Side:
    """A policy, and what it says of the changed cases."""

    program: Program
    found: pl.DataFrame

    def masks(self, table: str) -> list[pl.Series]:
        """The columns that hold a table's fired rules; none where it has no such table."""
        if table not in self.program.release.tables:
            return []
        return [
            self.found[name]
            for name in self.program.mask_columns(table)
            if name in self.found.columns
        ]


def explain(
    changes: pl.DataFrame,
    before: tuple[Program, pl.DataFrame],
    after: tuple[Program, pl.DataFrame],
) -> pl.DataFrame:
    """The changes with `why_before` and `why_after`: ids of rules, in their order.

    changes  as `compare` answers; what has not changed has no ids.
    before   a policy, and what `put` answers of it; and the other policy likewise.
    """
    nothing = pl.lit([], pl.List(pl.String))
    if not changes["changed"].any():
        return changes.with_columns(why_before=nothing, why_after=nothing)
    rewritten = rules_rewritten(before[0].release, after[0].release)
    sides = [
        Side(program, frame.filter(changes["changed"]))
        for program, frame in (before, after)
    ]
    tables = dict.fromkeys(
        table for side in sides for table in side.program.release.tables
    )
    told = [found for table in tables for found in _told(table, sides, rewritten)]
    found = pl.DataFrame([changes["changed"].arg_true().alias("row"), *told]).select(
        "row",
        *(
            _together(
                [each.name for each in told if each.name.startswith(which)]
            ).alias(f"why_{which}")
            for which in WHICH
        ),
    )
    return (
        changes.with_row_index("row")
        .join(found, on="row", how="left", maintain_order="left")
        .drop("row")
        .with_columns(
            pl.col(f"why_{which}").fill_null(nothing).alias(f"why_{which}")
            for which in WHICH
        )
    )


def rules_rewritten(before: Release, after: Release) -> frozenset[str]:
    """Ids of rules that both have, and that ask or say something else in the second."""
    old, new = _rules(before), _rules(after)
    return frozenset(
        rule_id
        for rule_id, rule in new.items()
        if rule_id in old and _substance(old[rule_id]) != _substance(rule)
    )


def _rules(release: Release) -> Mapping[str, Rule]:
    return {rule.id: rule for table in release.tables.values() for rule in table.rules}


def _substance(rule: Rule) -> tuple[object, ...]:
    """What decides; not its title, its reasons or its examples."""
    return (
        dict(rule.when),
        dict(rule.then),
        rule.from_on,
        rule.ended_on,
        rule.lapses_on,
    )


def _told(
    table: str, sides: Sequence[Side], rewritten: frozenset[str]
) -> Iterator[pl.Series]:
    """Rules of one table that explain a change, before and after; none where none can.

    Few ways to fire are shared by many cases: each pair of them is spelt out once.
    """
    masks = pl.DataFrame(
        [
            mask.alias(f"{which}:{mask.name}")
            for which, side in zip(WHICH, sides, strict=True)
            for mask in side.masks(table)
        ]
    )
    ways = masks.unique(maintain_order=True)
    old, new = sides
    spelt = [
        _differing(
            old.program.fired(_of(row, "before")),
            new.program.fired(_of(row, "after")),
            rewritten,
        )
        for row in ways.iter_rows(named=True)
    ]
    if not any(one or other for one, other in spelt):
        return
    names = [f"{which}:{table}:why" for which in WHICH]
    found = masks.join(
        ways.with_columns(
            pl.Series(name, [pair[side] for pair in spelt], pl.List(pl.String))
            for side, name in enumerate(names)
        ),
        on=masks.columns,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    yield from (found[name] for name in names)


def _together(names: list[str]) -> pl.Expr:
    return pl.concat_list(names) if names else pl.lit([], pl.List(pl.String))


def _of(row: Mapping[str, int], which: str) -> dict[str, int]:
    start = f"{which}:"
    return {
        name.removeprefix(start): mask
        for name, mask in row.items()
        if name.startswith(start)
    }


def _differing(
    before: list[str], after: list[str], rewritten: frozenset[str]
) -> tuple[list[str], list[str]]:
    old, new = set(before), set(after)
    return (
        [each for each in before if each not in new or each in rewritten],
        [each for each in after if each not in old or each in rewritten],
    )

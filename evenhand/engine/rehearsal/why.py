"""Which rules explain that a policy says something else of a case than another does.

A rule explains a change where it fired under one policy and not under the other, or
fired under both and was itself changed. Whatever fired alike is left out: it explains
why the case stands where it does, and not why it moved.
"""

from collections.abc import Mapping

import polars as pl

from evenhand.engine.rules.compile import Program
from evenhand.engine.rules.nodes import Rule
from evenhand.engine.rules.release import Release


def explain(
    changes: pl.DataFrame,
    before: tuple[Program, pl.DataFrame],
    after: tuple[Program, pl.DataFrame],
) -> pl.DataFrame:
    """The changes with `why_before` and `why_after`: ids of rules, in their order.

    changes  as `compare` answers; what has not changed has no ids.
    before   a policy, and what `put` answers of it; and the other policy likewise.
    """
    rewritten = rules_rewritten(before[0].release, after[0].release)
    masks = [
        frame[name].alias(f"{which}:{name}")
        for which, (program, frame) in (("before", before), ("after", after))
        for name in _mask_columns(program, frame)
    ]
    ids = pl.DataFrame(
        schema={"why_before": pl.List(pl.String), "why_after": pl.List(pl.String)}
    )
    if not masks or not changes["changed"].any():
        return changes.with_columns(
            pl.lit([], kind).alias(name) for name, kind in ids.schema.items()
        )
    fired = pl.DataFrame(masks).filter(changes["changed"])
    # Few ways to fire are shared by many cases: each is spelt out once.
    ways = fired.unique(maintain_order=True)
    spelt = [
        _differing(
            before[0].fired(_of(row, "before")),
            after[0].fired(_of(row, "after")),
            rewritten,
        )
        for row in ways.iter_rows(named=True)
    ]
    told = ways.with_columns(
        pl.Series("why_before", [one for one, _ in spelt], pl.List(pl.String)),
        pl.Series("why_after", [other for _, other in spelt], pl.List(pl.String)),
    )
    found = fired.join(
        told, on=fired.columns, how="left", nulls_equal=True, maintain_order="left"
    ).select("why_before", "why_after")
    rows = changes["changed"].arg_true().to_frame("row").hstack(found)
    return (
        changes.with_row_index("row")
        .join(rows, on="row", how="left", maintain_order="left")
        .drop("row")
        .with_columns(pl.col("why_before", "why_after").fill_null([]))
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


def _mask_columns(program: Program, frame: pl.DataFrame) -> list[str]:
    return [
        name
        for table in program.release.tables
        for name in program.mask_columns(table)
        if name in frame.columns
    ]


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

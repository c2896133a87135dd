"""Overlaps, unreachable rows and gaps of a table, by subtracting boxes from boxes.

Each rule is a box: for each column, the set of classes in which its test is true. A row
of a FIRST table is unreachable when the boxes of earlier rows leave nothing of it; a gap
is what all boxes leave of everything. Both are exact as long as columns are independent
of each other; where two facts can never meet (a child at claim aged 40), a gap may be
named that no case will ever fall into, and the table says so under ``gaps``.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenhand.engine.rules.cell_types import place_of
from evenhand.engine.rules.classes import (
    Dimension,
    TooMany,
    looks_beyond,
    may_be_missing,
    representatives,
)
from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.nodes import Rule, Table, Value
from evenhand.engine.rules.reference import holds
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.words import facts_said


# Sets of classes, one per dimension, as bits.
Box = tuple[int, ...]
MOST_STEPS = 300_000
# Tests asked of classes, and pairs of rules compared column by column, of one table: so
# that a check ends. Two hundred rules over thirty-three inputs are a fifth of either.
MOST_ASKED = 300_000
MOST_PAIRS = 3_000_000
MOST_OVERLAPS = 100


@dataclass(frozen=True, slots=True)
class Space:
    """A table's rules in force, as boxes over its dimensions."""

    table: Table
    rules: tuple[Rule, ...]
    dimensions: tuple[Dimension, ...]
    everything: Box
    boxes: tuple[Box, ...]

    def example(self, box: Box) -> dict[str, Value]:
        """Facts of a case inside the box, for the columns that matter there."""
        facts: dict[str, Value] = {}
        for dimension, classes, whole in zip(
            self.dimensions, box, self.everything, strict=True
        ):
            if dimension.test is None and (classes != whole or len(facts) < 4):
                lowest = (classes & -classes).bit_length() - 1
                facts[dimension.column] = dimension.values[lowest]
        return facts

    def sure(self, box: Box) -> bool:
        """False when the box leans on cells that look beyond their column."""
        return all(
            dimension.test is None or classes == whole
            for dimension, classes, whole in zip(
                self.dimensions, box, self.everything, strict=True
            )
        )


def space_of(release: Release, table: Table, on: datetime.date) -> Space:
    """The rules of a table in force on a day, as boxes. Raises TooMany."""
    rules = table.rules_in_force(on)
    dimensions: list[Dimension] = []
    truths: list[list[int]] = []
    asked = 0
    for column in table.inputs:
        plain = [
            rule.when[column]
            for rule in rules
            if column in rule.when and not looks_beyond(rule.when[column])
        ]
        if plain:
            values = representatives(
                release, column, plain, missing=may_be_missing(release, column)
            )
            asked += len(plain) * len(values)
            if asked > MOST_ASKED:
                raise TooMany("its columns tell too many values apart")
            sets = [
                _true_in(rule, column, values)
                if column in rule.when and not looks_beyond(rule.when[column])
                else (1 << len(values)) - 1
                for rule in rules
            ]
            values, sets = _merge(values, sets)
            dimensions.append(Dimension(column, values))
            truths.append(sets)
        beyond = {
            rule.when[column]
            for rule in rules
            if column in rule.when and looks_beyond(rule.when[column])
        }
        for test in sorted(beyond, key=repr):
            dimensions.append(Dimension(column, test=test))
            truths.append(
                [0b01 if rule.when.get(column) == test else 0b11 for rule in rules]
            )
    return Space(
        table=table,
        rules=rules,
        dimensions=tuple(dimensions),
        everything=tuple(
            0b11 if dimension.test is not None else (1 << len(dimension.values)) - 1
            for dimension in dimensions
        ),
        boxes=tuple(
            tuple(sets[index] for sets in truths) for index in range(len(rules))
        ),
    )


def _true_in(rule: Rule, column: str, values: Sequence[Value]) -> int:
    test = rule.when[column]
    return sum(
        1 << index
        for index, value in enumerate(values)
        if holds(test, value, {}) is True
    )


def _merge(
    values: tuple[Value, ...], sets: list[int]
) -> tuple[tuple[Value, ...], list[int]]:
    """Classes that no rule tells apart become one."""
    kept: dict[tuple[bool, ...], int] = {}
    for index in range(len(values)):
        kept.setdefault(tuple(bool(bits >> index & 1) for bits in sets), index)
    chosen = list(kept.values())
    return (
        tuple(values[index] for index in chosen),
        [
            sum((bits >> index & 1) << place for place, index in enumerate(chosen))
            for bits in sets
        ],
    )


class Steps:
    """The steps that are left for one table."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        self.left = most

    def take(self) -> None:
        """One step. Raises TooMany when none is left."""
        self.left -= 1
        if self.left < 0:
            raise TooMany("the table has too many combinations")


def uncovered(
    box: Box, covers: Sequence[Box], steps: Steps | None = None
) -> Box | None:
    """A part of the box that none of the covers reaches, or None. Raises TooMany."""
    steps = steps or Steps()

    def search(box: Box, start: int) -> Box | None:
        for index in range(start, len(covers)):
            steps.take()
            cover = covers[index]
            if any(not a & b for a, b in zip(box, cover, strict=True)):
                continue
            inside = list(box)
            for place, (a, b) in enumerate(zip(box, cover, strict=True)):
                outside = a & ~b
                if outside:
                    inside[place] = outside
                    found = search(tuple(inside), index + 1)
                    if found is not None:
                        return found
                    inside[place] = a & b
            return None
        return box

    if not all(box):
        return None
    return search(box, 0)


def faults_of_coverage(
    release: Release, table: Table, on: datetime.date
) -> Iterator[Fault]:
    """Overlaps in UNIQUE, unreachable rows in FIRST, gaps in both."""
    try:
        space = space_of(release, table, on)
        yield from _impossible(space)
        if table.hit == "unique":
            yield from _overlaps(release, space)
        if table.hit == "first":
            yield from _unreachable(space)
        if table.hit in ("first", "unique") and not table.gaps:
            yield from _gap(release, space)
    except TooMany as reason:
        yield Fault(
            "not-examined",
            place_of(table),
            f"could not be examined for overlaps and gaps: {reason}",
            "warning",
        )


def _impossible(space: Space) -> Iterator[Fault]:
    for rule, box in zip(space.rules, space.boxes, strict=True):
        for dimension, classes in zip(space.dimensions, box, strict=True):
            if not classes:
                yield Fault(
                    "unreachable",
                    place_of(space.table, rule, f"column {dimension.column}"),
                    "no value can pass this test, so the rule never fires",
                )


def _overlaps(release: Release, space: Space) -> Iterator[Fault]:
    if len(space.rules) ** 2 * len(space.dimensions) > 2 * MOST_PAIRS:
        raise TooMany("the table has too many rules")
    found = 0
    for second in range(len(space.rules)):
        for first in range(second):
            both = tuple(
                a & b
                for a, b in zip(space.boxes[first], space.boxes[second], strict=True)
            )
            if not all(both):
                continue
            found += 1
            if found > MOST_OVERLAPS:
                return
            facts = facts_said(release, space.example(both)) or "any case"
            may = "both fire" if space.sure(both) else "may both fire"
            yield Fault(
                "overlap",
                place_of(space.table, space.rules[second]),
                f"{space.rules[first].id} and {space.rules[second].id} {may} "
                f"in a table where one rule may: for example {facts}",
            )


def _unreachable(space: Space) -> Iterator[Fault]:
    steps = Steps()
    for index, rule in enumerate(space.rules):
        box = space.boxes[index]
        if all(box) and uncovered(box, space.boxes[:index], steps) is None:
            covering = [
                earlier.id
                for earlier, other in zip(
                    space.rules, space.boxes[:index], strict=False
                )
                if all(a & b for a, b in zip(box, other, strict=True))
            ]
            yield Fault(
                "unreachable",
                place_of(space.table, rule),
                f"can never fire: earlier rules take every case it is for "
                f"({', '.join(covering)})",
            )


def _gap(release: Release, space: Space) -> Iterator[Fault]:
    gap = uncovered(space.everything, space.boxes)
    if gap is not None:
        facts = facts_said(release, space.example(gap)) or "any case"
        yield Fault(
            "gap",
            place_of(space.table),
            f"no rule fires for some cases: for example {facts}. Add a fall-back "
            "rule, or say under gaps why there may be none",
        )

"""Older never ranks lower, and nobody loses their place on a birthday.

Waiting is scored in one table of its own, which reads nothing else and never falls as
waiting grows; no other step on the way to a band reads anything that moves with the
calendar; and more points never make a worse band (band 1 comes first). Together these
make rank rise with waiting, whatever else the rules say.
"""

import datetime
import itertools
from collections.abc import Iterator

from evenhand.engine.rules import nodes
from evenhand.engine.rules.cell_types import place_of
from evenhand.engine.rules.classes import (
    TooMany,
    looks_beyond,
    may_be_missing,
    representatives,
)
from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.nodes import Table, Total, Value
from evenhand.engine.rules.reference import evaluate
from evenhand.engine.rules.release import Release, reads_of
from evenhand.engine.rules.vocabulary import CLOCKS, Vocabulary
from evenhand.engine.rules.words import facts_said, listed, said


BAND = "band"
MOVING_KINDS = ("days_since", "months_since", "years_since", "before")
MOST_COMBINATIONS = 20_000


def faults_of_ageing(release: Release, on: datetime.date) -> Iterator[Fault]:
    """Refuse whatever could make an older case rank lower."""
    for fact in release.vocabulary.facts.values():
        if fact.clock is not None and fact.clock not in CLOCKS:
            yield Fault(
                "unknown-clock",
                f"vocabulary.toml, fact {fact.name}",
                f"has the clock {fact.clock!r}, where {' or '.join(CLOCKS)} goes",
            )
    waiting, moving = _waiting(release.vocabulary), _moving(release.vocabulary)
    scoring = _scoring(release)
    reading_waiting = [
        step
        for step in scoring
        if isinstance(step, Table) and reads_of(step) & moving & waiting
    ]
    proper = next(
        (table for table in reading_waiting if _scores_waiting(release, table)), None
    )
    scored = {output.name for output in proper.outputs} if proper else set()
    totals = set(release.totals)
    for step in scoring:
        if isinstance(step, Total):
            continue
        reads = reads_of(step)
        if step is proper:
            yield from _falling_points(release, step, on)
            continue
        if step in reading_waiting and proper is not None:
            yield Fault(
                "waiting-scored-twice",
                place_of(step),
                f"reads {listed(sorted(reads & moving))}, but waiting is already "
                f"scored in {proper.name}, and is scored once",
            )
        elif reads & moving:
            yield Fault("ageing", place_of(step), _why_refused(sorted(reads & moving)))
        sets_band = any(output.name == BAND for output in step.outputs)
        through = reads & (scored | (set() if sets_band else totals))
        if through:
            yield Fault(
                "ageing",
                place_of(step),
                f"reads {listed(sorted(through))}, which holds the score for waiting; "
                "only a total may add it up, and only the band may read that total",
            )
        if sets_band:
            yield from _worsening_bands(release, step, on)


def _why_refused(names: list[str]) -> str:
    return (
        f"reads {listed(names)}, which moves with the calendar or rests on the date of "
        "claim. On the way to a band only one table may: one with waiting as its "
        "single input, feeding a total"
    )


def _waiting(vocabulary: Vocabulary) -> frozenset[str]:
    """Facts that count waiting, and the dates they count from."""
    return frozenset().union(
        *(
            vocabulary.bases(fact.name)
            for fact in vocabulary.facts.values()
            if fact.clock == "waiting"
        )
    )


def _moving(vocabulary: Vocabulary) -> frozenset[str]:
    """Facts that change with the calendar or with the date of claim."""
    waiting = _waiting(vocabulary)
    found = set()
    for fact in vocabulary.facts.values():
        bases = [vocabulary.facts[name] for name in vocabulary.bases(fact.name)]
        if any(
            base.clock is not None
            or base.name in waiting
            or (base.derive is not None and base.derive.kind in MOVING_KINDS)
            for base in bases
        ):
            found.add(fact.name)
    return frozenset(found)


def _scoring(release: Release) -> tuple[Table | Total, ...]:
    """Every step on the way to points, totals and the band."""
    ends = [
        step.name
        for step in release.steps
        if isinstance(step, Total)
        or step.hit == "sum"
        or any(output.name == BAND for output in step.outputs)
    ]
    return release.steps_for(tuple(ends))


def _scores_waiting(release: Release, table: Table) -> bool:
    """One input, which counts waiting, and points that go into a total or a sum."""
    fact = release.vocabulary.facts.get(table.inputs[0]) if table.inputs else None
    summed = {name for total in release.totals.values() for name in total.of}
    return (
        fact is not None
        and fact.clock == "waiting"
        and reads_of(table) == {fact.name}
        and (
            table.hit == "sum" or any(output.name in summed for output in table.outputs)
        )
    )


def _falling_points(
    release: Release, table: Table, on: datetime.date
) -> Iterator[Fault]:
    (column,) = table.inputs
    rules = table.rules_in_force(on)
    for rule in rules:
        cells = (*rule.then.values(),)
        if any(not isinstance(cell, nodes.Literal) for cell in cells) or any(
            map(looks_beyond, rule.when.values())
        ):
            yield Fault(
                "not-monotone",
                place_of(table, rule),
                "scores of waiting are written as plain numbers under plain tests, "
                "so that they can be seen never to fall",
            )
            return
    values = representatives(
        release,
        column,
        [test for rule in rules for test in rule.when.values()],
        missing=False,
    )
    for output in table.outputs:
        yield from _falls(
            release, table, output.name, column, values, {}, on, rising=True
        )


def _falls(
    release: Release,
    table: Table,
    output: str,
    column: str,
    values: tuple[Value, ...],
    others: dict[str, Value],
    on: datetime.date,
    *,
    rising: bool,
) -> Iterator[Fault]:
    answers = [
        (value, evaluate(release, table, {**others, column: value}, on).outputs[output])
        for value in values
    ]
    for (low, before), (high, after) in itertools.pairwise(answers):
        if before is None and rising:
            continue
        wrong = (
            before is None
            or after is None
            or (after < before if rising else after > before)  # type: ignore[operator]
        )
        if wrong and before != after:
            besides = f" ({facts_said(release, others)})" if others else ""
            yield Fault(
                "not-monotone",
                place_of(table, column=f"output {output}"),
                f"{column} {said(low)} gives {output} {said(before)}, but "
                f"{said(high)} gives {said(after)}{besides}: "
                + (
                    "more waiting may never score less"
                    if rising
                    else "more points may never make a worse band"
                ),
            )
            return


def _worsening_bands(
    release: Release, table: Table, on: datetime.date
) -> Iterator[Fault]:
    rules = table.rules_in_force(on)
    totals = [name for name in table.inputs if name in release.totals]
    tests = {
        column: [rule.when[column] for rule in rules if column in rule.when]
        for column in table.inputs
    }
    plain = all(
        isinstance(rule.then.get(BAND), nodes.Literal)
        and not any(map(looks_beyond, rule.when.values()))
        for rule in rules
    )
    if not plain or len(totals) > 1:
        yield Fault(
            "not-monotone",
            place_of(table),
            "bands are written as plain numbers under plain tests of one total, so "
            "that more points can be seen never to make a worse band",
        )
        return
    if not totals:
        return
    try:
        others = {
            column: representatives(
                release, column, tests[column], missing=may_be_missing(release, column)
            )
            for column in table.inputs
            if column not in totals and tests[column]
        }
        values = representatives(release, totals[0], tests[totals[0]], missing=False)
    except TooMany:
        others, values = {}, ()
    combinations = list(
        itertools.islice(itertools.product(*others.values()), MOST_COMBINATIONS + 1)
    )
    if len(combinations) > MOST_COMBINATIONS or not values:
        yield Fault(
            "not-examined",
            place_of(table),
            "tells too many things apart to see that more points never make a worse "
            "band; let it read fewer facts beside the points",
        )
        return
    for combination in combinations:
        beside = dict(zip(others, combination, strict=True))
        found = list(
            _falls(release, table, BAND, totals[0], values, beside, on, rising=False)
        )
        if found:
            yield found[0]
            return

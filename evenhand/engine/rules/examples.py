"""Each rule's examples, run: those it is for, and those it spares."""

import datetime
from collections.abc import Iterator, Mapping

from evenhand.engine.rules.cell_types import faults_of_example, place_of
from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.nodes import Rule, Table, Value
from evenhand.engine.rules.reference import evaluate
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.words import facts_said


def faults_of_examples(release: Release, on: datetime.date) -> Iterator[Fault]:
    """Examples that do not apply, spares that fire, rules without either.

    An example is run on the given day, or the nearest one on which its rule is in
    force, so that a rule which has ended keeps its examples.
    """
    for table in release.tables.values():
        for rule in table.rules:
            where = place_of(table, rule)
            if not rule.applies_to:
                yield Fault(
                    "no-examples", where, "has no example of a case it applies to"
                )
            if rule.when and not rule.spares:
                yield Fault("no-examples", where, "has no example of a case it spares")
            day = _day_for(rule, on)
            for number, facts in enumerate(rule.applies_to, 1):
                yield from _run(release, table, rule, facts, day, number, fires=True)
            for number, facts in enumerate(rule.spares, 1):
                yield from _run(release, table, rule, facts, day, number, fires=False)


def _day_for(rule: Rule, on: datetime.date) -> datetime.date:
    if rule.from_on is not None and on < rule.from_on:
        return rule.from_on
    ends = [end for end in (rule.ended_on, rule.lapses_on) if end is not None]
    if ends and on >= min(ends):
        return min(ends) - datetime.timedelta(days=1)
    return on


def _run(
    release: Release,
    table: Table,
    rule: Rule,
    facts: Mapping[str, Value],
    on: datetime.date,
    number: int,
    *,
    fires: bool,
) -> Iterator[Fault]:
    kind = "applies_to" if fires else "spares"
    where = place_of(table, rule, f"{kind} {number}")
    wrong = list(faults_of_example(release, where, dict(facts)))
    if wrong:
        yield from wrong
        return
    fired = evaluate(release, table, facts, on).fired
    if (rule.id in fired) == fires:
        return
    case = facts_said(release, facts) or "any case"
    instead = f"{', '.join(fired)} fires" if fired else "no rule fires"
    if fires:
        yield Fault(
            "example-does-not-apply",
            where,
            f"{rule.id} does not fire for {case}; {instead}",
        )
    else:
        yield Fault("spare-fires", where, f"{rule.id} fires for {case}")

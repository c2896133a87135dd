"""The reasons for one case, rule by rule, in sentences."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from evenhand.engine.rules.nodes import Rule, Table, Value
from evenhand.engine.rules.reference import (
    evaluate_all,
    fires,
    known_facts,
    stands,
    value_of,
)
from evenhand.engine.rules.release import Release, reads_of_rule
from evenhand.engine.rules.words import listed, said


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that fired for a case.

    ``facts_read`` holds what the rule looked at, by name; ``facts_said`` the same in
    words; ``effect`` what it did. ``access`` names the clearance without which nobody
    may be shown this reason, None when anybody may; a rule that rests on facts of two
    clearances names both, joined by " and ", and so matches neither.
    """

    rule_id: str
    table: str
    title: str
    because: str
    facts_read: dict[str, Value]
    facts_said: str
    effect: str
    access: str | None

    @property
    def sentence(self) -> str:
        """ "Waiting 30 to 36 months (months waiting 31). Points for waiting: 80" """
        read = f" ({self.facts_said})" if self.facts_said else ""
        return f"{self.title}{read}. {self.effect}"


def sentences(
    release: Release,
    facts: Mapping[str, object],
    on: datetime.date,
    tables: tuple[str, ...] | None = None,
) -> list[Reason]:
    """Why the rules say what they say of one case on a day: a reason a fired rule.

    ``facts`` are the stored facts by name; other keys are ignored. Tables come in the
    order in which they are evaluated, rules in the order in which they are written.
    """
    known = {name: value for name, value in facts.items() if release.type_of(name)}
    outcomes = evaluate_all(release, known, on, tables)
    values = known_facts(release, known, on)
    for outcome in outcomes.values():
        values.given.update(outcome.outputs)
    access: dict[str, frozenset[str]] = {}
    reasons = []
    for name, outcome in outcomes.items():
        if name not in release.tables:
            continue
        table = release.tables[name]
        rules = [rule for rule in table.rules if rule.id in outcome.fired]
        for rule in rules:
            needs = _access(release, rule, access)
            read = {column: values[column] for column in _columns(table, rule)}
            reasons.append(
                Reason(
                    rule_id=rule.id,
                    table=table.name,
                    title=rule.title,
                    because=rule.because,
                    facts_read=read,
                    facts_said=", ".join(
                        f"{release.title_of(column).lower()} {said(value)}"
                        for column, value in read.items()
                    ),
                    effect=_effect(table, rule, read),
                    access=" and ".join(sorted(needs)) or None,
                )
            )
        _pass_on(table, rules, access, release)
    return reasons


@dataclass(frozen=True, slots=True)
class Lapsed:
    """One rule that would have applied to a case, had an authority of it not ended."""

    rule_id: str
    title: str
    since: datetime.date
    authorities: tuple[str, ...]
    reads: frozenset[str]
    access: str | None

    @property
    def sentence(self) -> str:
        """ "The rule “Iraq” does not apply: AUTH-NAT-1 ended on 31 October 2029" """
        return (
            f"The rule “{self.title}” does not apply: {listed(self.authorities)} ended "
            f"on {said(self.since)}"
        )


def lapsed_rules(
    release: Release,
    facts: Mapping[str, object],
    on: datetime.date,
    tables: tuple[str, ...] | None = None,
) -> list[Lapsed]:
    """The rules that fit a case and no longer apply to anybody, for want of authority.

    In a table where the first rule that fits decides, only those that would have decided
    before the one that did. ``facts`` and ``tables`` as `sentences` has them.
    """
    known = {name: value for name, value in facts.items() if release.type_of(name)}
    outcomes = evaluate_all(release, known, on, tables)
    values = known_facts(release, known, on)
    for outcome in outcomes.values():
        values.given.update(outcome.outputs)
    found = []
    access: dict[str, frozenset[str]] = {}
    for table in release.tables.values():
        if table.name not in outcomes:
            continue
        fired = [rule for rule in table.rules if rule.id in outcomes[table.name].fired]
        for rule in _lapsed(table, fired, on):
            if fires(rule, values):
                assert rule.lapses_on is not None
                found.append(
                    Lapsed(
                        rule_id=rule.id,
                        title=rule.title,
                        since=rule.lapses_on,
                        authorities=tuple(
                            id_
                            for id_ in rule.authority
                            if not stands(release, id_, on)
                        ),
                        reads=reads_of_rule(rule),
                        access=" and ".join(sorted(_access(release, rule, access)))
                        or None,
                    )
                )
        _pass_on(table, fired, access, release)
    return found


def _lapsed(table: Table, fired: list[Rule], on: datetime.date) -> list[Rule]:
    """Rules that a lapse alone keeps from applying, before the one that decided."""
    first = table.rules.index(fired[0]) if fired and table.hit == "first" else None
    return [
        rule
        for rule in table.rules[:first]
        if rule.has_lapsed(on) and replace(rule, lapses_on=None).in_force(on)
    ]


def _columns(table: Table, rule: Rule) -> list[str]:
    reads = reads_of_rule(rule)
    first = [name for name in table.inputs if name in reads]
    return [*first, *sorted(reads - set(first))]


def _access(
    release: Release, rule: Rule, passed_on: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """The clearances of what a rule reads: of facts, and of what set its attributes."""
    needs: set[str] = set()
    for name in reads_of_rule(rule):
        needs |= passed_on.get(name, frozenset())
        for base in release.vocabulary.bases(name):
            access = release.vocabulary.facts[base].access
            if access:
                needs.add(access)
    return frozenset(needs)


def _pass_on(
    table: Table,
    fired: list[Rule],
    access: dict[str, frozenset[str]],
    release: Release,
) -> None:
    """What a table set is as sensitive as the rules that set it.

    Not so for points: a sum says how much, never for what.
    """
    if table.hit == "sum":
        return
    needs = frozenset().union(*(_access(release, rule, access) for rule in fired))
    for output in table.outputs:
        access[output.name] = needs


def _effect(table: Table, rule: Rule, read: Mapping[str, Value]) -> str:
    return "; ".join(
        f"{output.title}: {said(value_of(rule.then[output.name], read))}"
        for output in table.outputs
        if output.name in rule.then
    )

"""Who reads what: the rules that read a fact, and the tables that read an answer.

"Which rules read nationality?" has two answers: the rules that name it, and those that
read an answer which some rule gave because of it.
"""

from dataclasses import dataclass

from evenhand.engine.rules.nodes import Rule, Table, Total
from evenhand.engine.rules.release import Release, reads_of, reads_of_rule


@dataclass(frozen=True, slots=True)
class Reading:
    """One rule that reads something.

    through  the facts derived from it and the attributes by which the rule comes to it,
             the last first; empty where the rule names it itself.
    """

    table: Table
    rule: Rule
    through: tuple[str, ...] = ()


def readers_of(release: Release, name: str) -> list[Reading]:
    """The rules that read a fact or attribute, those that name it first.

    Then those that read it through the answers of others, in the order of evaluation;
    each once, by the shortest way.
    """
    found: dict[str, Reading] = {}
    ways: dict[str, tuple[str, ...]] = {name: ()}
    while ways:
        while more := _derived(release, ways) | _totals(release, ways):
            ways |= more
        further: dict[str, tuple[str, ...]] = {}
        for read, way in ways.items():
            for table in release.tables.values():
                for rule in table.rules:
                    if rule.id in found or read not in reads_of_rule(rule):
                        continue
                    found[rule.id] = Reading(table, rule, way)
                    for output in rule.then:
                        further.setdefault(output, (output, *way))
        ways = further
    return list(found.values())


def users_of(release: Release, step: Table | Total) -> list[Table | Total]:
    """The tables and totals that read an answer of this one, in order of evaluation."""
    if isinstance(step, Total):
        given = {step.name}
    else:
        given = {output.name for output in step.outputs}
    return [other for other in release.steps if given & reads_of(other)]


def _derived(
    release: Release, ways: dict[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Facts that are worked out from any of these."""
    found: dict[str, tuple[str, ...]] = {}
    for fact in release.vocabulary.facts.values():
        of = fact.derive.of if fact.derive else ()
        for base in of:
            if base in ways and fact.name not in ways:
                found.setdefault(fact.name, (fact.name, *ways[base]))
    return found


def _totals(
    release: Release, ways: dict[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Totals that add up any of these, and how they come to it."""
    return {
        total.name: (total.name, *ways[part])
        for total in release.totals.values()
        for part in total.of
        if part in ways and total.name not in ways
    }

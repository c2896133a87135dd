"""Which clearances it takes to be told that a rule fired for a case."""

from collections.abc import Mapping

from evenhand.engine.rules.nodes import Table
from evenhand.engine.rules.release import Release, reads_of_rule


def access_of_rules(
    release: Release, *, beside: Release | None = None
) -> dict[str, frozenset[str]]:
    """For each rule by its id, the clearances of what it may rest on.

    beside  another release, whose word on who may read a fact holds as well: leaving it
            out of a draft opens nothing.

    Of the facts it reads, and of whatever may have set the attributes it reads: more
    than `explain.sentences` asks, which knows the rules that did. A sum of points tells
    how much, never for what, and passes nothing on.
    """
    read_by = _readers(release)
    for fact, access in (_readers(beside) if beside else {}).items():
        read_by[fact] = read_by.get(fact, frozenset()) | access
    found: dict[str, frozenset[str]] = {}
    passed_on: dict[str, frozenset[str]] = {}
    for table in release.steps:
        if not isinstance(table, Table):
            continue
        for rule in table.rules:
            found[rule.id] = frozenset().union(
                *(
                    _of(release, name, read_by) | passed_on.get(name, frozenset())
                    for name in reads_of_rule(rule)
                )
            )
        if table.hit != "sum":
            needs = frozenset[str]().union(*(found[rule.id] for rule in table.rules))
            passed_on |= {output.name: needs for output in table.outputs}
    return found


def _of(
    release: Release, name: str, read_by: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    return frozenset().union(
        *(read_by.get(base, frozenset()) for base in release.vocabulary.bases(name))
    )


def _readers(release: Release) -> dict[str, frozenset[str]]:
    return {
        name: frozenset([fact.access])
        for name, fact in release.vocabulary.facts.items()
        if fact.access
    }

"""What has to be known before tables can be evaluated."""

from collections.abc import Collection
from dataclasses import dataclass

from evenhand.engine.rules.nodes import Table, Total
from evenhand.engine.rules.release import Release, reads_of


@dataclass(frozen=True, slots=True)
class Needs:
    """The steps to take, in order; the names to read; those nobody may leave out."""

    steps: tuple[Table | Total, ...]
    reads: frozenset[str]
    required: frozenset[str]


def needs(
    release: Release, tables: Collection[str] | None, given: Collection[str]
) -> Needs:
    """What these tables (None: all) need where the ``given`` names are known already.

    A derived fact that is given is not worked out from its bases, and an attribute that
    is given spares the table that sets it, unless that table was asked for.
    """
    known = set(given)
    reads: set[str] = set()
    steps: list[Table | Total] = []
    for step in reversed(release.steps):
        sets = (
            {step.name}
            if isinstance(step, Total)
            else {output.name for output in step.outputs}
        )
        if tables is None or step.name in tables or (sets & reads) - known:
            steps.append(step)
            reads |= reads_of(step)
    set_here = {
        name
        for name, attribute in release.attributes.items()
        if attribute.set_by in steps
    }
    facts: set[str] = set()
    waiting = list(reads - set_here)
    while waiting:
        name = waiting.pop()
        fact = release.vocabulary.facts.get(name)
        if fact is not None and fact.derive is not None and name not in known:
            waiting.extend(fact.derive.of)
        else:
            facts.add(name)
    required = {
        name
        for name in facts
        if name in release.vocabulary.facts
        and release.vocabulary.facts[name].derive is None
        and not release.vocabulary.facts[name].may_be_missing
    }
    return Needs(tuple(reversed(steps)), frozenset(facts), frozenset(required))

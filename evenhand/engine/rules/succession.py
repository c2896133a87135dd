"""A release beside those before it: what may not be, though each is right by itself.

These are looked at when a release is to be published, on the day from which it is to be
in force. A draft being written may still have them.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace

from evenhand.engine.rules.authorities import characteristics_read
from evenhand.engine.rules.cell_types import place_of
from evenhand.engine.rules.checks import faults
from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.nodes import Rule, Table
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.standards import faults_of_standards


# What a draft may still lack, and a release in force may not.
REFUSED_AT_PUBLICATION = frozenset(("review-missing", "review-passed"))
NAMED = 5


def faults_at_publication(
    release: Release, *, base: Release, earlier: Sequence[Release], on: datetime.date
) -> list[Fault]:
    """All that stands in the way of a release coming into force on a day.

    ``base`` is the release it was written from, ``earlier`` every release there ever
    was. What `faults` finds is all here; a review that is missing or past is a fault.
    """
    found = [
        replace(fault, severity="fault")
        if fault.code in REFUSED_AT_PUBLICATION
        else fault
        for fault in faults(release, on)
    ]
    return [
        *found,
        *_reused(release, base, earlier, on),
        *_forgotten(release, base),
        *_taken_away(release, base),
        *faults_of_standards(release.standards, base.standards),
        *_without_counter_example(release, on),
    ]


def _reused(
    release: Release, base: Release, earlier: Sequence[Release], on: datetime.date
) -> Iterator[Fault]:
    """An id is a rule's for ever: not another's, and not again once it has ended."""
    standing = _rules_of(base)
    were = [_rules_of(one) for one in earlier]
    for id_, (table, rule) in _rules_of(release).items():
        where = place_of(table, rule)
        before = standing.get(id_)
        if before is None:
            # A rule of a release that was withdrawn may come back as it was.
            if any(id_ in was and not _same(was[id_][1], rule) for was in were):
                yield Fault(
                    "id-reused",
                    where,
                    f"{id_} was another rule in an earlier release; give this one an id "
                    "that was never used",
                )
        elif before[0].name != table.name:
            yield Fault(
                "id-reused",
                where,
                f"{id_} is a rule of the table {before[0].name}; give this one an id "
                "that was never used",
            )
        elif _had_ended(before[1], on) and not _had_ended(rule, on):
            yield Fault(
                "id-reused",
                where,
                f"{id_} ended on {before[1].ended_on}, and does not begin again; write "
                "a rule with an id that was never used",
            )


def _rules_of(release: Release) -> dict[str, tuple[Table, Rule]]:
    return {
        rule.id: (table, rule)
        for table in release.tables.values()
        for rule in table.rules
    }


def _same(one: Rule, other: Rule) -> bool:
    return (one.when, one.then) == (other.when, other.then)


def _had_ended(rule: Rule, on: datetime.date) -> bool:
    return rule.ended_on is not None and rule.ended_on <= on


def _forgotten(release: Release, base: Release) -> Iterator[Fault]:
    """What a fact tells of people, and who may be shown it, is not unsaid in passing."""
    for name, before in base.vocabulary.facts.items():
        fact = release.vocabulary.facts.get(name)
        if fact is None:
            continue
        where = f"vocabulary.toml, fact {name}"
        if before.characteristic and fact.characteristic != before.characteristic:
            yield Fault(
                "characteristic-dropped",
                where,
                f"told of {before.characteristic} in the release before and now tells "
                f"of {fact.characteristic or 'no characteristic'}; rules that read it "
                "would need no authority",
            )
        if before.access and fact.access != before.access:
            yield Fault(
                "access-dropped",
                where,
                "was shown to those cleared for it only, and now would be to everybody",
            )


def _taken_away(release: Release, base: Release) -> Iterator[Fault]:
    """What a register named once may stand in a record, and is named for as long."""
    for name, before in base.registers.items():
        register = release.registers.get(name)
        kept = frozenset(register.values if register else ())
        gone = [value for value in before.values if value not in kept]
        if gone:
            more = f" and {len(gone) - NAMED} more" if gone[NAMED:] else ""
            yield Fault(
                "value-taken-away",
                f"registers/{name}.toml",
                f"no longer has {', '.join(gone[:NAMED])}{more}, which records may "
                "hold; keep every value, and let no rule read those out of use",
            )


def _without_counter_example(release: Release, on: datetime.date) -> Iterator[Fault]:
    """A rule that reads a characteristic says of whom it does not hold."""
    for table in release.tables.values():
        for rule in table.rules:
            if rule.spares or _had_ended(rule, on):
                continue
            read = characteristics_read(release, rule)
            if read:
                yield Fault(
                    "counter-example-missing",
                    place_of(table, rule),
                    f"reads {', '.join(read)}, and has no example of a case it spares",
                )

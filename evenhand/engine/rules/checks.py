"""Everything that must be right before a release may be published."""

import datetime
import re
from collections import Counter
from collections.abc import Iterator

from evenhand.engine.rules.ageing import faults_of_ageing
from evenhand.engine.rules.authorities import faults_of_authorities
from evenhand.engine.rules.cell_types import faults_of_types, place_of
from evenhand.engine.rules.coverage import faults_of_coverage
from evenhand.engine.rules.examples import faults_of_examples
from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.guidance_checks import faults_of_guidance
from evenhand.engine.rules.nodes import Rule, Table
from evenhand.engine.rules.release import Release, reads_of
from evenhand.engine.rules.vocabulary import CHARACTERISTICS, Fact


def faults(release: Release, on: datetime.date) -> list[Fault]:
    """All that is wrong with a release as it would stand on a day.

    Names and types come first; where they are wrong the tables cannot be run, and what
    rests on running them (overlaps, gaps, ageing, examples) is not looked at yet.
    Rules that begin or end after the day are looked at on those days too.
    """
    found = [
        *_faults_of_vocabulary(release),
        *_faults_of_circles(release),
        *faults_of_types(release),
        *_faults_of_rows(release, on),
        *faults_of_authorities(release, on),
        *faults_of_guidance(release, on),
    ]
    if any(fault.code in UNRUNNABLE for fault in found):
        return found
    for day in _days(release, on):
        found.extend(faults_of_ageing(release, day))
        for table in release.tables.values():
            found.extend(faults_of_coverage(release, table, day))
    found.extend(faults_of_examples(release, on))
    return list(dict.fromkeys(found))


UNRUNNABLE = frozenset(
    (
        "unknown-name",
        "wrong-type",
        "circular",
        "unknown-register",
        "ended-before-started",
    )
)


def publishable(found: list[Fault]) -> bool:
    """True when nothing found stands in the way outside the demonstration."""
    return all(fault.severity == "warning" for fault in found)


def _days(release: Release, on: datetime.date) -> list[datetime.date]:
    """The day itself, and each later day on which a rule begins, ends or lapses."""
    changes = {
        day
        for table in release.tables.values()
        for rule in table.rules
        for day in (rule.from_on, rule.ended_on, rule.lapses_on)
        if day is not None and day > on
    }
    return [on, *sorted(changes)]


def _faults_of_vocabulary(release: Release) -> Iterator[Fault]:
    for fact in release.vocabulary.facts.values():
        where = f"vocabulary.toml, fact {fact.name}"
        if fact.derived_from_outcomes or _tells_outcomes(release, fact):
            yield Fault(
                "derived-from-outcomes",
                where,
                "rests on the outcomes of earlier decisions; such facts feed on "
                "themselves and have no place in the vocabulary",
            )
        if fact.characteristic and fact.characteristic not in CHARACTERISTICS:
            yield Fault(
                "unknown-characteristic",
                where,
                f"tells of {fact.characteristic!r}, where one of "
                f"{', '.join(CHARACTERISTICS)} goes",
            )


OUTCOMES = re.compile(
    r"\b(grant|refusal|success|recognition|approval|certification|appeal|outcome)s?"
    r"[ _-](rate|share|ratio|percentage|likelihood|probability|chance|history)s?\b"
    r"|\b(rate|share|ratio|percentage|likelihood|probability|chance|number)s? of "
    r"(earlier |past )?(grant|refusal|success|recognition|approval|outcome)"
    r"|\b(claims|decisions|appeals|cases)\b.{0,40}\b(are|were|is|was|been) "
    r"(granted|refused|allowed|dismissed|certified)\b",
    re.IGNORECASE,
)


def _tells_outcomes(release: Release, fact: Fact) -> bool:
    """Whether a fact says in its own words, or its register's, how cases were decided.

    A look for the plain words of it. Who wants to hide it is found by the second person.
    """
    said = [fact.name, fact.title, fact.meaning]
    looked_up = fact.derive.register if fact.derive is not None else None
    register = release.registers.get(looked_up or "")
    if register is not None:
        said += [register.name, register.title]
    return any(OUTCOMES.search(words) for words in said)


def _faults_of_circles(release: Release) -> Iterator[Fault]:
    in_circle = set(release.circular)
    for step in release.steps:
        if step.name not in in_circle:
            continue
        reads = sorted(
            name
            for name in reads_of(step)
            if name in release.attributes
            and release.attributes[name].set_by.name in in_circle
        )
        if reads:
            yield Fault(
                "circular",
                f"rulebooks/{step.rulebook}.toml, {step.name}",
                f"reads {', '.join(reads)}, which cannot be known before it: "
                f"{', '.join(release.circular)} wait for each other",
            )


def _faults_of_rows(release: Release, on: datetime.date) -> Iterator[Fault]:
    rows = [(table, rule) for table in release.tables.values() for rule in table.rules]
    times = Counter(rule.id for _, rule in rows)
    for table, rule in rows:
        where = place_of(table, rule)
        if times[rule.id] > 1:
            yield Fault("id-used-twice", where, f"the id {rule.id} is used twice")
        yield from _faults_of_row(table, rule, where, on)


def _faults_of_row(
    table: Table, rule: Rule, where: str, on: datetime.date
) -> Iterator[Fault]:
    if not rule.owner:
        yield Fault("owner-missing", where, "has no owner")
    if not rule.because:
        yield Fault("because-missing", where, "does not say why")
    if (
        rule.from_on is not None
        and rule.ended_on is not None
        and rule.ended_on <= rule.from_on
    ):
        yield Fault(
            "ended-before-started",
            where,
            f"ends on {rule.ended_on}, and starts on {rule.from_on}",
        )
    if rule.ended_on is not None and rule.ended_on <= on:
        return
    if rule.review_on is None:
        yield Fault("review-missing", where, "has no review date", "warning")
    elif rule.review_on <= on:
        yield Fault(
            "review-passed",
            where,
            f"was to be reviewed by {rule.review_on}",
            "warning",
        )

"""What each rule reads, and whether somebody has the authority for it.

A rule that treats people differently by a protected characteristic names the record
that allows it, for that characteristic. Source: Equality Act 2010, Schedule 3,
paragraph 17; an authorisation for nationality says nothing of sex.
"""

import datetime
from collections.abc import Iterator

from evenhand.engine.rules.cell_types import place_of
from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.lapsing import RULE_STOPS, standing_in, stands_until
from evenhand.engine.rules.nodes import Authority, Rule, names_in
from evenhand.engine.rules.release import Release, reads_of
from evenhand.engine.rules.vocabulary import CHARACTERISTICS
from evenhand.engine.rules.words import listed


NOT_STATED = "not stated in source"
KINDS = ("statute", "rules", "policy", "court", NOT_STATED)


def facts_behind(release: Release, names: frozenset[str]) -> frozenset[str]:
    """The facts that these names rest on: through attributes, and through deriving."""
    facts: set[str] = set()
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        attribute = release.attributes.get(name)
        if attribute is None:
            facts |= release.vocabulary.bases(name)
        else:
            waiting.extend(reads_of(attribute.set_by))
    return frozenset(facts)


def conditions_read(rule: Rule) -> frozenset[str]:
    """Every name that decides whether a rule fires."""
    return frozenset(rule.when).union(*map(names_in, rule.when.values()))


def characteristics_read(release: Release, rule: Rule) -> dict[str, list[str]]:
    """The protected characteristics a rule reads, each with the facts that tell it."""
    names = conditions_read(rule)
    for expression in rule.then.values():
        names |= names_in(expression)
    found: dict[str, list[str]] = {}
    for name in sorted(facts_behind(release, names)):
        characteristic = release.vocabulary.facts[name].characteristic
        if characteristic:
            found.setdefault(characteristic, []).append(name)
    return found


def faults_of_authorities(release: Release, on: datetime.date) -> Iterator[Fault]:
    """Authorities that are missing, unknown, expired or too narrow."""
    for authority in release.authorities.values():
        where = f"authorities.toml, authority {authority.id}"
        if authority.kind not in KINDS:
            yield Fault(
                "wrong-type",
                where,
                f"is of the kind {authority.kind!r}, where one of "
                f"{', '.join(KINDS)} goes",
            )
        for characteristic in authority.characteristics:
            if characteristic not in CHARACTERISTICS:
                yield Fault(
                    "unknown-characteristic",
                    where,
                    f"covers {characteristic!r}, which is no protected characteristic",
                )
        yield from _faults_of_lapse(release, where, authority)
    for table in release.tables.values():
        for rule in table.rules:
            if rule.ended_on is None or on < rule.ended_on:
                yield from _faults_of_rule(release, place_of(table, rule), rule, on)
    yield from _not_stated(release, on)


def _faults_of_lapse(
    release: Release, where: str, authority: Authority
) -> Iterator[Fault]:
    """An end without what happens then, or with somebody who cannot stand in."""
    if authority.expires_on is None:
        if authority.on_lapse:
            yield Fault(
                "lapse", where, "says what happens when it ends, and never does"
            )
        return
    if authority.on_lapse == RULE_STOPS:
        return
    if not authority.on_lapse:
        yield Fault(
            "lapse",
            where,
            f"expires on {authority.expires_on} and does not say under on_lapse what "
            f"happens then: {RULE_STOPS!r}, or the id of an authority that stands in",
        )
    elif authority.on_lapse not in release.authorities:
        yield Fault(
            "lapse",
            where,
            f"is followed by {authority.on_lapse!r}, which is no authority here; write "
            f"{RULE_STOPS!r} where nothing stands in for it",
        )
    else:
        chain = list(standing_in(release.authorities, authority.id))
        if chain[-1].on_lapse in {found.id for found in chain}:
            yield Fault("lapse", where, "is followed, in the end, by itself")
            return
        narrow = set(authority.characteristics) - set(chain[1].characteristics)
        if narrow:
            yield Fault(
                "lapse",
                where,
                f"covers {listed(sorted(narrow))}, which {authority.on_lapse} does not "
                "cover and so cannot stand in for",
            )


def _faults_of_rule(
    release: Release, where: str, rule: Rule, on: datetime.date
) -> Iterator[Fault]:
    covered: set[str] = set()
    for id_ in rule.authority:
        authority = release.authorities.get(id_)
        if authority is None:
            yield Fault(
                "authority-unknown", where, f"names {id_}, which is no authority here"
            )
            continue
        until = stands_until(release.authorities, id_)
        if until is not None and until <= on:
            yield Fault("authority-expired", where, f"{id_} expired on {until}")
            continue
        covered |= set(authority.characteristics)
    reads = characteristics_read(release, rule)
    if reads and not rule.authority:
        yield Fault(
            "authority-missing",
            where,
            f"reads {_reasons(reads)}, and names no authority for it",
        )
        return
    uncovered = {name: facts for name, facts in reads.items() if name not in covered}
    if uncovered:
        yield Fault(
            "authority-does-not-cover",
            where,
            f"reads {_reasons(uncovered)}, which {listed(rule.authority)} "
            f"{'does' if len(rule.authority) == 1 else 'do'} not cover",
        )


def _reasons(reads: dict[str, list[str]]) -> str:
    return listed(
        f"{characteristic} (by {listed(facts)})"
        for characteristic, facts in reads.items()
    )


def _not_stated(release: Release, on: datetime.date) -> Iterator[Fault]:
    for authority in release.authorities.values():
        if authority.kind != NOT_STATED:
            continue
        users = [
            rule.id
            for table in release.tables.values()
            for rule in table.rules
            if authority.id in rule.authority
            and (rule.ended_on is None or on < rule.ended_on)
        ]
        if users:
            yield Fault(
                "authority-not-stated",
                f"authorities.toml, authority {authority.id}",
                "its source states no authority, so the rules that lean on it may run "
                f"in the demonstration only: {', '.join(users)}",
                "demo only",
            )

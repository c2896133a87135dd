"""What the release itself says to the questions of an assessment.

Every sentence here is taken from the policy, or from how this system works whatever the
policy says. Nothing is judged: why, and whether it is right, is for a person to write.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evenhand.engine.rules.authorities import characteristics_read
from evenhand.engine.rules.nodes import Rule
from evenhand.engine.rules.release import Release, reads_of
from evenhand.engine.rules.words import listed, said
from evenhand.releases.assessments.models import Assessment


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of a release besides its files, in words.

    changes     what it changes against the release before, a line for each owner
    effects     its effects as they were rehearsed, a line each; small groups left out
    """

    number: int
    changes: Sequence[str]
    effects: Sequence[str]


def filled(kind: str, policy: Release, beside: Beside) -> dict[str, str]:
    """The answers to an assessment that the release can give, by field."""
    if kind == Assessment.Kind.TRANSPARENCY:
        return _transparency(policy, beside)
    if kind == Assessment.Kind.DATA_PROTECTION:
        return _data_protection(policy)
    return _equality(policy, beside)


def _transparency(policy: Release, beside: Beside) -> dict[str, str]:
    return {
        "name": f"Evenhand, policy release {beside.number}: {policy.title}",
        "description": _purpose(policy),
        "team": policy.owner,
        "detail": _rulebooks(policy),
        "scope": SCOPE,
        "benefit": BENEFIT,
        "integration": INTEGRATION,
        "information": INFORMATION,
        "review": REVIEW,
        "method": METHOD,
        "architecture": ARCHITECTURE,
        "maintenance": _maintenance(policy),
        "models": "None. No part of it is learnt from data, and none of it is a language "
        "model.",
        "data": _data(policy),
        "sensitive": _characteristics(policy),
        "assessments": "A data protection impact assessment and an equality impact "
        "assessment were opened beside this record, from the same facts.",
        "impact": _lines(beside.effects) or NOT_REHEARSED,
        "mitigations": MEASURES,
    }


def _data_protection(policy: Release) -> dict[str, str]:
    return {
        "why": "It orders and routes the cases of people who claim asylum, and reads "
        "data of special categories and of children: UK GDPR, Article 35(3).",
        "purpose": _purpose(policy),
        "data": _data(policy),
        "special": _characteristics(policy),
        "access": _access(policy),
        "automated": REVIEW,
        "measures": MEASURES,
    }


def _equality(policy: Release, beside: Beside) -> dict[str, str]:
    return {
        "policy": f"{_purpose(policy)}\n\n{_rulebooks(policy)}",
        "changed": _lines(beside.changes) or "It is the first release.",
        "characteristics": _characteristics(policy),
        "evidence": _lines(beside.effects) or NOT_REHEARSED,
        "gaps": _gaps(policy),
        "watched": _maintenance(policy),
    }


SCOPE = (
    "Which waiting cases are given out first, which unit each belongs to, which "
    "trainings and clearances it asks for, and what alarms it raises. It does not decide "
    "a claim, refuse or withdraw one, or leave out an interview."
)
BENEFIT = (
    "One order for every waiting case, with its reasons, the same for everybody; the "
    "older claim never ranks behind a newer one that is otherwise alike."
)
INTEGRATION = (
    "A run puts the rules to every waiting case and proposes who is given which. A "
    "person opens proposals and accepts, changes or leaves them. Nothing moves by itself."
)
INFORMATION = (
    "For each case: its band and points, the unit, the rules that fired with the facts "
    "they read, and why it was not given out where it was not. The same for any past day."
)
REVIEW = (
    "Every proposal is accepted, changed or left by a named person, who opens a part of "
    "them drawn by lot and every child's and flagged person's. Nothing is decided by "
    "automated means alone (UK GDPR, Articles 22A to 22D)."
)
METHOD = (
    "Decision tables written by policy leads and read from the top, and a minimum-cost "
    "assignment of cases to people. The same input gives the same output, always."
)
ARCHITECTURE = (
    "Rules as text files, sealed as a numbered release; a reference evaluator that "
    "defines what they mean and a compiled one held to it by generated tests; a database "
    "that refuses two releases in force at once."
)
MEASURES = (
    "Rules that read a protected characteristic name an authority for that very one; an "
    "authority that ends takes its rules with it. Two people publish a release, having "
    "looked at its rehearsal and its effects by group. Facts derived from the outcomes "
    "of earlier decisions cannot be named. Restricted cases are hidden from whoever is "
    "not cleared. Any outcome is replayed, and a sample is every night."
)
NOT_REHEARSED = "No rehearsal of this release has been kept."


def _purpose(policy: Release) -> str:
    return (
        "It puts every waiting asylum case in a fair and explained order and says which "
        f"unit it belongs to. {' '.join(policy.note.split())}"
    )


def _rulebooks(policy: Release) -> str:
    lines = []
    for name, words in policy.rulebooks.items():
        tables = [table for table in policy.tables.values() if table.rulebook == name]
        rules = sum(len(table.rules) for table in tables)
        titles = listed([table.title.lower() for table in tables])
        lines.append(
            f"{words['title']} ({words['owner']}): {rules} rules in {len(tables)} "
            f"tables: {titles}"
        )
    return _lines(lines)


def _data(policy: Release) -> str:
    """The facts that rules read, with their sources."""
    read = frozenset().union(*map(reads_of, policy.steps))
    facts = [fact for fact in policy.vocabulary.facts.values() if fact.name in read]
    return _lines(
        f"{fact.title}: {' '.join(fact.meaning.split())}"
        + (f" (from {fact.source})" if fact.source else "")
        for fact in facts
    )


def _characteristics(policy: Release) -> str:
    """Which characteristics are read, by which rules, and what allows it."""
    found: dict[str, list[Rule]] = {}
    for table in policy.tables.values():
        for rule in table.rules:
            for characteristic in characteristics_read(policy, rule):
                found.setdefault(characteristic, []).append(rule)
    return _lines(
        f"{name.capitalize()}: read by {listed([rule.id for rule in rules])}. "
        + _authorities(policy, name, rules)
        for name, rules in sorted(found.items())
    )


def _authorities(policy: Release, characteristic: str, rules: Iterable[Rule]) -> str:
    named = dict.fromkeys(id_ for rule in rules for id_ in rule.authority)
    covering = [
        policy.authorities[id_]
        for id_ in named
        if id_ in policy.authorities
        and characteristic in policy.authorities[id_].characteristics
    ]
    if not covering:
        return "No authority is named."
    return " ".join(
        f"{authority.id} ({authority.kind}): {authority.reference}"
        + (
            f", until {said(authority.expires_on)}; then: {authority.on_lapse}."
            if authority.expires_on
            else "."
        )
        for authority in covering
    )


def _access(policy: Release) -> str:
    narrow = [fact for fact in policy.vocabulary.facts.values() if fact.access]
    lines = [
        "A case that is restricted is seen by those cleared for it and by nobody else, "
        "in lists, counts and explanations alike. Every look is kept."
    ]
    lines += [
        f"{fact.title}: shown to those cleared for “{fact.access}” only"
        for fact in narrow
    ]
    return _lines(lines)


def _gaps(policy: Release) -> str:
    missing = [
        fact.title.lower()
        for fact in policy.vocabulary.facts.values()
        if fact.characteristic and fact.may_be_missing
    ]
    return (
        "Groups of fewer than "
        f"{policy.standards.get('effects', {}).get('smallest_group', 'ten')} are told "
        "together with others."
        + (f" May be missing from a case: {listed(missing)}." if missing else "")
    )


def _maintenance(policy: Release) -> str:
    reviews = sorted(
        rule.review_on
        for table in policy.tables.values()
        for rule in table.rules
        if rule.review_on is not None and rule.ended_on is None
    )
    when = (
        f"The first review of a rule is due on {said(reviews[0])}, the last on "
        f"{said(reviews[-1])}."
        if reviews
        else ""
    )
    return (
        "Each rule has an owner and a day on which it is looked at again. A change is a "
        f"new release, made by two people. {when}".strip()
    )


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def answers_by_field(answers: Mapping[str, str]) -> dict[str, str]:
    """Answers without those that say nothing."""
    return {key: text.strip() for key, text in answers.items() if text.strip()}

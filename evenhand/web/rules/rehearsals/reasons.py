"""Which rules explain what a rehearsal found, and which cases, as the viewer may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.core.models import User
from evenhand.engine.prioritisation.assess import tables_of
from evenhand.engine.rehearsal.access import access_of_rules
from evenhand.engine.rehearsal.rehearse import Told
from evenhand.engine.rehearsal.totals import Explained, Listed, Place
from evenhand.engine.rehearsal.why import rules_rewritten
from evenhand.engine.rules.release import Release
from evenhand.planning.models import Rehearsal, RehearsedCase
from evenhand.planning.rehearsals.queries import cases_among, policy_rehearsed
from evenhand.releases.queries import policy_of
from evenhand.web.rules.rehearsals.words import rule_words, weeks_said, what_changed


@dataclass(frozen=True, slots=True)
class RuleTold:
    """A rule by its id, and what it is called and does."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of either policy that a reader may be told of."""

    before: Release
    after: Release
    hidden_before: frozenset[str]
    hidden_after: frozenset[str]

    def of_before(self, ids: Sequence[str]) -> list[RuleTold]:
        """The rules of the release compared with."""
        return [
            RuleTold(each, rule_words(self.before, each))
            for each in ids
            if each not in self.hidden_before
        ]

    def of_after(self, ids: Sequence[str]) -> list[RuleTold]:
        """The rules of the policy rehearsed."""
        return [
            RuleTold(each, rule_words(self.after, each))
            for each in ids
            if each not in self.hidden_after
        ]

    def may_tell(self, way: Explained) -> bool:
        """Whether none of the rules of a way to change is hidden from the reader."""
        return self.hidden_before.isdisjoint(
            way.before
        ) and self.hidden_after.isdisjoint(way.after)


def rules_of(rehearsal: Rehearsal, user: User) -> Rules:
    """Both policies, without the rules that rest on what the reader is not cleared for."""
    before, after = policy_of(rehearsal.against), policy_rehearsed(rehearsal)

    def hidden(one: Release, other: Release) -> frozenset[str]:
        return frozenset(
            rule
            for rule, needs in access_of_rules(one, beside=other).items()
            if not needs <= user.clearances
        )

    return Rules(before, after, hidden(before, after), hidden(after, before))


def not_rehearsed(rules: Rules) -> list[str]:
    """Rules that differ and place no case, by their ids: no figure tells what they do.

    Those on interviews, which are asked where interviews are booked.
    """
    old, new = (_elsewhere(policy) for policy in (rules.before, rules.after))
    rewritten = rules_rewritten(rules.before, rules.after)
    return sorted((old ^ new) | (rewritten & (old | new)))


def _elsewhere(policy: Release) -> frozenset[str]:
    placing = tables_of(policy)
    return frozenset(
        rule.id
        for table in policy.tables.values()
        if table.name not in placing
        for rule in table.rules
    )


@dataclass(frozen=True, slots=True)
class WayLine:
    """So many cases that change by the same rules, in words."""

    way: Explained
    before: list[RuleTold]
    after: list[RuleTold]


def ways_of(told: Told, rules: Rules) -> list[WayLine]:
    """Which rules explain the changes; those that the reader may be told of."""
    return [
        WayLine(way, rules.of_before(way.before), rules.of_after(way.after))
        for way in told.figures.explained
        if rules.may_tell(way)
    ]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case that would change, with where it stands and why."""

    row: RehearsedCase
    place: Place
    what: str
    before: list[RuleTold]
    after: list[RuleTold]
    weeks: str


def case_lines(
    rehearsal: Rehearsal, listed: Listed, rules: Rules
) -> tuple[list[CaseLine], list[CaseLine]]:
    """The first and the last of the changed cases that the viewer may see."""
    found = cases_among(
        rehearsal, [place.case_id for place in (*listed.first, *listed.last)]
    )

    def lines(places: Sequence[Place]) -> list[CaseLine]:
        return [
            CaseLine(
                row=row,
                place=place,
                what=what_changed(row.what),
                before=rules.of_before(row.why_before),
                after=rules.of_after(row.why_after),
                weeks=_weeks_of(place),
            )
            for place in places
            if (row := found.get(place.case_id)) is not None
        ]

    return lines(listed.first), lines(listed.last)


def _weeks_of(place: Place) -> str:
    if place.weeks_before is None and place.weeks_after is None:
        return "Not in a queue"
    return " → ".join(
        "not in a queue" if weeks is None else weeks_said(weeks)
        for weeks in (place.weeks_before, place.weeks_after)
    )

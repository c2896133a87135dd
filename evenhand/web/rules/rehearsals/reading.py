"""A finished rehearsal made ready for its pages, among the cases the viewer may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.core.models import User
from evenhand.engine.rehearsal.access import access_of_rules
from evenhand.engine.rehearsal.groups import GroupEffect, MovedBack
from evenhand.engine.rehearsal.rehearse import Told
from evenhand.engine.rehearsal.totals import Explained, Listed, Place, UnitWork
from evenhand.engine.rules.release import Release
from evenhand.planning.effects.queries import effects_standards
from evenhand.planning.models import Rehearsal, RehearsedCase
from evenhand.planning.rehearsals.queries import cases_among, policy_rehearsed
from evenhand.releases.queries import policy_of
from evenhand.web.charts import (
    BarChart,
    IntervalChart,
    interval_charts,
    load_charts,
)
from evenhand.web.rules.rehearsals.words import (
    BY,
    MEASURES,
    MOVED_BACK,
    WHO,
    group_label,
    group_words,
    mean_against,
    mean_said,
    points_said,
    rule_words,
    share_said,
    weeks_said,
    what_changed,
)
from evenhand.web.titles import Titles


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
    hidden_before: Collection[str]
    hidden_after: Collection[str]

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
        return self.hidden_before.isdisjoint(way.before) and (  # type: ignore[attr-defined]
            self.hidden_after.isdisjoint(way.after)  # type: ignore[attr-defined]
        )


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


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit of the table, by its name."""

    name: str
    work: UnitWork
    weeks_before: str
    weeks_after: str

    @property
    def changes(self) -> bool:
        """Whether its cases or its queue are others."""
        return (
            self.work.cases_before != self.work.cases_after
            or self.work.queue_before != self.work.queue_after
        )


def unit_lines(told: Told, titles: Titles) -> list[UnitLine]:
    """Units that have cases or places, those that change most first."""
    lines = [
        UnitLine(
            titles.of("units", work.unit) if work.unit else "No unit",
            work,
            weeks_said(work.weeks_before),
            weeks_said(work.weeks_after),
        )
        for work in told.figures.units
        if work.places or work.cases_before or work.cases_after
    ]
    return sorted(
        lines,
        key=lambda line: (
            -abs(line.work.cases_after - line.work.cases_before),
            -abs(line.work.queue_after - line.work.queue_before),
            line.name,
        ),
    )


def unit_charts(
    lines: Sequence[UnitLine],
) -> tuple[tuple[BarChart, BarChart], list[str]] | None:
    """The queues that change, before and after, with their weeks; None where none do."""
    drawn = [line for line in lines if line.work.queue_before != line.work.queue_after]
    if not drawn:
        return None
    charts = load_charts(
        [(line.name, line.work.queue_after, line.work.queue_before) for line in drawn]
    )
    return charts, [f"{line.weeks_before} → {line.weeks_after}" for line in drawn]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of the table, its numbers as they are written."""

    label: str
    effect: GroupEffect
    shares: list[tuple[str, str, str, bool]]
    places: str
    places_against: str
    weeks: str
    weeks_against: str


@dataclass(frozen=True, slots=True)
class GroupsPage:
    """What is told of the groups of one choice; no lines where there are too few cases."""

    by: str
    title: str
    measure: str
    lines: list[GroupLine]
    charts: tuple[IntervalChart, IntervalChart] | None
    smallest: int
    sure: int


def groups_page(
    rehearsal: Rehearsal, told: Told, by: str, measure: str, titles: Titles
) -> GroupsPage:
    """The groups of a choice, one measure of them drawn: what was asked, or what changes."""
    standards = effects_standards(policy_of(rehearsal.against))
    words = group_words(titles, standards["ages_from"])
    effects = told.groups[by]
    if measure not in MEASURES:
        measure = _what_changes(effects)
    back = {(each.key, each.measure) for each in told.back if each.by == by}
    drawn = [
        (
            group_label(by, effect, words),
            difference.value,
            difference.low,
            difference.high,
            f"{100 * difference.value:+.0f}".replace("-", "\N{MINUS SIGN}"),
            (effect.key, measure) in back,
        )
        for effect in effects
        if (difference := effect.shares[measure].difference) is not None
    ]
    return GroupsPage(
        by=by,
        title=BY[by][0],
        measure=measure,
        lines=[
            GroupLine(
                label=group_label(by, effect, words),
                effect=effect,
                shares=[
                    (
                        name,
                        share_said(effect.shares[name]),
                        points_said(effect.shares[name].difference),
                        (effect.key, name) in back,
                    )
                    for name in MEASURES
                ],
                places=mean_said(effect.means["places"], "places"),
                places_against=mean_against(effect.means["places"], "places"),
                weeks=mean_said(effect.means["weeks"], "weeks"),
                weeks_against=mean_against(effect.means["weeks"], "weeks"),
            )
            for effect in effects
        ],
        charts=interval_charts(drawn) if drawn else None,
        smallest=int(standards["smallest_group"]),
        sure=round(100 * float(standards["confidence"])),
    )


def warnings_of(rehearsal: Rehearsal, told: Told, titles: Titles) -> list[str]:
    """Who is moved back, in sentences."""
    standards = effects_standards(policy_of(rehearsal.against))
    words = group_words(titles, standards["ages_from"])
    return [_warning(back, told, words) for back in told.back]


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


def _what_changes(effects: Sequence[GroupEffect]) -> str:
    for measure in MEASURES:
        if any(effect.shares[measure].some for effect in effects):
            return measure
    return next(iter(MEASURES))


def _warning(back: MovedBack, told: Told, words: Any) -> str:
    (effect,) = (each for each in told.groups[back.by] if each.key == back.key)
    label = words[back.by](back.key)
    who = WHO[back.by].format(label.lower() if back.by == "disability" else label)
    if back.measure == "places":
        mean = effect.means["places"]
        said = f"{mean_said(mean, 'places')} on average; {mean_against(mean, 'places')}"
        return f"{who} {MOVED_BACK[back.measure]}: {said} places against theirs."
    share = effect.shares[back.measure]
    return (
        f"{who} {MOVED_BACK[back.measure]}: {share_said(share)}, which is "
        f"{points_said(share.difference)} points of a hundred against theirs."
    )

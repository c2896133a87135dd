"""A finished rehearsal made ready for its pages, among the cases the viewer may see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from evenhand.engine.rehearsal.groups import MEANS, GroupEffect, MovedBack
from evenhand.engine.rehearsal.rehearse import Told
from evenhand.engine.rehearsal.totals import UnitWork
from evenhand.planning.effects.queries import effects_standards
from evenhand.planning.models import Rehearsal
from evenhand.releases.queries import policy_of
from evenhand.web.charts import (
    NARROW,
    WIDE,
    BarChart,
    IntervalChart,
    interval_charts,
    load_chart,
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
    share_said,
    weeks_said,
)
from evenhand.web.titles import Titles


ROOM_FOR_WEEKS = replace(WIDE, right=230)


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
    rows = [
        (line.name, line.work.queue_after, line.work.queue_before) for line in drawn
    ]
    charts = load_chart(rows, ROOM_FOR_WEEKS), load_chart(rows, NARROW)
    return charts, [f"{line.weeks_before} → {line.weeks_after}" for line in drawn]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of the table, its numbers as they are written."""

    label: str
    effect: GroupEffect
    shares: list[tuple[str, str, str, bool]]
    means: list[tuple[str, str]]


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
    changing = {
        *(n for n in MEASURES if any(effect.shares[n].some for effect in effects)),
        *(n for n in MEANS if any(effect.means[n].mean for effect in effects)),
    }
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
                    if name in changing
                    else (name, "None", "", False)
                    for name in MEASURES
                ],
                means=[
                    (
                        mean_said(effect.means[name], name),
                        mean_against(effect.means[name], name),
                    )
                    if name in changing
                    else ("No change", "")
                    for name in MEANS
                ],
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
        difference = effect.means["places"].difference
        assert difference is not None
        return (
            f"{who} {MOVED_BACK[back.measure]}: {difference.value:,.0f} places more on "
            f"average ({difference.low:,.0f} to {difference.high:,.0f})."
        )
    share = effect.shares[back.measure]
    difference = share.difference
    assert share.share is not None
    assert difference is not None
    theirs, others = (
        f"{100 * part:.0f}%"
        for part in (share.share.value, share.share.value - difference.value)
    )
    low, high = (f"{100 * part:.0f}" for part in (difference.low, difference.high))
    return (
        f"{who} {MOVED_BACK[back.measure]}: {theirs} against {others}, which is "
        f"{low} to {high} points more."
    )

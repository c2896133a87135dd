"""Before and after a run, group by group, in the words of its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.engine.groups import Group, Groups, Interval, Waits
from evenhand.engine.rules.release import Release
from evenhand.planning.effects.queries import (
    NOT_KNOWN,
    PROTECTED,
    Behind,
    ages_in_words,
    effects_of,
    effects_standards,
    is_behind,
)
from evenhand.planning.models import Run
from evenhand.web.charts import IntervalChart, interval_charts
from evenhand.web.formats import counted, listed
from evenhand.web.titles import Titles


# What groups are told by: the choice, one group, and several that are told together.
WORDS: Mapping[str, tuple[str, str, str]] = {
    "unit": ("Unit", "unit", "units"),
    "band": ("Band", "band", "bands"),
    "nationality": ("Nationality", "nationality", "nationalities"),
    "age": ("Age on the day of claim", "group of ages", "groups of ages"),
    "sex": ("Sex", "group", "groups"),
}
FIRST = "unit"
WHO: Mapping[str, str] = {
    "nationality": "People whose nationality is {}",
    "age": "People whose age on the day of claim was “{}”",
    "sex": "People whose sex is recorded as “{}”",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One group of the table, its numbers as they are written."""

    label: str
    group: Group
    share: str
    against: str
    interval: str
    behind: bool
    placed_waited: str
    left_waited: str


@dataclass(frozen=True, slots=True)
class EffectsPage:
    """What the page of one choice shows; no lines where there is too little to tell.

    `smallest` is the fewest cases told of by themselves, and `sure` the confidence of
    the intervals, of a hundred.
    """

    by: str
    title: str
    lines: list[Line]
    whole: Line | None
    charts: tuple[IntervalChart, IntervalChart] | None
    warnings: list[str]
    smallest: int
    sure: int


def effects_page(run: Run, by: str, *, policy: Release, titles: Titles) -> EffectsPage:
    """Read what a run does to the groups of one choice, and who falls behind in any."""
    standards = effects_standards(policy)
    marked = float(standards["marked_difference"])
    words = _words(titles, standards["ages_from"])
    found = effects_of(run, policy)
    groups = found.groups[by]
    lines = [_line(group, by, groups, words, marked) for group in groups.told]
    drawn = [
        (
            line.label,
            line.group.difference.value,
            line.group.difference.low,
            line.group.difference.high,
            line.against,
            line.behind,
        )
        for line in lines
        if line.group.difference is not None
    ]
    return EffectsPage(
        by=by,
        title=WORDS[by][0],
        lines=lines,
        whole=_line(groups.whole, by, groups, words, marked, label="All")
        if groups.whole
        else None,
        charts=interval_charts(drawn) if drawn else None,
        warnings=[_warning(behind, words) for behind in found.behind],
        smallest=int(standards["smallest_group"]),
        sure=round(100 * float(standards["confidence"])),
    )


def lines_told(
    run: Run, *, policy: Release, titles: Titles
) -> list[tuple[str, list[Line]]]:
    """The lines of every choice, each with its whole last; none where there are too few."""
    standards = effects_standards(policy)
    marked = float(standards["marked_difference"])
    words = _words(titles, standards["ages_from"])
    return [
        (
            WORDS[by][0],
            [_line(group, by, groups, words, marked) for group in groups.told]
            + [_line(groups.whole, by, groups, words, marked, label="All")],
        )
        for by, groups in effects_of(run, policy).groups.items()
        if groups.whole is not None
    ]


Words = Mapping[str, Callable[[Any], str]]


def _words(titles: Titles, ages_from: list[int]) -> Words:
    return {
        "unit": lambda code: titles.of("units", code) if code else "No unit",
        "band": titles.band,
        "nationality": lambda name: name or NOT_KNOWN,
        "age": lambda first: ages_in_words(first, ages_from),
        "sex": lambda sex: str(sex)[:1].upper() + str(sex)[1:],
    }


def _line(
    group: Group,
    by: str,
    groups: Groups,
    words: Words,
    marked: float,
    *,
    label: str = "",
) -> Line:
    return Line(
        label=label or _label(group, by, words),
        group=group,
        share=f"{_percent(group.share.value)}%",
        against=_points(group.difference.value) if group.difference else "",
        interval=_between(group.difference) if group.difference else "",
        behind=by in PROTECTED and is_behind(group, marked),
        placed_waited=_waited(group.placed_waited, group.placed),
        left_waited=_waited(group.left_waited, group.after),
    )


def _label(group: Group, by: str, words: Words) -> str:
    if group.key is not None:
        return words[by](group.key)
    _, one, many = WORDS[by]
    return f"{counted(group.holds, one, many)}, together".capitalize()


def _waited(waits: Waits | None, number: int) -> str:
    if waits is None:
        return "Too few to tell" if number else "None"
    middle = f"{counted(waits.middle, 'day')}"
    if waits.longest is None:
        return middle
    return f"{middle}; longest {counted(waits.longest, 'day')}"


def _warning(behind: Behind, words: Words) -> str:
    """Who is placed markedly less than everybody else, and what it mostly comes of."""
    group, origin = behind.group, behind.origin
    assert group.difference is not None
    distance = -group.difference.value
    others = group.share.value + distance
    who = WHO[behind.by].format(words[behind.by](group.key))
    band = f", most of all {words['band'](origin.band).lower()}" if origin.band else ""
    unit = f", most of all {words['unit'](origin.unit)}" if origin.unit else ""
    parts = [
        (origin.by_band, f"the bands their cases are in{band}"),
        (origin.by_unit, f"the units that take them{unit}"),
        (
            origin.rest,
            "neither: look at the training and languages they ask for, and at the "
            "order within the band",
        ),
    ]
    told = [
        f"{_percent(part)} {'come' if _percent(part) > 1 else 'comes'} of {of}"
        for part, of in sorted(parts, key=lambda part: -part[0])
        if _percent(part) > 0
    ]
    return (
        f"{who} are given a place less often than everybody else: "
        f"{_percent(group.share.value)}% against {_percent(others)}%, which is "
        f"{_percent(-group.difference.high)} to {_percent(-group.difference.low)} points "
        f"less. Of the {counted(_percent(distance), 'point')}, {listed(told)}."
    )


def _percent(part: float) -> int:
    return round(100 * part)


def _points(part: float) -> str:
    points = _percent(part)
    if not points:
        return "As often"
    return f"{counted(abs(points), 'point')} {'more' if points > 0 else 'less'}"


def _between(interval: Interval) -> str:
    low, high = _percent(interval.low), _percent(interval.high)
    return f"{low:+d} to {high:+d}".replace("-", "\N{MINUS SIGN}").replace("+0", "0")

"""Several rehearsals side by side: the same figures of each, a column for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.engine.rehearsal.groups import GroupEffect
from evenhand.engine.rehearsal.rehearse import Told
from evenhand.planning.effects.queries import effects_standards
from evenhand.planning.models import Rehearsal
from evenhand.planning.rehearsals.queries import told_of
from evenhand.releases.queries import policy_of
from evenhand.web.formats import number
from evenhand.web.rules.rehearsals.reading import warnings_of
from evenhand.web.rules.rehearsals.words import (
    BY,
    facts_in_words,
    group_label,
    group_words,
    mean_said,
    share_said,
    weeks_said,
)
from evenhand.web.titles import Titles


AT_MOST = 4
TOTALS = (
    ("cases", "Open cases"),
    ("changed", "Cases of which something else is said"),
    ("other_unit", "To another unit"),
    ("up", "To a higher band"),
    ("down", "To a lower band"),
    ("readied", "Ready now"),
    ("held", "No longer ready"),
    ("needs", "Ask for other training or clearance"),
    ("alarms", "Raise other alarms"),
)

ALWAYS = ("cases", "changed", "other_unit", "up", "down")


@dataclass(frozen=True, slots=True)
class Column:
    """One rehearsal: what it is of, and who is moved back."""

    rehearsal: Rehearsal
    facts: str
    warnings: list[str]


def beside_page(chosen: Sequence[Rehearsal], by: str, titles: Titles) -> dict[str, Any]:
    """Totals, units and groups of finished rehearsals, in rows of as many cells."""
    told = [found for each in chosen if (found := told_of(each)) is not None]
    return {
        "columns": [
            Column(each, facts_in_words(each), warnings_of(each, of, titles))
            for each, of in zip(chosen, told, strict=True)
        ],
        "same_facts": len({(each.on, each.known_at, each.read_at) for each in chosen})
        == 1,
        "same_release": len({each.against_id for each in chosen}) == 1,
        "totals": [
            (words, [number(getattr(of.figures.totals, name)) for of in told])
            for name, words in TOTALS
            if name in ALWAYS or any(getattr(of.figures.totals, name) for of in told)
        ],
        "units": _units(told, titles),
        "groups": _groups(chosen, told, by, titles),
        "by": by,
        "by_title": BY[by][0],
        "address": "&".join(f"r={each.pk}" for each in chosen),
    }


def _units(
    told: Sequence[Told], titles: Titles
) -> list[tuple[str, str, str, list[tuple[str, str, bool]]]]:
    """Units of which any policy says something else: places, weeks before, and after."""
    works = [{work.unit: work for work in of.figures.units} for of in told]
    rows = []
    for unit in sorted(set().union(*works)):
        some = [of.get(unit) for of in works]
        first = next(work for work in some if work is not None)
        if all(
            work is None
            or (work.cases_before, work.queue_before)
            == (work.cases_after, work.queue_after)
            for work in some
        ):
            continue
        rows.append(
            (
                titles.of("units", unit) if unit else "No unit",
                number(first.places),
                f"{number(first.queue_before)} in the queue, "
                f"{weeks_said(first.weeks_before)}",
                [
                    (
                        number(work.queue_after),
                        weeks_said(work.weeks_after),
                        work.queue_before != work.queue_after,
                    )
                    if work
                    else ("0", weeks_said(0), False)
                    for work in some
                ],
            )
        )
    return rows


def _groups(
    chosen: Sequence[Rehearsal], told: Sequence[Told], by: str, titles: Titles
) -> list[tuple[str, list[list[str]]]]:
    """Groups for which any policy changes something, told apart in each rehearsal."""
    ages = effects_standards(policy_of(chosen[0].against))["ages_from"]
    words = group_words(titles, ages)
    effects = [{effect.key: effect for effect in of.groups[by]} for of in told]
    keys = sorted(set().union(*effects) - {None})
    return [
        (
            group_label(by, next(of[key] for of in effects if key in of), words),
            [_said(of.get(key)) for of in effects],
        )
        for key in keys
        if any(key in of and _changes(of[key]) for of in effects)
    ]


def _changes(effect: GroupEffect) -> bool:
    return any(share.some for share in effect.shares.values())


def _said(effect: GroupEffect | None) -> list[str]:
    if effect is None:
        return ["Told together with others"]
    said = [
        f"{words}: {share_said(effect.shares[name])}"
        for name, words in (
            ("other_unit", "Other unit"),
            ("up", "Higher band"),
            ("down", "Lower band"),
            ("longer", "A week longer"),
            ("sooner", "A week less"),
        )
        if effect.shares[name].some
    ]
    if effect.means["weeks"].mean:
        said.append(f"On average {mean_said(effect.means['weeks'], 'weeks')}")
    return said or ["Nothing"]

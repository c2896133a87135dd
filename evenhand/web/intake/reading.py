"""Read imports for their pages: units' trackers, the parts of one import, its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import Http404

from evenhand.core.models import Role, User
from evenhand.intake import review
from evenhand.intake.models import Clash, GoLive, Import, TrackerRow
from evenhand.intake.review import Source
from evenhand.intake.verdicts import MANAGERS
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.intake.values import Values, values_for
from evenhand.web.intake.words import Told, field_title, refusal, standing, warning
from evenhand.web.titles import Titles
from evenhand.workforce.models import Unit


PAGE = 50
NAMELESS = "No name in the row"
MOST_SHOWN = 6  # changes of one row, before the rest is only counted


@dataclass(frozen=True, slots=True)
class UnitTracker:
    """A unit's tracker: what came in last, what waits, and until when it is taken."""

    unit: Unit
    last: Import | None
    under_way: Import | None
    set_aside: int
    conflicts: int
    go_live: GoLive | None
    live: bool
    counts: Mapping[str, int] = field(default_factory=dict)


def units_to_import(user: User) -> list[Unit]:
    """Units whose trackers this person may bring in: all, or a team leader's own."""
    units = Unit.objects.order_by("name")
    if user.has_role(*MANAGERS):
        return list(units)
    if user.has_role(Role.TEAM_LEADER):
        return list(units.filter(people__user=user))
    return []


def unit_trackers(user: User, today: date, *, counted: bool) -> list[UnitTracker]:
    """One line a unit, by name, in a fixed number of questions.

    counted: with what became of the rows of the last import, which reads them all
    """
    last = review.latest_of_units([Import.State.IN])
    under_way = review.latest_of_units(review.UNDER_WAY)
    set_aside = review.set_aside_in([*last.values(), *under_way.values()])
    conflicts = review.conflicts_by_unit()
    go_lives = review.go_lives()
    counts = review.counts_of(list(last.values())) if counted else {}
    found = []
    for unit in units_to_import(user):
        said = go_lives.get(unit.pk)
        before, now = last.get(unit.pk), under_way.get(unit.pk)
        found.append(
            UnitTracker(
                unit=unit,
                last=before,
                under_way=now,
                set_aside=set_aside.get(before.pk, 0) if before else 0,
                conflicts=conflicts.get(unit.pk, 0),
                go_live=said,
                live=said is not None and said.on is not None and said.on <= today,
                counts=counts.get(before.pk, {}) if before else {},
            )
        )
    return found


def import_or_404(number: int) -> Import:
    """An import the viewer may see."""
    found = (
        Import.objects.filter(pk=number)
        .select_related("unit", "received_by", "carried_out_by", "undone_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def working(of: Import) -> bool:
    """Whether something is being done with it at present."""
    on_its_way = of.state in (Import.State.RECEIVED, Import.State.CARRYING_OUT)
    return bool(of.progress) or (on_its_way and not of.why)


@dataclass(frozen=True, slots=True)
class Change:
    """One field a row changes: before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row of a tracker on a page."""

    row: TrackerRow
    name: str
    where: str
    told: Told
    says: str = ""
    changes: list[Change] = field(default_factory=list)
    more: int = 0
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)

    @property
    def ref(self) -> str:
        return self.row.key or "No reference"


def rows_shown(
    rows: Sequence[TrackerRow],
    *,
    titles: Titles,
    units: Mapping[int, list[str]] | None = None,
) -> list[RowShown]:
    """Rows with their names, their place in the file, and what they change."""
    sources = review.sources_of(rows)
    names = names_of_cases([row.case_id for row in rows if row.case_id])
    values = values_for(
        titles,
        (
            (name, text)
            for row in rows
            for name, pair in row.took.items()
            for text in pair
        ),
    )
    return [
        RowShown(
            row=row,
            name=names.get(row.case_id or 0) or name_in(row.values),
            where=where(row, sources.get(row.sheet_id)),
            told=standing(row.standing),
            says=_says(row, values),
            changes=_changes(row, values)[:MOST_SHOWN],
            more=max(len(row.took) - MOST_SHOWN, 0),
            reasons=[reason_in_words(reason) for reason in row.reasons],
            warnings=[warning_in_words(found) for found in row.warnings],
            units=(units or {}).get(row.case_id or 0, []),
        )
        for row in rows
    ]


def where(row: TrackerRow, source: Source | None) -> str:
    """ "Sheet “WIP”, row 214"."""
    return f"Sheet “{source.sheet}”, row {row.row:,}" if source else f"Row {row.row:,}"


def name_in(values: Mapping[str, Any]) -> str:
    """What a row calls its person."""
    called = f"{values.get('given_names') or ''} {values.get('family_name') or ''}"
    return called.strip() or NAMELESS


def reason_in_words(reason: Mapping[str, Any]) -> str:
    """Why a row is set aside, with the column it is about."""
    return _in_words(reason, refusal(reason["code"]))


def warning_in_words(found: Mapping[str, Any]) -> str:
    """What is worth a look in a row, with the column it is about."""
    return _in_words(found, warning(found["code"]))


def _in_words(told: Mapping[str, Any], of: Told) -> str:
    words: str = told.get("words") or of.title
    title = field_title(told["field"]) if told.get("field") else ""
    return words if words.startswith(title) else f"{title}: {words}"


def _says(row: TrackerRow, values: Values) -> str:
    """A new case in a few words: nationality, date of claim and stage."""
    if row.standing != TrackerRow.Standing.NEW:
        return ""
    said = [
        values.words(name, row.values.get(name))
        for name in ("nationality", "claimed_on", "stage")
        if row.values.get(name)
    ]
    return ", ".join(said)


def _changes(row: TrackerRow, values: Values) -> list[Change]:
    return [
        Change(field_title(name), values.words(name, before), values.words(name, after))
        for name, (before, after) in sorted(row.took.items())
    ]


@dataclass(frozen=True, slots=True)
class ClashShown:
    """One cell changed both here and in a tracker."""

    clash: Clash
    title: str
    name: str
    last: str
    here: str
    there: str
    where: str


def clashes_shown(clashes: Sequence[Clash], *, titles: Titles) -> list[ClashShown]:
    """Conflicts with their three values in words."""
    values = values_for(
        titles,
        (
            (clash.field, text)
            for clash in clashes
            for text in (clash.last, clash.here, clash.there)
        ),
    )
    sources = review.sources_of([clash.row for clash in clashes])
    names = names_of_cases([clash.case_id for clash in clashes])
    return [
        ClashShown(
            clash=clash,
            title=field_title(clash.field),
            name=names.get(clash.case_id, NAMELESS),
            last=values.words(clash.field, clash.last),
            here=values.words(clash.field, clash.here),
            there=values.words(clash.field, clash.there),
            where=where(clash.row, sources.get(clash.row.sheet_id)),
        )
        for clash in clashes
    ]


def key_of_import(of: Import) -> str:
    """Where an import stands in the list, for the address of the page after it."""
    at: datetime = of.received_at
    return f"{at.isoformat()}~{of.pk}"

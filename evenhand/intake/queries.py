"""Imports, their rows and clashes, as the viewer may see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Count, QuerySet

from evenhand.casework.models import Case
from evenhand.intake.models import (
    Clash,
    GoLive,
    Import,
    ImportSheet,
    TrackerRow,
)
from evenhand.workforce.models import Unit


CASES, DEPENDANTS = ImportSheet.Role.CASES, ImportSheet.Role.DEPENDANTS


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows of cases by what became of them; `rows` is the sum of the other four.

    reasons     first reason of each row in quarantine -> rows; warnings likewise, all
    dependants  standing -> rows of those who came with somebody, in none of the others
    """

    rows: int
    accepted: int
    unchanged: int
    conflicts: int
    quarantined: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    warnings: Mapping[str, int] = field(default_factory=dict)
    new: int = 0
    updates: int = 0
    dependants: Mapping[str, int] = field(default_factory=dict)


def imports() -> QuerySet[Import]:
    """Every import the viewer may see, newest first."""
    return Import.objects.select_related(
        "unit", "received_by", "carried_out_by"
    ).order_by("-received_at", "-pk")


def totals(of: Import) -> Totals:
    """What became of the rows of cases, counted over what the viewer may see."""
    count = by_standing(of)
    new, updates = count.get("new", 0), count.get("update", 0)
    unchanged, conflicts = count.get("unchanged", 0), count.get("conflict", 0)
    quarantined = count.get("quarantined", 0)
    with connection.cursor() as cursor:
        cursor.execute(_REASONS, [of.pk])
        reasons = dict(cursor.fetchall())
        cursor.execute(_WARNINGS, [of.pk])
        warnings = dict(cursor.fetchall())
    return Totals(
        rows=new + updates + unchanged + conflicts + quarantined,
        accepted=new + updates,
        unchanged=unchanged,
        conflicts=conflicts,
        quarantined=quarantined,
        reasons=reasons,
        warnings=warnings,
        new=new,
        updates=updates,
        dependants=by_standing(of, about=DEPENDANTS),
    )


_REASONS = """
SELECT reasons -> 0 ->> 'code', count(*) FROM intake_trackerrow
WHERE of_id = %s AND about = 'cases' AND standing = 'quarantined'
GROUP BY 1 ORDER BY 2 DESC, 1
"""
# Few rows have a warning: the others need not be taken apart.
_WARNINGS = """
SELECT w ->> 'code', count(*)
FROM intake_trackerrow, jsonb_array_elements(warnings) w
WHERE of_id = %s AND about = 'cases' AND NOT (warnings = '[]')
GROUP BY 1 ORDER BY 2 DESC, 1
"""


def rows_of(
    of: Import, *, standing: str | None = None, code: str | None = None
) -> QuerySet[TrackerRow]:
    """Rows in the order of the file; `code`: those with this first reason or warning."""
    rows = TrackerRow.objects.filter(of=of).select_related("sheet", "case", "unit")
    if standing is not None:
        rows = rows.filter(standing=standing)
    if code is not None:
        rows = rows.filter(reasons__contains=[{"code": code}]) | rows.filter(
            warnings__contains=[{"code": code}]
        )
    return rows.order_by("sheet__position", "row")


def open_clashes(
    *, unit: Unit | None = None, of: Import | None = None, case: Case | None = None
) -> QuerySet[Clash]:
    """Clashes nobody has settled, of a unit, an import or a case; oldest first."""
    found = Clash.objects.filter(settled_at=None)
    if unit is not None:
        found = found.filter(unit=unit)
    if of is not None:
        found = found.filter(row__of=of)
    if case is not None:
        found = found.filter(case=case)
    return found.select_related("row", "unit", "case", "here_changed_by").order_by(
        "found_at", "pk"
    )


def gone_rows(of: Import) -> QuerySet[TrackerRow]:
    """Rows of the tracker before this one whose reference this one no longer has.

    The one before is the latest brought in of the same unit that shares a reference.
    Listed for people; nothing is closed.
    """
    here = TrackerRow.objects.filter(of=of, about=CASES)
    before = (
        TrackerRow.objects.filter(
            unit=of.unit,
            about=CASES,
            in_at__lt=of.carried_out_at or of.received_at,
            key__in=here.values("key"),
        )
        .exclude(of=of)
        .order_by("-in_at", "-pk")
        .values_list("of_id", flat=True)
        .first()
    )
    return (
        TrackerRow.objects.filter(of_id=before, about=CASES, in_at__isnull=False)
        .exclude(key__in=here.values("key"))
        .select_related("case", "sheet")
        .order_by("sheet__position", "row")
    )


def also_in(case: Case) -> QuerySet[TrackerRow]:
    """What each unit's tracker last said of the case: one row a unit, newest first."""
    said = (
        TrackerRow.objects.filter(case=case, in_at__isnull=False, about=CASES)
        .order_by("unit", "-in_at")
        .distinct("unit")
    )
    return (
        TrackerRow.objects.filter(pk__in=said.values("pk"))
        .select_related("unit")
        .order_by("-in_at")
    )


def go_live_of(unit: Unit) -> GoLive | None:
    """What was last said of the unit's going live; None where nothing was."""
    return GoLive.objects.filter(unit=unit).order_by("-set_at", "-pk").first()


def closed_units(on: date) -> list[Unit]:
    """Units whose trackers are no longer taken on that day."""
    latest = GoLive.objects.order_by("unit", "-set_at", "-pk").distinct("unit")
    return [
        said.unit
        for said in latest.select_related("unit")
        if said.on is not None and said.on <= on
    ]


def by_standing(of: Import, *, about: str = CASES) -> dict[str, int]:
    """Standing -> rows of cases (or of dependants), over what the viewer may see."""
    counted = TrackerRow.objects.filter(of=of, about=about).values_list("standing")
    return dict(counted.annotate(Count("pk")).order_by())

"""What a person looks through in an import: words by number, rows page by page.

Everything is counted and listed as the viewer may see it. A page of rows begins after
the last row of the one before, so the thousandth costs what the first one does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from evenhand.casework.models import Case
from evenhand.intake.models import Clash, GoLive, Import, ImportSheet, TrackerRow
from evenhand.intake.queries import open_clashes


CASES, DEPENDANTS = ImportSheet.Role.CASES, ImportSheet.Role.DEPENDANTS
MOST_OF_TWO = 50
UNDER_WAY = (
    Import.State.RECEIVED,
    Import.State.TO_BE_MAPPED,
    Import.State.JUDGED,
    Import.State.CARRYING_OUT,
)


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that is on no list: its column, what was said of it, and its rows."""

    field: str
    word: str
    said: str
    rows: int


def unknown_words(of: Import) -> list[UnknownWord]:
    """Words nobody could tell the meaning of, those of most rows first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r ->> 'field', r ->> 'word', min(r ->> 'words'),
                count(DISTINCT t.id)
            FROM intake_trackerrow t, jsonb_array_elements(t.reasons) r
            WHERE t.of_id = %s AND t.standing = 'quarantined'
              AND r ->> 'code' = 'word_unknown' AND r ->> 'word' IS NOT NULL
            GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2
            """,
            [of.pk],
        )
        return [UnknownWord(*row) for row in cursor.fetchall()]


def reasons_of(of: Import) -> list[tuple[str, int]]:
    """The first reasons of rows in quarantine, those of most rows first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT reasons -> 0 ->> 'code', count(*) FROM intake_trackerrow
            WHERE of_id = %s AND standing = 'quarantined'
            GROUP BY 1 ORDER BY 2 DESC, 1
            """,
            [of.pk],
        )
        return [(code, rows) for code, rows in cursor.fetchall()]


def page_of_rows(
    of: Import, *, standing: str, after: tuple[int, int] | None, most: int
) -> list[TrackerRow]:
    """Rows of cases of one standing, in the order of the file, after (sheet, row)."""
    rows = TrackerRow.objects.filter(of=of, about=CASES, standing=standing)
    return page_of(rows, after=after, most=most)


def first_standing(of: Import) -> str:
    """The first of new, changed, in conflict and unchanged that has a row of a case."""
    order = ("new", "update", "conflict", "unchanged")
    rows = TrackerRow.objects.filter(of=of, about=CASES)
    return next((s for s in order if rows.filter(standing=s).exists()), order[0])


def page_of_warned(
    of: Import, *, code: str, after: tuple[int, int] | None, most: int
) -> list[TrackerRow]:
    """Rows with this warning, whatever becomes of them."""
    rows = TrackerRow.objects.filter(of=of).exclude(warnings=[])
    return page_of(
        rows.filter(warnings__contains=[{"code": code}]), after=after, most=most
    )


def page_of_set_aside(
    of: Import,
    *,
    code: str = "",
    field: str = "",
    word: str = "",
    after: tuple[int, int] | None,
    most: int,
) -> list[TrackerRow]:
    """Rows in quarantine, dependants' too.

    code: with this reason first; field and word: with this word among those that are
    on no list.
    """
    rows = TrackerRow.objects.filter(of=of, standing=TrackerRow.Standing.QUARANTINED)
    if code:
        rows = rows.filter(reasons__0__code=code)
    if word:
        rows = rows.filter(reasons__contains=[{"field": field, "word": word}])
    return page_of(rows, after=after, most=most)


def page_of(
    rows: QuerySet[TrackerRow], *, after: tuple[int, int] | None, most: int
) -> list[TrackerRow]:
    """Some of these rows in the order of their file, after (sheet, row)."""
    if after is not None:
        sheet, row = after
        rows = rows.filter(
            Q(sheet_id__gte=sheet), Q(sheet_id__gt=sheet) | Q(row__gt=row)
        )
    rows = rows.select_related("case", "unit").order_by("sheet_id", "row")
    return list(rows[:most])


def in_two_trackers(
    of: Import, *, after: tuple[int, int] | None, most: int
) -> list[TrackerRow]:
    """Rows whose case stands in the tracker of another unit too."""
    elsewhere = TrackerRow.objects.filter(
        case=OuterRef("case"), in_at__isnull=False, about=CASES
    ).exclude(unit=OuterRef("unit"))
    rows = TrackerRow.objects.filter(
        Exists(elsewhere), of=of, about=CASES, case__isnull=False
    )
    return page_of(rows, after=after, most=most)


def units_that_have(cases: Iterable[int | None]) -> Mapping[int, list[str]]:
    """The names of the units whose trackers have had each of several cases."""
    found: dict[int, list[str]] = {}
    for case_id, name in (
        TrackerRow.objects.filter(
            case__in=[case for case in cases if case],
            in_at__isnull=False,
            about=CASES,
            unit__isnull=False,
        )
        .order_by("case_id", "unit__name")
        .values_list("case_id", "unit__name")
        .distinct()
    ):
        found.setdefault(case_id, []).append(name)
    return found


@dataclass(frozen=True, slots=True)
class Source:
    """A sheet of a file, and who brought it, for those who see a row of it."""

    sheet: str
    file: str
    by: str


def sources_of(rows: Sequence[TrackerRow]) -> Mapping[int, Source]:
    """Sheet -> where it came from, of rows the viewer may see."""
    ids = sorted({row.sheet_id for row in rows})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tracker_sources(%s::bigint[])", [ids])
        return {pk: Source(*told) for pk, *told in cursor.fetchall()}


def counts_of(imports: Sequence[Import]) -> Mapping[int, Mapping[str, int]]:
    """Import -> standing -> rows of cases."""
    found: dict[int, dict[str, int]] = {of.pk: {} for of in imports}
    for of, standing, rows in (
        TrackerRow.objects.filter(of__in=imports, about=CASES)
        .order_by()
        .values_list("of_id", "standing")
        .annotate(Count("pk"))
    ):
        found[of][standing] = rows
    return found


def set_aside_in(imports: Sequence[Import]) -> Mapping[int, int]:
    """Import -> rows in quarantine, dependants' too."""
    return dict(
        TrackerRow.objects.filter(
            of__in=imports, standing=TrackerRow.Standing.QUARANTINED
        )
        .order_by()
        .values_list("of_id")
        .annotate(Count("pk"))
    )


def conflicts_by_unit() -> Mapping[int | None, int]:
    """Unit -> conflicts that nobody has settled."""
    return dict(
        Clash.objects.filter(settled_at=None, row__in_at__isnull=False)
        .order_by()
        .values_list("unit_id")
        .annotate(Count("pk"))
    )


def conflicts_by_field(of: Import) -> list[tuple[str, int]]:
    """Fields with their open conflicts in an import, those of most first."""
    return list(
        Clash.objects.filter(row__of=of, settled_at=None)
        .order_by()
        .values_list("field")
        .annotate(n=Count("pk"))
        .order_by("-n", "field")
    )


def page_of_clashes(
    of: Import, *, field: str = "", after: tuple[int, int] | None, most: int
) -> list[Clash]:
    """Open conflicts of an import, or of one field of it, row by row, after (row, pk)."""
    found = open_clashes(of=of)
    if field:
        found = found.filter(field=field)
    if after is not None:
        row, clash = after
        found = found.filter(Q(row_id__gte=row), Q(row_id__gt=row) | Q(pk__gt=clash))
    return list(found.order_by("row_id", "pk")[:most])


def of_two_cases(of: Import) -> list[TrackerRow]:
    """Rows whose reference two cases have: nobody but a person can tell them apart."""
    rows = TrackerRow.objects.filter(
        of=of, about=CASES, standing=TrackerRow.Standing.CONFLICT
    ).exclude(reasons=[])
    return list(rows.order_by("sheet_id", "row")[:MOST_OF_TWO])


def latest_of_units(states: Iterable[str]) -> Mapping[int | None, Import]:
    """Unit -> its newest import of cases in one of these states; None: of several units.

    A file of dependants alone comes beside the tracker and does not follow it.
    """
    beside = Exists(ImportSheet.objects.filter(of=OuterRef("pk"), role=DEPENDANTS))
    cases = Exists(ImportSheet.objects.filter(of=OuterRef("pk"), role=CASES))
    found = (
        Import.objects.filter(cases | ~beside, state__in=list(states))
        .select_related("unit", "received_by", "carried_out_by")
        .order_by("unit_id", "-received_at", "-pk")
        .distinct("unit_id")
    )
    return {of.unit_id: of for of in found}


def go_lives() -> Mapping[int, GoLive]:
    """Unit -> what was last said of its going live."""
    latest = (
        GoLive.objects.select_related("set_by")
        .order_by("unit_id", "-set_at", "-pk")
        .distinct("unit_id")
    )
    return {said.unit_id: said for said in latest}


def page_of_imports(*, before: tuple[datetime, int] | None, most: int) -> list[Import]:
    """Imports, the newest first, beginning after one of them."""
    found = Import.objects.select_related("unit", "received_by", "carried_out_by")
    if before is not None:
        at, pk = before
        found = found.filter(
            Q(received_at__lte=at), Q(received_at__lt=at) | Q(pk__lt=pk)
        )
    return list(found.order_by("-received_at", "-pk")[:most])


def row_that_added(case: Case) -> TrackerRow | None:
    """The row the case came in with; None where it did not come from a tracker."""
    rows = TrackerRow.objects.filter(case=case, added=True, in_at__isnull=False)
    return rows.select_related("unit").order_by("in_at", "pk").first()


def headings_of(sheet_id: int) -> list[tuple[str, str]]:
    """The headings of a sheet from the left, each with the field it is read as, or "".

    For those who see a row of it, though they may not be shown how it was read.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tracker_headings(%s)", [sheet_id])
        return [(heading, field or "") for heading, field in cursor.fetchall()]


def headings_of_import(of: Import) -> list[tuple[str, str]]:
    """The headings of all sheets with a row in quarantine, each once, from the left."""
    sheets = (
        TrackerRow.objects.filter(of=of, standing=TrackerRow.Standing.QUARANTINED)
        .order_by("sheet_id")
        .values_list("sheet_id", flat=True)
        .distinct()
    )
    found: dict[str, str] = {}
    for sheet in sheets:
        for heading, field in headings_of(sheet):
            found.setdefault(heading, field)
    return list(found.items())

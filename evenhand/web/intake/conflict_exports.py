"""Cells that were changed both here and in a tracker, as a file."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from evenhand.intake.models import Clash
from evenhand.intake.queries import open_clashes
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.intake.asked import AskedRows
from evenhand.web.intake.reading import ClashShown, clashes_shown, import_or_404
from evenhand.web.intake.words import field_title
from evenhand.web.timing import at_of
from evenhand.web.titles import Titles, titles_at


BATCH = 1_000


def _changed_by(one: ClashShown) -> str | None:
    by = one.clash.here_changed_by
    return by.name if by else None


COLUMNS = (
    Column("Case", lambda one: one.clash.case.ref),
    Column("Name", lambda one: one.name, about="As the person wishes to be called"),
    Column("What", lambda one: one.title),
    Column("At the last import", lambda one: one.last or None),
    Column("Here now", lambda one: one.here or None),
    Column("In the tracker", lambda one: one.there or None),
    Column("Changed here by", _changed_by),
    Column("Changed here", lambda one: one.clash.here_changed_at, Kind.INSTANT),
    Column("Row of the tracker", lambda one: one.where),
)


def conflict_list(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """The open conflicts of an import, or those of the field the address asks for."""
    found = import_or_404(where["number"])
    asked = AskedRows.from_address(request.GET, usual="conflicts")
    titles = titles_at(at_of(request))
    clashes = open_clashes(of=found).order_by("found_at", "pk")
    filters = [("tracker", found.file_name)]
    if asked.field:
        clashes = clashes.filter(field=asked.field)
        filters.append(("what", field_title(asked.field)))
    back = f"{reverse('import', args=[found.pk])}{asked.address(show='conflicts')}"
    return ListOut(
        name="conflicts",
        title="Conflicts with a tracker",
        columns=COLUMNS,
        rows=lambda: conflicts_out(list(clashes.values_list("pk", flat=True)), titles),
        count=clashes.count,
        filters=filters,
    ), back


def conflicts_out(ids: list[int], titles: Titles) -> Iterator[ClashShown]:
    """These conflicts, in their order, with their three values in words."""
    for at in range(0, len(ids), BATCH):
        some = Clash.objects.filter(pk__in=ids[at : at + BATCH])
        shown = some.select_related("row", "unit", "case", "here_changed_by")
        yield from clashes_shown(list(shown.order_by("found_at", "pk")), titles=titles)

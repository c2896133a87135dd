"""The rows that are set aside as a workbook, to be corrected there and returned."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from evenhand.flows.mend_tracker import ROW_COLUMN, WRONG_COLUMN, signed_row
from evenhand.intake import review
from evenhand.intake.models import Import, TrackerRow
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.intake.reading import import_or_404, reason_in_words


BATCH = 1_000


def rows_set_aside(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """All rows of an import that are in quarantine, each with what was wrong."""
    found = import_or_404(where["number"])
    headings = [heading for heading, _ in review.headings_of_import(found)]
    listing = ListOut(
        name="rows-set-aside",
        title=f"Rows set aside: {found.file_name}",
        columns=[
            Column(ROW_COLUMN, signed_row, about="Leave this column as it is"),
            *(_cell(heading) for heading in headings),
            Column(WRONG_COLUMN, wrong_with, Kind.LONG_TEXT),
        ],
        rows=lambda: _rows(found),
        count=lambda: review.set_aside_in([found]).get(found.pk, 0),
        workbook_only=True,
        notes=[
            f"Correct the cells and leave the column “{ROW_COLUMN}” as it is. Then "
            "return this workbook on the page it came from: each row is tried again."
        ],
    )
    return listing, f"{reverse('import', args=[found.pk])}?show=set-aside"


def wrong_with(row: TrackerRow) -> str:
    """Every reason why a row is set aside."""
    return "; ".join(reason_in_words(reason) for reason in row.reasons)


def _cell(heading: str) -> Column:
    def text(row: TrackerRow) -> str | None:
        return row.mended.get(heading, row.cells.get(heading)) or None

    return Column(heading, text)


def _rows(found: Import) -> Iterator[TrackerRow]:
    after: tuple[int, int] | None = None
    while True:
        rows = review.page_of_set_aside(found, after=after, most=BATCH)
        yield from rows
        if len(rows) < BATCH:
            return
        after = (rows[-1].sheet_id, rows[-1].row)

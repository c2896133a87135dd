"""What people corrected in an import stays when the file is looked at again.

The file is the same, so a row is told by its sheet and its number. A correction is
applied where its column is still read as something.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evenhand.core.accounts import planning_service
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.flows.mend_tracker import held_rows, try_again
from evenhand.intake.models import Import, TrackerRow


@dataclass(frozen=True, slots=True)
class Correction:
    """Cells of one row as somebody put them right: heading -> text."""

    sheet_id: int
    row: int
    cells: dict[str, str]
    at: datetime
    by_id: int


def corrections_of(of: Import) -> list[Correction]:
    """What was corrected in rows that are not in yet.

    Read as the service: some of them may be out of the viewer's sight by now.
    """
    with acting_as(planning_service()):
        found = TrackerRow.objects.filter(
            of=of, mended_at__isnull=False, in_at__isnull=True
        ).order_by("sheet_id", "row")
        return [
            Correction(
                row.sheet_id, row.row, row.mended, row.mended_at, row.mended_by_id
            )
            for row in found
            if row.mended_at is not None and row.mended_by_id is not None
        ]


def correct_again(
    of: Import, kept: Sequence[Correction], *, by: User, at: datetime
) -> None:
    """Apply to the rows just staged what was corrected in them before, and try them.

    Who corrected what, and when, stays as it was.
    """
    before = {(one.sheet_id, one.row): one for one in kept}
    corrected = []
    for row in _staged(of, kept):
        one = before[row.sheet_id, row.row]
        read = {column["heading"] for column in row.sheet.mapping if column["field"]}
        cells = {name: text for name, text in one.cells.items() if name in read}
        if cells:
            row.mended, row.mended_at, row.mended_by_id = cells, one.at, one.by_id
            corrected.append(row)
    TrackerRow.objects.bulk_update(
        corrected, ["mended", "mended_at", "mended_by"], batch_size=1_000
    )
    try_again(corrected, by=by, at=at)


def _staged(of: Import, kept: Sequence[Correction]) -> list[TrackerRow]:
    """The rows of these corrections as they are staged now, those that still are."""
    places = {(one.sheet_id, one.row) for one in kept}
    some = TrackerRow.objects.filter(of=of, row__in={row for _, row in places})
    ids = [
        pk for pk, *place in some.values_list("pk", "sheet_id", "row")
        if tuple(place) in places
    ]  # fmt: skip
    return held_rows(TrackerRow.objects.filter(pk__in=ids))

"""What trackers have to do with a case: where it came from, and what they say of it."""

from dataclasses import dataclass, field

from evenhand.casework.models import Case, NextAction
from evenhand.intake import review
from evenhand.intake.models import TrackerRow
from evenhand.intake.queries import also_in, open_clashes
from evenhand.intake.review import Source
from evenhand.web.formats import day
from evenhand.web.intake.reading import ClashShown, clashes_shown
from evenhand.web.titles import Titles


@dataclass(frozen=True, slots=True)
class Trackers:
    """`came_from` is empty for a case that no tracker brought in."""

    came_from: str = ""
    stands_in: list[str] = field(default_factory=list)
    action: NextAction | None = None
    clashes: list[ClashShown] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.came_from or self.stands_in or self.action or self.clashes)


def trackers_of(case: Case, titles: Titles) -> Trackers:
    """Where the case came from, its next action, and conflicts that wait."""
    first = review.row_that_added(case)
    said = list(also_in(case))
    sources = review.sources_of([*said, *([first] if first else [])])
    clashes = [
        clash for clash in open_clashes(case=case) if clash.row.in_at is not None
    ]
    return Trackers(
        came_from=_place(first, sources.get(first.sheet_id), by=True) if first else "",
        stands_in=[_place(row, sources.get(row.sheet_id)) for row in said],
        action=NextAction.objects.filter(case=case, done_at=None).first(),
        clashes=clashes_shown(clashes, titles=titles),
    )


def _place(row: TrackerRow, source: Source | None, *, by: bool = False) -> str:
    """ "Leeds tracker, sheet “WIP”, row 214, brought in on 16 November 2026"."""
    words = f"{row.unit.name} tracker" if row.unit else "A tracker of several units"
    if source is not None:
        words += f", sheet “{source.sheet}”"
    words += f", row {row.row:,}, brought in on {day(row.in_at)}"
    return words + (f" by {source.by}" if source is not None and by else "")

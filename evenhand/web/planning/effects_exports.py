"""Before and after a run as a file: every group of every kind, rounded as it leaves."""

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.engine.groups import Group
from evenhand.planning.models import Run
from evenhand.releases.queries import policy_of
from evenhand.web.exports.figures import ABOUT_PEOPLE, of_people
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.planning.effects_reading import Line, lines_told
from evenhand.web.titles import Titles


@dataclass(frozen=True, slots=True)
class GroupOut:
    """One group as it may leave: what groups are told by, and its numbers."""

    by: str
    line: Line

    @property
    def group(self) -> Group:
        """The numbers of the group."""
        return self.line.group

    @property
    def told(self) -> bool:
        """Whether neither those placed nor those left are too few for a share."""
        return None not in (of_people(self.group.placed), of_people(self.group.after))


def _whole(part: float) -> int:
    return round(100 * part)


def _difference(row: GroupOut) -> int | None:
    difference = row.group.difference
    return _whole(difference.value) if row.told and difference else None


def _low(row: GroupOut) -> int | None:
    difference = row.group.difference
    return _whole(difference.low) if row.told and difference else None


def _high(row: GroupOut) -> int | None:
    difference = row.group.difference
    return _whole(difference.high) if row.told and difference else None


EFFECTS = (
    Column("Told by", lambda row: row.by),
    Column("Group", lambda row: row.line.label),
    Column("Waited before", lambda row: of_people(row.group.before), Kind.NUMBER),
    Column("Placed", lambda row: of_people(row.group.placed), Kind.NUMBER),
    Column("Wait after", lambda row: of_people(row.group.after), Kind.NUMBER),
    Column(
        "Placed in a hundred",
        lambda row: _whole(row.group.share.value) if row.told else None,
        Kind.NUMBER,
    ),
    Column(
        "Against everybody else",
        _difference,
        Kind.NUMBER,
        about="Places in a hundred cases of the group, less those of all other cases",
    ),
    Column("From", _low, Kind.NUMBER, about="Where the difference could lie by chance"),
    Column("To", _high, Kind.NUMBER, about="Where the difference could lie by chance"),
    Column(
        "Markedly less", lambda row: "Yes" if row.told and row.line.behind else None
    ),
    Column(
        "Days half of those placed had waited",
        lambda row: row.group.placed_waited.middle if row.group.placed_waited else None,
        Kind.NUMBER,
    ),
    Column(
        "Days half of those left have waited",
        lambda row: row.group.left_waited.middle if row.group.left_waited else None,
        Kind.NUMBER,
    ),
)


def effects_list(run: Run, about_run: tuple[str, str], titles: Titles) -> ListOut:
    """Every group told of, by each of what groups are told by. Tells of no person."""
    found: list[GroupOut] = []

    def read() -> list[GroupOut]:
        if not found:
            found.extend(_groups(run, titles))
        return found

    return ListOut(
        name=f"run-{run.pk}-before-and-after",
        title=f"Run {run.pk}, before and after",
        columns=EFFECTS,
        rows=lambda: iter(read()),
        count=lambda: len(read()),
        filters=[about_run],
        personal=False,
        notes=[
            "Counted among the cases you may see, as if all that the run proposes were "
            "accepted.",
            "Small groups are told together, and never so that one could be worked out "
            "by taking the others from the whole.",
            ABOUT_PEOPLE,
        ],
    )


def _groups(run: Run, titles: Titles) -> Iterator[GroupOut]:
    for by, lines in lines_told(run, policy=policy_of(run.release), titles=titles):
        for line in lines:
            yield GroupOut(by, line)

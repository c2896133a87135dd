"""Promised and delivered as a file: every stage and group, rounded as it leaves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from evenhand.planning.models import ProofDay
from evenhand.planning.proof.queries import day_asked_for, days_counted
from evenhand.planning.proof.standards import STAGES
from evenhand.web.exports.figures import ABOUT_PEOPLE, of_people
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.formats import day
from evenhand.web.forms import day_in_address
from evenhand.web.rules.proof.reading import STAGE_WORDS, Line, lines_of


@dataclass(frozen=True, slots=True)
class GroupOut:
    """One group of one stage, as it may leave."""

    stage: str
    line: Line

    @property
    def share(self) -> int | None:
        """In a hundred; None where those in time, or those not, are too few to tell of."""
        row = self.line.row
        if not row.due or row.within is None:
            return None
        if None in (of_people(row.within), of_people(row.due - row.within)):
            return None
        return round(100 * row.within / row.due)


def _people(name: str) -> Any:
    def read(out: GroupOut) -> int | None:
        number = getattr(out.line.row, name)
        return None if number is None else of_people(number)

    return read


def _days(name: str) -> Any:
    """Days by which a share had come through, where enough did to be told of."""

    def read(out: GroupOut) -> int | None:
        told = of_people(out.line.row.reached)
        return getattr(out.line.row, name) if told else None

    return read


COLUMNS = (
    Column("Stage", lambda out: STAGE_WORDS[out.stage][0]),
    Column("Told by", lambda out: out.line.by),
    Column("Group", lambda out: out.line.label),
    Column("Waits", _people("waits"), Kind.NUMBER),
    Column("Reached", _people("reached"), Kind.NUMBER),
    Column("Waiting", _people("waiting"), Kind.NUMBER),
    Column("Left otherwise", _people("left"), Kind.NUMBER),
    Column(
        "Promised days",
        lambda out: out.line.row.promised,
        Kind.NUMBER,
        about="Empty: no standard is stated",
    ),
    Column("Due", _people("due"), Kind.NUMBER),
    Column("Within the promise", _people("within"), Kind.NUMBER),
    Column("In a hundred", lambda out: out.share, Kind.NUMBER),
    Column(
        "Between, in a hundred",
        lambda out: None if out.share is None else out.line.interval,
    ),
    Column("Waiting longer than promised", _people("over"), Kind.NUMBER),
    Column("Half within days", _days("middle"), Kind.NUMBER),
    Column("Nine in ten within days", _days("ninetieth"), Kind.NUMBER),
)


def proof_list(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """Every stage of the day that is shown. Tells of no person."""
    asked = day_in_address(request.GET.get("on", ""))
    found = day_asked_for(asked) if asked else days_counted().first()
    if found is None or found.counted_at is None or found.why_failed:
        raise Http404
    read = list(_groups(found))
    return ListOut(
        name="promised-and-delivered",
        title="Promised and delivered",
        columns=COLUMNS,
        rows=lambda: iter(read),
        count=lambda: len(read),
        filters=[("as known at the end of", day(found.of))],
        personal=False,
        notes=[
            "Counted among the cases you may see. Those who wait still are counted as "
            "waiting, and neither left out nor taken for done.",
            ABOUT_PEOPLE,
        ],
    ), f"{reverse('proof')}?on={found.of.isoformat()}"


def _groups(found: ProofDay) -> Iterator[GroupOut]:
    for stage in STAGES:
        for line in lines_of(found, stage):
            yield GroupOut(stage, line)

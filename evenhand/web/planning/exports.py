"""The lists of a run as files: its proposals, what was not placed, and the shares."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from django.http import Http404, HttpRequest
from django.urls import reverse

from evenhand.planning.models import Proposal, Run
from evenhand.planning.queries import runs
from evenhand.planning.shares import (
    Part,
    share_of_children,
    weeks_to_a_decision_maker,
    what_the_reserve_did,
)
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.exports.figures import ABOUT_PEOPLE, ABOUT_STAFF, of_people, of_staff
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.formats import day, monday_of
from evenhand.web.planning.effects_exports import effects_list
from evenhand.web.planning.reading import AskedProposals, chosen
from evenhand.web.presenters import reason_not_placed
from evenhand.web.timing import at_of
from evenhand.web.titles import Titles, titles_at
from evenhand.workforce.capacity import weekly_places
from evenhand.workforce.models import Unit


BATCH = 2_000
READ = (
    *("position", "case_id", "case__ref", "band", "reserved", "to_owner__name"),
    *("to_unit__name", "reason", "why_not", "why_left_out", "state"),
)
STATES: dict[str, str] = dict(Proposal.State.choices)


@dataclass(frozen=True, slots=True)
class ProposalOut:
    """One proposal, its columns as READ names them, and the name it is about."""

    said: Any
    name: str


REFERENCE = Column("Reference", lambda out: out.said.case__ref)
NAME = Column("Name", lambda out: out.name, about="As the person wishes to be called")
BAND = Column("Band", lambda out: out.said.band, Kind.NUMBER)
TO = Column("To", lambda out: out.said.to_owner__name)
UNIT = Column("Unit", lambda out: out.said.to_unit__name)
PROPOSED = (
    REFERENCE,
    NAME,
    BAND,
    Column(
        "Place kept",
        lambda out: "Yes" if out.said.reserved else None,
        about="Yes: one of the places kept for the longest waiting",
    ),
    TO,
    UNIT,
    Column("Why", lambda out: out.said.reason, Kind.LONG_TEXT),
    Column("State", lambda out: STATES[out.said.state]),
)
NOT_PLACED = (
    REFERENCE,
    NAME,
    BAND,
    Column(
        "What would unblock it",
        lambda out: reason_not_placed(out.said.why_not),
        Kind.LONG_TEXT,
    ),
    Column("Why not", lambda out: out.said.reason, Kind.LONG_TEXT),
)


LEFT_OUT = (
    REFERENCE,
    NAME,
    BAND,
    TO,
    UNIT,
    Column(
        "Why it was left out",
        lambda out: out.said.why_left_out or "It changed after the run read it",
        Kind.LONG_TEXT,
    ),
)
# What the page shows, and so may leave: its words and its columns.
PARTS = {
    "proposals": ("proposals", PROPOSED),
    "not-placed": ("not placed", NOT_PLACED),
    "left-out": ("left out", LEFT_OUT),
}


def run_list(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """What the address shows of a run: proposals, not placed, left out, shares, effects."""
    number = where["number"]
    run = runs().filter(pk=number).first()
    if run is None or run.state not in (Run.State.PROPOSED, Run.State.ACCEPTED):
        raise Http404
    asked = replace(AskedProposals.from_address(request.GET), after=0)
    titles = titles_at(at_of(request))
    back = reverse("run", args=[number]) + asked.address()
    about_run = ("run", f"Run {run.pk}, for the week of {day(monday_of(run.on))}")
    if asked.show == "shares":
        return _shares(run, about_run, titles), back
    if asked.show == "effects":
        return effects_list(run, about_run, titles), back
    if asked.show not in PARTS:
        raise Http404
    what, columns = PARTS[asked.show]
    return ListOut(
        name=f"run-{run.pk}-{what.replace(' ', '-')}",
        title=f"Run {run.pk}, {what}",
        columns=columns,
        rows=lambda: proposals_out(run, asked),
        count=chosen(run, asked).count,
        filters=[about_run, *filters_in_words(asked, titles)],
    ), back


def proposals_out(run: Run, asked: AskedProposals) -> Iterator[ProposalOut]:
    """Every proposal that fits, in the order of rank."""
    while True:
        rows = chosen(run, asked).filter(position__gt=asked.after)
        found = list(rows.values_list(*READ, named=True)[:BATCH])
        names = names_of_cases([row.case_id for row in found])
        for row in found:
            yield ProposalOut(row, names.get(row.case_id, "Name not recorded"))
        if len(found) < BATCH:
            return
        asked = replace(asked, after=found[-1].position)


def filters_in_words(asked: AskedProposals, titles: Titles) -> list[tuple[str, str]]:
    """What was chosen above the proposals, as the page words it."""
    found = []
    if asked.unit:
        unit = Unit.objects.filter(code=asked.unit).first()
        found.append(("unit", unit.name if unit else asked.unit))
    if asked.band is not None:
        found.append(("band", titles.band(asked.band)))
    if asked.why:
        found.append(("what would unblock it", reason_not_placed(asked.why)))
    return found


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the shares; no `value` where it must not leave."""

    part: str
    of: str
    measure: str
    value: float | None
    band: int | None = None


CHILDREN = "Unaccompanied children"
WEEKS = "Weeks to a decision maker"
KEPT = "Places kept for the longest waiting"
SHARES = (
    Column("Part", lambda figure: figure.part),
    Column("Of", lambda figure: figure.of),
    Column("Band", lambda figure: figure.band, Kind.NUMBER),
    Column("Measure", lambda figure: figure.measure),
    Column(
        "Figure",
        lambda figure: figure.value,
        Kind.NUMBER,
        about="Empty: too few people to give a figure, or none to give",
    ),
)


def _shares(run: Run, about_run: tuple[str, str], titles: Titles) -> ListOut:
    figures: list[Figure] = []

    def read() -> list[Figure]:
        if not figures:
            figures.extend(shares_out(run, titles))
        return figures

    return ListOut(
        name=f"run-{run.pk}-shares",
        title=f"Run {run.pk}, shares",
        columns=SHARES,
        rows=lambda: iter(read()),
        count=lambda: len(read()),
        filters=[about_run],
        personal=False,
        notes=["Counted among the cases you may see.", ABOUT_PEOPLE, ABOUT_STAFF],
    )


def shares_out(run: Run, titles: Titles) -> Iterator[Figure]:
    """Each figure of the page on a line of its own, rounded as it leaves."""
    children = share_of_children(run)
    for of, share in (
        ("Claims of the year before", children.claims),
        ("Cases that were ready and waited", children.waiting),
        ("Places given by this run", children.places),
    ):
        yield from _children(of, share)
    deciders: dict[str, int] = dict(
        weekly_places(run.on).group_by("unit").agg(pl.len()).iter_rows()
    )
    bands = sorted(number for number, _ in titles.bands())
    for row in weeks_to_a_decision_maker(run, bands):
        unit = titles.of("units", row.unit) if row.unit else "No unit"
        people = deciders.get(row.unit, 0)
        places = of_staff(row.places, people=people)
        yield Figure(WEEKS, unit, "Places a week", places)
        for band, (waiting, weeks) in zip(bands, row.weeks, strict=True):
            cases = of_people(waiting)
            yield Figure(WEEKS, unit, "Cases waiting", cases, band)
            told = cases is not None and places is not None
            yield Figure(WEEKS, unit, "Weeks", weeks if told else None, band)
    for kept in what_the_reserve_did(run):
        number = of_people(kept.kept)
        told = number is not None
        for measure, figure in (
            ("Cases", number),
            ("Placed", of_people(kept.placed)),
            ("Days that half of them had waited", kept.middle_days if told else None),
        ):
            yield Figure(KEPT, "All units", measure, figure, kept.band)


def _children(of: str, part: Part) -> Iterator[Figure]:
    yield Figure(CHILDREN, of, "Children", of_people(part.some))
    yield Figure(CHILDREN, of, "All", of_people(part.whole))

"""How long people wait for their interview, by when they claimed, by unit and by band."""

from datetime import date

from evenhand.engine.groups import told_apart
from evenhand.flows.waiting_to_interview import Cohort, cohorts, queues
from evenhand.web.appointments.figures.asked import AskedFigures
from evenhand.web.appointments.figures.shown import (
    Figure,
    Heading,
    Measure,
    Table,
    Value,
    months,
    plot,
    share,
)
from evenhand.web.formats import day
from evenhand.web.titles import Titles


YEARS = 3
NO_UNIT, NO_BAND = "No unit yet", "No band yet"
NOT_YET = "Not so many yet"


def waiting_figure(asked: AskedFigures, titles: Titles) -> Figure:
    """Quarters of claim, who claimed alone as a child apart; and who waits now."""
    since = date(asked.today.year - YEARS, 1, 1)
    found = cohorts(since=since, on=asked.today)
    alone = [one for one in found if one.alone]
    others = [one for one in found if not one.alone]
    true_for = (
        f"As known on {day(asked.today)}, of claims since {day(since)}. Counted among "
        "the cases you may see"
    )
    meanings = [
        (
            "Claimed",
            "Cases by the quarter of their claim. Cases that were closed before they were "
            "brought in are not known here.",
        ),
        (
            "Interviewed",
            "The first interview was held. Half by: so many months after the claim, half "
            "of all who were not lost to the queue otherwise had been interviewed. Who "
            "waits still is counted as waiting, and not left out.",
        ),
        (
            "Left otherwise",
            "Decided without an interview, withdrawn, suspended, or closed in another way.",
        ),
        (
            "Waits now",
            "Not interviewed, and still to be: from claim until today, half of them "
            "longer than is said. The band is that of the last plan.",
        ),
        (
            "Small groups",
            f"A group of fewer than {asked.least} is told together with others, and never "
            "so that it could be worked out by taking the others from the whole.",
        ),
    ]
    if sum(one.claimed for one in found) < asked.least:
        return Figure(
            true_for=true_for,
            meanings=meanings,
            few=f"Fewer than {asked.least} cases were claimed since then. So few are not "
            "told of.",
        )
    tables = []
    for caption, some in (
        ("Everybody but children who claimed alone", others),
        ("Children who claimed alone, by their age then", alone),
    ):
        if sum(one.claimed for one in some) >= asked.least:
            tables.append(_cohort_table(caption, some, asked.least))
    tables.append(_queue_table(asked, titles))
    return Figure(
        true_for=true_for,
        meanings=meanings,
        plot=plot(
            [
                (str(row[0]), int(str(row[2])), int(str(row[1])))
                for row in tables[0].rows
            ],
            title=f"{tables[0].caption}: interviewed, by quarter of claim",
            description="For each quarter, how many claimed and how many of them have "
            "been interviewed. The table below has the same numbers.",
            load="Interviewed",
            room="Claimed",
        ),
        tables=tables,
    )


def _cohort_table(caption: str, some: list[Cohort], least: int) -> Table:
    apart = told_apart({one.first: one.claimed for one in some}, least)
    rows: list[tuple[Value, ...]] = [
        (
            quarter(one.first),
            one.claimed,
            one.interviewed,
            share(one.interviewed, one.claimed),
            NOT_YET if one.middle is None else months(one.middle),
            one.claimed - one.interviewed - one.left,
            one.left,
        )
        for one in some
        if one.first in apart
    ]
    rest = [one for one in some if one.first not in apart]
    if rest:
        claimed, interviewed, left = (
            sum(getattr(one, name) for one in rest)
            for name in ("claimed", "interviewed", "left")
        )
        rows.append(
            (
                "Other quarters, together",
                claimed,
                interviewed,
                share(interviewed, claimed),
                None,
                claimed - interviewed - left,
                left,
            )
        )
    return Table(
        caption,
        (
            Heading("Claimed in"),
            Heading("Claimed", Measure.PEOPLE),
            Heading("Interviewed", Measure.PEOPLE),
            Heading("Of all", Measure.SHARE),
            Heading("Half by, in months", Measure.MONTHS),
            Heading("Still waiting", Measure.PEOPLE),
            Heading("Left otherwise", Measure.PEOPLE),
        ),
        rows,
    )


def _queue_table(asked: AskedFigures, titles: Titles) -> Table:
    found = queues(asked.by, on=asked.today)
    none = NO_BAND if asked.by == "band" else NO_UNIT
    apart = told_apart({one.key: one.waiting for one in found}, asked.least)
    rows: list[tuple[Value, ...]] = [
        (
            none
            if one.key is None
            else titles.band(int(one.key))
            if asked.by == "band"
            else one.key,
            one.waiting,
            months(one.middle),
        )
        for one in sorted(found, key=lambda one: (one.key is None, one.key or ""))
        if one.key in apart
    ]
    if rest := sum(one.waiting for one in found if one.key not in apart):
        rows.append((f"Other {asked.by}s, together", rest, None))
    return Table(
        f"Who waits for an interview now, by {asked.by}",
        (
            Heading(asked.by.capitalize()),
            Heading("Waits now", Measure.PEOPLE),
            Heading("Half of them longer than, in months", Measure.MONTHS),
        ),
        rows,
    )


def quarter(first: date) -> str:
    """A quarter by its months: "October to December 2026"."""
    last = date(first.year, first.month + 2, 1)
    return f"{first:%b} to {last:%b} {first.year}"

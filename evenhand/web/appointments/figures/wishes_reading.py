"""Wishes that were not met, and slots filled at short notice."""

from evenhand.appointments.figures.wishes import (
    DIALECT,
    ShortNotice,
    Wished,
    short_notice_by_week,
    wishes_of,
)
from evenhand.engine.groups import told_apart
from evenhand.web.appointments.figures.asked import AskedFigures
from evenhand.web.appointments.figures.ended_reading import SEEN, few
from evenhand.web.appointments.figures.shown import (
    Figure,
    Heading,
    Measure,
    Table,
    Value,
    plot,
    share,
)
from evenhand.web.formats import short_day


WHO = {
    ("interviewer", "female"): "A woman to interview them",
    ("interviewer", "male"): "A man to interview them",
    ("interpreter", "female"): "A woman to interpret",
    ("interpreter", "male"): "A man to interpret",
}
OTHERS = "Others, together"
NUMBERS = (
    Heading("Asked for", Measure.PEOPLE),
    Heading("Not met", Measure.PEOPLE),
    Heading("Not met, in a hundred", Measure.SHARE),
)


def wishes_figure(asked: AskedFigures) -> Figure:
    """What claimants asked for, and how often it was not so."""
    expressed = wishes_of(asked.period)
    wishes = [
        Wished(
            WHO.get((one.what, one.which), f"Another wish about the {one.what}"),
            "",
            one.asked,
            one.unmet,
        )
        for one in expressed
        if one.what != DIALECT
    ]
    dialects = [
        Wished(one.which, "", one.asked, one.unmet)
        for one in expressed
        if one.what == DIALECT
    ]
    true_for = f"Interviews from {asked.dates}. {SEEN}"
    meanings = [
        (
            "Asked for",
            "Interviews booked and not called off, of people whose wish is recorded. A "
            "wish about the interpreter counts where one is needed; a dialect where one "
            "was asked for.",
        ),
        (
            "Not met",
            "Booked otherwise all the same, with a reason. Kept as it was when it was "
            "booked.",
        ),
        (
            "Small groups",
            f"What fewer than {asked.least} asked for is told together with others, and "
            "never so that it could be worked out by taking the others from the whole.",
        ),
    ]
    found = sum(one.asked for one in [*wishes, *dialects])
    if nothing := few(asked, found, "wishes were expressed"):
        return Figure(true_for=true_for, meanings=meanings, few=nothing)
    tables = [
        Table(caption, (Heading(heading), *NUMBERS), _rows(some, asked.least))
        for caption, heading, some in (
            ("Wishes about the interviewer and the interpreter", "Wish", wishes),
            ("Dialects", "Dialect", dialects),
        )
        if sum(one.asked for one in some) >= asked.least
    ]
    return Figure(
        true_for=true_for,
        meanings=meanings,
        plot=plot(
            [
                (str(row[0]), int(str(row[1])) - int(str(row[2])), int(str(row[1])))
                for table in tables
                for row in table.rows
            ],
            title="Wishes met, of those expressed",
            description="For each wish, how many expressed it and for how many it was "
            "met. The tables below have the same numbers.",
            load="Met",
            room="Asked for",
        ),
        tables=tables,
    )


def short_notice_figure(asked: AskedFigures) -> Figure:
    """Slots that were filled at short notice, week by week."""
    weeks = short_notice_by_week(asked.period)
    total = sum(one.short for one in weeks)
    true_for = f"Interviews from {asked.dates}. {SEEN}"
    meanings = [
        (
            "At short notice",
            "Booked with less notice than policy gives, for people who agreed to it and "
            "whose representative did; never a child. Nobody loses by saying no.",
        ),
        ("Held", "Completed or part heard."),
        (
            "Small groups",
            f"Weeks are told where {asked.least} or more were filled in all of them; the "
            "numbers of single weeks leave rounded.",
        ),
    ]
    if nothing := few(asked, total, "slots were filled at short notice"):
        return Figure(true_for=true_for, meanings=meanings, few=nothing)
    return Figure(
        true_for=true_for,
        meanings=meanings,
        plot=plot(
            [(short_day(one.monday), one.held, one.short) for one in weeks],
            title="Filled at short notice, by week",
            description="For each week, how many slots were filled at short notice and "
            "how many of these interviews were held. The table below has the same "
            "numbers.",
            load="Held",
            room="Filled at short notice",
        ),
        tables=[
            Table(
                "Slots filled at short notice, by week",
                (
                    Heading("Week from"),
                    Heading("Booked", Measure.PEOPLE),
                    Heading("At short notice", Measure.PEOPLE),
                    Heading("Of those booked", Measure.SHARE),
                    Heading("Held", Measure.PEOPLE),
                ),
                [
                    ("All", *_sums(weeks)),
                    *(
                        (
                            short_day(one.monday),
                            one.booked,
                            one.short,
                            share(one.short, one.booked),
                            one.held,
                        )
                        for one in weeks
                    ),
                ],
            )
        ],
    )


def _sums(weeks: list[ShortNotice]) -> tuple[Value, ...]:
    booked, short, held = (
        sum(getattr(one, name) for one in weeks) for name in ("booked", "short", "held")
    )
    return booked, short, share(short, booked), held


def _rows(some: list[Wished], least: int) -> list[tuple[Value, ...]]:
    apart = told_apart({one.what: one.asked for one in some}, least)
    rows: list[tuple[Value, ...]] = [
        (one.what, one.asked, one.unmet, share(one.unmet, one.asked))
        for one in some
        if one.what in apart
    ]
    rest = [one for one in some if one.what not in apart]
    if rest:
        asked, unmet = sum(one.asked for one in rest), sum(one.unmet for one in rest)
        rows.append((OTHERS, asked, unmet, share(unmet, asked)))
    return rows

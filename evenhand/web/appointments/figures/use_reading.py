"""The use of rooms and people: hours taken of hours open, by week and by site."""

from evenhand.appointments.figures.use import INTERPRETERS, INTERVIEWERS, ROOMS, use_of
from evenhand.engine.groups import told_apart
from evenhand.planning.teams import LEAST
from evenhand.web.appointments.figures.asked import AskedFigures
from evenhand.web.appointments.figures.shown import (
    Figure,
    Heading,
    Measure,
    Table,
    plot,
    share,
)
from evenhand.web.formats import counted, short_day


WORDS = {ROOMS: "rooms", INTERVIEWERS: "interviewers", INTERPRETERS: "interpreters"}
OTHERS = "Other sites, together"
HOURS = (
    Heading("Hours open", Measure.HOURS),
    Heading("Hours taken", Measure.HOURS),
    Heading("Taken", Measure.SHARE),
)


def use_figure(asked: AskedFigures) -> Figure:
    """Everything of one kind, week by week; and each site with enough of them."""
    who = WORDS[asked.of]
    used = use_of(asked.of, asked.mondays)
    sizes = used.sizes
    whole = sum(sizes.values())
    least = 1 if asked.of == ROOMS else LEAST
    by_week = {monday: [0.0, 0.0] for monday in asked.mondays}
    told = told_apart(dict(sizes.items()), least)
    sites: dict[str, list[float]] = {}
    for use in used.uses:
        name = (use.site or "No site") if use.site in told else OTHERS
        said = sites.setdefault(name, [0, 0])
        for sums in (said, by_week[use.monday]):
            sums[0] += use.open / 60
            sums[1] += use.taken / 60
    numbers = {site or "No site": sizes[site] for site in told}
    numbers[OTHERS] = whole - sum(numbers.values())
    true_for = f"Weeks from {asked.dates}. The same for every reader"
    if whole < least:
        return Figure(
            true_for=true_for,
            meanings=_meanings(),
            few=f"Fewer than {LEAST} {who} have hours. Figures about so few are not told."
            if asked.of != ROOMS
            else "No room has hours yet.",
        )
    return Figure(
        true_for=true_for,
        meanings=_meanings(),
        plot=plot(
            [(short_day(monday), both[1], both[0]) for monday, both in by_week.items()],
            title=f"Hours of {who}, by week",
            description=f"For each week, the hours that {who} were open and the hours "
            "of them that were taken. The table below has the same numbers.",
            load="Hours taken",
            room="Hours open",
            over="More taken than open",
        ),
        tables=[
            Table(
                f"Use of {who} by week",
                (Heading("Week from"), *HOURS),
                [
                    (short_day(monday), *both, share(both[1], both[0]))
                    for monday, both in by_week.items()
                ],
            ),
            Table(
                f"Use of {who} by site",
                (Heading("Site"), Heading(who.capitalize(), Measure.NUMBER), *HOURS),
                [
                    ("All", whole, *_sum(sites), share(*reversed(_sum(sites)))),
                    *(
                        (name, numbers[name], *both, share(both[1], both[0]))
                        for name, both in sorted(
                            sites.items(), key=lambda one: (one[0] == OTHERS, one[0])
                        )
                    ),
                ],
            ),
        ],
    )


def _sum(sites: dict[str, list[float]]) -> tuple[float, float]:
    return sum(o for o, _ in sites.values()), sum(t for _, t in sites.values())


def _meanings() -> list[tuple[str, str]]:
    return [
        (
            "Hours open",
            "The hours that each calendar states for the days of the week, while the "
            "room or person is there; no bank holidays for rooms and interviewers. Leave, "
            "closures and faults are not taken off: so nobody can tell them from time "
            "that is taken.",
        ),
        (
            "Hours taken",
            "What interviews take, with the minutes after them. What was called off, or "
            "not held, gives its time back. Kept for interviews since the book was "
            "opened; what the demo invents goes back 13 weeks.",
        ),
        (
            "By site",
            "Rooms where they are, interviewers where they work, interpreters where they "
            f"start from. Sites with fewer than {counted(LEAST, 'person', 'people')} are "
            "told together, and never so that one could be worked out from the whole.",
        ),
        (
            "No measure of a person",
            "No figure is about one person, and none is a target for one.",
        ),
    ]

"""Lost slots by cause, and who was invited again."""

from evenhand.appointments.figures.ended import (
    Invited,
    Lost,
    invitations,
    lost_slots,
)
from evenhand.engine.groups import told_apart
from evenhand.web.appointments.figures.asked import AskedFigures
from evenhand.web.appointments.figures.shown import (
    Figure,
    Heading,
    Measure,
    Table,
    Value,
    plot,
    share,
)
from evenhand.web.formats import counted


OTHERS = "Other causes, together"
TIMES = ("Once", "Twice", "Three times", "Four times")
MOST_TIMES = len(TIMES)  # so many and more are told together
SEEN = "Counted among the interviews of cases you may see"


def few(asked: AskedFigures, found: int, what: str) -> str:
    """Why nothing is told; empty where enough were found."""
    if found >= asked.least:
        return ""
    if not found:
        return f"No {what} in these weeks. They stand here as interviews are booked."
    return f"Fewer than {asked.least} {what} in these weeks. So few are not told of."


def lost_figure(asked: AskedFigures) -> Figure:
    """Hours booked and not used, why, and whether others were given them."""
    found = lost_slots(asked.period)
    number, minutes = found.booked, found.minutes
    lost = _together(found.causes, asked.least)
    whole = _summed("All causes", lost)
    meanings = [
        (
            "Lost",
            "An interview that was booked and not held: called off, or its day came and "
            "it did not take place. Not counted: what was planned anew, and what was "
            "booked in error.",
        ),
        (
            "Cause",
            "As it was recorded, whether before the day or on it. Of whoever did not "
            "come, nothing is said but that: the reason is theirs to give.",
        ),
        (
            "Filled again",
            "Another interview that was not called off was booked in the same room for "
            "some of the time.",
        ),
        ("Small groups", _about_few(asked)),
    ]
    true_for = f"Interviews from {asked.dates}. {SEEN}"
    if nothing := few(asked, whole.lost, "interviews were lost"):
        return Figure(true_for=true_for, meanings=meanings, few=nothing)
    return Figure(
        true_for=true_for,
        meanings=meanings,
        plot=plot(
            [(one.cause, one.filled_minutes / 60, one.minutes / 60) for one in lost],
            title="Hours lost, and filled again, by cause",
            description="For each cause, the hours that were lost and the hours of them "
            "that others were given. The table below has the same numbers.",
            load="Hours filled again",
            room="Hours lost",
        ),
        tables=[
            Table(
                f"Lost slots by cause, of {counted(number, 'interview')} booked",
                (
                    Heading("Cause"),
                    Heading("Lost", Measure.PEOPLE),
                    Heading("Hours lost", Measure.HOURS),
                    Heading("Of all hours booked", Measure.SHARE),
                    Heading("Filled again", Measure.PEOPLE),
                    Heading("Hours filled again", Measure.HOURS),
                ),
                [_row(one, minutes) for one in (whole, *lost)],
            )
        ],
    )


def again_figure(asked: AskedFigures) -> Figure:
    """How many invitations there are for each person, and why there was another."""
    found = invitations(asked.period)
    times, causes = found.times, found.before
    people = sum(one.people for one in times)
    true_for = f"Interviews from {asked.dates}. {SEEN}"
    meanings = [
        (
            "Invited",
            "Each interview that was booked for a person in these weeks, held or not. One "
            "that is moved stays the same invitation. Not counted: planned anew, booked "
            "in error.",
        ),
        (
            "Heard",
            "An interview of theirs was completed in these weeks.",
        ),
        (
            "Beside what was published",
            "The Home Office said under freedom of information that 4,144 people were "
            "invited to more than one interview in 2022 and 17,264 in 2023: about 17 and "
            "31 in a hundred interviews held. Choose 52 weeks to compare.",
        ),
        ("Small groups", _about_few(asked)),
    ]
    if nothing := few(asked, people, "people were invited"):
        return Figure(true_for=true_for, meanings=meanings, few=nothing)
    alone = [one for one in times if one.alone]
    others = [one for one in times if not one.alone]
    apart = [
        ("Everybody but children who claimed alone", others),
        ("Children who claimed alone, by their age then", alone),
    ]
    if any(sum(one.people for one in some) < asked.least for _, some in apart):
        # Never beside one of its parts: the other could be worked out.
        apart = [("Everybody", times)]
    tables = [_times_table(caption, some, asked.least) for caption, some in apart]
    if (total := sum(causes.values())) >= asked.least:
        told = told_apart(dict(causes.items()), asked.least)
        rows: list[tuple[Value, ...]] = [
            (cause, causes[cause], share(causes[cause], total))
            for cause in sorted(told, key=lambda cause: (-causes[cause], cause))
        ]
        if rest := total - sum(causes[cause] for cause in told):
            rows.append((OTHERS, rest, share(rest, total)))
        tables.append(
            Table(
                "How the invitation before the next one ended",
                (
                    Heading("Ended"),
                    Heading("Invitations", Measure.PEOPLE),
                    Heading("Of those followed by another", Measure.SHARE),
                ),
                rows,
            )
        )
    return Figure(
        true_for=true_for,
        meanings=meanings,
        plot=plot(
            [
                (str(label), int(str(heard)), int(str(number)))
                for label, number, _, heard in tables[0].rows
            ],
            title=f"{tables[0].caption}, by how often they were invited",
            description="For each number of invitations, how many people had so many, and "
            "how many of them were heard. The table below has the same numbers.",
            load="Heard",
            room="Invited",
        ),
        tables=tables,
    )


def _times_table(caption: str, times: list[Invited], least: int) -> Table:
    people, heard = [0] * MOST_TIMES, [0] * MOST_TIMES
    for one in times:
        place = min(one.times, MOST_TIMES) - 1
        people[place] += one.people
        heard[place] += one.heard
    # Few who were invited often are told with those invited less often.
    while len(people) > 1 and any(0 < number < least for number in people):
        for numbers in (people, heard):
            numbers[-2:] = [sum(numbers[-2:])]
    whole = sum(people)
    words = [*TIMES[: len(people) - 1], f"{TIMES[len(people) - 1]} or more"]
    return Table(
        caption,
        (
            Heading("Invited"),
            Heading("People", Measure.PEOPLE),
            Heading("Of all", Measure.SHARE),
            Heading("Heard", Measure.PEOPLE),
        ),
        [
            (word, number, share(number, whole), some)
            for word, number, some in zip(words, people, heard, strict=True)
        ],
    )


def _together(lost: list[Lost], least: int) -> list[Lost]:
    """Each cause with enough; the others told together, last."""
    apart = told_apart({one.cause: one.lost for one in lost}, least)
    told = [one for one in lost if one.cause in apart]
    rest = [one for one in lost if one.cause not in apart]
    return [*told, _summed(OTHERS, rest)] if rest else told


def _summed(words: str, lost: list[Lost]) -> Lost:
    return Lost(
        words,
        sum(one.lost for one in lost),
        sum(one.minutes for one in lost),
        sum(one.filled for one in lost),
        sum(one.filled_minutes for one in lost),
    )


def _row(one: Lost, minutes: float) -> tuple[Value, ...]:
    return (
        one.cause,
        one.lost,
        one.minutes / 60,
        share(one.minutes, minutes),
        one.filled,
        one.filled_minutes / 60,
    )


def _about_few(asked: AskedFigures) -> str:
    return (
        f"What concerns fewer than {asked.least} is told together with others, and never "
        "so that it could be worked out by taking the others from the whole."
    )

"""Which figures of interviews there are, and what each page is called."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from evenhand.planning.effects.queries import effects_standards
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.web.appointments.figures.asked import AskedFigures
from evenhand.web.appointments.figures.ended_reading import again_figure, lost_figure
from evenhand.web.appointments.figures.shown import Figure
from evenhand.web.appointments.figures.use_reading import use_figure
from evenhand.web.appointments.figures.waiting_reading import waiting_figure
from evenhand.web.appointments.figures.wishes_reading import (
    short_notice_figure,
    wishes_figure,
)
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at


@dataclass(frozen=True, slots=True)
class FigureOf:
    """One page of figures: its words, and which choices narrow it."""

    title: str
    lead: str
    read: Callable[[AskedFigures], Figure] | None
    choices: tuple[str, ...] = ("weeks", "site")


FIGURES = {
    "use": FigureOf(
        "Use of rooms and people",
        "How much of the time that rooms, interviewers and interpreters are there is "
        "taken by interviews.",
        use_figure,
        ("of", "weeks"),
    ),
    "lost": FigureOf(
        "Lost slots",
        "Interviews that were booked and not held, why, and whether the time was given "
        "to others.",
        lost_figure,
    ),
    "waiting": FigureOf(
        "Waiting for an interview",
        "How long people wait from their claim until they are interviewed.",
        None,
        ("by",),
    ),
    "invited-again": FigureOf(
        "Invited again",
        "How many invitations it takes until a person is heard, and why there was another.",
        again_figure,
    ),
    "wishes": FigureOf(
        "Wishes not met",
        "What claimants asked for of who interviews and interprets, and how often it was "
        "not so.",
        wishes_figure,
    ),
    "short-notice": FigureOf(
        "Filled at short notice",
        "Time that came free and was given to people who had agreed to come at short "
        "notice.",
        short_notice_figure,
    ),
}


def asked_of(request: HttpRequest) -> AskedFigures:
    """What an address narrows figures to, under the policy of the moment."""
    release = release_in_force(at_of(request))
    least = effects_standards(policy_of(release))["smallest_group"] if release else 10
    return AskedFigures.from_address(
        request.GET,
        at=at_of(request),
        today=today_of(request),
        least=int(least),
    )


def read(request: HttpRequest, name: str) -> Figure:
    """Read the figures of a page as its address narrows them."""
    asked, page = asked_of(request), FIGURES[name]
    if page.read is None:
        return waiting_figure(asked, titles_at(at_of(request)))
    return page.read(asked)

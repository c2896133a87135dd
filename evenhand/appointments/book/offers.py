"""A few good ways for one person, each with its reason, and why there is none sooner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.appointments.board.kept import Kept, board_on, last_day
from evenhand.appointments.book.asked import (
    Asked,
)
from evenhand.appointments.book.candidates import (
    NOTHING,
    Fixed,
)
from evenhand.appointments.book.offer_words import (
    not_met,
    reason,
    what_is_lacking,
)
from evenhand.appointments.book.ways import Looked, Way, look
from evenhand.core.dates import day as said_day


# How many ways are compared before the best few are offered.
COMPARED = 60
# Of one site on one day: the first, and another where there is no other day.
A_DAY = 2
# Where no way meets every wish in so many weeks, ways that do not are shown as well.
WEEKS_FOR_WISHES = 6


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to hold an interview, and in a few words what speaks for it."""

    way: Way
    reason: str


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be offered to one person.

    why_none_sooner  why not before the first of them; empty where nothing could be.
    why_none         why there is none at all; empty where there is one.
    """

    offers: tuple[Offer, ...]
    why_none_sooner: str = ""
    why_none: str = ""


def offers(
    asked: Asked,
    *,
    count: int = 3,
    fixed: Fixed = NOTHING,
    leaving_out: int | None = None,
    until: date | None = None,
) -> Offers:
    """The best few ways for one interview, across sites and modes.

    The soonest first; then the nearest, the owner of the case, and the way that was
    asked for, where they are not the same. Where none keeps to every wish within six
    weeks, ways without one wish are offered too, and say so. `until` is the last day.
    """
    with board_on(asked.on) as kept:
        days = _days(asked, until)
        looked = look(kept, asked, fixed=fixed, leaving_out=leaving_out)
        found = _best(looked, days, count)
        in_time = asked.first_day + timedelta(weeks=WEEKS_FOR_WISHES)
        if asked.wishes and not any(one.way.day <= in_time for one in found):
            found += _without_a_wish(kept, asked, fixed, leaving_out, days, count)
            found.sort(key=lambda one: one.way.starts_at)
        chosen = tuple(found[:count])
        if not chosen:
            return Offers((), why_none=_why_none(looked, days))
        return Offers(chosen, why_none_sooner=_why_none_sooner(looked, chosen[0].way))


def _days(asked: Asked, until: date | None) -> list[date]:
    first, last = asked.first_day, last_day(asked.on)
    if asked.not_after is not None:
        last = min(last, asked.not_after)
    if until is not None:
        last = min(last, until)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _best(looked: Looked, days: Sequence[date], count: int) -> list[Offer]:
    """The soonest, and others that are better in something else; in order of time."""
    compared: list[Way] = []
    for way in looked.ways(days, a_day=A_DAY):
        compared.append(way)
        if len(compared) >= COMPARED or _enough(compared):
            break
    if not compared:
        return []
    chosen = [Offer(compared[0], reason(looked, compared[0], "soonest"))]
    others = (_nearest, _with_owner, _as_preferred, *[_another_day] * count, _another)
    for better in others:
        other = better(looked, compared, [one.way for one in chosen])
        if other is not None and len(chosen) < count:
            said = _WORDS[better.__name__]
            chosen.append(Offer(other, reason(looked, other, said)))
    return sorted(chosen, key=lambda one: one.way.starts_at)


def _enough(compared: Sequence[Way]) -> bool:
    """Two weeks past the soonest there is little to gain."""
    return compared[-1].day > compared[0].day + timedelta(days=14)


_WORDS = {
    "_nearest": "the shortest journey",
    "_with_owner": "with the decision maker of the case",
    "_as_preferred": "as they asked for it",
    "_another_day": "another day",
    "_another": "another time",
}


def _nearest(looked: Looked, ways: Sequence[Way], chosen: Sequence[Way]) -> Way | None:
    known = [way for way in ways if way.journey_minutes is not None]
    best = min(known, key=lambda way: way.journey_minutes or 0, default=None)
    if best is None or any(
        (one.journey_minutes or 0) <= (best.journey_minutes or 0) for one in chosen
    ):
        return None
    return best


def _with_owner(
    looked: Looked, ways: Sequence[Way], chosen: Sequence[Way]
) -> Way | None:
    if any(_is_owner(looked, one) for one in chosen):
        return None
    return next((way for way in ways if _is_owner(looked, way)), None)


def _as_preferred(
    looked: Looked, ways: Sequence[Way], chosen: Sequence[Way]
) -> Way | None:
    wanted = looked.asked.preferred_mode
    if wanted is None or any(one.mode == wanted for one in chosen):
        return None
    return next((way for way in ways if way.mode == wanted), None)


def _another_day(
    looked: Looked, ways: Sequence[Way], chosen: Sequence[Way]
) -> Way | None:
    taken = {one.day for one in chosen}
    return next((way for way in ways if way.day not in taken), None)


def _another(looked: Looked, ways: Sequence[Way], chosen: Sequence[Way]) -> Way | None:
    """Another time of a day that is offered, where there are few days."""
    ended = {one.starts_at for one in chosen}
    return next((way for way in ways if way.starts_at not in ended), None)


def _is_owner(looked: Looked, way: Way) -> bool:
    return looked.asked.owner is not None and any(
        one.id == way.interviewer_id and one.staff_member == looked.asked.owner
        for one in looked.kept.register.interviewers.values()
    )


def _without_a_wish(
    kept: Kept,
    asked: Asked,
    fixed: Fixed,
    leaving_out: int | None,
    days: Sequence[date],
    count: int,
) -> list[Offer]:
    """Ways that meet all wishes but one; each says which."""
    found: list[Offer] = []
    for wish in asked.wishes:
        looked = look(kept, asked.waiving(wish), fixed=fixed, leaving_out=leaving_out)
        for way in looked.ways(days):
            if way.wishes_unmet:
                words = f"sooner, {not_met(asked, wish)}"
                found.append(Offer(way, reason(looked, way, words)))
                break
    return found[:count]


def _why_none_sooner(looked: Looked, first: Way) -> str:
    asked = looked.asked
    before = [
        day
        for day in _days(asked, first.day - timedelta(days=1))
        if looked.kept.board.covers(day) and day.weekday() < 5
    ]
    if not before:
        if asked.notice_days:
            return (
                f"People are told {asked.notice_days} days ahead, so that it is not "
                f"before {said_day(asked.first_day)}"
            )
        return ""
    there = [
        venue
        for venue in looked.venues
        if (venue.site, venue.mode) == (first.site_id, first.mode)
    ]
    return what_is_lacking(looked, before, f"before {said_day(first.day)}", there)


def _why_none(looked: Looked, days: Sequence[date]) -> str:
    asked = looked.asked
    if asked.postcode_area is None:
        return "No address is recorded, so that no journey can be worked out"
    if not looked.venues:
        return "No site within the journey they can make has a room that fits what they need"
    until = f"until {said_day(days[-1])}" if days else "in time"
    covered = [day for day in days if looked.kept.board.covers(day)]
    return what_is_lacking(looked, covered, until, looked.venues)

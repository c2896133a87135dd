"""A year of past interviews: who was invited when, and what became of it.

First the attempts of each case are drawn, back in time from the interview it is known to
have had; then a room and people are found for each, day by day, so that nobody and
nothing is in two places. All rates are assumed (`RATES`): no source publishes them, but
together they invite about as many people again as the Home Office said it did
(freemovement.org.uk, 4,144 people invited more than once in 2022).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from evenhand.engine.calendar import Nation, is_working_day
from evenhand.synthetic.draws import Chance


# Per cent of attempts that come to nothing: each cause with whom it concerns.
NO_SHOW, NO_SHOW_OF_A_CHILD = 12, 6
BY_THE_DEPARTMENT, BY_INTERPRETER, BY_SCARCE_INTERPRETER = 8, 5, 10
TECHNICAL = 4  # of those by video
ADULT_AWAY = 4  # of children's
BY_CLAIMANT, BY_REPRESENTATIVE, UNFIT = 2, 1, 1
PART_HEARD = 15  # of those held: another follows
STILL_WAITING = 3  # of those who wait, per cent were invited once in vain

SCARCE = 3  # interpreters or fewer: a language in which they are hard to find
YEAR, QUARTER = timedelta(days=365), timedelta(weeks=13)
MOST_ATTEMPTS = 4
BETWEEN = (14, 36)  # days from one attempt to the next
NOTICE = (10, 15)
AHEAD = (1, 9)  # days before, when one is cancelled
BY_VIDEO = 60
TRIES_FOR_A_WISH = 85
MINUTES, THEIR_SHARES = (120, 150, 180), (60, 20, 20)
STARTS = (9 * 60, 13 * 60)  # minutes from midnight: one in the morning, one after noon
LATER = (0, 30)


@dataclass(frozen=True, slots=True)
class Waited:
    """What is known of one case that was invited, or may have been.

    held_on  the day of its interview; None: it waits still.
    sexes    wishes for the sex of the interviewer and of the interpreter; "", none.
    """

    case: int
    claimed_on: date
    held_on: date | None
    child: bool
    area: str
    owner: int | None
    language: str
    dialect: str
    sexes: tuple[str, str] = ("", "")
    short_notice: bool = False
    adult: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One room that is bookable."""

    id: int
    site: str
    mode: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody who interviews or interprets; `spoken`: languages and dialects."""

    id: int
    sex: str
    site: str
    weekdays: frozenset[int]
    spoken: frozenset[tuple[str, str]] = frozenset()


@dataclass(slots=True)
class Attempt:
    """One invitation: of a case, on a day, and how it ended.

    `cause` is the value of an outcome, or of a reason for cancelling where `ahead` days
    before it was called off. Times are minutes from midnight, in London.
    """

    waited: Waited
    on: date
    kind: str
    cause: str
    ahead: int | None
    notice: int
    mode: str
    minutes: int
    follows: "Attempt | None" = None
    starts: int = 0
    room: int = 0
    site: str = ""
    interviewer: int = 0
    interpreter: int | None = None
    unmet: tuple[str, ...] = ()

    @property
    def cancelled(self) -> bool:
        """Whether it was called off before its day."""
        return self.ahead is not None

    @property
    def held(self) -> bool:
        """Whether they met."""
        return self.cause in ("completed", "part heard")


@dataclass(frozen=True)
class Offices:
    """All that past interviews were held with; `near`: the nearest site by area."""

    rooms: tuple[Place, ...]
    interviewers: tuple[Somebody, ...]
    interpreters: tuple[Somebody, ...]
    near: Mapping[str, str]


def past_interviews(
    cases: list[Waited], offices: Offices, *, on: date, chance: Chance
) -> list[Attempt]:
    """The invitations of the year before a day, in order of time; each before its next.

    The same seed gives the same ones. An attempt for which no room or nobody is free is
    left out, with those before it.
    """
    if not offices.rooms or not offices.interviewers:
        return []
    drawing = _Drawing(offices, on, chance)
    attempts = [one for waited in cases for one in drawing.attempts(waited)]
    # What was called off is placed first: its room is free again for others.
    attempts.sort(key=lambda one: (one.on, not one.cancelled, one.waited.case))
    desk = _Desk(offices, chance)
    placed = [one for one in attempts if desk.place(one)]
    there = {id(one) for one in placed}
    for one in placed:
        if one.follows is not None and id(one.follows) not in there:
            one.follows = None
    return placed


class _Drawing:
    """Draws what became of each invitation, from the last one back."""

    def __init__(self, offices: Offices, on: date, chance: Chance) -> None:
        self.rng = chance.stream("past interviews")
        self.on = on
        speakers: dict[str, int] = {}
        for person in offices.interpreters:
            for language in {language for language, _ in person.spoken}:
                speakers[language] = speakers.get(language, 0) + 1
        self.speakers = speakers

    def attempts(self, waited: Waited) -> Iterator[Attempt]:
        """The attempts of one case, the first of them first."""
        if waited.held_on is None:
            if self._luck(STILL_WAITING):
                back = int(self.rng.integers(21, 150))
                yield from self._chain(waited, self._before(self.on, back), "")
            return
        if not self.on - YEAR <= waited.held_on < self.on:
            return
        again = self._luck(PART_HEARD)
        kind = "follow-up" if again else "substantive"
        last = list(self._chain(waited, waited.held_on, "completed", kind))
        if again and last:
            heard = self._before(last[0].on, int(self.rng.integers(*BETWEEN)))
            for last[0].follows in self._chain(waited, heard, "part heard"):
                yield last[0].follows
        yield from last

    def _chain(
        self, waited: Waited, last: date, ended: str, kind: str = "substantive"
    ) -> Iterator[Attempt]:
        """Attempts up to one that ended so; "": as chance has it."""
        found: list[Attempt] = []
        day = last
        mode = "video" if self._luck(BY_VIDEO) else "in person"
        while len(found) < MOST_ATTEMPTS and self._fits(waited, day):
            if found or not ended:
                cause, ahead = self._cause(waited, mode)
                while not cause and not found:
                    cause, ahead = self._cause(waited, mode)
                if not cause:
                    break
            else:
                cause, ahead = ended, None
            found.append(self._attempt(waited, day, kind, mode, cause, ahead))
            day = self._before(day, int(self.rng.integers(*BETWEEN)))
        found.reverse()
        for one, other in zip(found, found[1:], strict=False):
            other.follows = one
        yield from found

    def _attempt(
        self, waited: Waited, day: date, kind: str, mode: str, cause: str,
        ahead: int | None,
    ) -> Attempt:  # fmt: skip
        chosen = self.rng.choice(len(MINUTES), p=np.array(THEIR_SHARES) / 100)
        notice = int(self.rng.integers(*NOTICE))
        if waited.short_notice and self._luck(30):
            notice = int(self.rng.integers(2, 6))
        return Attempt(
            waited=waited,
            on=day,
            kind=kind,
            cause=cause,
            ahead=None if ahead is None else min(ahead, notice - 1),
            notice=notice,
            mode=mode,
            minutes=MINUTES[0] if waited.child else MINUTES[chosen],
        )

    def _cause(self, waited: Waited, mode: str) -> tuple[str, int | None]:
        """Why an attempt came to nothing, and how many days ahead if it was called off."""
        scarce = waited.language and self.speakers.get(waited.language, 0) <= SCARCE
        rates = {
            ("did not attend", 0): NO_SHOW_OF_A_CHILD if waited.child else NO_SHOW,
            ("interviewer", 1): BY_THE_DEPARTMENT * 0.5,
            ("interviewer away", 0): BY_THE_DEPARTMENT * 0.2,
            ("site", 1): BY_THE_DEPARTMENT * 0.2,
            ("barrier", 1): BY_THE_DEPARTMENT * 0.1,
            ("interpreter", 1): BY_INTERPRETER * 0.6 * (2 if scarce else 1),
            ("interpreter failure", 0): BY_INTERPRETER * 0.4 * (2 if scarce else 1),
            ("technical failure", 0): TECHNICAL if mode == "video" else 0,
            ("adult away", 0): ADULT_AWAY if waited.child else 0,
            ("claimant", 1): BY_CLAIMANT,
            ("representative", 1): BY_REPRESENTATIVE,
            ("unfit", 0): UNFIT,
        }
        if not waited.language:
            rates[("interpreter", 1)] = rates[("interpreter failure", 0)] = 0
        luck = self.rng.random() * 100
        for (cause, ahead), rate in rates.items():
            luck -= rate
            if luck < 0:
                return cause, int(self.rng.integers(*AHEAD)) if ahead else None
        return "", None

    def _fits(self, waited: Waited, day: date) -> bool:
        return day >= max(waited.claimed_on + timedelta(days=NOTICE[1]), self.on - YEAR)

    def _before(self, day: date, days: int) -> date:
        day -= timedelta(days=days)
        while not is_working_day(day, Nation.ENGLAND_AND_WALES):
            day -= timedelta(days=1)
        return day

    def _luck(self, per_cent: float) -> bool:
        return bool(self.rng.random() * 100 < per_cent)


@dataclass(slots=True)
class _Desk:
    """Finds a room and people for each attempt, none of them twice at a time."""

    offices: Offices
    chance: Chance
    rooms: dict[tuple[str, str], list[Place]] = field(default_factory=dict)
    sites: list[str] = field(default_factory=list)
    at_site: dict[str, list[Somebody]] = field(default_factory=dict)
    by_id: dict[int, Somebody] = field(default_factory=dict)
    speaking: dict[str, list[Somebody]] = field(default_factory=dict)
    busy: set[tuple[str, int, date, int]] = field(default_factory=set)
    rng: Any = None

    def __post_init__(self) -> None:
        self.rng = self.chance.stream("rooms of past interviews")
        for room in self.offices.rooms:
            self.rooms.setdefault((room.site, room.mode), []).append(room)
        self.sites = sorted({room.site for room in self.offices.rooms})
        for person in self.offices.interviewers:
            self.at_site.setdefault(person.site, []).append(person)
            self.by_id[person.id] = person
        for person in self.offices.interpreters:
            for language in sorted({language for language, _ in person.spoken}):
                self.speaking.setdefault(language, []).append(person)

    def place(self, one: Attempt) -> bool:
        """Whether everything was found; it is taken then, unless it was called off."""
        near = self.offices.near.get(one.waited.area, "")
        for site in (near, *self.sites):
            for mode in (one.mode, "video", "in person"):
                for room in self.rooms.get((site, mode), ()):
                    for half in (0, 1):
                        if ("room", room.id, one.on, half) not in self.busy and (
                            self._people(one, room, half)
                        ):
                            return True
        return False

    def _people(self, one: Attempt, room: Place, half: int) -> bool:
        interviewer = self._interviewer(one, room, half)
        if interviewer is None:
            return False
        interpreter = None
        if one.waited.language:
            interpreter = self._interpreter(one, half)
            if interpreter is None:
                return False
        one.room, one.site, one.mode = room.id, room.site, room.mode
        # Half an hour later now and then, where it still ends before the next begins.
        late = LATER[int(one.minutes <= MINUTES[1] and self.rng.random() < 0.4)]
        one.starts = STARTS[half] + late
        one.interviewer = interviewer.id
        one.interpreter = interpreter.id if interpreter else None
        one.unmet = _unmet(one.waited, interviewer, interpreter)
        if not one.cancelled:
            self.busy.add(("room", room.id, one.on, half))
            self.busy.add(("interviewer", interviewer.id, one.on, half))
            if interpreter is not None:
                self.busy.add(("interpreter", interpreter.id, one.on, half))
        return True

    def _interviewer(self, one: Attempt, room: Place, half: int) -> Somebody | None:
        owner = self.by_id.get(one.waited.owner or 0)
        wish = one.waited.sexes[0]
        if owner is not None and (not wish or owner.sex == wish):
            found = self._free("interviewer", [owner], one, half, "")
            if found is not None:
                return found
        here = self.at_site.get(room.site, [])
        return self._free("interviewer", here, one, half, wish) or self._free(
            "interviewer", list(self.offices.interviewers), one, half, wish
        )

    def _interpreter(self, one: Attempt, half: int) -> Somebody | None:
        """One who speaks the dialect, if anybody does and is free; else the language."""
        language, dialect = one.waited.language, one.waited.dialect
        people = self.speaking.get(language, [])
        best = [
            who for who in people if not dialect or (language, dialect) in who.spoken
        ]
        for some in (best, people):
            found = self._free("interpreter", some, one, half, one.waited.sexes[1])
            if found is not None:
                return found
        return None

    def _free(
        self, what: str, people: list[Somebody], one: Attempt, half: int, wish: str
    ) -> Somebody | None:
        """The first who is there and free, from another one each day."""
        weekday = one.on.weekday()
        strict = bool(wish) and self.rng.random() * 100 < TRIES_FOR_A_WISH
        for wished in (True, False) if strict else (False,):
            start = one.on.toordinal() * 7 % max(len(people), 1)
            for number in range(len(people)):
                person = people[(start + number) % len(people)]
                if (
                    weekday in person.weekdays
                    and (not wished or person.sex == wish)
                    and (what, person.id, one.on, half) not in self.busy
                ):
                    return person
        return None


def _unmet(
    waited: Waited, interviewer: Somebody, interpreter: Somebody | None
) -> tuple[str, ...]:
    """Which wishes this does not meet, by the names that bookings use."""
    found = []
    if waited.sexes[0] and interviewer.sex != waited.sexes[0]:
        found.append("interviewer")
    if interpreter is not None:
        if waited.sexes[1] and interpreter.sex != waited.sexes[1]:
            found.append("interpreter")
        if waited.dialect and (waited.language, waited.dialect) not in (
            interpreter.spoken
        ):
            found.append("dialect")
    return tuple(found)

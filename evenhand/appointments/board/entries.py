"""What is known of each calendar on the board, besides when it is free."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Spoken(NamedTuple):
    """A language, or a dialect of it, and how well it is interpreted (1 to 4)."""

    language: str
    dialect: str
    level: int


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """A site: `hosted` where somebody of a partner must be there."""

    id: int
    calendar: int
    code: str
    name: str
    nation: str
    unit: int | None
    hosted: bool
    open_on_holidays: bool
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """A room or video suite; `features` is its equipment and its access."""

    id: int
    calendar: int
    site: int
    name: str
    mode: str
    seats: int
    features: frozenset[str]
    turn_round: int
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class HostEntry:
    """Somebody who receives people at a site, `at_once` interviews at a time."""

    id: int
    calendar: int
    site: int
    name: str
    at_once: int
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class InterviewerEntry:
    """A member of staff who interviews; `skills` with the day each ends, if it does."""

    id: int
    calendar: int
    skills: Mapping[str, date | None]
    staff_member: int
    name: str
    sex: str
    site: int | None
    unit: int
    by_video: bool
    week_limit: int
    left_on: date | None


@dataclass(frozen=True, slots=True)
class InterpreterEntry:
    """An interpreter; `until` is the first day on which they may not be booked."""

    id: int
    calendar: int
    spoken: tuple[Spoken, ...]
    name: str
    sex: str
    base: int | None
    in_person: bool
    by_video: bool
    week_limit: int | None
    from_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class CompanionEntry:
    """A representative or a responsible adult."""

    id: int
    calendar: int
    name: str
    by_video: bool
    from_on: date
    until: date | None


@dataclass(slots=True)
class Register:
    """All entries by their calendar, and by what a search asks for."""

    sites: dict[int, SiteEntry] = field(default_factory=dict)
    rooms: dict[int, RoomEntry] = field(default_factory=dict)
    hosts: dict[int, HostEntry] = field(default_factory=dict)
    interviewers: dict[int, InterviewerEntry] = field(default_factory=dict)
    interpreters: dict[int, InterpreterEntry] = field(default_factory=dict)
    representatives: dict[int, CompanionEntry] = field(default_factory=dict)
    adults: dict[int, CompanionEntry] = field(default_factory=dict)
    # postcode area -> site -> minutes; and between sites, both ways
    journeys: dict[str, dict[int, int]] = field(default_factory=dict)
    travel: dict[tuple[int, int], int] = field(default_factory=dict)
    _speakers: dict[str, list[InterpreterEntry]] = field(default_factory=dict)

    def changed(self) -> None:
        """Forget what was worked out from the entries, for some of them are others."""
        self._speakers.clear()

    def speakers_of(self, language: str) -> list[InterpreterEntry]:
        """The interpreters who have a language, at any level."""
        if not self._speakers:
            for one in self.interpreters.values():
                for spoken in {spoken.language for spoken in one.spoken}:
                    self._speakers.setdefault(spoken, []).append(one)
        return self._speakers.get(language, [])

    def name(self, calendar: int) -> str:
        """The name of the room, site or person whose calendar it is."""
        for entries in (
            self.rooms,
            self.interviewers,
            self.interpreters,
            self.sites,
            self.hosts,
            self.representatives,
            self.adults,
        ):
            if (entry := entries.get(calendar)) is not None:
                return str(entry.name)
        return "somebody"

"""What one interview asks of the book: times, places, people, and how long of each."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta


SEX_OF_INTERVIEWER = "interviewer"
SEX_OF_INTERPRETER = "interpreter"
DIALECT = "dialect"
WISHES = (SEX_OF_INTERVIEWER, SEX_OF_INTERPRETER, DIALECT)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the interview of one case asks for, on the day `on` and from `at` on.

    minutes        from start to end, breaks in them; `minutes_by_video` with set-up.
    modes          "in person", "video", those it may be held in.
    language       None where no interpreter is needed.
    interviewer_sex, interpreter_sex, dialect   wishes; those in `waived` are not held to.
    skills         trainings the interviewer must hold on the day.
    adjustments    features the room must have; `companions` come with the claimant.
    not_before, not_after   days; `notice_days`: so many from `on` at least;
                   `short_notice`: fewer than others are given, as they agreed;
                   `already`: the day it is on, on which it may stay.
    postcode_area, longest_journey   of the claimant; minutes.
    representative, attended, adult   ids; `attended`: the representative must be free.
    adult_needed   a responsible adult must be there.
    owner, unit    a member of staff and a unit, preferred as interviewer.
    conflicts_staff, conflicts_interpreters   ids of who must not be there.
    cleared_staff  ids of the only staff who may; None, whoever interviews may.
    """

    case_id: int
    on: date
    at: datetime
    kind: str
    minutes: int
    minutes_by_video: int
    break_minutes: int = 0
    modes: tuple[str, ...] = ("in person", "video")
    language: str | None = None
    dialect: str | None = None
    interviewer_sex: str | None = None
    interpreter_sex: str | None = None
    waived: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    adjustments: frozenset[str] = frozenset()
    companions: int = 0
    notice_days: int = 0
    short_notice: bool = False
    already: date | None = None
    not_before: date | None = None
    not_after: date | None = None
    earliest_start: time | None = None
    latest_start: time | None = None
    postcode_area: str | None = None
    longest_journey: int | None = None
    preferred_mode: str | None = None
    representative: int | None = None
    attended: bool = False
    adult: int | None = None
    adult_needed: bool = False
    owner: int | None = None
    unit: int | None = None
    person_turn_round: int = 10
    conflicts_staff: frozenset[int] = field(default_factory=frozenset)
    conflicts_interpreters: frozenset[int] = field(default_factory=frozenset)
    cleared_staff: frozenset[int] | None = None

    def seats_in(self, mode: str) -> int:
        """How many are in the room: by a link the interviewer and interpreter are not."""
        if mode == "video":
            return 1 + self.companions
        return 2 + self.companions + (1 if self.language is not None else 0)

    def minutes_in(self, mode: str) -> int:
        """How long it takes in a mode."""
        return self.minutes_by_video if mode == "video" else self.minutes

    @property
    def first_day(self) -> date:
        """The first day on which it may be, for people are given notice."""
        told = self.on + timedelta(days=self.notice_days)
        return max(told, self.not_before) if self.not_before else told

    def allows(self, day: date) -> bool:
        """Whether it may be on a day."""
        in_time = self.first_day <= day or day == self.already
        return in_time and (self.not_after is None or day <= self.not_after)

    def waiving(self, *wishes: str) -> "Asked":
        """The same without holding to some wishes."""
        return replace(self, waived=self.waived | frozenset(wishes))

    @property
    def wishes(self) -> tuple[str, ...]:
        """The wishes expressed that are held to."""
        said = {
            SEX_OF_INTERVIEWER: self.interviewer_sex,
            SEX_OF_INTERPRETER: self.language and self.interpreter_sex,
            DIALECT: self.language and self.dialect,
        }
        return tuple(wish for wish in WISHES if said[wish] and wish not in self.waived)

"""The working time that interviews are planned in, cut into equal steps."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from evenhand.engine.frames import Unsound


@dataclass(frozen=True, slots=True)
class Grid:
    """The days of a plan, in order, each from `opens` to `closes` in equal steps.

    A step is `minutes` long and is counted through all the days from 0: steps of one
    day follow each other, and no interview runs from one day into the next.
    Times are those of the wall: what a person reads on a letter.
    Raises Unsound where the day is not a whole number of steps.
    """

    days: tuple[date, ...]
    opens: time
    closes: time
    minutes: int

    def __post_init__(self) -> None:
        open_for = minutes_of(self.closes) - minutes_of(self.opens)
        wrong = []
        if not self.days:
            wrong.append("there are no days to plan")
        if list(self.days) != sorted(set(self.days)):
            wrong.append("the days are not in order, each once")
        if self.minutes < 5 or open_for <= 0 or open_for % max(self.minutes, 1):
            wrong.append(
                f"a day from {self.opens:%H:%M} to {self.closes:%H:%M} is no whole"
                f" number of steps of {self.minutes} minutes"
            )
        if wrong:
            raise Unsound(wrong)

    @property
    def a_day(self) -> int:
        """Steps in a day."""
        return (minutes_of(self.closes) - minutes_of(self.opens)) // self.minutes

    @property
    def steps(self) -> int:
        """Steps in all."""
        return self.a_day * len(self.days)

    @property
    def weeks(self) -> tuple[int, ...]:
        """The week of each day, counted from 0; a week begins on Monday."""
        return tuple(self._weeks_from_first(day) for day in self.days)

    def week_of(self, day: date) -> int | None:
        """The week of any day, as `weeks` counts them; None outside of them."""
        week = self._weeks_from_first(day)
        return week if 0 <= week <= self.weeks[-1] else None

    def steps_of(self, minutes: int) -> int:
        """How many steps an interview of so many minutes takes up."""
        return -(-minutes // self.minutes)

    def starts_at(self, step: int) -> tuple[date, time]:
        """The day and the time at which a step begins."""
        day, within = divmod(step, self.a_day)
        begins = minutes_of(self.opens) + within * self.minutes
        return self.days[day], time(begins // 60, begins % 60)

    def ends_at(self, step: int, steps: int) -> time:
        """The time at which an interview of `steps` ends that begins with `step`."""
        ends = (
            minutes_of(self.opens) + (step % self.a_day) * self.minutes
        ) + steps * self.minutes
        return time(23, 59) if ends >= 24 * 60 else time(ends // 60, ends % 60)

    def step_at(self, day: date, at: time) -> int | None:
        """The step that begins then; None where none does."""
        if day not in self.days:
            return None
        within, beside = divmod(minutes_of(at) - minutes_of(self.opens), self.minutes)
        if beside or not 0 <= within < self.a_day:
            return None
        return self.days.index(day) * self.a_day + within

    def _weeks_from_first(self, day: date) -> int:
        monday = self.days[0] - timedelta(days=self.days[0].weekday())
        return (day - monday).days // 7


def minutes_of(at: time) -> int:
    """Minutes since midnight."""
    return at.hour * 60 + at.minute

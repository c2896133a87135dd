"""All diaries side by side: how long each is open, and clear, from each quarter hour on.

Kept as runs: from a step on, so many steps. Whether somebody is there for an interview is
then one comparison, and thousands of them one comparison of arrays. Open and clear are
kept apart: an interview ends within hours, though a room may be turned round after them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evenhand.engine.diaries.diary import Diary, Steps, Stretch
from evenhand.engine.diaries.steps import STEPS


Counts = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.intp]
_FOR_EVER = 255
_ROOM_TO_GROW = 256


class Runs(NamedTuple):
    """Steps from each step on, rows by `STEPS`: within hours, and not taken."""

    open: Counts
    clear: Counts


class Board:
    """The diaries of a number of calendars over a number of days.

    Rows are numbered as calendars come. A calendar that is not on the board is never
    free; neither is any on a day the board does not cover.
    """

    def __init__(self, days: Sequence[date]) -> None:
        self.days = tuple(days)
        self.diaries: dict[int, Diary] = {}
        self._day = {day: number for number, day in enumerate(self.days)}
        # The first row is nobody's, and never open.
        self._row: dict[int, int] = {}
        self._open = np.zeros((len(self.days), _ROOM_TO_GROW, STEPS), np.uint8)
        self._clear = np.zeros_like(self._open)

    def covers(self, day: date) -> bool:
        """Whether the board knows of that day."""
        return day in self._day

    def write(self, diaries: Mapping[int, Diary]) -> None:
        """Put in, or put anew, the diaries of calendars; many at once cost little more."""
        if not diaries:
            return
        rows = [self._row.setdefault(one, len(self._row) + 1) for one in diaries]
        while max(rows) >= self._open.shape[1]:
            self._open = np.concatenate([self._open, np.zeros_like(self._open)], 1)
            self._clear = np.concatenate([self._clear, np.zeros_like(self._clear)], 1)
        self.diaries.update(diaries)
        open_ = np.stack([one.open(self.days) for one in diaries.values()], axis=1)
        self._open[:, rows, :] = runs_of(open_)
        clear = np.stack([one.clear(self.days) for one in diaries.values()], axis=1)
        self._clear[:, rows, :] = runs_of(clear, after=_FOR_EVER)

    def wipe(self, calendar: int) -> None:
        """Forget a calendar: it is never free."""
        if calendar in self._row:
            self.write({calendar: Diary()})

    def rows(self, calendars: Sequence[int]) -> Rows:
        """The row of each calendar; nobody's for one that is not on the board."""
        return np.fromiter(
            (self._row.get(one, 0) for one in calendars), np.intp, len(calendars)
        )

    def runs(self, day: date, rows: Rows) -> Runs:
        """The runs of rows on a day that is covered."""
        number = self._day[day]
        return Runs(self._open[number, rows], self._clear[number, rows])

    def taken(self, calendar: int, day: date) -> Sequence[Stretch]:
        """What a calendar has on a day."""
        diary = self.diaries.get(calendar)
        return diary.by_day.get(day, ()) if diary is not None else ()

    def in_week(self, calendar: int, day: date) -> int:
        """How many interviews a calendar has in the week of a day."""
        diary = self.diaries.get(calendar)
        return diary.in_week(day) if diary is not None else 0


@dataclass(frozen=True, slots=True)
class View:
    """A board as it would be if a few diaries were others: those of an interview moved."""

    board: Board
    instead: Mapping[int, Diary] = field(default_factory=dict)
    _small: Board = field(init=False, repr=False)

    def __post_init__(self) -> None:
        small = Board(self.board.days if self.instead else ())
        small.write(self.instead)
        object.__setattr__(self, "_small", small)

    def runs(self, day: date, rows: Rows, calendars: Sequence[int]) -> Runs:
        """The runs of calendars, whose rows on the board are given as well."""
        runs = self.board.runs(day, rows)
        for calendar in self.instead:
            if calendar in calendars:
                place = calendars.index(calendar)
                own = self._small.runs(day, self._small.rows([calendar]))
                runs.open[place], runs.clear[place] = own.open[0], own.clear[0]
        return runs

    def of(self, calendar: int) -> Board:
        """The board on which to look up one calendar."""
        return self._small if calendar in self.instead else self.board


def runs_of(steps: Steps, *, after: int = 0) -> Counts:
    """From each step on, how many are true without a gap; along the last axis.

    `after` is how many more there are taken to be beyond the last step.
    """
    runs = np.zeros(steps.shape, np.uint8)
    last = np.full(steps.shape[:-1], after, np.uint8)
    for step in range(steps.shape[-1] - 1, -1, -1):
        longer = np.minimum(last, _FOR_EVER - 1) + np.uint8(1)
        last = np.where(steps[..., step], longer, 0).astype(np.uint8)
        runs[..., step] = last
    return runs

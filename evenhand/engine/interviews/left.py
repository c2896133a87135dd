"""What a book has left in some hours, as arrays."""

from dataclasses import dataclass

import numpy as np

from evenhand.engine.interviews.book import Book
from evenhand.engine.interviews.table import Flags, Whole, flags


@dataclass(slots=True)
class Left:
    """What is left in some steps, in order: cells count them from 0.

    interviewers, interpreters   steps x people: who is free and has an interview of
    the week left. rooms: kinds x steps, how many. diaries: diaries x steps, and a last
    row that is always free, for interviews without any.
    """

    steps: Whole
    day: Whole
    interviewers: Flags
    interpreters: Flags
    rooms: Whole
    diaries: Flags

    def begins(self, length: int) -> Whole:
        """Cells with which so many steps of one day begin."""
        last = len(self.steps) - length + 1
        if last <= 0:
            return np.zeros(0, dtype=np.int64)
        first, end = self.steps[:last], self.steps[length - 1 :]
        same = (end - first == length - 1) & (self.day[:last] == self.day[length - 1 :])
        return np.flatnonzero(same)


def left_in(book: Book, steps: Whole) -> Left:
    """What a book has left in these steps."""
    encoded = book.encoded
    day = steps // encoded.grid.a_day
    weeks = [book.week_of[number] for number in day]
    rooms = np.array(book.rooms, dtype=np.int64).reshape(-1, encoded.grid.steps)
    diaries = flags(book.diaries, encoded.grid.steps)
    return Left(
        steps=steps,
        day=day,
        interviewers=flags(
            (
                book.interviewers.free[step] & book.interviewers.open[week]
                for step, week in zip(steps, weeks, strict=True)
            ),
            len(encoded.interviewers.refs),
        ),
        interpreters=flags(
            (
                book.interpreters.free[step] & book.interpreters.open[week]
                for step, week in zip(steps, weeks, strict=True)
            ),
            len(encoded.interpreters.refs),
        ),
        rooms=rooms[:, steps],
        diaries=np.vstack([diaries[:, steps], np.ones((1, len(steps)), dtype=bool)]),
    )

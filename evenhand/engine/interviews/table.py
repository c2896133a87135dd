"""Interviews and places as columns of numbers, and people as sets within sets.

Whoever may interview by video belongs to a set at every site. So each set is cut into
those who are at the site and those who join from elsewhere, and of these some lie within
others (women within all, trained within all): a person then belongs to few of them, and
what they may do beside follows from which set lies within which.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.engine.interviews.encode import Asked, Encoded


Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Flags = NDArray[np.bool_]
NONE = -1


@dataclass(frozen=True, slots=True)
class Sets:
    """The sets of people of one kind that interviews ask for.

    member  parts x people: who belongs to which part.
    inside  parts x parts: the first lies within the second, and is smaller.
    parts   sets x 2: the parts each set is made of; NONE where it is one part only.
    whole   sets x people: who belongs to which set.
    """

    member: Flags
    inside: Flags
    parts: Whole
    whole: Flags


@dataclass(frozen=True, slots=True)
class Table:
    """One row an interview and a place it may be held at; rows point to interviews.

    Of rows: `interview`, `place` (its index in `Asked.places`), `room`, `loss`,
    `interviewers` and `interpreters` (indexes of sets; NONE: none is needed).
    Of interviews: `steps`, `first` and `end` day, `last` step of a day to begin with,
    `worth`, `owner` (a person; NONE), `diaries` (interviews x 2; NONE), `told` (the step
    people were told of; NONE), `first_row` in the table.
    """

    interview: Whole
    place: Whole
    room: Whole
    loss: Real
    interviewers: Whole
    interpreters: Whole
    steps: Whole
    first: Whole
    end: Whole
    last: Whole
    worth: Real
    owner: Whole
    diaries: Whole
    told: Whole
    first_row: Whole
    sets_of_interviewers: Sets
    sets_of_interpreters: Sets


def table_of(encoded: Encoded, told: dict[int, int]) -> Table:
    """The table of a problem; `told`: the step people were told of, by interview."""
    asked = encoded.asked
    rows = [
        (one.index, number, place.room, place.loss)
        for one in asked
        for number, place in enumerate(one.places)
    ]
    places = [place for one in asked for place in one.places]
    interviewers, sets_of_interviewers = _sets(
        [place.parts[0] for place in places],
        len(encoded.interviewers.refs),
    )
    interpreters, sets_of_interpreters = _sets(
        [None if place.interpreters is None else place.parts[1] for place in places],
        len(encoded.interpreters.refs),
    )
    return Table(
        interview=_whole(row[0] for row in rows),
        place=_whole(row[1] for row in rows),
        room=_whole(row[2] for row in rows),
        loss=np.array([row[3] for row in rows], dtype=np.float64),
        interviewers=interviewers,
        interpreters=interpreters,
        steps=_whole(one.steps for one in asked),
        first=_whole(one.days.start for one in asked),
        end=_whole(one.days.stop for one in asked),
        last=_whole(one.last for one in asked),
        worth=np.array([one.worth for one in asked], dtype=np.float64),
        owner=_whole(one.owner.bit_length() - 1 for one in asked),
        diaries=_diaries(asked),
        told=_whole(told.get(one.index, NONE) for one in asked),
        first_row=np.cumsum([0, *(len(one.places) for one in asked)])[:-1],
        sets_of_interviewers=sets_of_interviewers,
        sets_of_interpreters=sets_of_interpreters,
    )


def flags(people: Iterable[int], count: int) -> Flags:
    """Sets of people as flags: sets x people."""
    width = -(-max(count, 1) // 8)
    packed = b"".join(one.to_bytes(width, "little") for one in people)
    found = np.frombuffer(packed, dtype=np.uint8).reshape(-1, width)
    return np.unpackbits(found, axis=1, bitorder="little")[:, :count].astype(bool)


def _sets(of: Sequence[tuple[int, ...] | None], count: int) -> tuple[Whole, Sets]:
    """The index of the set of each row, given by its parts, and the sets."""
    numbers: dict[tuple[int, ...], int] = {}
    index = _whole(
        NONE if one is None else numbers.setdefault(one, len(numbers)) for one in of
    )
    part_of: dict[int, int] = {}
    parts = [
        [part_of.setdefault(part, len(part_of)) for part in one] for one in numbers
    ]
    member = flags(part_of, count)
    sizes = member.sum(axis=1)
    shared = member.astype(np.float32) @ member.T.astype(np.float32)
    inside = (shared == sizes[:, None]) & (sizes[:, None] < sizes[None, :])
    whole = np.zeros((len(parts), count), dtype=bool)
    for number, mine in enumerate(parts):
        whole[number] = member[mine].any(axis=0)
    return index, Sets(
        member=member,
        inside=inside,
        parts=np.array([[*mine, NONE][:2] for mine in parts], dtype=np.int64).reshape(
            -1, 2
        ),
        whole=whole,
    )


def _diaries(asked: Sequence[Asked]) -> Whole:
    return np.array(
        [[*one.diaries, NONE, NONE][:2] for one in asked], dtype=np.int64
    ).reshape(-1, 2)


def _whole(numbers: Iterable[int]) -> Whole:
    return np.fromiter(numbers, dtype=np.int64)

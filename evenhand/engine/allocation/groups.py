"""Linked cases go together to one person: placed after the flow, and repaired.

The flow lets the cases of a group part. Here each group, most urgent first, is gathered
with one person of those who may have all of it: what stands in the way there is moved
on, along chains of people if need be, so that nobody loses their place. Which single
case moves does not matter yet, as single cases are placed anew afterwards.
"""

from collections import deque
from collections.abc import Sequence

import numpy as np

from evenhand.engine.allocation.encode import NONE, Bools, Encoded, Ints
from evenhand.engine.allocation.preferences import departures
from evenhand.engine.allocation.whom import Linked


def linked_cases(encoded: Encoded) -> list[Linked]:
    """The groups of two or more, most urgent first."""
    members: dict[int, list[int]] = {}
    for case in np.flatnonzero(encoded.group != NONE).tolist():
        members.setdefault(int(encoded.group[case]), []).append(case)
    found = []
    for group, cases in members.items():
        fits = encoded.fits[encoded.hard[cases]].all(axis=0)
        fits &= encoded.capacity >= len(cases)
        for case in cases:
            fits[list(encoded.conflicts.get(case, ()))] = False
        found.append(Linked(group, np.array(cases, dtype=np.int64), fits))
    return found


class Floor:
    """Who holds how many movable cases of which row, and how many places are free.

    fits (rows x people) says where a case of a row may go.
    """

    def __init__(self, fits: Bools, capacity: Ints) -> None:
        self.fits = fits
        self.held = np.zeros((len(capacity), len(fits)), dtype=np.int32)
        self.free = capacity.copy()

    def put(self, rows: Ints, people: Ints) -> None:
        """Movable cases of these rows are with these people."""
        np.add.at(self.held, (people, rows), 1)
        np.subtract.at(self.free, people, 1)

    def lift(self, row: int) -> None:
        """Take away all cases of a row."""
        self.free += self.held[:, row]
        self.held[:, row] = 0

    def make_room(self, person: int, places: int) -> bool:
        """Free that many places with a person, moving others on; all or nothing."""
        moves: list[tuple[int, int, int]] = []
        while self.free[person] < places:
            chain = self._chain(person)
            if not chain:
                for giver, taker, row in reversed(moves):
                    self._move(taker, giver, row)
                return False
            for giver, taker, row in chain:
                self._move(giver, taker, row)
            moves += chain
        return True

    def within_reach(self) -> Bools:
        """People who have a free place, or can be given one by moving others on."""
        reached = self.free > 0
        while True:
            movable = self.fits[:, reached].any(axis=1)
            further = reached | (self.held[:, movable] > 0).any(axis=1)
            if (further == reached).all():
                return reached
            reached = further

    def _move(self, giver: int, taker: int, row: int) -> None:
        self.held[giver, row] -= 1
        self.held[taker, row] += 1
        self.free[giver] += 1
        self.free[taker] -= 1

    def _chain(self, start: int) -> list[tuple[int, int, int]]:
        """The shortest chain of moves from a person to a free place of another."""
        came: dict[int, tuple[int, int, int]] = {}
        seen = np.zeros(len(self.free), dtype=np.bool_)
        seen[start] = True
        queue = deque([start])
        while queue:
            giver = queue.popleft()
            rows = np.flatnonzero(self.held[giver])
            reach = self.fits[rows]
            takers = np.flatnonzero(reach.any(axis=0) & ~seen)
            seen[takers] = True
            for taker in takers.tolist():
                row = int(rows[reach[:, taker].argmax()])
                came[taker] = (giver, taker, row)
                if self.free[taker] > 0:
                    return _back(came, start, taker)
            queue.extend(takers.tolist())
        return []


def _back(
    came: dict[int, tuple[int, int, int]], start: int, end: int
) -> list[tuple[int, int, int]]:
    chain = []
    while end != start:
        chain.append(came[end])
        end = came[end][0]
    return chain


def gather(
    encoded: Encoded, floor: Floor, groups: Sequence[Linked], rows: Sequence[int]
) -> dict[int, int]:
    """A person for each of the groups that can be gathered, by index of the group.

    rows[i] is the row of the floor that the members of groups[i] stand in, if they
    have been put there. Prefers the fewest departures, then who has most of it now.
    """
    found: dict[int, int] = {}
    reach: Bools | None = None
    for index, group in enumerate(groups):
        if group.size > floor.free.sum() + floor.held[:, rows[index]].sum():
            continue
        present = floor.held[:, rows[index]].astype(np.int64)
        if present.any():
            floor.lift(rows[index])
            reach = None
        elif reach is None:
            reach = floor.within_reach()
        fits = group.fits if reach is None else group.fits & reach
        for person in by_departures(encoded, group, fits, present):
            if floor.make_room(person, group.size):
                floor.free[person] -= group.size
                found[index] = person
                reach = None
                break
    return found


def by_departures(
    encoded: Encoded, group: Linked, fits: Bools, present: Ints
) -> list[int]:
    """Who fits, the fewest departures first, then who has most of the group now."""
    people = np.flatnonzero(fits)
    cost = np.zeros(len(people), dtype=np.int64)
    for case in group.cases:
        for mask in departures(encoded, np.full(len(people), case), people):
            cost += mask
    order = np.lexsort((people, -present[people], cost))
    return [int(person) for person in people[order]]

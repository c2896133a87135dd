"""With whom the chosen cases are placed: the second stage, exact.

Least departures in all (from the owner, the first unit, the language), and among
those plans the fewest cases beyond the share of one kind in a person's places. Both
are sums over cases and people, so one min-cost flow finds them, with one departure
dearer than all cases beyond a share together.

Cases reach people through pools: all who work in a unit and meet a requirement, and
within them those who speak a language. A case with an owner has an arc of its own to
that person. Conflicts are mended after the flow (`conflicts`); where that would cost
something, the case passes round those people through halves of the pool.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evenhand.engine.allocation.conflicts import exchange
from evenhand.engine.allocation.encode import NONE, Bools, Encoded, Ints
from evenhand.engine.allocation.network import Network
from evenhand.engine.allocation.preferences import departures


FEW = 12  # people who may have a case, for which its conflicts are told at once
LINKED, OWNED, ASKING, POOLS, KINDS = 0, 0, 1, 2, 99


@dataclass(frozen=True, slots=True)
class Linked:
    """Cases of one group: positions, and who may have all of them (people)."""

    group: int
    cases: Ints
    fits: Bools

    @property
    def size(self) -> int:
        """Places the group needs with one person."""
        return len(self.cases)


def place(
    encoded: Encoded,
    cases: Ints,
    capacity: Ints,
    held: Ints,
    linked: Sequence[Linked] = (),
    mixed: bool = True,
) -> tuple[Ints, Ints] | None:
    """A person for each of the cases, and for each case of the linked groups.

    cases are positions, all of which must be placed; capacity (people) is places;
    held (people x kinds) are cases placed already, to be counted in shares. Members
    of linked groups are let part. Unless mixed, variety is left aside. Answers two arrays of people, or None if no
    placing of all cases exists.
    """
    hot = _frequent(encoded, cases) & mixed
    told = _telling(encoded, cases)
    while True:
        answer = _solve(encoded, cases, capacity, held, linked, hot, told)
        if answer is None:
            return None
        people, stuck = exchange(encoded, cases, answer[0])
        if stuck:
            told |= frozenset(stuck)
            continue
        answer = people, answer[1]
        if not mixed:
            return answer
        counts = held.copy()
        known = encoded.kind[cases] != NONE
        np.add.at(counts, (answer[0][known], encoded.kind[cases][known]), 1)
        beyond = (counts > encoded.allowed[:, None]).any(axis=0)
        if not (beyond & ~hot).any():
            return answer
        hot = hot | beyond


def _telling(encoded: Encoded, cases: Ints) -> frozenset[int]:
    """Cases whose conflicts are likely to cost something, and are told from the start.

    Few may have them, or somebody they are in conflict with speaks their language.
    """
    most = encoded.fits.sum(axis=1)

    def costs(case: int) -> bool:
        language = encoded.language[case]
        against = list(encoded.conflicts[case])
        return bool(
            most[encoded.hard[case]] <= FEW
            or (language != NONE and encoded.speaks[language, against].any())
        )

    return frozenset(case for case in _conflicted(encoded, cases) if costs(case))


def _conflicted(encoded: Encoded, cases: Ints) -> list[int]:
    if not encoded.conflicts:
        return []
    return [case for case in cases.tolist() if case in encoded.conflicts]


def _frequent(encoded: Encoded, cases: Ints) -> Bools:
    """Kinds worth counting from the start; the others join when they break a share."""
    known = encoded.kind[cases]
    counts = np.bincount(known[known != NONE], minlength=encoded.kinds)
    return counts > len(cases) / 8


def _solve(
    encoded: Encoded,
    cases: Ints,
    capacity: Ints,
    held: Ints,
    linked: Sequence[Linked],
    hot: Bools,
    told: frozenset[int],
) -> tuple[Ints, Ints] | None:
    builder = _Builder(encoded, capacity, held, hot, len(cases) + 1)
    builder.told = told
    entry = builder.enter(cases)
    entries = [entry, *(builder.enter_linked(each) for each in linked)]
    people = builder.network.carry(np.concatenate(entries))
    if people is None:
        return None
    return people[: len(cases)], people[len(cases) :]


class _Builder:
    """Builds the network of one solve. `dear` is the cost of one departure."""

    def __init__(
        self, encoded: Encoded, capacity: Ints, held: Ints, hot: Bools, dear: int
    ) -> None:
        self.encoded = encoded
        self.capacity = capacity
        self.network = Network(capacity)
        self.hot_of = np.append(np.where(hot, np.cumsum(hot) - 1, NONE), NONE)
        self.hot = int(hot.sum())
        self.dear = dear if self.hot else 1
        self.first_kind = self._kinds(held[:, hot])
        self.told: frozenset[int] = frozenset()
        self.halves: dict[tuple[int, int, int, int, int], int] = {}
        self.round: list[tuple[int, int, int, int]] = []
        self.who: dict[tuple[int, int], list[int]] = {}
        self.pool_of: dict[tuple[int, int, int], int] = {}

    def _kinds(self, held: Ints) -> int:
        """Nodes of (person, kind): free up to the share, cost 1 beyond it."""
        people = len(self.capacity)
        first = self.network.nodes(people * self.hot, KINDS)
        nodes = first + np.arange(people * self.hot)
        person = np.repeat(np.arange(people), self.hot)
        free = np.clip(self.encoded.allowed[person] - held.ravel(), 0, None)
        free = np.minimum(free, self.capacity[person])
        self.network.arcs(nodes, person, free, 0)
        over = self.capacity[person] - free
        some = over > 0
        self.network.arcs(nodes[some], person[some], over[some], 1)
        return first

    def _target(self, person: Ints, kind: Ints) -> Ints:
        """The node a case of a kind enters a person by."""
        return np.where(
            kind == NONE, person, self.first_kind + person * self.hot + kind
        )

    def enter(self, cases: Ints) -> Ints:
        """Nodes and arcs for the cases; answers the entry node of each."""
        encoded, network = self.encoded, self.network
        kind = self.hot_of[encoded.kind[cases]]
        asked = np.stack(
            [
                encoded.unit_list[cases],
                encoded.requirement[cases],
                encoded.language[cases],
                kind,
            ]
        )
        keys, asking = _unique(asked)
        first = network.nodes(keys.shape[1], ASKING)
        counts = np.bincount(asking, minlength=keys.shape[1])
        self._pools(keys, first, counts)
        entry = first + asking

        conflicted = np.array(
            [i for i, case in enumerate(cases.tolist()) if case in self.told],
            dtype=np.int64,
        )
        owner = self._owners(cases)
        plain = owner != NONE
        plain[conflicted] = False
        self._owned(cases, np.flatnonzero(plain), owner, entry, kind)
        self._round(cases, conflicted, owner, asking, keys, entry)
        return entry

    def _owners(self, cases: Ints) -> Ints:
        """The owner of each case, where that person may have it."""
        encoded = self.encoded
        owner = encoded.owner[cases]
        owner = np.where(
            (owner != NONE) & encoded.fits[encoded.hard[cases], owner], owner, NONE
        )
        if encoded.conflicts:
            for index, case in enumerate(cases.tolist()):
                if owner[index] in encoded.conflicts.get(case, ()):
                    owner[index] = NONE
        return owner

    def _owned(
        self, cases: Ints, indices: Ints, owner: Ints, entry: Ints, kind: Ints
    ) -> None:
        """An arc to the owner, and one departure to everybody else."""
        if not len(indices):
            return
        keys, node = _unique(np.stack([entry[indices], owner[indices]]))
        first = self.network.nodes(keys.shape[1], OWNED)
        counts = np.bincount(node, minlength=keys.shape[1])
        example = indices[np.unique(node, return_index=True)[1]]
        _, other_unit, other_language = departures(
            self.encoded, cases[example], owner[example]
        )
        nodes = first + np.arange(keys.shape[1])
        cost = self.dear * (other_unit.astype(np.int64) + other_language)
        self.network.arcs(nodes, self._target(keys[1], kind[example]), counts, cost)
        self.network.arcs(nodes, keys[0], counts, self.dear)
        entry[indices] = first + node

    def _pools(self, keys: Ints, first: int, counts: Ints) -> None:
        """From asking nodes through units to people; keys are rows of what is asked."""
        encoded, network = self.encoded, self.network
        length = np.array([len(some) for some in encoded.lists], dtype=np.int64)
        lengths = length[keys[0]]
        asking = np.repeat(np.arange(keys.shape[1]), lengths)
        unit = np.array(
            [unit for row in keys[0].tolist() for unit in encoded.lists[row]],
            dtype=np.int64,
        )
        place_in_list = np.arange(len(asking)) - np.repeat(
            np.cumsum(lengths) - lengths, lengths
        )
        elsewhere = self.dear * (place_in_list > 0)
        _, requirement, language, kind = keys[:, asking]
        spoken = language != NONE

        pools, pool = _unique(np.stack([unit, requirement, kind]))
        pool_node = network.nodes(pools.shape[1], POOLS)
        self.pool_of = {
            (u, r, k): pool_node + index
            for index, (u, r, k) in enumerate(pools.T.tolist())
        }
        network.arcs(
            first + asking,
            pool_node + pool,
            counts[asking],
            elsewhere + self.dear * spoken,
        )
        who = encoded.member.T[pools[0]] & encoded.meets[pools[1]]
        self._people(pool_node, who, pools[2])

        asking, unit, requirement = asking[spoken], unit[spoken], requirement[spoken]
        language, kind = language[spoken], kind[spoken]
        pools, pool = _unique(np.stack([unit, requirement, language, kind]))
        who = (
            encoded.member.T[pools[0]]
            & encoded.meets[pools[1]]
            & encoded.speaks[pools[2]]
        )
        speaking = network.nodes(pools.shape[1], POOLS)
        some = who.any(axis=1)[pool]
        network.arcs(
            (first + asking)[some],
            (speaking + pool)[some],
            counts[asking][some],
            elsewhere[spoken][some],
        )
        self._people(speaking, who, pools[3])

    def _people(self, first: int, who: Bools, kind: Ints) -> None:
        pool, person = np.nonzero(who & (self.capacity > 0))
        self.network.arcs(
            first + pool, self._target(person, kind[pool]), self.capacity[person], 0
        )

    def _round(
        self,
        cases: Ints,
        conflicted: Ints,
        owner: Ints,
        asking: Ints,
        keys: Ints,
        entry: Ints,
    ) -> None:
        """Cases with conflicts: to the owner, and round the people in conflict."""
        groups: dict[tuple[int, int, tuple[int, ...]], list[int]] = {}
        for index in conflicted.tolist():
            against = self.encoded.conflicts[int(cases[index])]
            key = (int(asking[index]), int(owner[index]), against)
            groups.setdefault(key, []).append(index)
        for (asks, person, against), indices in sorted(groups.items()):
            node = self.network.nodes(1, OWNED)
            entry[indices] = node
            count = len(indices)
            extra = self.dear if person != NONE else 0
            kind = int(keys[3, asks])
            if person != NONE:
                example = cases[indices[:1]]
                _, unit, tongue = departures(self.encoded, example, np.array([person]))
                cost = self.dear * (int(unit[0]) + int(tongue[0]))
                self.round.append((node, self._door(person, kind), count, cost))
            self._round_one(node, keys[:, asks], frozenset(against), count, extra)
        if self.round:
            self.network.arcs(*np.array(self.round, dtype=np.int64).T)

    def _round_one(
        self, node: int, key: Ints, against: frozenset[int], count: int, extra: int
    ) -> None:
        encoded = self.encoded
        units, requirement, language, kind = (int(each) for each in key)
        for index, unit in enumerate(encoded.lists[units]):
            cost = extra + (self.dear if index else 0)
            who = self._who(unit, requirement)
            if language != NONE:
                spoken = encoded.speaks[language]
                self.round += [
                    (node, self._door(person, kind), count, cost)
                    for person in who
                    if spoken[person] and person not in against
                ]
                cost += self.dear
            cover: list[int] = []
            self._cover((unit, requirement, kind), who, 0, len(who), against, cover)
            self.round += [(node, head, count, cost) for head in cover]

    def _who(self, unit: int, requirement: int) -> list[int]:
        """Who works in a unit and meets a requirement, in order."""
        if (unit, requirement) not in self.who:
            who = self.encoded.member[:, unit] & self.encoded.meets[requirement]
            self.who[unit, requirement] = np.flatnonzero(who).tolist()
        return self.who[unit, requirement]

    def _door(self, person: int, kind: int) -> int:
        """As `_target`, for one."""
        return person if kind == NONE else self.first_kind + person * self.hot + kind

    def _cover(
        self,
        pool: tuple[int, int, int],
        who: list[int],
        low: int,
        high: int,
        against: frozenset[int],
        cover: list[int],
    ) -> None:
        """Halves of halves of a pool that together leave out those in conflict."""
        if low == high:
            return
        if not against.intersection(who[low:high]):
            cover.append(self._half(pool, who, low, high))
        elif high - low > 1:
            middle = (low + high) // 2
            self._cover(pool, who, low, middle, against, cover)
            self._cover(pool, who, middle, high, against, cover)

    def _half(
        self, pool: tuple[int, int, int], who: list[int], low: int, high: int
    ) -> int:
        if high - low == len(who):
            return self.pool_of[pool]
        if high - low == 1:
            return self._door(who[low], pool[2])
        if (*pool, low, high) not in self.halves:
            # Smaller halves lie in later layers: a pool of a million is 20 layers deep.
            layer = KINDS - 1 - (high - low - 1).bit_length()
            node = self.network.nodes(1, layer)
            self.halves[*pool, low, high] = node
            middle = (low + high) // 2
            room = int(self.capacity[who[low:high]].sum())
            self.round += [
                (node, self._half(pool, who, *half), room, 0)
                for half in ((low, middle), (middle, high))
            ]
        return self.halves[*pool, low, high]

    def enter_linked(self, linked: Linked) -> Ints:
        """A node for a group, with arcs to those who may have all of it."""
        people = np.flatnonzero(linked.fits & (self.capacity > 0))
        node = self.network.nodes(1, LINKED)
        cost = sum(
            mask.astype(np.int64)
            for case in linked.cases
            for mask in departures(self.encoded, np.full(len(people), case), people)
        )
        self.network.arcs(
            node, people, linked.size, self.dear * np.asarray(cost) // linked.size
        )
        return np.full(linked.size, node, dtype=np.int64)


def _unique(columns: Ints) -> tuple[Ints, Ints]:
    """The distinct columns in order, and the index of each column among them."""
    order = np.lexsort(columns[::-1])
    ordered = columns[:, order]
    new = np.ones(columns.shape[1], dtype=np.bool_)
    new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    inverse = np.empty(columns.shape[1], dtype=np.int64)
    inverse[order] = np.cumsum(new) - 1
    return ordered[:, new], inverse

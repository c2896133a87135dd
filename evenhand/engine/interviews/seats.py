"""Who sits in which interview, as a flow: people into sets, sets into larger sets.

A column for each person entering the smallest sets that hold them, for each way on from
a set into the next larger, and for each draw of an interview's set on one of its parts.
That is exact: whoever sits in an interview came by sets that lie within one another, so
belongs to the last; and far fewer columns than one for each person and set.
"""

from dataclasses import dataclass, field

import numpy as np

from evenhand.engine.interviews.linear import Model
from evenhand.engine.interviews.table import NONE, Flags, Real, Sets, Whole


@dataclass(slots=True)
class Seats:
    """The flow of one kind of people at all times of a program.

    Of nodes (a part at a time): `node_row`, how large the part is, who is a `member`. Of groups (a set
    at a time): `group_row`, the row its ways draw on, and `group_node`, the node that
    stands for it, NONE where it is made of two. `group_of` the ways, NONE: without.
    entry_*, step_*, draw_*   columns of the model, and what they lead from and to.
    """

    time: Whole
    size: Whole
    member: Flags
    node_row: Whole
    group_row: Whole
    group_node: Whole
    group_of: Whole
    entry_column: Whole = field(init=False)
    entry_person: Whole = field(init=False)
    entry_node: Whole = field(init=False)
    step_column: Whole = field(init=False)
    step_from: Whole = field(init=False)
    step_to: Whole = field(init=False)
    draw_column: Whole = field(init=False)
    draw_node: Whole = field(init=False)
    draw_group: Whole = field(init=False)

    def prices(self, price: Real) -> tuple[Real, Real]:
        """Prices of nodes and groups, raised so that none is dearer further on."""
        groups = price[self.group_row]
        nodes = price[self.node_row].copy()
        np.maximum.at(nodes, self.draw_node, groups[self.draw_group])
        for step in np.argsort(-self.size[self.step_from], kind="stable"):
            to, of = self.step_to[step], self.step_from[step]
            nodes[of] = max(nodes[of], nodes[to])
        single = self.group_node != NONE
        groups[single] = nodes[self.group_node[single]]
        return nodes, groups

    def seated(self, values: Real) -> list[list[int]]:
        """The people of each group, of a choice in whole numbers."""
        at: list[list[int]] = [[] for _ in self.node_row]
        for entry in np.flatnonzero(values[self.entry_column] > 0.5):
            at[self.entry_node[entry]].append(int(self.entry_person[entry]))
        steps = np.flatnonzero(values[self.step_column] > 0.5)
        for step in steps[np.argsort(self.size[self.step_from[steps]], kind="stable")]:
            _move(at[self.step_from[step]], at[self.step_to[step]],
                  round(values[self.step_column[step]]))  # fmt: skip
        groups: list[list[int]] = [
            at[node] if node != NONE else [] for node in self.group_node
        ]
        for draw in np.flatnonzero(values[self.draw_column] > 0.5):
            _move(at[self.draw_node[draw]], groups[self.draw_group[draw]],
                  round(values[self.draw_column[draw]]))  # fmt: skip
        return groups

    def started(self, group: int, person: int) -> list[int]:
        """The columns by which a person comes to sit in a group."""
        node, columns, member = self.group_node[group], [], self.member
        if node == NONE:
            draws = np.flatnonzero(self.draw_group == group)
            draw = next(one for one in draws if member[self.draw_node[one], person])
            columns.append(int(self.draw_column[draw]))
            node = self.draw_node[draw]
        while True:
            entries = np.flatnonzero(
                (self.entry_node == node) & (self.entry_person == person)
            )
            if len(entries):
                return [*columns, int(self.entry_column[entries[0]])]
            steps = np.flatnonzero(self.step_to == node)
            step = next(one for one in steps if member[self.step_from[one], person])
            columns.append(int(self.step_column[step]))
            node = self.step_from[step]


def seats(
    model: Model,
    sets: Sets,
    free: Flags,
    columns: Whole,
    asked: Whole,
    time: Whole,
    *,
    most: Whole | None = None,
) -> Seats:
    """Add to a model the people who must sit where a way is chosen.

    free     times x people: who is free throughout.
    columns  of the ways; `asked` their sets (NONE: nobody is needed), `time` when.
    most     how often one person may sit at each time; None: once.
    """
    needing = asked != NONE
    groups, of = np.unique(
        asked[needing] * len(free) + time[needing], return_inverse=True
    )
    group_set, group_time = groups // max(1, len(free)), groups % max(1, len(free))
    parts = sets.parts[group_set]
    width = max(1, len(sets.member))
    pairs = group_time[:, None] * width + parts
    keys = np.unique(pairs[parts != NONE])
    node_time, node_part = keys // width, keys % width
    node_row = model.add_rows(np.zeros(len(keys)))
    node_of = np.where(parts == NONE, NONE, np.searchsorted(keys, pairs))
    apart = parts[:, 1] != NONE
    group_row = node_row[node_of[:, 0]]
    group_row[apart] = model.add_rows(np.zeros(int(apart.sum())))
    model.enter(group_row[of], columns[needing], 1.0)
    group_of = np.full(len(asked), NONE)
    group_of[needing] = of
    made = Seats(
        time=node_time,
        size=sets.member.sum(axis=1)[node_part],
        member=sets.member[node_part],
        node_row=node_row,
        group_row=group_row,
        group_node=np.where(apart, NONE, node_of[:, 0]),
        group_of=group_of,
    )
    _draw(model, made, node_of, apart)
    _flow(model, made, sets, free, node_part, most)
    return made


def _draw(model: Model, made: Seats, node_of: Whole, apart: Flags) -> None:
    (groups,) = np.nonzero(apart)
    made.draw_group = np.repeat(groups, 2)
    made.draw_node = node_of[groups].ravel()
    count = len(made.draw_group)
    made.draw_column = model.add_columns(np.zeros(count), np.full(count, np.inf))
    model.enter(made.node_row[made.draw_node], made.draw_column, 1.0)
    model.enter(made.group_row[made.draw_group], made.draw_column, -1.0)


def _flow(
    model: Model,
    made: Seats,
    sets: Sets,
    free: Flags,
    part: Whole,
    most: Whole | None,
) -> None:
    """Columns for people entering, and for going on from set to larger set."""
    entries: list[Whole] = []
    steps: list[Whole] = []
    time = made.time
    edges = np.flatnonzero(np.diff(time, prepend=NONE, append=NONE))
    for first, end in zip(edges[:-1], edges[1:], strict=True):
        here = part[first:end]
        member = sets.member[here] & free[time[first]]
        inside = (sets.inside[np.ix_(here, here)] & member.any(axis=1)[:, None]).astype(
            np.float32
        )
        smallest = member & ~(inside.T @ member.astype(np.float32) > 0)
        entries.append(np.argwhere(smallest) + [[first, 0]])
        steps.append(np.argwhere((inside > 0) & ~(inside @ inside > 0)) + first)
    nothing = np.zeros((0, 2), dtype=np.int64)
    made.entry_node, made.entry_person = np.vstack([nothing, *entries]).T
    made.step_from, made.step_to = np.vstack([nothing, *steps]).T
    times = np.ones(len(free)) if most is None else most.astype(np.float64)
    made.entry_column = model.add_columns(
        np.zeros(len(made.entry_node)), times[time[made.entry_node]]
    )
    count = len(made.step_from)
    made.step_column = model.add_columns(np.zeros(count), np.full(count, np.inf))
    model.enter(made.node_row[made.entry_node], made.entry_column, -1.0)
    model.enter(made.node_row[made.step_from], made.step_column, 1.0)
    model.enter(made.node_row[made.step_to], made.step_column, -1.0)


def _move(of: list[int], to: list[int], count: int) -> None:
    for _ in range(count):
        to.append(of.pop())

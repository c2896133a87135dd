"""A min-cost flow under construction, and the way of single cases through it."""

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow

from evenhand.engine.allocation.encode import Ints


class Network:
    """Nodes in layers, arcs from a lower layer to a higher one, one sink.

    Cases enter at nodes and leave at people, the last layer: nodes 0 .. people - 1.
    """

    def __init__(self, capacity: Ints) -> None:
        self.people = len(capacity)
        self.sink = self.people
        self._layers: list[Ints] = [np.full(self.people + 1, np.iinfo(np.int64).max)]
        self._size = self.people + 1
        self._arcs: list[tuple[Ints, Ints, Ints, Ints]] = []
        self.arcs(np.arange(self.people), self.sink, capacity, 0)

    def nodes(self, count: int, layer: int) -> int:
        """Add nodes in a layer; answers the first."""
        first = self._size
        self._layers.append(np.full(count, layer, dtype=np.int64))
        self._size += count
        return first

    def arcs(
        self,
        tails: npt.ArrayLike,
        heads: npt.ArrayLike,
        capacities: npt.ArrayLike,
        costs: npt.ArrayLike,
    ) -> None:
        """Add arcs; scalars stand for all."""
        tail, head, capacity, cost = np.broadcast_arrays(
            *(np.asarray(each, dtype=np.int64) for each in (tails, heads)),
            *(np.asarray(each, dtype=np.int64) for each in (capacities, costs)),
        )
        self._arcs.append((tail.ravel(), head.ravel(), capacity.ravel(), cost.ravel()))

    def carry(self, entry: Ints) -> Ints | None:
        """Send every case from its entry node to a person, at least total cost.

        entry (cases) is the node each case enters at. Answers the person of each case
        (cases), or None where there is no room for all. Cases that meet in a node leave
        it in their own order by the order of what it leads to, so that equal input
        gives an equal answer.
        """
        columns = [
            np.concatenate([block[column] for block in self._arcs])
            for column in range(4)
        ]
        order = np.lexsort((columns[3], columns[1], columns[0]))
        tail, head, capacity, cost = (column[order] for column in columns)
        supply = np.bincount(entry, minlength=self._size)
        supply[self.sink] -= len(entry)
        solver = min_cost_flow.SimpleMinCostFlow()
        solver.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
        solver.set_nodes_supplies(np.arange(self._size), supply)
        status = solver.solve()
        if status == solver.INFEASIBLE:
            return None
        assert status == solver.OPTIMAL, status
        flow = solver.flows(np.arange(len(tail)))
        return self._follow(entry, tail, head, flow)

    def _follow(self, entry: Ints, tail: Ints, head: Ints, flow: Ints) -> Ints:
        layer = np.concatenate(self._layers)
        moving = flow > 0
        tail, head, flow = tail[moving], head[moving], flow[moving]
        at = entry.copy()
        for level in np.unique(layer[tail]):
            if level == layer[self.sink]:
                break
            leaving = layer[tail] == level
            cases = np.flatnonzero(layer[at] == level)
            cases = cases[np.argsort(at[cases], kind="stable")]
            at[cases] = np.repeat(head[leaving], flow[leaving])
        return at

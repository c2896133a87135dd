"""What one would write instead: a loop that takes the best place now, and one big flow.

Both know the hard rules and the departures; neither knows of linked cases or variety.
"""

import numpy as np
import polars as pl
from ortools.graph.python import min_cost_flow

from evenhand.engine.allocation.encode import NONE, encode
from evenhand.engine.allocation.preferences import departures
from evenhand.engine.allocation.problem import Plan, Problem


def greedy(problem: Problem) -> Plan:
    """Each case in order to the person with a free place who departs least."""
    encoded = encode(problem)
    people = np.full(len(encoded.band), NONE, dtype=np.int64)
    free = encoded.capacity.copy()
    left = int(free.sum())
    fitting = [np.flatnonzero(row) for row in encoded.fits]
    first = [some[0] if some else 0 for some in encoded.lists]
    for case in range(len(people)):
        if not left:
            break
        able = fitting[encoded.hard[case]]
        able = able[free[able] > 0]
        if case in encoded.conflicts:
            able = able[~np.isin(able, encoded.conflicts[case])]
        if not len(able):
            continue
        cost = (~encoded.member[able, first[encoded.unit_list[case]]]).astype(np.int64)
        if encoded.language[case] != NONE:
            cost += ~encoded.speaks[encoded.language[case], able]
        if encoded.owner[case] != NONE:
            cost += able != encoded.owner[case]
        person = able[cost.argmin()]
        people[case] = person
        free[person] -= 1
        left -= 1
    return _plan(encoded, people)


def raw_flow(problem: Problem) -> Plan:
    """One arc for every case and person that fit, in one min-cost flow.

    The reward of a case falls by more with each rank than all departures together, so
    the answer is exact in the same sense as ours, variety aside.
    """
    encoded = encode(problem)
    count, workers = len(encoded.band), len(encoded.people)
    step = 3 * int(encoded.capacity.sum()) + 1
    rows, members = np.nonzero(encoded.fits)
    starts = np.searchsorted(rows, np.arange(len(encoded.fits) + 1))
    sizes = np.diff(starts)[encoded.hard]
    case = np.repeat(np.arange(count), sizes)
    offset = np.arange(len(case)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    person = members[starts[encoded.hard[case]] + offset]
    for index, against in encoded.conflicts.items():
        keep = (case != index) | ~np.isin(person, against)
        case, person = case[keep], person[keep]
    cost = sum(mask.astype(np.int64) for mask in departures(encoded, case, person))
    reward = (count - np.arange(count)) * step
    sink = count + workers
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        case, count + person, np.ones(len(case), dtype=np.int64), cost - reward[case]
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        count + np.arange(workers),
        np.full(workers, sink),
        encoded.capacity,
        np.zeros(workers, dtype=np.int64),
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        np.arange(count),
        np.full(count, sink),
        np.ones(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
    )
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:count] = 1
    supply[sink] = -count
    solver.set_nodes_supplies(np.arange(sink + 1), supply)
    status = solver.solve()
    assert status == solver.OPTIMAL, status
    taken = solver.flows(arcs) > 0
    people = np.full(count, NONE, dtype=np.int64)
    people[case[taken]] = person[taken]
    return _plan(encoded, people)


def _plan(encoded, people) -> Plan:
    placed = np.flatnonzero(people != NONE)
    bands = np.unique(encoded.band)
    counts = {int(band): int((encoded.band[placed] == band).sum()) for band in bands}
    names = pl.Series([*encoded.people, None], dtype=pl.String)
    return Plan(
        placements=pl.DataFrame(
            {
                "case": encoded.refs,
                "person": names.gather(
                    np.where(people == NONE, len(names) - 1, people)
                ),
            }
        ),
        placed=counts,
        bound=counts,
        departures=int(
            sum(mask.sum() for mask in departures(encoded, placed, people[placed]))
        ),
        beyond_share=0,
    )

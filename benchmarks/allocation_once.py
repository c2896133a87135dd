"""One method on one problem in a process of its own, so that its memory is its own.

python -m benchmarks.allocation_once METHOD CASES PEOPLE REPEATS -> a line of JSON
"""

import hashlib
import json
import resource
import sys
import time

import polars as pl

from benchmarks.allocation_rivals import greedy, raw_flow
from evenhand.engine.allocation.problem import Problem
from evenhand.engine.allocation.solve import solve


METHODS = {"evenhand": solve, "greedy": greedy, "raw flow": raw_flow}


def main() -> None:
    method, cases, people, repeats = sys.argv[1:]
    problem = Problem(pl.read_parquet(cases), pl.read_parquet(people))
    before = _peak()
    seconds = []
    for _ in range(int(repeats)):
        started = time.perf_counter()
        plan = METHODS[method](problem)
        seconds.append(time.perf_counter() - started)
    chosen = plan.placements.filter(pl.col("person").is_not_null())["case"].sort()
    print(
        json.dumps(
            {
                "seconds": seconds,
                "loaded": before,
                "peak": _peak(),
                "placed": dict(plan.placed),
                "bound": dict(plan.bound),
                "departures": plan.departures,
                "beyond_share": plan.beyond_share,
                "which": hashlib.sha256("\n".join(chosen).encode()).hexdigest(),
            }
        )
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""One method on one problem in a process of its own, so that its memory is its own.

python -m benchmarks.allocation_once METHOD CASES PEOPLE REPEATS -> a line of JSON
"""

import hashlib
import json
import sys
import time

import polars as pl

from benchmarks.allocation_rivals import greedy, raw_flow
from evenhand.engine.allocation.problem import Problem
from evenhand.engine.allocation.solve import solve
from evenhand.engine.memory import peak_mib


METHODS = {"evenhand": solve, "greedy": greedy, "raw flow": raw_flow}


def main() -> None:
    method, cases, people, repeats = sys.argv[1:]
    problem = Problem(pl.read_parquet(cases), pl.read_parquet(people))
    before = peak_mib()
    seconds, processor = [], []
    for _ in range(int(repeats)):
        started, began = time.perf_counter(), time.process_time()
        plan = METHODS[method](problem)
        seconds.append(time.perf_counter() - started)
        processor.append(time.process_time() - began)
    chosen = plan.placements.filter(pl.col("person").is_not_null())["case"].sort()
    print(
        json.dumps(
            {
                "seconds": seconds,
                "processor": processor,
                "loaded": before,
                "peak": peak_mib(),
                "placed": dict(plan.placed),
                "bound": dict(plan.bound),
                "departures": plan.departures,
                "beyond_share": plan.beyond_share,
                "which": hashlib.sha256("\n".join(chosen).encode()).hexdigest(),
            }
        )
    )


if __name__ == "__main__":
    main()

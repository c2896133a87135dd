"""Allocation: a national week and full caseloads, beside greedy and one raw flow."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.results import exponent, machine, middle, report, table
from benchmarks.shapes import SHAPES, problem
from evenhand.engine.allocation.problem import Problem
from evenhand.engine.allocation.solve import solve
from evenhand.engine.allocation.verify import bounds, faults


CASES, PEOPLE, WEEK, FULL = 120_000, 1_300, 7_638, 108_910
SEED = 1
SIZES = (8, 4, 2, 1)  # the national size divided by each
REPEATS = 5
RAW_SECONDS = 900  # a raw flow that takes longer is given up

Answer = Mapping[str, Any]


def run(*, small: bool = False) -> None:
    """Run everything and report it; with `small`, a tenth and no report in the file."""
    by = 10 if small else 1
    started = machine()
    weekly, weekly_flow = _shapes(CASES // by, PEOPLE // by, WEEK // by)
    full, full_flow = _shapes(CASES // by, PEOPLE // by, FULL // by)
    sections = [
        ("A week's places", weekly),
        (
            "A week's places: one flow with an arc for every case and person",
            weekly_flow,
        ),
        ("Full caseloads", full),
        ("Full caseloads: one flow with an arc for every case and person", full_flow),
        ("Growth", _growth(by)),
    ]
    notes = (
        f"{started} Seed {SEED}; {CASES // by:,} cases, {PEOPLE // by:,} people;"
        f" shapes as in `shapes.py`. Seconds are the median of {REPEATS} from a problem"
        " in memory to a plan, each method in a process of its own; processor seconds"
        " are those of all its threads, which other work on the machine lengthens"
        " less. Peak memory is of"
        " that whole process, libraries and problem included. Every plan is"
        " checked by `verify.faults`: none."
    )
    if small:
        for _, body in sections:
            print(body, end="\n\n")
    else:
        report("Allocation", notes, sections)


def _shapes(cases: int, people: int, places: int) -> tuple[str, str]:
    rows = []
    for shape in SHAPES:
        of = problem(shape, cases=cases, people=people, places=places, seed=SEED)
        found = list(faults(of, solve(of)))
        assert not found, found[:5]
        ours, simple = _once(of, "evenhand", REPEATS), _once(of, "greedy", 1)
        rows.append(_row(shape, of, ours, simple))
        print(" | ".join(str(cell) for cell in rows[-1]), flush=True)
    header = (
        "shape", "places", "placed", "short of the bound, by band", "departures",
        "seconds", "slowest", "processor seconds", "peak MiB", "greedy seconds",
        "greedy: fewer up to each band", "greedy departures",
    )  # fmt: skip
    return table(header, rows), _against_raw_flow(cases, people, places)


def _row(shape: str, of: Problem, ours: Answer, simple: Answer) -> list[object]:
    linked = of.cases["group"].null_count() < of.cases.height
    if not linked:
        most = bounds(of)
        assert {int(band): n for band, n in ours["placed"].items()} == most, shape
    gap = [ours["bound"][band] - ours["placed"][band] for band in ours["bound"]]
    return [
        shape,
        int(of.people["capacity"].sum()),
        sum(ours["placed"].values()),
        "none" if not any(gap) else ", ".join(str(each) for each in gap),
        ours["departures"],
        middle(ours["seconds"]),
        max(ours["seconds"]),
        middle(ours["processor"]),
        round(ours["peak"]),
        simple["seconds"][0],
        "not comparable: parts linked cases" if linked else _fewer(ours, simple),
        simple["departures"],
    ]


def _fewer(ours: Answer, simple: Answer) -> str:
    total, shown = 0, []
    for band in ours["placed"]:
        total += ours["placed"][band] - simple["placed"][band]
        shown.append(str(total))
    return ", ".join(shown)


def _against_raw_flow(cases: int, people: int, places: int) -> str:
    of = problem("plain", cases=cases, people=people, places=places, seed=SEED)
    ours = _once(of, "evenhand", REPEATS)
    try:
        raw = _once(of, "raw flow", 1)
    except subprocess.TimeoutExpired:
        return f"Given up after {RAW_SECONDS} seconds."
    assert raw["which"] == ours["which"], "not the same cases"
    assert raw["departures"] == ours["departures"], "not the same departures"
    return table(
        ("method", "seconds", "peak MiB", "placed", "departures"),
        [
            [name, middle(each["seconds"]), round(each["peak"]),
             sum(each["placed"].values()), each["departures"]]
            for name, each in (("evenhand", ours), ("OR-Tools, raw graph", raw))
        ],
    ) + "\n\nThe same cases are chosen, and with the same departures."  # fmt: skip


def _growth(by: int) -> str:
    rows = []
    for name, places in (("a week", WEEK), ("full", FULL)):
        sizes = [CASES // by // part for part in SIZES]
        spent = []
        for part, size in zip(SIZES, sizes, strict=True):
            of = problem(
                "plain",
                cases=size,
                people=PEOPLE // by // part,
                places=places // by // part,
                seed=SEED,
            )
            spent.append(middle(_once(of, "evenhand", REPEATS)["seconds"]))
        rows.append([name, *spent, f"{exponent(sizes, spent):.2f}"])
    header = [
        "places",
        *(f"{CASES // by // part:,} cases" for part in SIZES),
        "exponent",
    ]
    return table(header, rows) + "\n\nPeople and places grow with the cases."


def _once(of: Problem, method: str, repeats: int) -> Answer:
    with tempfile.TemporaryDirectory() as folder:
        cases, people = Path(folder, "cases.parquet"), Path(folder, "people.parquet")
        of.cases.write_parquet(cases)
        of.people.write_parquet(people)
        words = [method, str(cases), str(people), str(repeats)]
        answer = subprocess.run(
            [sys.executable, "-m", "benchmarks.allocation_once", *words],
            check=True,
            capture_output=True,
            text=True,
            timeout=RAW_SECONDS,
        )
    return dict(json.loads(answer.stdout))

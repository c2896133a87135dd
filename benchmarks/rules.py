"""Rank and route: release 1 over 200,000 cases, beside the tools one would take."""

import datetime
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.facts import as_plain_text, facts
from benchmarks.results import exponent, machine, middle, report, table
from benchmarks.rules_rivals.in_duckdb import in_duckdb
from benchmarks.rules_rivals.in_python import in_python
from benchmarks.rules_rivals.in_spiff import in_spiff
from benchmarks.rules_rivals.in_zen import in_zen
from benchmarks.rules_rivals.tables import Rules, same
from evenhand.engine.rules.compile import Program, compile_release
from evenhand.engine.rules.derive import derive_column
from evenhand.engine.rules.release import Release


POLICY = Path(__file__).parents[1] / "policy"
ON = datetime.date(2026, 11, 22)
SEED = 1
TABLES = ("route", "band")
OUTPUTS = ("units", "points", "band")
CASES = 200_000
SIZES = (25_000, 50_000, 100_000, 200_000, 400_000, 800_000)
REPEATS = 5
PYTHON, ZEN, SPIFF = 50_000, 20_000, 200  # cases of the slow ones


def run(*, small: bool = False) -> None:
    """Run everything and report it; with `small`, a tenth and no report in the file."""
    by = 10 if small else 1
    started = machine()
    release = Release.read(POLICY)
    program, rules = compile_release(release), Rules(release, TABLES, OUTPUTS)
    beside = _beside(release, program, rules, by)
    growth = _growth(release, program, by)
    if small:
        print(beside, growth, sep="\n\n")
        return
    count = sum(len(one.rules) for one in rules.tables)
    notes = (
        f"{started} Release {release.number}: the tables"
        f" {', '.join(step.name for step in rules.steps)}, {count} rules. Invented"
        f" cases, seed {SEED} (`facts.py`), facts in memory to outcomes in memory."
        " Every answer (units, points, band and the ids of the rules that fired) of"
        " every tool is compared with ours: all are equal. Facts that are derived"
        " (months of waiting, regions) are worked out by ours within its time and given"
        " to the others. Tools that are slow ran on fewer cases, as stated; cases a"
        " second are of those."
    )
    sections = [(f"{CASES:,} cases", beside), ("Growth of ours, ids spelt out", growth)]
    report("Rules", notes, sections)


def _beside(release: Release, program: Program, rules: Rules, by: int) -> str:
    cases = CASES // by
    frame = facts(release, cases, ON, SEED)
    started = time.perf_counter()
    compile_release(release)
    compiling = time.perf_counter() - started
    masks = [_timed(program, frame, spelt_out=False)[1] for _ in range(REPEATS)]
    spelt = [_timed(program, frame, spelt_out=True)[1] for _ in range(REPEATS)]
    texts = as_plain_text(frame)
    from_text = [_timed(program, texts, spelt_out=True)[1] for _ in range(REPEATS)]
    ours = rules.answers(_timed(program, frame, spelt_out=True)[0])
    known = rules.given(as_plain_text(_with_derived(release, rules, frame)))
    rows = known.drop("case").rows(named=True)
    found: list[list[object]] = [
        _row("evenhand, reasons kept as masks", cases, middle(masks)),
        _row("evenhand, ids of rules spelt out", cases, middle(spelt)),
        _row("the same from facts as plain text", cases, middle(from_text)),
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder, "cases.parquet"))
        tries = [in_duckdb(rules, known, file) for _ in range(REPEATS)]
    same("duckdb", tries[0][0], ours)
    spent = middle([spent.seconds for _, spent in tries])
    found.append(_row("duckdb, CASE in SQL", cases, spent))
    for name, tool, most in (
        ("plain Python, a loop over the rules", in_python, PYTHON),
        ("zen-engine, evaluate_batch", in_zen, ZEN),
        ("SpiffWorkflow, DMN", in_spiff, SPIFF),
    ):
        some = rows[: most // by]
        answers, gone = tool(rules, some)
        same(name, answers, ours)
        found.append(_row(name, len(some), gone.seconds))
    best = found[1][3]
    for row in found:
        row.append(f"{best / row[3]:,.1f}")  # type: ignore[operator]
    header = (
        "tool",
        "cases",
        "seconds",
        "cases a second",
        "ours, spelt out, is faster by",
    )
    first = f"\n\nMedians of {REPEATS} for ours and duckdb, one run for the others;"
    return table(header, found) + (
        f"{first} ours slowest {max(spelt):.3f} s; compiling the release"
        f" {compiling:.3f} s, once."
    )


def _timed(
    program: Program, frame: pl.DataFrame, *, spelt_out: bool
) -> tuple[pl.DataFrame, float]:
    started = time.perf_counter()
    evaluated = program.evaluate(frame, ON, TABLES)
    if spelt_out:
        evaluated = evaluated.with_columns(program.fired_ids(evaluated).alias("fired"))
    return evaluated, time.perf_counter() - started


def _with_derived(release: Release, rules: Rules, frame: pl.DataFrame) -> pl.DataFrame:
    for name in rules.columns:
        fact = release.vocabulary.facts[name]
        if fact.derive is not None:
            column = derive_column(fact, release.registers, ON)
            frame = frame.with_columns(column.alias(name))
    return frame


def _row(name: str, cases: int, seconds: float) -> list[Any]:
    return [name, cases, seconds, round(cases / seconds)]


def _growth(release: Release, program: Program, by: int) -> str:
    sizes = [size // by for size in SIZES]
    spent = []
    for size in sizes:
        frame = facts(release, size, ON, SEED)
        spent.append(
            middle([_timed(program, frame, spelt_out=True)[1] for _ in range(REPEATS)])
        )
    header = [*(f"{size:,} cases" for size in sizes), "exponent"]
    return table(header, [[*spent, f"{exponent(sizes, spent):.2f}"]])

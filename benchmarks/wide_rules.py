"""Wide tables: 200 rules over 33 inputs, beside the tools one would take, and growth."""

import datetime
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl

from benchmarks.facts import as_plain_text
from benchmarks.results import Spent, exponent, machine, middle, report, table
from benchmarks.rules_rivals.in_duckdb import in_duckdb
from benchmarks.rules_rivals.in_python import in_python
from benchmarks.rules_rivals.in_spiff import in_spiff
from benchmarks.rules_rivals.in_zen import in_zen
from benchmarks.rules_rivals.tables import Answer, Row, Rules, same
from benchmarks.wide_tables import wide_facts, wide_release
from evenhand.engine.rules.compile import Program, compile_release


ON = datetime.date(2026, 11, 22)
SEED = 1
RULES, INPUTS, CASES = 200, 33, 100_000
TABLES, OUTPUTS = ("route", "points"), ("unit", "points")
RULE_SIZES = (50, 100, 200, 400)
INPUT_SIZES = (8, 16, 33, 66)
CASE_SIZES = (50_000, 100_000, 200_000, 400_000)
REPEATS = 5
PYTHON, ZEN, SPIFF = 20_000, 20_000, 100  # cases of the slow ones


def run(*, small: bool = False) -> None:
    """Run everything and report it; with `small`, a tenth and no report in the file."""
    by = 10 if small else 1
    started = machine()
    beside = _beside(by)
    growth = _growth(by)
    if small:
        print(beside, growth, sep="\n\n")
        return
    notes = (
        f"{started} Two tables, route (the first rule that fits) and points (a sum),"
        f" each of {RULES} rules over {INPUTS} inputs, written by seed {SEED}"
        " (`wide_tables.py`): texts with listed values, truths, whole numbers with"
        " ranges, days, lists of texts; a rule looks at three to seven and leaves the"
        " others at a dash. Facts in memory to outcomes in memory. Every answer (unit,"
        " points and the ids of the rules that fired) of every tool is compared with"
        " ours: all are equal. The others are given days as whole numbers. Tools that"
        " are slow ran on fewer cases, as stated; ratios are of cases a processor"
        " second, which other work on the machine lengthens less than the clock."
    )
    sections = [(f"{CASES:,} cases", beside), ("Growth of ours, ids spelt out", growth)]
    report("Wide tables", notes, sections)


def _beside(by: int) -> str:
    release = wide_release(RULES, INPUTS, SEED)
    with Spent() as compiling:
        program = compile_release(release)
    rules = Rules(release, TABLES, OUTPUTS)
    frame = wide_facts(release, CASES // by, ON, SEED)
    spelt = [_ours(program, frame)[1] for _ in range(REPEATS)]
    ours = rules.answers(_ours(program, frame)[0])
    known = rules.given(as_plain_text(frame))
    found = [_row("evenhand, ids of rules spelt out", frame.height, spelt)]
    with tempfile.TemporaryDirectory() as folder:
        answers, spent = in_duckdb(rules, known, str(Path(folder, "cases.parquet")))
    same("duckdb", answers, ours)
    found.append(_row("duckdb, CASE in SQL", known.height, [spent]))
    rows = known.drop("case").rows(named=True)
    rivals: Iterable[
        tuple[str, Callable[[Rules, list[Row]], tuple[list[Answer], Spent]], int]
    ] = (
        ("plain Python, a loop over the rules", in_python, PYTHON),
        ("zen-engine, evaluate_batch", in_zen, ZEN),
        ("SpiffWorkflow, DMN", in_spiff, SPIFF),
    )
    for name, tool, most in rivals:
        answers, spent = tool(rules, rows[: max(1, most // by)])
        same(name, answers, ours)
        found.append(_row(name, len(answers), [spent]))
    best = found[0][-1]
    header = (
        "tool", "cases", "seconds", "processor seconds", "cases a processor second",
        "ours is faster by",
    )  # fmt: skip
    lines = [[*row, f"{best / row[-1]:,.1f}"] for row in found]  # type: ignore[operator]
    slowest = max(one.seconds for one in spelt)
    return table(header, lines) + (
        f"\n\nMedians of {REPEATS} for ours, one run for the others; ours slowest"
        f" {slowest:.3f} s by the clock; compiling {compiling.processor:.3f} s, once."
        " duckdb's time is for the most part the planning of one long statement: a"
        " tenth of the cases takes about as long."
    )


def _ours(program: Program, frame: pl.DataFrame) -> tuple[pl.DataFrame, Spent]:
    with Spent() as spent:
        evaluated = program.evaluate(frame, ON, TABLES)
        evaluated = evaluated.with_columns(program.fired_ids(evaluated).alias("fired"))
    return evaluated, spent


def _row(name: str, cases: int, spent: list[Spent]) -> list[object]:
    processor = middle([one.processor for one in spent])
    seconds = middle([one.seconds for one in spent])
    return [name, cases, seconds, processor, round(cases / processor)]


def _growth(by: int) -> str:
    cases = CASES // by
    grown = (
        ("rules", RULE_SIZES, [(size, INPUTS, cases) for size in RULE_SIZES]),
        ("inputs", INPUT_SIZES, [(RULES, size, cases) for size in INPUT_SIZES]),
        ("cases", CASE_SIZES, [(RULES, INPUTS, size // by) for size in CASE_SIZES]),
    )
    lines = []
    for name, sizes, shapes in grown:
        spent = [_processor(*shape) for shape in shapes]
        told = [f"{size:,}: {one:.3f}" for size, one in zip(sizes, spent, strict=True)]
        lines.append([name, *told, f"{exponent(sizes, spent):.2f}"])
    header = ["in", *["size: processor seconds"] * len(RULE_SIZES), "exponent"]
    return table(header, lines) + (
        f"\n\nThe other two stay at {RULES} rules, {INPUTS} inputs and {CASES:,} cases;"
        f" medians of {REPEATS}, processor seconds."
    )


def _processor(rules: int, inputs: int, cases: int) -> float:
    release = wide_release(rules, inputs, SEED)
    program = compile_release(release)
    frame = wide_facts(release, cases, ON, SEED)
    return middle([_ours(program, frame)[1].processor for _ in range(REPEATS)])

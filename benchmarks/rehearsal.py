"""Rehearse a policy: who would move, the queues, and every group, from facts in memory."""

import datetime
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import polars as pl

from benchmarks.facts import as_plain_text, facts
from benchmarks.results import exponent, machine, middle, report, table
from benchmarks.rules_rivals.in_duckdb import duckdb_query
from benchmarks.rules_rivals.tables import Rules
from evenhand.engine.memory import peak_mib
from evenhand.engine.rehearsal.rehearse import Standards, Told, rehearse, tell
from evenhand.engine.rules.compile import Program, compile_release
from evenhand.engine.rules.derive import derive_column
from evenhand.engine.rules.release import Release


POLICY = Path(__file__).parents[1] / "policy"
ON = datetime.date(2026, 11, 22)
SEED = 1
SIZES = (15_000, 30_000, 60_000, 120_000)
REPEATS = 5
PLACES_A_WEEK = 60  # of each unit
STANDARDS = Standards(10, 0.95, 0.05, (0, 16, 18, 25, 35, 50, 65))
# What the draft says otherwise: Iraq goes to Newcastle, high harm counts for little.
CHANGES = (
    ("rulebooks/routing.toml", 'id = "RT-036"', '"WALES"', '"NEWCASTLE"'),
    (
        "rulebooks/prioritisation.toml",
        'id = "PR-010"',
        "priority_points = 150",
        "priority_points = 5",
    ),
)
# The same question asked of two tables of outcomes, as one would write it by hand.
COMPARED = """
CREATE TABLE moved AS
SELECT c.nationality, c.sex, c.accommodation, o.units[1] AS unit_before,
       t.units[1] AS unit_after, o.band AS band_before, t.band AS band_after,
       row_number() OVER (ORDER BY o.band, c.claimed_on, c."case") AS place_before,
       row_number() OVER (ORDER BY t.band, c.claimed_on, c."case") AS place_after
FROM cases c JOIN one o ON o.case_ = c."case" JOIN two t ON t.case_ = c."case"
"""
TOTALS = """
SELECT count(*), count_if(band_after < band_before), count_if(band_after > band_before),
       count_if(unit_before <> unit_after), count_if(place_after < place_before),
       count_if(place_after > place_before)
FROM moved
"""
MOVES = """
SELECT unit_before, unit_after, count(*) FROM moved
WHERE unit_before <> unit_after GROUP BY ALL ORDER BY 3 DESC, 1, 2
"""
GROUPS = """
SELECT {by}, count(*), count_if(band_after < band_before),
       count_if(band_after > band_before), count_if(unit_before <> unit_after),
       avg(place_after - place_before), var_samp(place_after - place_before)
FROM moved GROUP BY ALL ORDER BY 1
"""

T = TypeVar("T")


def run(*, small: bool = False) -> None:
    """Run everything and report it; with `small`, a tenth and no report in the file."""
    by = 10 if small else 1
    started = machine()
    release = Release.read(POLICY)
    draft = draft_of(release)
    programs = compile_release(release), compile_release(draft)
    sizes = [size // by for size in SIZES]
    rows, spent = [], []
    for size in sizes:
        frame = caseload(release, size)
        told, compared, counted = _ours(programs, frame)
        totals = told.figures.totals
        wall = [one[0] + other[0] for one, other in zip(compared, counted, strict=True)]
        cpu = [one[1] + other[1] for one, other in zip(compared, counted, strict=True)]
        spent.append(middle(cpu))
        rows.append(
            [
                size,
                totals.changed,
                middle([one[0] for one in compared]),
                middle([one[0] for one in counted]),
                middle(wall),
                max(wall),
                middle(cpu),
            ]
        )
    growth = table(
        ("cases", "changed", "compare", "count", "both", "slowest", "processor"), rows
    ) + (
        f"\n\nProcessor seconds grow with size to the power of"
        f" {exponent(sizes, spent):.2f}. Peak memory {peak_mib():,.0f} MiB."
    )
    beside = _beside(release, draft, programs, sizes[-1])
    if small:
        print(growth, beside, sep="\n\n")
        return
    notes = (
        f"{started} Release {release.number} beside a draft in which Iraq goes to"
        " Newcastle and high harm counts for little. Invented cases, seed"
        f" {SEED} (`facts.py`), facts as plain text in memory. “Compare” puts both"
        " policies to every case and explains each change by the rules that fired;"
        " “count” makes totals, queues, the first and last hundred, and five kinds of"
        f" groups with intervals. Seconds, medians of {REPEATS}; processor seconds are"
        " those of all threads, which other work on the machine lengthens less."
    )
    report("Rehearsal", notes, [("Growth", growth), (f"{sizes[-1]:,} cases", beside)])


def draft_of(release: Release) -> Release:
    """The release with the changes made."""
    files = dict(release.files)
    for name, rule, was, becomes in CHANGES:
        head, found, rest = files[name].decode().partition(rule)
        files[name] = (head + found + rest.replace(was, becomes, 1)).encode()
    return Release.from_files(files)


def caseload(release: Release, cases: int) -> pl.DataFrame:
    """Facts as they are read from the database, none of the cases given to anybody."""
    return as_plain_text(facts(release, cases, ON, SEED)).with_columns(
        pl.format("C{}", pl.col("case").cast(pl.String).str.zfill(7)).alias("case"),
        case_id=pl.col("case").cast(pl.Int64),
        restriction=pl.lit(""),
        free=pl.lit(value=True),
    )


def _ours(
    programs: tuple[Program, Program], frame: pl.DataFrame
) -> tuple[Told, list[tuple[float, float]], list[tuple[float, float]]]:
    places = dict.fromkeys(programs[0].release.registers["units"].values, PLACES_A_WEEK)
    compared, counted = [], []
    for _ in range(REPEATS):
        (changes,), spent = _timed(
            lambda: rehearse(
                programs[0], [programs[1]], frame, ON, ages_from=STANDARDS.ages_from
            )
        )
        compared.append(spent)
        told, spent = _timed(lambda found=changes: tell(found, places, STANDARDS))
        counted.append(spent)
    return told, compared, counted


def _beside(
    release: Release, draft: Release, programs: tuple[Program, Program], cases: int
) -> str:
    frame = caseload(release, cases)
    told, compared, counted = _ours(programs, frame)
    rules = [
        Rules(policy, ("route", "band"), ("units", "points", "band"))
        for policy in (release, draft)
    ]
    known = frame
    for name in sorted({*rules[0].columns, *rules[1].columns}):
        fact = release.vocabulary.facts[name]
        if fact.derive is not None:
            known = known.with_columns(
                derive_column(fact, release.registers, ON).cast(pl.String)
                if fact.type == "text"
                else derive_column(fact, release.registers, ON)
            )
    base = duckdb.connect()
    base.execute("CREATE TABLE cases AS SELECT * FROM known")

    def by_hand() -> tuple[Any, Any]:
        for name, of in zip(("one", "two"), rules, strict=True):
            base.execute(f"CREATE OR REPLACE TABLE {name} AS {duckdb_query(of)}")
        base.execute("DROP TABLE IF EXISTS moved")
        base.execute(COMPARED)
        for by in ("nationality", "sex", "accommodation"):
            base.execute(GROUPS.format(by=by)).fetchall()
        return base.execute(TOTALS).fetchone(), base.execute(MOVES).fetchall()

    tries = [_timed(by_hand) for _ in range(REPEATS)]
    (totals, moves), _ = tries[0]
    ours = told.figures.totals
    assert totals == (
        ours.cases, ours.up, ours.down, ours.other_unit, ours.forward, ours.back
    ), (totals, ours)  # fmt: skip
    assert moves == [(m.before, m.after, m.cases) for m in told.figures.moves]
    both = [
        (one[0] + other[0], one[1] + other[1])
        for one, other in zip(compared, counted, strict=True)
    ]
    rows = [
        [name, middle([one[0] for one in spent]), middle([one[1] for one in spent])]
        for name, spent in (
            ("evenhand, all of it", both),
            (
                "duckdb: bands, units, places and three kinds of groups",
                [s for _, s in tries],
            ),
        )
    ]
    return table(("tool", "seconds", "processor seconds"), rows) + (
        "\n\nduckdb is asked for less: the tables of rank and route as CASE in SQL, both"
        " times, then the outcomes joined and counted; no readiness, requirements or"
        " alarms, no queues, no reasons, no intervals, and derived facts are given to it."
        " Its totals and its moves are equal to ours."
    )


def _timed(work: Callable[[], T]) -> tuple[T, tuple[float, float]]:
    """What it answers, and its seconds by the clock and of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, (time.perf_counter() - wall, time.process_time() - cpu)

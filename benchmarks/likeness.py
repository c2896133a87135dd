"""Same person? A national caseload with second records planted, beside all pairs."""

import datetime
import time
from pathlib import Path

from benchmarks.results import exponent, machine, report, table
from evenhand.engine.likeness.find import Found, find, find_among_all
from evenhand.engine.memory import peak_mib
from evenhand.synthetic.aim import Aim, Registers
from evenhand.synthetic.caseload import caseload
from evenhand.synthetic.doubles import Planted, planted
from evenhand.synthetic.draws import Chance


POLICY = Path(__file__).parents[1] / "policy"
ON = datetime.date(2026, 11, 23)
SIZES = (15_000, 30_000, 60_000, 120_000)
ALL_PAIRS = 1_500  # cases; their persons are compared each with each


def run(*, small: bool = False) -> None:
    """Run everything and report it; with `small`, a tenth and no report in the file."""
    by = 10 if small else 1
    started = machine()
    rows, spent = [], []
    for size in SIZES:
        made = _made(size // by)
        found, seconds = _timed(made)
        rows.append([size // by, *_row(made, found, seconds)])
        spent.append(seconds)
    few = _made(ALL_PAIRS // by)
    beside = [
        ["evenhand, by blocks", *_row(few, *_timed(few))],
        ["every pair with every pair", *_row(few, *_timed(few, all_pairs=True))],
    ]
    columns = ("pairs compared", "seconds", "found of those planted", "right of those told", "right of “very likely”")  # fmt: skip
    growth = table(("cases", *columns), rows) + (
        f"\n\nSeconds grow with size to the power of"
        f" {exponent([s // by for s in SIZES], spent):.2f}."
        f" Peak memory {peak_mib():,.0f} MiB."
    )
    aside = table(("tool", *columns), beside)
    if small:
        print(growth, aside, sep="\n\n")
        return
    notes = (
        f"{started} Invented people with one in a hundred cases recorded twice, with the"
        " faults of `evenhand/synthetic/doubles.py`; 12 in a hundred born on 1 January, 6"
        " with a name that many bear, a hostel of 300. From frames in memory to"
        " suggestions with their evidence."
    )
    sections = [("Growth", growth), (f"{ALL_PAIRS:,} cases", aside)]
    report("Likenesses", notes, sections)


def _made(cases: int) -> Planted:
    aim = Aim(cases, max(44, cases // 90), ON, "dec2022", Chance(1), Registers(POLICY))
    return planted(caseload(aim, once=True), seed=3)


def _timed(made: Planted, *, all_pairs: bool = False) -> tuple[Found, float]:
    started = time.perf_counter()
    found = (find_among_all if all_pairs else find)(made.problem)
    return found, time.perf_counter() - started


def _row(made: Planted, found: Found, seconds: float) -> list[object]:
    same = found.likenesses.filter(kind="same person")
    told = set(same.select("one", "other").iter_rows())
    sure = set(same.filter(confidence="very likely").select("one", "other").iter_rows())
    return [
        found.compared,
        seconds,
        _share(len(told & set(made.doubles)), len(made.doubles)),
        _share(len(told & set(made.doubles)), len(told)),
        _share(len(sure & set(made.doubles)), len(sure)),
    ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(whole, 1):.1f} %"

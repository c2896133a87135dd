"""Same person? A national caseload with second records planted, beside all pairs, and
beside Splink."""

import datetime
import time
from pathlib import Path

from benchmarks.likeness_rivals import Pair, Scores, splink
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
BESIDE = 30_000  # cases


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
    rivals = _beside_splink(BESIDE // by)
    if small:
        print(growth, aside, rivals, sep="\n\n")
        return
    notes = (
        f"{started} Invented people with one in a hundred cases recorded twice, with the"
        " faults of `evenhand/synthetic/doubles.py`; 12 in a hundred born on 1 January, 6"
        " with a name that many bear, a hostel of 300. From frames in memory to"
        " suggestions with their evidence. Splink answers with a score for each pair it"
        " looked at, from the same persons in memory: its line is drawn where it does"
        " best, which takes knowing the answers; ours is where it stands for users. Told"
        " the answers, it is also trained on them. The harmonic mean is of found and right."
    )
    sections = [
        ("Growth", growth),
        (f"{ALL_PAIRS:,} cases", aside),
        (f"Beside Splink, {BESIDE:,} cases", rivals),
    ]
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


def _beside_splink(cases: int) -> str:
    """Ours, Splink trained by itself, and Splink trained on the answers, as a table."""
    made = _made(cases)
    true = set(made.doubles)
    wall, cpu = time.perf_counter(), time.process_time()
    same = find(made.problem).likenesses.filter(kind="same person")
    ours = time.perf_counter() - wall, time.process_time() - cpu
    told = set(same.select("one", "other").iter_rows())
    rows = [["evenhand", *ours, 1.0, *_quality(len(told & true), len(told), len(true))]]
    for name, known in (("splink", ()), ("splink, told the answers", made.doubles)):
        wall, cpu = time.perf_counter(), time.process_time()
        scores = splink(made.problem, list(known))
        spent = time.perf_counter() - wall, time.process_time() - cpu
        best = _best_line(scores, true)
        rows.append([name, *spent, spent[1] / ours[1], *_quality(*best, len(true))])
    header = (
        "tool", "seconds", "of the processors", "times ours", "found of those planted",
        "right of those told", "harmonic mean",
    )  # fmt: skip
    return table(header, rows)


def _best_line(scores: Scores, true: set[Pair]) -> tuple[int, int]:
    """How many are right and how many are told where their mean is highest."""
    right, best = 0, (0, 1)
    for count, pair in enumerate(sorted(scores, key=scores.__getitem__)[::-1], 1):
        right += pair in true
        if right / (count + len(true)) > best[0] / (best[1] + len(true)):
            best = right, count
    return best


def _quality(right: int, told: int, true: int) -> tuple[str, str, str]:
    return _share(right, true), _share(right, told), _share(2 * right, told + true)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(whole, 1):.1f} %"

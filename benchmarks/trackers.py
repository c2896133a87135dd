"""A national tracker in: four sizes, the time of each part, and the most memory.

One workbook of every case, as the generator writes it without faults, brought in by the
service as the command does; then the same again, and the tracker of a week later.
Databases of their own in the demo's server, emptied before each size.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.results import machine, report, table


SIZES = (1_000, 10_000, 40_000, 120_000)
PARTS = ("open", "read", "match", "stage", "check", "write")
FOLDER = Path(__file__).resolve().parents[1] / ".local" / "bench" / "trackers"


def run(*, small: bool = False) -> None:
    """Measure each size in a process of its own, so that memory is its own too."""
    sizes = SIZES[:2] if small else SIZES
    rows = [_apart(size) for size in sizes]
    header = ("rows", *PARTS, "all", "again", "memory, MiB")
    if small:
        print(table(header, rows))
        return
    report(
        "Trackers brought in",
        f"{machine()}\n\nSeconds by part, for one csv file of so many cases; the same "
        "file again; and the most memory the process took.",
        [("Growth", table(header, rows))],
    )


def _apart(size: int) -> tuple[object, ...]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.trackers", str(size)],
        check=True,
        capture_output=True,
        text=True,
    )
    return tuple(done.stdout.splitlines()[-1].split())


def measure(size: int) -> tuple[object, ...]:
    """Bring one caseload in, and once more; answer the seconds of each part."""
    os.environ["EVENHAND_MODE"] = "demo"
    os.environ["EVENHAND_DATABASE"] = f"evenhand_bench_trackers_{size}"
    from evenhand.cli import main
    from evenhand.config.django import set_up_django

    set_up_django()
    from evenhand.config.clock import now, today
    from evenhand.config.prepare import prepare_database
    from evenhand.core.accounts import planning_service
    from evenhand.flows.import_staff import import_staff
    from evenhand.flows.import_tracker import carry_out, read, receive
    from evenhand.flows.set_up import set_up_policy

    _empty()
    prepare_database()
    set_up_policy(Path(__file__).resolve().parents[1] / "policy", at=now(), demo=True)
    folder = FOLDER / str(size)
    words = ["--out", str(folder), "--cases", str(size), "--on", str(today())]
    if not (folder / "cases.csv").exists():
        main(["generate", *words])
    service = planning_service()
    import_staff(folder / "staff.csv", by=service, at=now())
    data = (folder / "cases.csv").read_bytes()
    seconds = []
    times: dict[str, float] = {}
    for _ in range(2):
        started = time.perf_counter()
        of = receive("cases.csv", data, unit=None, by=service, at=now())
        of = carry_out(read(of, at=now()), by=service, at=now())
        times = times or of.times
        seconds.append(round(time.perf_counter() - started, 1))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (size, *(times.get(part, 0) for part in PARTS), *seconds, most)


def _empty() -> None:
    import psycopg
    from django.conf import settings

    owner = settings.DATABASES["owner"]
    with psycopg.connect(
        dbname="postgres",
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
        user=owner["USER"] or None,
        password=owner["PASSWORD"] or None,
        autocommit=True,
    ) as server:
        name = os.environ["EVENHAND_DATABASE"]
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


if __name__ == "__main__":
    print(*measure(int(sys.argv[1])))

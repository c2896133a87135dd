"""A national tracker in: four sizes, the time of each part, and the most memory.

One csv file of every case, as the generator writes it without faults, brought in by the
service as the command does; then the same again. Databases of their own in the demo's
server, emptied before each size. The file is made and the database prepared by another
process, so that the memory and the processor's time are those of bringing in alone.
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
HEADER = ("rows", *PARTS, "all", "again", "processor: ours", "PostgreSQL's", "memory, MiB")  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".local" / "bench" / "trackers"


def run(*, small: bool = False) -> None:
    """Measure each size."""
    sizes = SIZES[:2] if small else SIZES
    before = machine()
    rows = [_apart(size) for size in sizes]
    if small:
        print(table(HEADER, rows))
        return
    report(
        "Trackers brought in",
        f"{before}\n\nSeconds by part, for one csv file of so many cases; all of it, and"
        " the same file again. Processor: the seconds of one core that bringing it in"
        " the first time took, in our process and in its PostgreSQL backend; what they"
        " fall short of the seconds of all was waited for. Memory: the most that the"
        " process held in either. Aims: 60 s for 120,000 rows, and 1,024 MiB.",
        [("Growth", table(HEADER, rows))],
    )


def _apart(size: int) -> tuple[object, ...]:
    """Prepare, and bring in, each in a process of its own."""
    for act in ("prepare", "bring"):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.trackers", act, str(size)],
            check=True,
            capture_output=True,
            text=True,
        )
    return tuple(done.stdout.splitlines()[-1].split())


def prepare(size: int) -> None:
    """An empty database with people and a policy, and the file of so many cases."""
    _set_up(size)
    from evenhand.cli import main
    from evenhand.config.clock import now, today
    from evenhand.config.prepare import prepare_database
    from evenhand.core.accounts import planning_service
    from evenhand.flows.import_staff import import_staff
    from evenhand.flows.set_up import set_up_policy

    _empty()
    prepare_database()
    set_up_policy(ROOT / "policy", at=now(), demo=True)
    folder = FOLDER / str(size)
    words = ["--out", str(folder), "--cases", str(size), "--on", str(today())]
    if not (folder / "cases.csv").exists():
        main(["generate", *words])
    import_staff(folder / "staff.csv", by=planning_service(), at=now())


def bring(size: int) -> tuple[object, ...]:
    """Bring one caseload in, and once more; answer the figures of `HEADER`."""
    _set_up(size)
    from evenhand.config.clock import now
    from evenhand.core.accounts import planning_service
    from evenhand.flows.import_tracker import carry_out, read, receive

    service = planning_service()
    data = (FOLDER / str(size) / "cases.csv").read_bytes()
    before = _processor()
    seconds, processor = [], []
    times: dict[str, float] = {}
    for _ in range(2):
        started = time.perf_counter()
        of = receive("cases.csv", data, unit=None, by=service, at=now())
        of = carry_out(read(of, at=now()), by=service, at=now())
        times = times or of.times
        seconds.append(round(time.perf_counter() - started, 1))
        processor.append(_processor())
    spent = (round(b - a, 1) for a, b in zip(before, processor[0], strict=True))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (size, *(times.get(part, 0) for part in PARTS), *seconds, *spent, most)


def _processor() -> tuple[float, float]:
    """Seconds of one core spent so far: by this process, and by its backend (Linux)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    # The name may hold spaces; user and system ticks are the 12th and 13th after it.
    ticks = backend.read_text().rpartition(")")[2].split()[11:13]
    return time.process_time(), sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _set_up(size: int) -> None:
    os.environ["EVENHAND_MODE"] = "demo"
    os.environ["EVENHAND_DATABASE"] = f"evenhand_bench_trackers_{size}"
    from evenhand.config.django import set_up_django

    set_up_django()


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
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    else:
        print(*bring(int(sys.argv[2])))

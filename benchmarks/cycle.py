"""From the database to stored outcomes and back: the whole cycle, and one changed day.

On the caseload of `national.py`, a year behind it. Each part is timed inside the transaction in which
the product does it; what is stored is rolled back, so that every round starts alike.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks.national import prepare
from benchmarks.results import machine, middle, report, table


ROUNDS = 3
WHOLE_RUNS = 3
LOOKS = 20


def run(*, small: bool = False) -> None:
    """Measure at national size, or at a tenth of it."""
    cases = prepare(small=small)
    rows = [
        (part, *map(middle, (wall, ours, theirs)), min(wall), max(wall))
        for part, (wall, ours, theirs) in (
            (part, tuple(zip(*times, strict=True))) for part, times in _measured()
        )
    ]
    if small:
        print(table(_HEADER, rows))
        return
    report(
        "The cycle from the database to stored outcomes",
        f"{machine()}\n\n{cases:,} open and closed cases and a year of what happened to them (`year.py`); medians of {ROUNDS} rounds.",
        [("Parts, in seconds", table(_HEADER, rows))],
    )


_HEADER = (
    *("part", "median", "processor: run", "processor: database", "least", "most"),
)
Taken = tuple[float, float, float]


class _Clock:
    """Seconds since it was made: by the clock, and on a processor by us and by the
    process of the database that serves us."""

    def __init__(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self._server = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
        self._began = self._now()

    def taken(self) -> Taken:
        wall, ours, theirs = (
            now - began for now, began in zip(self._now(), self._began, strict=True)
        )
        return wall, ours, theirs

    def _now(self) -> Taken:
        theirs = int(self._server.read_text().split()[0]) / 1e9
        return time.perf_counter(), time.process_time(), theirs


def _measured() -> Iterator[tuple[str, list[Taken]]]:
    from evenhand.config.clock import day_to_plan, now, today
    from evenhand.core.accounts import planning_service
    from evenhand.core.viewing import acting_as
    from evenhand.engine.prioritisation.assess import assess
    from evenhand.planning.gather import gather
    from evenhand.planning.models import Outcome, Run
    from evenhand.planning.outcomes import store_outcomes
    from evenhand.releases.queries import policy_of, program_of, release_in_force

    service = planning_service()
    with acting_as(service):
        release = release_in_force(now())
        policy, program = policy_of(release), program_of(release)
        planned = Run.objects.order_by("-pk").first()
    if planned is None:
        raise SystemExit("the caseload was not planned")
    today_, tomorrow = today(), today() + timedelta(days=1)

    def timed(action: Callable[[], object]) -> list[Taken]:
        times = []
        for _ in range(ROUNDS):
            with acting_as(service), _rolled_back():
                clock = _Clock()
                action()
                times.append(clock.taken())
        return times

    def read() -> object:
        return gather(policy, on=today_)

    with acting_as(service):
        gathered = gather(policy, on=today_)
    assessed = assess(program, gathered.facts, today_)
    next_day = assess(program, gathered.facts, tomorrow)

    def store_all() -> None:
        in_force = Outcome.objects.filter(valid__upper_inf=True)
        in_force._raw_delete(in_force.db)
        clock = _Clock()
        store_outcomes(assessed, run=planned, at=now())
        stored.append(clock.taken())

    stored: list[Taken] = []
    yield "read the facts, standing and places of every open case", timed(read)
    yield (
        "rank and route, with the rules that fired",
        timed(lambda: assess(program, gathered.facts, today_)),
    )
    timed(store_all)
    yield "store every outcome, none being there", stored
    yield (
        "store where nothing has changed",
        timed(lambda: store_outcomes(assessed, run=planned, at=now())),
    )
    yield (
        "store the outcomes of the next day",
        timed(lambda: store_outcomes(next_day, run=planned, at=now())),
    )

    def one_day() -> None:
        again = gather(policy, on=tomorrow)
        store_outcomes(assess(program, again.facts, tomorrow), run=planned, at=now())

    yield "one changed day, from the database to stored outcomes", timed(one_day)

    from evenhand.core.models import User
    from evenhand.flows.plan_cases import carry_out, create_run
    from evenhand.planning.effects.queries import effects_of

    # Its transactions are its own, so that each round leaves a run; they are taken away.
    runs, times = [], []
    for _ in range(WHOLE_RUNS):
        clock = _Clock()
        with acting_as(service):
            waiting = create_run(on=day_to_plan(), by=service, at=now())
        runs.append(carry_out(waiting.pk, at=now()))
        times.append(clock.taken())
    yield "a whole run, from the database to stored proposals", times

    with acting_as(User.objects.get(username="dana")):
        times = []
        for _ in range(LOOKS):
            clock = _Clock()
            effects_of(runs[-1], policy)
            times.append(clock.taken())
    yield "its effects by group, as one person may count them", times
    with acting_as(service):
        Outcome.objects.filter(run__in=runs).update(run=planned)
        for run in runs:
            run.delete()


@contextmanager
def _rolled_back() -> Iterator[None]:
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    run(small=parser.parse_args().small)

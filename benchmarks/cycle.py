"""From the database to stored outcomes and back: the whole cycle, and one changed day.

A caseload of its own in the demo's database server, generated from seed 1 and kept, so
that a second run measures at once. Each part is timed inside the transaction in which
the product does it; what is stored is rolled back, so that every round starts alike.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from benchmarks.results import machine, middle, report, table


ROUNDS = 5
WHOLE_RUNS = 3
LOOKS = 20


def run(*, small: bool = False) -> None:
    """Measure at national size, or at a tenth of it."""
    cases = 12_000 if small else 120_000
    os.environ["EVENHAND_MODE"] = "demo"
    os.environ["EVENHAND_DATABASE"] = f"evenhand_bench_{cases}"
    from evenhand.cli.demo import fill
    from evenhand.config.django import set_up_django

    set_up_django()
    fill(cases, lambda words: print(f"  {words}", file=sys.stderr))
    rows = [
        (part, middle(times), min(times), max(times)) for part, times in _measured()
    ]
    if small:
        print(table(_HEADER, rows))
        return
    report(
        "The cycle from the database to stored outcomes",
        f"{machine()}\n\n{cases:,} open and closed cases; medians of {ROUNDS} rounds.",
        [("Parts, in seconds", table(_HEADER, rows))],
    )


_HEADER = ("part", "median", "least", "most")


def _measured() -> Iterator[tuple[str, list[float]]]:
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

    def timed(action: Callable[[], object]) -> list[float]:
        times = []
        for _ in range(ROUNDS):
            with acting_as(service), _rolled_back():
                started = time.perf_counter()
                action()
                times.append(time.perf_counter() - started)
        return times

    def read() -> object:
        return gather(policy, on=today_)

    with acting_as(service):
        gathered = gather(policy, on=today_)
    assessed = assess(program, gathered.facts, today_)
    next_day = assess(program, gathered.facts, tomorrow)

    def store_all() -> None:
        Outcome.objects.all()._raw_delete(Outcome.objects.db)
        started = time.perf_counter()
        store_outcomes(assessed, run=planned, at=now())
        stored.append(time.perf_counter() - started)

    stored: list[float] = []
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
        with acting_as(service):
            started = time.perf_counter()
            waiting = create_run(on=day_to_plan(), by=service, at=now())
        runs.append(carry_out(waiting.pk, at=now()))
        times.append(time.perf_counter() - started)
    yield "a whole run, from the database to stored proposals", times

    with acting_as(User.objects.get(username="dana")):
        times = []
        for _ in range(LOOKS):
            started = time.perf_counter()
            effects_of(runs[-1], policy)
            times.append(time.perf_counter() - started)
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

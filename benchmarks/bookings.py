"""The appointment book with the nation's bookings in it: offers over HTTP, and races.

Offers are asked of the API one after another, each of another case, as another system
would. Bookings are tried at the storage layer by several at once: calendars locked in
order and taken in one transaction, most of them wanted by somebody else as well; and by
the whole service, one after another. Nothing of it stays.
"""

import random
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing import get_context
from typing import Any

from benchmarks.national import prepare
from benchmarks.results import machine, report, table


LIVE, SMALL = 11_500, 1_150
ASKED = 400
CLERKS, EACH = 4, 1_500
PORT = 8791
HERE = f"http://127.0.0.1:{PORT}/api/v1"
OFFERS_IN, ATTEMPTS = 20, 500
OVERLAPS = """
SELECT count(*) FROM appointments_taken a JOIN appointments_taken b
ON a.calendar_id = b.calendar_id AND a.id < b.id AND a.during && b.during
WHERE NOT a.shared AND NOT b.shared
"""
# Half-days of the next six weeks, each taken by a room and two people drawn by lot.
_FILL = """
INSERT INTO appointments_taken (calendar_id, interview_id, during, shared)
SELECT c.id, %(interview)s, tstzrange(s.at, s.at + interval '3 hours 45 minutes'), false
FROM (
    SELECT number,
           (%(first)s::date + (number %% 42) + CASE WHEN number %% 2 = 0
            THEN time '09:00' ELSE time '13:00' END) AT TIME ZONE 'Europe/London' AS at
    FROM generate_series(1, %(live)s) number
) s
CROSS JOIN LATERAL (VALUES ('room'), ('interviewer'), ('interpreter')) k (kind)
JOIN LATERAL (
    SELECT id FROM (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS all_
        FROM appointments_calendar WHERE kind = k.kind
    ) x WHERE place = (s.number * 7919) %% all_
) c ON true
ON CONFLICT DO NOTHING
"""


def run(*, small: bool = False) -> None:
    """Fill the book, ask for offers, and race for the same hours."""
    cases = prepare(small=small)
    from django.db import connection

    with _filled(SMALL if small else LIVE) as interview:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM appointments_taken")
            taken = cursor.fetchone()[0]
        rows = [_offers_over_http(), *_offers_in_process()]
        raced, told = _races(interview)
        served = _services()
        with connection.cursor() as cursor:
            cursor.execute(OVERLAPS)
            doubled = cursor.fetchone()[0]
    offered = table(
        ("offers for one case", "median", "95th percentile", "99th percentile", "most"),
        rows,
    )
    tried = table(
        ("layer", "at once", "a second", "won", "lost", "median", "99th", "most"),
        [raced, served],
    )
    notes = (
        f"{cases:,} cases; {taken:,} stretches of time taken. In milliseconds. Aims: "
        f"offers within {OFFERS_IN} ms at the 99th percentile, over {ATTEMPTS} bookings "
        f"a second tried at the storage layer. Overlaps by the database's own count: "
        f"{doubled}. Errors: {told or 'none'}."
    )
    if small:
        print(notes, offered, tried, sep="\n\n")
        return
    report(
        "The appointment book at national size",
        f"{machine()}\n\n{notes}",
        [("Offers", offered), ("Bookings tried", tried)],
    )


@contextmanager
def _filled(live: int) -> Iterator[int]:
    """A made-up interview that takes the time of so many; gone afterwards."""
    from django.db import connection

    from evenhand.appointments.models import Interview
    from evenhand.config.clock import today
    from evenhand.core.accounts import planning_service
    from evenhand.core.viewing import acting_as

    with acting_as(planning_service()):
        # A past one, whose own time is long over.
        interview = Interview.objects.filter(state="held").latest("pk").pk
    with connection.cursor() as cursor:
        cursor.execute(
            _FILL,
            {
                "interview": interview,
                "first": today() + timedelta(days=1),
                "live": live,
            },
        )
        cursor.execute("ANALYZE appointments_taken")
    try:
        yield interview
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM appointments_taken WHERE interview_id = %s"
                " AND lower(during) > now()",
                [interview],
            )


def _bookable(count: int) -> list[Any]:
    """Cases that may be offered times, drawn by lot from all that are ready."""
    from evenhand.casework.models import Case, Stage
    from evenhand.core.accounts import planning_service
    from evenhand.core.viewing import acting_as

    with acting_as(planning_service()):
        ready = list(
            Case.objects.filter(
                stage=Stage.READY_TO_INTERVIEW, restriction=""
            ).order_by("pk")
        )
    return random.Random(1).sample(ready, min(count, len(ready)))


def _offers_over_http() -> tuple[object, ...]:
    token = _token()
    server = subprocess.Popen(
        [sys.executable, "-m", "evenhand", "serve", "--port", str(PORT)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(5)
        cases = _bookable(ASKED + 20)
        for case in cases[:20]:
            _asked(case.ref, token)
        times = [_asked(case.ref, token) for case in cases[20:]]
    finally:
        server.terminate()
        server.wait(timeout=30)
    return ("over HTTP, through the API", *_spread(times))


def _asked(ref: str, token: str) -> float:
    request = urllib.request.Request(
        f"{HERE}/cases/{ref}/offers", headers={"Authorization": f"Bearer {token}"}
    )
    started = time.perf_counter()
    try:
        urllib.request.urlopen(request).read()
    except urllib.error.HTTPError as refused:
        # A case that may not be booked is told why: as much work but for the search.
        refused.read()
    return 1000 * (time.perf_counter() - started)


def _offers_in_process() -> Iterator[tuple[object, ...]]:
    from evenhand.appointments.book.asking import asked_of
    from evenhand.appointments.book.offers import offers
    from evenhand.config.clock import now, today
    from evenhand.core.accounts import planning_service
    from evenhand.core.verdict import Refused
    from evenhand.core.viewing import acting_as

    asking, searching = [], []
    with acting_as(planning_service()):
        for case in _bookable(ASKED):
            started = time.perf_counter()
            try:
                asked = asked_of(case, on=today(), at=now())
            except Refused:
                continue
            known = time.perf_counter()
            offers(asked)
            asking.append(1000 * (known - started))
            searching.append(1000 * (time.perf_counter() - known))
    yield ("in process: what it asks for", *_spread(asking[10:]))
    yield ("in process: the search", *_spread(searching[10:]))


def _races(interview: int) -> tuple[tuple[object, ...], dict[str, int]]:
    """Several clerks want the same few calendars on the same few days."""
    started = time.perf_counter()
    # Each with connections of its own: those of this process are not shared out.
    with ProcessPoolExecutor(CLERKS, get_context("spawn")) as pool:
        found = list(pool.map(_clerk, range(CLERKS), [interview] * CLERKS))
    spent = time.perf_counter() - started
    told: Counter[str] = Counter()
    times: list[float] = []
    for counted, took in found:
        told.update(counted)
        times += took
    busy = sum(times) / 1000 / CLERKS
    won, lost = told.pop("won", 0), told.pop("lost", 0)
    median, _, last, most = _spread(times)
    row = (
        *("storage: locked and taken", CLERKS, round(len(times) / max(busy, 0.001))),
        *(won, lost, median, last, most),
    )
    print(f"  raced for {spent:.1f} s, starting included", file=sys.stderr)
    return row, dict(told)


def _clerk(number: int, interview: int) -> tuple[Counter[str], list[float]]:
    from evenhand.config.django import set_up_django

    set_up_django()
    from django.db import OperationalError, transaction

    from evenhand.appointments.book.hold import Clash, Holding, lock_calendars, take
    from evenhand.appointments.models import Calendar

    chance = random.Random(number)
    calendars = {
        kind: list(
            Calendar.objects.filter(kind=kind)
            .order_by("pk")[:60]
            .values_list("pk", flat=True)
        )
        for kind in ("room", "interviewer", "interpreter")
    }
    # Far from what is booked, so that clerks meet each other and nobody else.
    first = datetime.now().astimezone() + timedelta(days=400)
    told: Counter[str] = Counter()
    times = []
    for _ in range(EACH):
        starts = first + timedelta(hours=4 * chance.randrange(60))
        until = starts + timedelta(hours=3, minutes=45)
        chosen = [chance.choice(some) for some in calendars.values()]
        began = time.perf_counter()
        try:
            with transaction.atomic():
                lock_calendars(chosen)
                take(interview, starts, [Holding(one, until) for one in chosen])
            told["won"] += 1
        except Clash:
            told["lost"] += 1
        except OperationalError as error:
            told[str(error).splitlines()[0]] += 1
        times.append(1000 * (time.perf_counter() - began))
    return told, times


def _services() -> tuple[object, ...]:
    """The whole of a booking: asked, offered, booked, recorded and told; undone after."""
    from django.db import transaction

    from evenhand.appointments.book.asking import asked_of
    from evenhand.appointments.book.hold import Clash
    from evenhand.appointments.book.offers import offers
    from evenhand.appointments.book.services import book
    from evenhand.config.clock import now, today
    from evenhand.core.accounts import planning_service
    from evenhand.core.verdict import Refused
    from evenhand.core.viewing import acting_as

    service = planning_service()
    times, lost = [], 0
    for case in _bookable(150):
        # Each undone, and by itself: a transaction reads again what it changed itself.
        with acting_as(service):
            try:
                asked = asked_of(case, on=today(), at=now())
                found = offers(asked).offers
                if not found or found[0].way.wishes_unmet:
                    continue
                started = time.perf_counter()
                with transaction.atomic():
                    book(case, asked, found[0].way, by=service, at=now())
                times.append(1000 * (time.perf_counter() - started))
            except Clash:
                lost += 1
            except Refused:
                continue
            finally:
                transaction.set_rollback(True)
    median, _, last, most = _spread(times)
    return (
        *("the whole service, with history and messages", 1),
        *(round(1000 / statistics.mean(times)), len(times), lost, median, last, most),
    )


def _token() -> str:
    from evenhand.config.clock import now, today
    from evenhand.core.accounts import planning_service
    from evenhand.core.models import User
    from evenhand.core.tokens.services import add_system, grant_token
    from evenhand.core.viewing import acting_as

    with acting_as(planning_service()):
        admin = User.objects.get(username="jo")
    name = f"bench-{int(time.time())}"
    with acting_as(admin):
        system = add_system(
            name, name, clearances=[], by=admin, at=now(), because="a benchmark"
        )
        _, text = grant_token(
            system,
            "offers",
            scopes=["appointments:read"],
            expires_on=today() + timedelta(days=1),
            per_minute=60_000,
            by=admin,
            on=today(),
            at=now(),
            because="a benchmark",
        )
    return text


def _spread(times: list[float]) -> tuple[float, float, float, float]:
    """Median, 95th and 99th percentile, and the most."""
    ordered = sorted(times)
    last = len(ordered) - 1
    return (
        statistics.median(ordered),
        ordered[int(last * 0.95)],
        ordered[int(last * 0.99)],
        ordered[-1],
    )

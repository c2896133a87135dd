"""Two hundred clients at once on the same slots, over HTTP, and the server killed.

No double booking by the database's own count, and every client is told the truth.
"""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from datetime import time as hour
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from evenhand.appointments.book.asking import asked_of
from evenhand.appointments.book.slips import write_slip
from evenhand.appointments.book.ways import Way, ways
from evenhand.appointments.models import Interview, Taken
from evenhand.casework.models import Case
from evenhand.core.models import ApiAnswer
from evenhand.core.viewing import acting_as
from tests.api.bearing import system_of, token_for
from tests.api.serving import Client, Served
from tests.booking import Book, days, open_book
from tests.cast import Cast, assemble


CLIENTS = 200
WANTED = 10  # slots that they all want
KILLS = 3
TWICE = """
SELECT count(*) FROM appointments_taken a JOIN appointments_taken b
ON a.calendar_id = b.calendar_id AND a.id < b.id AND a.during && b.during
WHERE NOT a.shared AND NOT b.shared
"""
DEADLOCKS = """
SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()
"""


@dataclass
class Told:
    """What one client was told in the end: its interview, or that it lost."""

    ref: str
    uid: str = ""
    sent_again: int = 0


@pytest.fixture
def world(own_database: str) -> Cast:
    cast = assemble()
    book = open_book(cast)
    busy(book)
    for number in range(CLIENTS):
        cast.case(
            sex="female",
            language="Tigrinya",
            postcode="DE1 1AA",
            given_names=f"Number {number}",
        )
    return cast


def busy(book: Book) -> None:
    """Few hours and few people, so that all want the same."""
    for name in ("Ines", "Imke"):
        book.interpreter(name, hours=(hour(9), hour(13)))
    book.interviewer("Mina", site=book.derby)


@pytest.fixture
def served(world: Cast, tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path / "server.log")
    server.start()
    try:
        yield server
    finally:
        server.kill()
        said = server.log.read_text().splitlines()
        print("\n".join(line for line in said if not line.startswith("Conflict")))


def slips(cast: Cast, cases: list[Case]) -> dict[str, str]:
    """An offer for each case: one of a few, so that many hold an offer of the same slot."""
    at = timezone.now()
    with acting_as(cast.service):
        asked = asked_of(cases[0], on=timezone.localdate(at), at=at)
        by_day: dict[date, Way] = {}
        for way in ways(asked, days(asked.first_day), limit=2_000):
            by_day.setdefault(way.day, way)
    wanted = list(by_day.values())[:WANTED]
    return {
        case.ref: write_slip(wanted[number % WANTED], case_id=case.pk)
        for number, case in enumerate(cases)
    }


def wants(client: Client, ref: str, slip: str, begin: threading.Barrier) -> Told:
    """Take what was offered, or lose it to somebody quicker and be offered more."""
    begin.wait()
    body = {"case": ref, "offer": slip}
    status, answer = client.post("/interviews", body, key=f"{ref}:{slip[-40:]}")
    if status == 201:
        assert answer["case"] == ref
        return Told(ref, uid=answer["uid"], sent_again=client.sent_again)
    assert status == 409, answer
    assert answer["type"].endswith(":taken"), answer
    assert answer["instead"]["offers"], answer
    assert slip not in [one["offer"] for one in answer["instead"]["offers"]]
    return Told(ref, sent_again=client.sent_again)


def crowd(served: Served, text: str, offered: dict[str, str]) -> list[Told]:
    """What clients were told that began at once, each for one case."""
    begin = threading.Barrier(len(offered))
    with ThreadPoolExecutor(len(offered)) as pool:
        return list(
            pool.map(
                lambda ref: wants(Client(served.port, text), ref, offered[ref], begin),
                offered,
            )
        )


def hold_to(cast: Cast, told: dict[str, str]) -> None:
    """The database's own count, beside what all clients were told."""
    with connection.cursor() as cursor:
        for count in (TWICE, DEADLOCKS):
            cursor.execute(count)
            assert cursor.fetchone() == (0,)
    with acting_as(cast.service):
        booked = {
            ref: str(uid)
            for ref, uid in Interview.objects.values_list("case__ref", "uid")
        }
        kept = ApiAnswer.objects.count()
    assert told == booked
    assert kept == len(booked)
    taken = Taken.objects.values_list("interview", flat=True).distinct().count()
    assert taken == len(booked)


def test_crowd_is_told_the_truth_and_nothing_is_booked_twice(
    world: Cast, served: Served
) -> None:
    with acting_as(world.service):
        cases = list(Case.objects.order_by("pk"))
    text = token_for(world, system_of(world))
    begun = crowd(served, text, slips(world, cases))
    told = {one.ref: one.uid for one in begun if one.uid}
    hold_to(world, told)
    assert len(told) == WANTED, "each slot was one client's"

    losers = [case for case in cases if case.ref not in told]
    offered = slips(world, losers)
    with killed_at_random(served):
        then = crowd(served, text, offered)
    assert sum(one.sent_again for one in then) > 0
    told |= {one.ref: one.uid for one in then if one.uid}
    hold_to(world, told)
    assert len(told) == 2 * WANTED


@contextmanager
def killed_at_random(served: Served) -> Iterator[None]:
    """While the block runs the server is killed a few times, and started again."""
    chance, done = random.Random(7), threading.Event()

    def kill() -> None:
        for _ in range(KILLS):
            if done.wait(chance.uniform(0.5, 3.0)):
                return
            served.kill()
            served.start()

    killing = threading.Thread(target=kill)
    killing.start()
    try:
        yield
    finally:
        done.set()
        killing.join()

"""Two people at once: the second begins while what the first did is not committed."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connection, connections, transaction


T = TypeVar("T")
PATIENCE = 20.0


def while_open(first: Callable[[], object], then: Callable[[], T]) -> T:
    """Do `first`; begin `then` before it is committed; answer what came of `then`.

    `then` runs in a thread and on a connection of its own. Once it waits for a lock, or
    is done without waiting, `first` is committed. Raises what `then` raised.
    """
    pool = ThreadPoolExecutor(1)
    with transaction.atomic():
        first()
        begun = pool.submit(_on_its_own, then)
        _until_it_waits(begun)
    try:
        return begun.result(timeout=PATIENCE)
    finally:
        pool.shutdown(wait=True)


def _on_its_own(action: Callable[[], T]) -> T:
    try:
        return action()
    finally:
        connections.close_all()


def _until_it_waits(begun: Future[Any]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not begun.done():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks l JOIN pg_database d "
                "ON d.oid = l.database OR l.database = 0 OR l.database IS NULL "
                "WHERE d.datname = current_database() AND NOT l.granted"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)

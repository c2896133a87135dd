"""Die at the nth statement, as a killed process would: nothing more is said.

The connection is cut without a rollback being asked for; what was not committed is gone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


class Killed(BaseException):
    """Not an Exception: code that tidies up after faults must not catch a kill."""


class _Executioner:
    def __init__(self, at: int | None) -> None:
        self.at = at
        self.seen = 0

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,
        context: Any,
    ) -> Any:
        self.seen += 1
        if self.seen == self.at:
            connection.connection.close()
            raise Killed
        return execute(sql, params, many, context)


def statements_of(action: Callable[[], object]) -> int:
    """How many statements an action takes when nobody kills it."""
    with connection.execute_wrapper(counter := _Executioner(None)):
        action()
    return counter.seen


@contextmanager
def killed_at(n: int) -> Iterator[None]:
    """The block dies at its nth statement; the next statement connects anew."""
    try:
        with connection.execute_wrapper(_Executioner(n)):
            yield
    except Killed:
        pass
    finally:
        connection.in_atomic_block = False
        connection.savepoint_ids.clear()
        connection.needs_rollback = False
        connection.run_on_commit.clear()
        connection.close()

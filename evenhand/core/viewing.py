"""On whose behalf the database is read and written, for the length of a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from evenhand.core.models import User


@contextmanager
def acting_as(user: User) -> Iterator[None]:
    """One transaction in which row-level security sees what `user` may see.

    Nothing is visible outside such a block. Events and looks can only be written in
    the name of the user the block is for.
    """
    with transaction.atomic():
        before = _set_viewer(str(user.pk))
        yield
        if not connection.needs_rollback:
            _set_viewer(before)


def _set_viewer(viewer: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('evenhand.viewer', true), '')")
        before = str(cursor.fetchone()[0])
        cursor.execute("SELECT set_config('evenhand.viewer', %s, true)", [viewer])
    return before

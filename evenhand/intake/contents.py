"""The bytes of a file on its way in, kept and fetched as bytes.

Written into a statement as text, a file is twice as long and stands in memory three
times over; so these two go past the query builder.
"""

import psycopg
from django.db import connection

from evenhand.intake.models import Import, ImportContent


def keep_content(of: Import, data: bytes) -> None:
    """Keep the bytes of an import's file."""
    with _cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_importcontent (of_id, data) VALUES (%s, %s)",
            [of.pk, psycopg.Binary(data)],
        )


def content_of(of: Import) -> bytes:
    """The bytes of an import's file, for who brought it; empty where none are kept."""
    with _cursor() as cursor:
        cursor.execute(
            "SELECT data FROM intake_importcontent WHERE of_id = %s",
            [of.pk],
            binary=True,
        )
        found = cursor.fetchone()
        return bytes(found[0]) if found else b""


def forget_content(of: Import) -> None:
    """Let the bytes of an import's file go: it is in, or refused."""
    ImportContent.objects.filter(of=of).delete()


def _cursor() -> "psycopg.Cursor[tuple[bytes]]":
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)

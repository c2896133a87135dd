"""One migrated template, cloned for each worker and for each test that needs its own.

Tests connect as the web role, as the product does: a superuser would see everything and
prove nothing.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from evenhand.config.prepare import prepare_database


ROOT = Path(__file__).resolve().parents[1]
LOCK = 1_702_387_311


def template_name() -> str:
    """A name that changes whenever what prepares a database changes."""
    digest = hashlib.sha256()
    sources = [
        *ROOT.glob("evenhand/*/migrations/*.py"),
        ROOT / "evenhand/core/visibility.py",
        ROOT / "evenhand/config/prepare.py",
        ROOT / "requirements.txt",
    ]
    for source in sorted(sources):
        digest.update(source.read_bytes())
    return f"evenhand_template_{digest.hexdigest()[:12]}"


@contextmanager
def server() -> Iterator[psycopg.Connection]:
    """The server itself, as its owner, with one process at a time preparing it."""
    owner = settings.DATABASES["owner"]
    with psycopg.connect(
        dbname="postgres",
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
        user=owner["USER"] or None,
        password=owner["PASSWORD"] or None,
        autocommit=True,
    ) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield connection


def use(name: str) -> None:
    """Point Django at another database of the same server."""
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


def ensure_template() -> str:
    """Migrate the template unless it is there already."""
    name = template_name()
    with server() as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]
        ).fetchone()
        if found:
            return name
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(name)
            )
        )
        use(name)
        prepare_database()
        use("postgres")
        connection.execute(
            sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name))
        )
    return name


def clone(name: str) -> None:
    """A fresh database from the template, in place of any of that name."""
    template = ensure_template()
    drop(name)
    with server() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def drop(name: str) -> None:
    """Remove a clone, whoever is still connected to it."""
    with server() as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(name)
            )
        )


@contextmanager
def borrowed(name: str) -> Iterator[str]:
    """A clone in place of the present database, for the length of the block."""
    before = settings.DATABASES["default"]["NAME"]
    clone(name)
    use(name)
    try:
        yield name
    finally:
        for connection in connections.all():
            connection.close()
        use(before)
        drop(name)

"""Prepare a database: its extensions, the web role, the tables. Safe to run again."""

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from evenhand.config.database import WEB_ROLE


EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")


def prepare_database() -> None:
    """Create what is missing as the owner, then migrate. Leaves data as it is."""
    create_missing_database(settings.DATABASES["owner"])
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('evenhand prepare'))")
        for extension in EXTENSIONS:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [WEB_ROLE])
        if cursor.fetchone() is None:
            # Roles belong to the whole server: another database may be quicker.
            cursor.execute(
                f"DO $$ BEGIN CREATE ROLE {WEB_ROLE} NOLOGIN; "
                "EXCEPTION WHEN duplicate_object THEN NULL; END $$"
            )
        cursor.execute(
            f"""
            GRANT {WEB_ROLE} TO session_user;
            GRANT USAGE ON SCHEMA public TO {WEB_ROLE};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public
                GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {WEB_ROLE};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public
                GRANT USAGE, SELECT ON SEQUENCES TO {WEB_ROLE};
            """
        )
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext('evenhand prepare'))")


def create_missing_database(target: dict[str, object]) -> None:
    """Create the database that `target` (Django's settings) names, if it is not there."""
    parameters = {
        "host": target["HOST"] or None,
        "port": target["PORT"] or None,
        "user": target["USER"] or None,
        "password": target["PASSWORD"] or None,
    }
    try:
        psycopg.connect(dbname=str(target["NAME"]), **parameters).close()  # type: ignore[arg-type]
    except psycopg.OperationalError as refusal:
        if "does not exist" not in str(refusal):
            raise
    else:
        return
    with psycopg.connect(dbname="postgres", autocommit=True, **parameters) as server:  # type: ignore[arg-type]
        # Order by code point, alike everywhere; but what a letter is stays with the
        # server's own locale, or names in other scripts could not be searched.
        server.execute(
            sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' "
                "LOCALE_PROVIDER libc LC_COLLATE 'C'"
            ).format(sql.Identifier(str(target["NAME"])))
        )

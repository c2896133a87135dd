"""What production refuses to start with, each in a sentence that says what to do."""

from collections.abc import Mapping

from django.db import connections


DEMO_SECRET = "only-for-the-demo-and-the-tests"
SHORTEST_SECRET = 40


def refusals(environment: Mapping[str, str]) -> list[str]:
    """Faults of the environment that must not reach production; empty when sound."""
    found = []
    secret = environment.get("EVENHAND_SECRET_KEY", "")
    if not secret:
        found.append(
            "EVENHAND_SECRET_KEY is not set; make one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    elif secret == DEMO_SECRET:
        found.append("EVENHAND_SECRET_KEY is the demo's; give production its own")
    elif len(secret) < SHORTEST_SECRET:
        found.append(
            f"EVENHAND_SECRET_KEY is shorter than {SHORTEST_SECRET} characters"
        )
    if environment.get("EVENHAND_DEBUG"):
        found.append("EVENHAND_DEBUG is set; production never shows its inside")
    if environment.get("EVENHAND_DEMO_DOOR"):
        found.append("EVENHAND_DEMO_DOOR is set; the demo's door exists only there")
    hosts = [host for host in environment.get("EVENHAND_HOSTS", "").split(",") if host]
    if not hosts:
        found.append("EVENHAND_HOSTS is not set; name the hosts it is served under")
    elif "*" in hosts:
        found.append("EVENHAND_HOSTS is *; name the hosts it is served under")
    if not environment.get("DATABASE_URL"):
        found.append(
            "DATABASE_URL is not set; give production a PostgreSQL 15 or later, for "
            "example postgresql://evenhand@db.internal/evenhand"
        )
    return found


def database_refusals() -> list[str]:
    """Faults of the web's login: it must not be one that sees past row-level security."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT session_user, rolsuper OR rolbypassrls, EXISTS ("
            "  SELECT FROM pg_tables WHERE tableowner = session_user) "
            "FROM pg_roles WHERE rolname = session_user"
        )
        login, above, owns = cursor.fetchone()
    if above or owns:
        why = "sees past row-level security" if above else "owns tables"
        return [
            f"DATABASE_URL signs in as {login}, which {why}; use a login that is only a "
            "member of evenhand_web, and DATABASE_OWNER_URL for migrations"
        ]
    return []

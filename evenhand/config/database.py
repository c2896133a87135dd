"""Where PostgreSQL is, and as whom we speak to it.

Every connection of the web, the workers and the commands takes the role
`evenhand_web`, which owns nothing and to which row-level security applies. Only
migrations and role set-up use the `owner` connection.
"""

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from evenhand.config import embedded


WEB_ROLE = "evenhand_web"
DATABASE_NAME = os.environ.get("EVENHAND_DATABASE", "evenhand")


def connection_settings(mode: str) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for `mode`: `default` (the web role) and `owner`."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        if mode == "production":
            raise ImproperlyConfigured(
                "DATABASE_URL is not set; give production a PostgreSQL 15 or later, "
                "for example postgresql://evenhand@db.internal/evenhand"
            )
        url = embedded.ensure_running("test" if mode == "test" else "demo").url(
            DATABASE_NAME
        )
    web = parse(url)
    owner = parse(os.environ.get("DATABASE_OWNER_URL") or url)
    web["OPTIONS"]["options"] = f"-c role={WEB_ROLE}"
    if mode == "production":
        web["CONN_MAX_AGE"] = 60
        web["CONN_HEALTH_CHECKS"] = True
    elif mode == "demo":
        web["CONN_MAX_AGE"] = None
    return {"default": web, "owner": owner}


def parse(url: str) -> dict[str, Any]:
    """A PostgreSQL URL as Django's settings; sockets as `?host=/folder` or %2F."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with {parts.scheme or 'nothing'}; Evenhand keeps its "
            "data in PostgreSQL only, so it must begin with postgresql://"
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", "") or unquote(parts.hostname or "")
    if "%2f" in (parts.netloc or "").lower():  # urlsplit lower-cases host names
        host = unquote(parts.netloc.rpartition("@")[2].partition(":")[0])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or DATABASE_NAME,
        "USER": query.pop("user", "") or unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": query.pop("port", "") or str(parts.port or ""),
        "OPTIONS": query,
    }

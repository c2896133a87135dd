"""The Jinja2 environment of all pages, and what every page is given."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
)

from evenhand.core.dates import weekday
from evenhand.core.models import User
from evenhand.web import formats
from evenhand.web.exports.verdicts import may_export
from evenhand.web.pages import pages_of
from evenhand.web.planning.words import scope
from evenhand.web.presenters import BLOCKS, reason_not_placed
from evenhand.web.timing import at_of, today_of


def environment(**options: Any) -> Environment:
    """Our templates, and GOV.UK's components under `govuk_frontend_jinja/`."""
    options["loader"] = ChoiceLoader(
        [
            options["loader"],
            PrefixLoader(
                {"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}
            ),
        ]
    )
    # GOV.UK's components ask for parameters that were not given, at any depth.
    options["undefined"] = ChainableUndefined
    env = Environment(trim_blocks=True, lstrip_blocks=True, **options)
    env.globals.update(static=static, url=_url)
    env.filters.update(
        day=formats.day,
        short_day=formats.short_day,
        weekday=weekday,
        time_of_day=formats.time_of_day,
        instant=formats.instant,
        iso=formats.iso,
        number=formats.number,
        points=formats.points,
        counted=formats.counted,
        listed=formats.listed,
        how_long=formats.how_long,
        when_due=formats.when_due,
        blocks=formats.blocks,
        monday=formats.monday_of,
        reason_not_placed=reason_not_placed,
        scope=scope,
        sentence_case=formats.sentence_case,
        blocked=lambda kind: BLOCKS.get(kind, kind),
    )
    return env


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The header, the navigation and the banners. Asks the database nothing."""
    user = getattr(request, "user", None)
    signed_in = isinstance(user, User)
    page = getattr(request, "page", "")
    return {
        "marker": settings.MARKER,
        "demo_door": settings.DEMO_DOOR,
        "viewer": user if signed_in else None,
        "navigation": pages_of(user) if isinstance(user, User) else [],
        "page": page,
        "may_export": isinstance(user, User) and page and may_export(user, page),
        "at": at_of(request),
        "today": today_of(request),
        "banners": messages.get_messages(request)
        if hasattr(request, "_messages")
        else [],
    }


# A page of a hundred rows names several addresses a row, and most again the next time.
@lru_cache(maxsize=20_000)
def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)

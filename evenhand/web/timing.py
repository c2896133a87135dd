"""One time for one request: read once at the door and handed on from there."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone


def at_of(request: HttpRequest) -> datetime:
    """The instant of this request, the same however often it is asked for."""
    at: datetime | None = getattr(request, "at", None)
    if at is None:
        at = timezone.now()
        request.at = at  # type: ignore[attr-defined]
    return at


def today_of(request: HttpRequest) -> date:
    """The day of this request in London."""
    return timezone.localtime(at_of(request)).date()

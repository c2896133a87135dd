"""Today has two doors: a host's own page, and the interviews of those who work here."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from evenhand.appointments.day.queries import interview_by_uid
from evenhand.appointments.day.verdicts import may_see_day
from evenhand.appointments.models import Interview
from evenhand.core.looking import record_look
from evenhand.core.models import Look, User
from evenhand.web.pages import may_open, part_of
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def on_the_day(view: View[P]) -> View[P]:
    """A view for hosts, as their page, and for whoever opens interviews, as part of it."""
    of_staff, of_hosts = part_of("interviews")(view), part_of("today")(view)

    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        user = request.user
        hosts = isinstance(user, User) and not may_open(user, "interviews")
        return (of_hosts if hosts else of_staff)(request, *args, **kwargs)

    return guarded


def interview_of_the_day(request: HttpRequest, uid: UUID, *, what: str) -> Interview:
    """The interview of an address; the same 404 where it is not shown to this person."""
    found = interview_by_uid(str(uid))
    if found is None or not may_see_day(user_of(request), found):
        raise Http404
    if request.method == "GET":
        record_look(
            Look.Kind.VIEW,
            by=user_of(request),
            at=at_of(request),
            what=what,
            case_id=found.case_id,
        )
    return found

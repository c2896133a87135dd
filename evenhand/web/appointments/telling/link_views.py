"""End the private links to an interview: what was sent to the wrong place opens nothing."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenhand.appointments.interviews.states import State
from evenhand.appointments.telling.links import revoke_links
from evenhand.appointments.telling.models import PrivateLink
from evenhand.appointments.telling.services import tell_again
from evenhand.core.events import Happening, record_events
from evenhand.web.acting import acted
from evenhand.web.appointments.booking.reading import interview_or_404
from evenhand.web.appointments.telling.access import only_who_answers
from evenhand.web.appointments.telling.forms import RevokeForm
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


SENT = "Invitations with new links are on their way"


@part_of("interviews")
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Asked once, with the reason; the next message carries a new link."""
    only_who_answers(request)
    found = interview_or_404(request, uid, what="the private links to an interview")
    links = (
        PrivateLink.objects.filter(interview=found)
        .select_related("message", "revoked_by")
        .order_by("-pk")
    )
    form = RevokeForm(request.POST or None)

    def act() -> str:
        user, at = user_of(request), at_of(request)
        because = form.cleaned_data["because"]
        ended = revoke_links(found, by=user, at=at, because=because)
        again = "again" in request.POST and found.state == State.BOOKED
        if again:
            tell_again(found, by=user, at=at)
        if not ended:
            return SENT if again else "There was no link left to end"
        record_events(
            [Happening("links_revoked", {"starts_at": found.starts_at}, found.case_id)],
            by=user,
            at=at,
            because=because,
        )
        said = "The links sent so far open nothing any longer"
        return f"{said}. {SENT}" if again else said

    if acted(request, form, act, refused_at="because"):
        return redirect("revoke-links", found.uid)
    return render(
        request,
        "appointments/telling/links.html",
        {"form": form, "interview": found, "links": links, "at": at_of(request)},
        status=422 if form.errors else 200,
    )

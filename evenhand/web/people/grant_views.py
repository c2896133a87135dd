"""Roles and clearances are granted and ended, never one's own."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import (
    require_http_methods,
)

from evenhand.core.models import ClearanceGrant, RoleGrant
from evenhand.web.pages import part_of
from evenhand.web.people import change_forms as asking
from evenhand.web.people.change import (
    change,
    page_of,
    person_or_404,
    trail_of,
)
from evenhand.web.people.person import granted_to
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of
from evenhand.workforce.granting import (
    end_what_was_granted,
    give_clearance,
    give_role,
)
from evenhand.workforce.verdicts import (
    may_grant,
)


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Grant a role or a clearance."""
    found = person_or_404(code, ref)
    form = asking.GrantForm(request.POST or None)

    def act() -> str:
        kind, _, what = form.cleaned_data["what"].partition(":")
        grant = give_role if kind == "role" else give_clearance
        grant(
            found,
            what,
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        title = dict(asking.GRANTS)[form.cleaned_data["what"]]
        return f"{found.name} was granted: {title}"

    return change(
        request,
        form,
        verdict=may_grant(user_of(request), found),
        trail=trail_of(found),
        title=f"Grant {found.name} a role or clearance",
        button="Grant",
        act=act,
        onward=page_of(found),
        refused_at="what",
        about="It counts from now on. That you granted it, and why, stays on record.",
    )


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def end_grant(
    request: HttpRequest, code: str, ref: str, kind: str, number: int
) -> HttpResponse:
    """End a role or a clearance."""
    found = person_or_404(code, ref)
    verdict = may_grant(user_of(request), found)
    if not verdict:
        raise PermissionDenied
    held = next(
        (g for g in granted_to(found) if (g.kind, g.held.pk) == (kind, number)), None
    )
    if held is None:
        raise Http404
    form = asking.WhyForm(request.POST or None)

    def act() -> str:
        assert isinstance(held.held, RoleGrant | ClearanceGrant)
        end_what_was_granted(
            found,
            held.held,
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"“{held.title}” was ended for {found.name}"

    return change(
        request,
        form,
        verdict=verdict,
        trail=trail_of(found),
        title=f"End “{held.title}” for {found.name}",
        button="End it",
        act=act,
        onward=page_of(found),
        refused_at="because",
        about="It ends now. That it was held, and by whom it was granted and ended, stays "
        "on record.",
    )

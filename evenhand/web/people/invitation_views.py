"""Somebody who joined is invited to choose their first password."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evenhand.web.pages import part_of
from evenhand.web.people.change import page_of, person_or_404, trail_of
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of
from evenhand.workforce.joining import invite
from evenhand.workforce.verdicts import may_administer, may_invite


@part_of("people")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invites(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Make the address at which somebody chooses a password; shown once, kept nowhere."""
    found, user = person_or_404(code, ref), user_of(request)
    if not may_administer(user):
        raise PermissionDenied
    verdict, address = may_invite(user, found), ""
    if request.method == "POST" and verdict and found.user is not None:
        invite(found, by=user, at=at_of(request))
        account = urlsafe_base64_encode(force_bytes(found.user.pk))
        key = default_token_generator.make_token(found.user)
        address = request.build_absolute_uri(
            reverse("first-password", args=[account, key])
        )
    return render(
        request,
        "people/invite.html",
        {
            "person": found,
            "trail": trail_of(found),
            "verdict": verdict,
            "address": address,
            "invitation_days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
            "back": page_of(found),
        },
    )
